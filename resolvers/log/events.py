"""The event log for clients: each event is a row of the log, read as a whole."""

from collections.abc import Awaitable, Iterable
from typing import Any, Final
from uuid import UUID

from execution.columns import columns
from execution.context import Info, raw, viewer_of
from models.core.errors import RequestError
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of, one_of
from models.log import cursors
from models.log.events import INTERNAL_KINDS, INVOICE_KINDS, ORDER_KINDS, PERSONAL_KINDS, TIMELINE, Event, EventKind
from models.log.reading import head, read
from models.messages.notifications import Notification
from models.policy import visible
from resolvers.core.relations import by_id
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.scalars import EventCursor

MAX_EVENTS: Final = 500
TYPES: Final[dict[str, str]] = {
    **dict.fromkeys(ORDER_KINDS, "OrderEvent"),
    **dict.fromkeys(INVOICE_KINDS, "InvoiceEvent"),
    EventKind.PORTAL_ACCESS_CHANGED: "PortalAccessEvent",
    EventKind.CONTACT_CHANGED: "PortalAccessEvent",
    EventKind.PARTY_CHANGED: "SiteEvent",
    EventKind.CUSTOMER_CHANGED: "CustomerEvent",
    **dict.fromkeys(PERSONAL_KINDS, "NotificationEvent"),
    EventKind.CHECKPOINT: "Checkpoint",
}
"""The type as which clients see events of a kind."""


def typename(root: Row) -> str:
    """The type of an event."""
    return TYPES[root["kind"]]


def cursor(root: Row) -> str:
    """The event's position in the log."""
    return cursors.encode(root["position"])


def entry(root: Row, info: Info) -> Awaitable[Any] | Row | None:
    """The event as an entry of its order's timeline, or the entry of which it removed something; else None."""
    if root["kind"] in TIMELINE:
        return root
    return by_id(info, Event, root["data"].get("entry"), columns(raw(info)) | {"kind"})


def activity(root: Row) -> Row | None:
    """The event as an entry of a contact's portal history; None if it is not in the history."""
    return root if root["kind"] == EventKind.PORTAL_ACCESS_CHANGED else None


def reason(root: Row, info: Info) -> str | None:
    """The reason that staff gave for a change of a contact's access or membership; None for contacts."""
    return root["data"].get("detail") if viewer_of(info).is_staff else None


def notification(root: Row, info: Info) -> Awaitable[Any] | None:
    """The notification that the event created; None if it created none."""
    key = root["data"].get("notification_id")
    return by_id(info, Notification, UUID(key)) if key else None


def of_kinds(kinds: Iterable[EventKind]) -> Scope:
    """Events of these kinds, except those that only the server reads."""
    return one_of("kind", [kind.value for kind in kinds if kind not in INTERNAL_KINDS])


@allow(SIGNED_IN)
async def event_cursor(info: Info) -> Any:
    """The cursor of the end of the log."""
    return cursors.encode(await head())


@allow(SIGNED_IN)
async def events(info: Info, after: EventCursor, kinds: list[EventKind] | None = None, first: int | None = 100) -> Any:
    """The events after a cursor that the viewer may see, oldest first."""
    first = 100 if first is None else first
    if not 1 <= first <= MAX_EVENTS:
        raise RequestError("BAD_USER_INPUT", f"first: use 1 to {MAX_EVENTS}.")
    position, newest = cursors.decode(after), await head()
    if position > newest:
        raise RequestError(
            "CURSOR_EXPIRED", "The log does not have this position. Read a snapshot and start from eventCursor."
        )
    scope = all_of(visible(Event, viewer_of(info)), EVERYTHING if kinds is None else of_kinds(kinds))
    rows = await read(position, scope, first + 1)
    has_more, rows = len(rows) > first, rows[:first]
    end = rows[-1]["position"] if has_more else max(newest, rows[-1]["position"] if rows else 0)
    return {"events": rows, "end_cursor": cursors.encode(end), "has_more": has_more}
