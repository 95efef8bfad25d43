"""The time, in one place, so that tests and the demo can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_offset: ContextVar[timedelta] = ContextVar("offset", default=timedelta())
_shared_offset = timedelta()


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC) + _offset.get() + _shared_offset


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Within the block, for this task, the clock runs on from `moment`."""
    token = _offset.set(moment - datetime.now(UTC) - _shared_offset)
    try:
        yield
    finally:
        _offset.reset(token)


@contextmanager
def ahead_by(skew: timedelta) -> Iterator[None]:
    """Within the block, for this task, the clock is ahead of this machine's by so much."""
    token = _offset.set(_offset.get() + skew)
    try:
        yield
    finally:
        _offset.reset(token)


def advance(by: timedelta) -> None:
    """Move the clock of the whole process on, for tests, and demos under test, that wait days in no time."""
    global _shared_offset
    _shared_offset += by


def reset() -> None:
    """Put the clock of the whole process right again."""
    global _shared_offset
    _shared_offset = timedelta()
