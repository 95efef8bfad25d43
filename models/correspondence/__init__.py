"""Answers of people by text and e-mail, and messages on their way out: what goes through the policy outside of a
request. For texts read `sms`, then `sms_answers` (what a command does), `sms_commands` (what a text says),
`sms_phrases` and `sms_reactions`; for e-mails `mail`, then `mail_senders` (who is believed) and `mail_notices` (who is
notified). `digests` makes one mail of what waits for a person, and `outgoing` says what is still to be sent."""
