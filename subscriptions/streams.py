"""Live streams: readings of the log that go on. A stream holds a position and never a queue."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Final

import settings
from adapters import clock
from execution.context import Context
from models.core.calendar import today, until_tomorrow
from models.core.errors import RequestError
from models.core.rows import Row
from models.core.scope import NOTHING, Scope, all_of
from models.core.viewer import Viewer
from models.log.events import Event, EventKind
from models.log.reading import head, read
from models.policy import visible
from subscriptions import viewers
from subscriptions.tail import Tail, with_orders

BATCH: Final = 200

Check = Callable[[Row, Viewer], Awaitable[bool]]
Still = Callable[[Viewer], Awaitable[bool]]


_tail = Tail()


def tail() -> Tail:
    """The tail of this process."""
    return _tail


def use(new_tail: Tail) -> None:
    """Make `new_tail` that of this process."""
    global _tail
    _tail = new_tail


async def follow(
    context: Context, after: int | None, wanted: Scope, also: Check | None = None, still: Still | None = None
) -> AsyncIterator[Row]:
    """The events after a position (None: from now) that are wanted and that the viewer may see, as they come.

    `also` asks the database what an event itself does not say. The stream ends when `still` says so, which is asked
    when the viewer's standing changes, on each new day, as roles begin and end with one, and after a wanted event that
    the viewer may not see. A stream from now begins with a checkpoint: nothing that commits after it is missed. When
    nothing is told for a while, another tells how far the stream has come. Raises RequestError CURSOR_EXPIRED for a
    position that the log does not have, and UNAUTHENTICATED when the session ends.
    """
    if context.viewer is None:
        raise RequestError("UNAUTHENTICATED", "Sign in first.")
    viewer, position, newest = context.viewer, after, await head()
    if position is None:
        position = newest
        yield _checkpoint(position)
    elif position > newest:
        raise RequestError("CURSOR_EXPIRED", "The log does not go so far. Read a snapshot and start from eventCursor.")
    told_at, patience = clock.now(), settings.get().checkpoint_seconds
    asked: tuple[Viewer, date] | None = None
    sight = _Sight(wanted)
    while True:
        if still is not None:
            viewer = await viewers.current().now(viewer)
            if (asked is None or asked[0] is not viewer or asked[1] != today()) and not await still(viewer):
                return
            asked = (viewer, today())
        idle = min(patience - (clock.now() - told_at).total_seconds(), until_tomorrow().total_seconds())
        if position >= max(newest, _tail.position) and (idle <= 0 or not await _tail.wait_beyond(position, idle)):
            viewer = await viewers.current().now(viewer)
            context.renew(viewer)
            told_at = clock.now()
            yield _checkpoint(position)
            continue
        rows, end = await _next(position, newest, wanted if still is not None else sight.of(viewer))
        for row in rows:
            viewer = await viewers.current().now(viewer)
            if not sight.of(viewer).matches(row):
                if wanted.matches(row):
                    asked = None
                continue
            if also is not None and not await also(row, viewer):
                continue
            context.renew(viewer)
            told_at = clock.now()
            yield row
        position = end


class _Sight:
    """What a viewer wants and may see: the same until their standing changes or, as roles begin and end, the day."""

    def __init__(self, wanted: Scope) -> None:
        self._wanted = wanted
        self._of: tuple[Viewer, date] | None = None
        self._scope: Scope = NOTHING

    def of(self, viewer: Viewer) -> Scope:
        """The condition that events fulfil."""
        day = today()
        if self._of is None or self._of[0] is not viewer or self._of[1] != day:
            self._of, self._scope = (viewer, day), all_of(self._wanted, visible(Event, viewer))
        return self._scope


async def _next(position: int, newest: int, scope: Scope) -> tuple[list[Row], int]:
    """The next events, from memory where it reaches back so far, and the position up to which they are complete."""
    end = _tail.position
    rows = _tail.recent(position) if end > position else None
    if rows is not None:
        return rows, end
    end = max(newest, end)
    rows = await with_orders(await read(position, scope, BATCH))
    if not rows:
        return rows, max(position, end)
    last: int = rows[-1]["position"]
    return rows, last if len(rows) == BATCH else max(last, end)


def _checkpoint(position: int) -> Row:
    return {
        "kind": EventKind.CHECKPOINT.value,
        "position": position,
        "occurred_at": clock.now(),
        "actor": None,
        "data": {},
        **dict.fromkeys(("customer_id", "site_id", "order_id", "invoice_id", "contact_id", "staff_id")),
    }
