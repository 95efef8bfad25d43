"""Invoices with their lines, payments, holds and history, and the totals of a list of invoices: see `types`."""
