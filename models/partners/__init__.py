"""Partners: programs that use the API with keys of their own, and the webhooks that tell them what happens. Read
`keys`, the rows and their states; then `key_changes`, the verbs, `key_viewers`, the viewer that a secret stands for,
and `expiry`, the warning before a key ends. Of webhooks read `webhooks`, the rows, `webhook_changes`, the verbs of
people, and `webhook_work`, those of workers."""
