"""Tenancies of properties. Read `inputs`, then the list `tenancies`, then `mutations`."""
