"""API keys of partners, and their mutations: see `types`."""
