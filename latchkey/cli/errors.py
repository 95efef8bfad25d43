"""The exception that ends a command."""


class Failed(Exception):
    """The command could not do what it was asked to; the message says why. It ends with 1."""
