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
from models.core.scope import NOTHING, Scope, all_of
from models.core.viewer import Viewer
from models.log.events import Event
from models.log.reading import head, read
from models.policy import visible
from resolvers.log.events import expect_in_log
from subscriptions import viewers
from subscriptions.tail import Tail, with_orders

BATCH: Final = 200

Check = Callable[[Row, Viewer], Awaitable[bool]]
Condition = Callable[[Viewer], Awaitable[bool]]

_tail = Tail()


def tail() -> Tail:
    """The tail of this process."""
    return _tail


def use(new_tail: Tail) -> None:
    """Make `new_tail` the tail of this process."""
    global _tail
    _tail = new_tail


async def follow(
    context: Context, after: int | None, scope: Scope, check: Check | None = None, lasts_while: Condition | None = None
) -> AsyncIterator[Row]:
    """The events after a position (None: from now) that are in the scope and that the viewer may see, as they come.

    `check` asks the database for conditions that an event itself does not tell. The stream ends when `lasts_while` is
    no longer true, which is checked when the viewer's access changes, on each new day, since roles begin and end with
    days, and after an event of the scope that the viewer may not see.

    A stream from now begins with a checkpoint: no event that commits after it is missed. If nothing is sent for a
    while, another checkpoint tells the position of the stream.

    Raises RequestError CURSOR_EXPIRED for a position that the log does not have, and UNAUTHENTICATED when the session
    ends.
    """
    if context.viewer is None:
        raise RequestError("UNAUTHENTICATED", "Sign in first.")
    viewer, position, newest = context.viewer, after, await head()
    if position is None:
        position = newest
        yield _checkpoint(position)
    else:
        expect_in_log(position, newest)
    sent_at, interval = clock.now(), settings.get().checkpoint_seconds
    asked_for: tuple[Viewer, date] | None = None
    seen = _Seen(scope)
    while True:
        if lasts_while is not None:
            viewer = await viewers.current().now(viewer)
            is_asked = asked_for is not None and asked_for[0] is viewer and asked_for[1] == today()
            if not is_asked and not await lasts_while(viewer):
                return
            asked_for = (viewer, today())
        idle = min(interval - (clock.now() - sent_at).total_seconds(), until_tomorrow().total_seconds())
        if position >= max(newest, _tail.position) and (idle <= 0 or not await _tail.wait_beyond(position, idle)):
            viewer = await viewers.current().now(viewer)
            context.renew(viewer)
            sent_at = clock.now()
            yield _checkpoint(position)
            continue
        rows, end = await _next(position, newest, scope if lasts_while is not None else seen.by(viewer))
        for row in rows:
            viewer = await viewers.current().now(viewer)
            if not seen.by(viewer).matches(row):
                if scope.matches(row):
                    asked_for = None
                continue
            if check is not None and not await check(row, viewer):
                continue
            context.renew(viewer)
            sent_at = clock.now()
            yield row
        position = end


class _Seen:
    """The part of a scope that a viewer sees, until their access or, since roles begin and end with days, the day
    changes."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._by: tuple[Viewer, date] | None = None
        self._seen: Scope = NOTHING

    def by(self, viewer: Viewer) -> Scope:
        """The condition on the events of the scope that this viewer may see today."""
        day = today()
        if self._by is None or self._by[0] is not viewer or self._by[1] != day:
            self._by, self._seen = (viewer, day), all_of(self._scope, visible(Event, viewer))
        return self._seen


async def _next(position: int, newest: int, scope: Scope) -> tuple[list[Row], int]:
    """The next events, from memory if it reaches back that far, and the position up to which they are complete."""
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
        "kind": None,
        "position": position,
        "occurred_at": clock.now(),
        "actor": None,
        "data": {},
        **dict.fromkeys(("customer_id", "site_id", "order_id", "invoice_id", "contact_id", "staff_id")),
    }
