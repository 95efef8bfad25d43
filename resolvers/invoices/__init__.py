"""Invoices, their approval and payment. Read `inputs` and `invoices` first, then `totals`, which the database adds
up, and `history`, a reading of the log; then `mutations`."""
