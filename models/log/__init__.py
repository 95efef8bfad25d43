"""The log of events, the one memory of the house: read `events` (what can happen, and the row of it) and `unit_of_work`
(the only transaction, which records events) with `writing` (the statement at its end), then `reading`, `positions` and
`cursors` (positions in the log). `standing` remembers viewers until the log tells that their standing has changed,
`idempotency` lets a mutation happen once, `origin` tells from where somebody acts, and `global_ids` are the ids of rows
and events in the contract and in addresses."""
