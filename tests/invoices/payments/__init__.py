"""Money for invoices: payments that are recorded, and those that are taken back."""
