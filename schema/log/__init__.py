"""Events as clients see them, by the type of what they are about: see `types`."""
