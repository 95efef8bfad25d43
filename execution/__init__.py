"""Running GraphQL, for any noun. An operation passes `gate`, which reads its document (`documents`), holds it to
`limits` and works out its `cost`. It runs by a plan: read `context` and `loading`, then `selections`, `columns`,
`serializers`, `plans` and `executor`, which tells failures by `failures`. `sharing` executes an event once for all
who have the same rights, and `introspection` remembers the answers about the schema itself."""
