"""Sites and assets, and the roles that people have on a property."""
