"""Sums and figures of invoices."""
