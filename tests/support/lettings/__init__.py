"""Properties that are let."""
