"""The worker: due work is done here, in any number of processes, inside `latchkey serve` or beside it. Read `relay`,
the loop over due rows; then `mails` and `texts`, which hand messages over, `composing`, their words, `expiry`,
which clears the storage of files that nobody needs, and
`webhooks`, the relay of events to programs."""
