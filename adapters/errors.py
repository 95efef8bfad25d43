"""Exceptions that adapters raise in place of those of their drivers."""


class Unavailable(Exception):
    """The database or another service this depends on is away; the same request may work shortly."""


class Conflict(Exception):
    """Another transaction got in the way, and nothing of this one has happened: done again it may succeed."""
