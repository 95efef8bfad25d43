"""Tenancies of properties, from proposal to end."""
