"""Exceptions that adapters raise in place of those of their drivers."""

from adapters.text.sentences import Sentence


class Unavailable(Exception):
    """The database or another service this depends on is away; the same request may work shortly."""


class Conflict(Exception):
    """Another transaction got in the way, and nothing of this one has happened: done again it may succeed."""


class NotSent(Exception):
    """A message did not go out. `reason` is a sentence, or what a server on its way said, in the server's words."""

    def __init__(self, reason: Sentence | str) -> None:
        super().__init__(reason)
        self.reason = reason
