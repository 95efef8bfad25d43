"""The work that a task does for somebody outside: its id, and what has been done for it so far.

A request is one, and so is each operation of a socket. The tasks that it starts share it.
"""

from contextvars import ContextVar
from random import getrandbits
from time import perf_counter


class Work:
    """A request or an operation. `codes` are those of its errors, `statements` the number that the database was asked.

    `compiled` counts the fields that compiled reads gave, and `left` those that they left to resolvers. `operation` and
    `kind` are the name and the type of the operation, once it is known.
    """

    statements = 0
    compiled = 0
    left = 0
    codes: tuple[str, ...] = ()
    operation: str | None = None
    kind: str | None = None
    is_signed_in = False

    def __init__(self, id: str | None = None) -> None:
        self.id = id or f"{getrandbits(64):016x}"
        self.began = perf_counter()

    @property
    def seconds(self) -> float:
        """The time since it began."""
        return perf_counter() - self.began


_current: ContextVar[Work | None] = ContextVar("work", default=None)


def begin(work: Work) -> Work:
    """Make it the work of this task, and of the tasks that it starts from now on."""
    _current.set(work)
    return work


def current() -> Work | None:
    """The work of this task; None if it does nothing for anybody in particular."""
    return _current.get()


def expected() -> Work:
    """The work of this task, which begins one if it has none: for many at once, say."""
    return _current.get() or begin(Work())
