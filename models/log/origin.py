"""From where somebody acts: the address and the program of a request, for the history that staff see."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MAX_USER_AGENT_LENGTH = 300

_current: ContextVar[dict[str, str | None] | None] = ContextVar("origin", default=None)


@contextmanager
def acting_from(peer: str, user_agent: str | None) -> Iterator[None]:
    """What is done within the block is done by a request from this network address, with this program."""
    token = _current.set({"peer": peer, "user_agent": user_agent[:MAX_USER_AGENT_LENGTH] if user_agent else None})
    try:
        yield
    finally:
        _current.reset(token)


def origin() -> dict[str, str | None] | None:
    """From where the present change is made, as events keep it; None where no request of a person makes it."""
    return _current.get()
