"""The origin of a change: the address and the program of a request, for the history that staff see."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MAX_USER_AGENT_LENGTH = 300

_current: ContextVar[dict[str, str | None] | None] = ContextVar("origin", default=None)


@contextmanager
def acting_from(peer: str, user_agent: str | None) -> Iterator[None]:
    """Attribute changes within the block to a request from this network address, with this program."""
    token = _current.set({"peer": peer, "user_agent": user_agent[:MAX_USER_AGENT_LENGTH] if user_agent else None})
    try:
        yield
    finally:
        _current.reset(token)


def origin() -> dict[str, str | None] | None:
    """The origin of the present change, as events keep it; None if no request of a person makes it."""
    return _current.get()
