"""Demo data: three months of a repair business, made by the same verbs as everything else, under a moved clock. Read
`seed`; then `people`, the cast, `stage`, on which stories are played in the order of time, the stories themselves in
`access`, `orders` and `invoices`, and `words`, their texts."""
