"""Helpers for tests: the server, its clients, the cast, fake services and sample data."""
