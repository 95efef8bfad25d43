"""Tenancies of properties: see `types`."""
