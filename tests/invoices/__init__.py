"""Invoices: billing, approval, the review clock, reminders, payments, documents and statements."""
