"""Live streams, which follow the event log. A stream holds a position and never a queue."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Final

import settings
from adapters import clock
from execution.context import Context
from models.core.calendar import today, until_tomorrow
from models.core.errors import RequestError
from models.core.rows import Row
from models.core.scope import NOTHING, Scope
from models.core.viewer import Viewer
from models.log.reading import end, read
from resolvers.log.events import expect_in_log, expect_whole
from resolvers.log.filters import EventFilter
from subscriptions import hub, viewers
from subscriptions.hub import Operation, Push
from subscriptions.tail import Tail, checkpoint, with_orders

BATCH: Final = 200

Check = Callable[[Row, Viewer], Awaitable[bool]]

_tail = Tail()


def tail() -> Tail:
    """The tail of this process."""
    return _tail


def use(new_tail: Tail) -> None:
    """Make `new_tail` the tail of this process."""
    global _tail
    _tail = new_tail


class Following:
    """The events after a position (None: from now) that are asked for and that the viewer may see.

    `check` asks the database for conditions that an event itself does not tell. Without it, and where `share` has said
    how, the hub tells the events that come at the end of the log; iteration gives the others, as they come.

    The stream ends when the viewer may no longer see a row that is named in what they ask for. This is looked at when
    their access changes, on each new day, since roles begin and end with days, and after an event of the filter that
    they may not see.

    A stream from now begins with a checkpoint: no event that commits after it is missed. If nothing is sent for a
    while, another checkpoint tells the position of the stream.

    Iteration raises RequestError CURSOR_EXPIRED for a position that the log does not have, or after which it lacks
    events, and UNAUTHENTICATED when the session ends.
    """

    __slots__ = ("_after", "_asked", "_check", "_context", "_lasts_for", "_seen", "_sent_at", "_shared")

    def __init__(self, context: Context, after: int | None, asked: EventFilter, check: Check | None = None) -> None:
        self._context = context
        self._after = after
        self._asked = asked
        self._check = check
        self._shared: tuple[Operation, Push] | None = None
        self._seen = _Seen(asked)
        self._sent_at = clock.now()
        self._lasts_for: tuple[Viewer, date] | None = None

    def share(self, operation: Operation, push: Push) -> None:
        """Let the hub tell what others get too."""
        self._shared = operation, push

    async def __aiter__(self) -> AsyncIterator[Row]:
        """The events that are to be told to this subscriber alone."""
        log = await end()
        position = log.position if self._after is None else self._after
        if self._after is None:
            yield await self._checkpoint(position)
        await expect_in_log(position, log, self._asked)
        while await self._lasts():
            if position >= max(log.position, _tail.position):
                if self._check is None and self._shared is not None and self._shared[0].key is not None:
                    position = await self._listen(position, *self._shared)
                elif not await _tail.wait_beyond(position, self._idle()):
                    yield await self._checkpoint(position)
                continue
            rows, position = await self._next(position, log.position)
            for row in rows:
                if await self._is_for(row):
                    yield row

    async def _current(self) -> Viewer:
        """The viewer as of the newest event."""
        viewer = self._context.viewer
        if viewer is None:
            raise RequestError("UNAUTHENTICATED", "Sign in first.")
        return await viewers.current().now(viewer)

    async def _lasts(self) -> bool:
        """Whether the viewer still sees what is named in what they ask for."""
        while self._asked.named:
            judged = await self._current(), today()
            if judged == self._lasts_for:
                break
            if not await self._asked.is_seen_by(judged[0]):
                return False
            self._lasts_for = judged  # and once more, since their access may have changed meanwhile
        return True

    async def _listen(self, position: int, operation: Operation, push: Push) -> int:
        """Let the hub tell what comes after a position; return that up to which it has."""
        viewer = await self._current()
        if position < _tail.position or (self._asked.named and self._lasts_for != (viewer, today())):
            return position  # something has happened meanwhile
        position = await hub.current().listen(operation, self._asked, viewer, position, push)
        self._sent_at = clock.now()
        return position

    def _idle(self) -> float:
        """Seconds until something is to be done where nothing happens."""
        passed = (clock.now() - self._sent_at).total_seconds()
        return min(settings.get().checkpoint_seconds - passed, until_tomorrow().total_seconds())

    async def _checkpoint(self, position: int) -> Row:
        """Begin to tell the position."""
        self._context.renew(await self._current())
        self._sent_at = clock.now()
        return checkpoint(position)

    async def _next(self, position: int, known_end: int) -> tuple[list[Row], int]:
        """The next events, from memory if it reaches back that far, and the position up to which they are complete."""
        upto = _tail.position
        rows = _tail.recent(position) if upto > position else None
        if rows is not None:
            return rows, upto
        await expect_whole(position, self._asked)
        upto = max(known_end, upto)
        scope = self._asked.scope if self._asked.named else self._seen.by(await self._current())
        rows = await with_orders(await read(position, upto, scope, BATCH))
        return rows, rows[-1]["position"] if len(rows) == BATCH else upto

    async def _is_for(self, row: Row) -> bool:
        """Begin to tell an event, if the viewer may see it as they stand now."""
        viewer = await self._current()
        if not self._seen.by(viewer).matches(row):
            if self._asked.scope.matches(row):
                self._lasts_for = None
            return False
        if self._check is not None and not await self._check(row, viewer):
            return False
        self._context.renew(viewer)
        self._sent_at = clock.now()
        return True


class _Seen:
    """The part of the events asked for that a viewer sees, until their access or, since roles begin and end with days,
    the day changes."""

    __slots__ = ("_asked", "_by", "_seen")

    def __init__(self, asked: EventFilter) -> None:
        self._asked = asked
        self._by: tuple[Viewer, date] | None = None
        self._seen: Scope = NOTHING

    def by(self, viewer: Viewer) -> Scope:
        """The condition on the events that this viewer may see today."""
        day = today()
        if self._by is None or self._by[0] is not viewer or self._by[1] != day:
            self._by, self._seen = (viewer, day), hub.seen_by(viewer, self._asked)
        return self._seen
