"""Customers, contacts, memberships, and staff: see `types`."""
