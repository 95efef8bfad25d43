"""Contacts, customers and staff: names, addresses, time zones, roles and rights."""
