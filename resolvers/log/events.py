"""What events of the log look like to clients: each is a row of the log, read whole."""

from collections.abc import Awaitable
from typing import Any, Final
from uuid import UUID

from execution.context import Info, viewer_of
from models.core.rows import Row
from models.log.cursors import encode
from models.log.events import INVOICE_KINDS, ORDER_KINDS, PERSONAL_KINDS, TIMELINE, EventKind
from models.messages.notifications import Notification
from resolvers.core.relations import by_id

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
"""The type under which clients see events of a kind."""


def typename(root: Row) -> str:
    """The type of an event."""
    return TYPES[root["kind"]]


def cursor(root: Row) -> str:
    """The event's place in the log."""
    return encode(root["position"])


def entry(root: Row) -> Row | None:
    """The entry that the event is in its order's timeline, where it is one."""
    return root if root["kind"] in TIMELINE else None


def activity(root: Row) -> Row | None:
    """The activity that the event is in a contact's portal history, where it is one."""
    return root if root["kind"] == EventKind.PORTAL_ACCESS_CHANGED else None


def reason(root: Row, info: Info) -> str | None:
    """Why something was done to a contact's access or place in a customer, as staff said to each other."""
    return root["data"].get("detail") if viewer_of(info).is_staff else None


def notification(root: Row, info: Info) -> Awaitable[Any] | None:
    """What the viewer was told."""
    key = root["data"].get("notification_id")
    return by_id(info, Notification, UUID(key)) if key else None
