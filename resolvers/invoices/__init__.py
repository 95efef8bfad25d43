"""Invoices, their approval and payment. Read `inputs` and `invoices` first, then `totals`, which the database adds up,
and `history`, which is read from the log; then `mutations`."""
