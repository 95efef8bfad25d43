"""Invoices with their lines, payments, holds and history, and the sums of a list of them: see `types`."""
