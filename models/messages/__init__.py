"""Messages to people and from them, as rows: read `deliveries` (the mails and texts that wait to be sent), then
`notifications`, `audience` (who is notified, and in which ways) and `notify`, which verbs above call; `preferences`,
`digests` and `opt_outs` say what people want. `inbound_mails` and `sms_messages` are what came in, `reply_addresses`
ties an answer to its mail, and `company_changes` notifies staff of what customers change of themselves."""
