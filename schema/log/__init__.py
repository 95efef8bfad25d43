"""Events as clients see them, by the type of their subject: see `types`."""
