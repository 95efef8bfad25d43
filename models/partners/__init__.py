"""Partners: programs that use the API with keys of their own. Read `keys`, the rows and their states; then
`key_changes`, the verbs, `key_viewers`, the viewer that a secret stands for, and `expiry`, the warning before a key
ends."""
