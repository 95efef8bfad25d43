"""Incoming mails, and the posts of the SMS provider. Read `mail_webhook` and `mail`, which takes a mail to its order,
its invoice or staff; then `sms_webhook`."""
