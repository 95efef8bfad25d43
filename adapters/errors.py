"""What every adapter raises when the thing outside is away."""


class Unavailable(Exception):
    """The database or another service this depends on is away; the same request may work shortly."""
