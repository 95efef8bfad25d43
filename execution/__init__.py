"""The execution of GraphQL operations of any kind. An operation passes `gate`, which reads its document (`documents`),
checks it against `limits` and computes its `cost`. It runs by a plan: read `context` and `loading`, then `selections`,
`columns`, `serializers`, `plans`, `arguments`, `operations` and `executor`, which reports failures by `failures`. Reads
are `compiled`. `running` takes a request through all of these, `live` executes a subscription for one event after
another, and `introspection` caches the answers about the schema."""
