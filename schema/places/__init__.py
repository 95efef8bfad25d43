"""Sites and properties, the roles of people on them, and assets: see `types`."""
