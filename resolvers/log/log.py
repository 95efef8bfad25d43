"""What queries of the log read."""

from typing import Any, Final

from execution.context import Info, viewer_of
from models.core.errors import RequestError
from models.core.scope import EVERYTHING, Scope, all_of, one_of
from models.log import cursors
from models.log.events import INTERNAL_KINDS, Event, EventKind
from models.log.reading import head, read
from models.policy import visible
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.scalars import EventCursor

MAX_EVENTS: Final = 500


@allow(SIGNED_IN)
async def event_cursor(info: Info) -> Any:
    """The end of the log now."""
    return cursors.encode(await head())


@allow(SIGNED_IN)
async def events(info: Info, after: EventCursor, kinds: list[EventKind] | None = None, first: int | None = 100) -> Any:
    """What has happened after a cursor, oldest first, as far as the viewer may see it."""
    first = 100 if first is None else first
    if not 1 <= first <= MAX_EVENTS:
        raise RequestError("BAD_USER_INPUT", f"first: use 1 to {MAX_EVENTS}.")
    position, newest = cursors.decode(after), await head()
    if position > newest:
        raise RequestError("CURSOR_EXPIRED", "The log does not go so far. Read a snapshot and start from eventCursor.")
    wanted: Scope = EVERYTHING
    if kinds is not None:
        wanted = one_of("kind", [kind.value for kind in kinds if kind not in INTERNAL_KINDS])
    rows = await read(position, all_of(visible(Event, viewer_of(info)), wanted), first + 1)
    has_more, rows = len(rows) > first, rows[:first]
    end = rows[-1]["position"] if has_more else max(newest, rows[-1]["position"] if rows else 0)
    return {"events": rows, "end_cursor": cursors.encode(end), "has_more": has_more}
