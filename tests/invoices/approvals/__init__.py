"""Approvals of invoices: the people who are asked for them, and those who are asked instead."""
