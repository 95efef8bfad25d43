"""Partners: programs that use the API with keys of their own, and the webhooks that tell them what happens. Of keys
read `keys`, the rows and their states, `key_changes`, the verbs, `key_viewers`, the viewer that a secret stands for,
`sight`, the rows that keys see beside those of their rights, `managers`, the people who manage them, and `expiry`, the
warning before a key ends; of webhooks `webhooks`, the rows, `webhook_changes`, the verbs of people, and `webhook_work`,
those of workers. `naming` gives rows the ids of programs, and `exports` are files with all that somebody sees."""
