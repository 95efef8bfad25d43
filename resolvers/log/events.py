"""The event log for clients: its query, and the fields of an event."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import strawberry
from tortoise.models import Model

from execution.columns import columns
from execution.compiled.shapes import Single, shaped
from execution.context import Info, raw, viewer_of
from execution.paging import Listing, page
from execution.sorting import Key, Sort
from models.core.errors import RequestError, Vanished
from models.core.references import order_reference
from models.core.rows import Row
from models.core.scope import EVERYTHING, Compared, all_of
from models.core.viewer import KeyScope, Viewer
from models.log import cursors, trimming
from models.log.events import (
    ACCESS_REQUEST_KINDS,
    API_KEY_KINDS,
    ARCHIVE_KINDS,
    ASSET_KINDS,
    CONTACT_KINDS,
    CUSTOMER_KINDS,
    DOCUMENT_KINDS,
    FEEDBACK_KINDS,
    INTEREST_KINDS,
    INVOICE_KINDS,
    LISTING_KINDS,
    MEMBERSHIP_KINDS,
    OFFER_KINDS,
    ORDER_KINDS,
    PARTY_KINDS,
    SITE_KINDS,
    TENANCY_KINDS,
    TIMELINE,
    VIEWING_KINDS,
    WEBHOOK_KINDS,
    Event,
    EventKind,
)
from models.log.reading import End, end, head
from models.messages.notifications import Notification
from models.policy import visible
from resolvers.core import ids
from resolvers.core.relations import by_id, load_row
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.scalars import EventCursor
from resolvers.core.values import words_told
from resolvers.log.filters import EventFilter, event_filter

REMOVALS: Final = (
    EventKind.NOTE_REDACTED,
    EventKind.ATTACHMENT_REMOVED,
    EventKind.RECOMMENDATION_FILE_REMOVED,
)
TYPES: Final[dict[str, str]] = {
    **dict.fromkeys(ORDER_KINDS, "OrderUpdated"),
    **dict.fromkeys(REMOVALS, "OrderContentRemoved"),
    **dict.fromkeys(TIMELINE, "OrderEntryAdded"),
    EventKind.ORDER_CREATED: "OrderCreated",
    EventKind.ORDER_STATUS_CHANGED: "OrderStatusChanged",
    **dict.fromkeys(ARCHIVE_KINDS, "OrderArchiveEvent"),
    **dict.fromkeys(INVOICE_KINDS, "InvoiceEvent"),
    EventKind.APPROVAL_PREFERENCES_CHANGED: "ApprovalPreferencesChanged",
    EventKind.PORTAL_ACCESS_CHANGED: "PortalAccessEvent",
    **dict.fromkeys(CONTACT_KINDS, "ContactEvent"),
    EventKind.CONTACT_ERASED: "ContactEvent",
    **dict.fromkeys(MEMBERSHIP_KINDS, "MembershipEvent"),
    **dict.fromkeys(SITE_KINDS, "SiteEvent"),
    **dict.fromkeys(PARTY_KINDS, "PartyEvent"),
    **dict.fromkeys(ASSET_KINDS, "AssetEvent"),
    **dict.fromkeys(CUSTOMER_KINDS, "CustomerEvent"),
    **dict.fromkeys(API_KEY_KINDS, "ApiKeyEvent"),
    **dict.fromkeys(WEBHOOK_KINDS, "WebhookEvent"),
    **dict.fromkeys(ACCESS_REQUEST_KINDS, "AccessRequestEvent"),
    **dict.fromkeys(LISTING_KINDS, "ListingEvent"),
    **dict.fromkeys(TENANCY_KINDS, "TenancyEvent"),
    **dict.fromkeys(DOCUMENT_KINDS, "PropertyDocumentEvent"),
    **dict.fromkeys(INTEREST_KINDS, "InterestEvent"),
    **dict.fromkeys(OFFER_KINDS, "OfferEvent"),
    **dict.fromkeys((*VIEWING_KINDS, *FEEDBACK_KINDS), "ViewingEvent"),
    EventKind.STAFF_CHANGED: "StaffEvent",
    EventKind.STAFF_ROLE_CHANGED: "StaffRoleEvent",
    EventKind.NOTIFICATION_CREATED: "NotificationCreated",
    EventKind.NOTIFICATIONS_READ: "NotificationsRead",
}
"""The type as which clients see events of a kind."""

CHECKPOINT: Final = "Checkpoint"
OF_STAFF: Final = "StaffAccessEvent"


@dataclass(frozen=True, slots=True)
class LogOrder(Sort):
    """The order of the log, whose cursors are those that streams resume after."""

    def cursor(self, row: Row) -> str:
        """The position of an event."""
        return cursors.encode(row["position"])

    def place(self, cursor: str, argument: str) -> list[Any]:
        """The position in a cursor; RequestError BAD_USER_INPUT if it is not one."""
        return [cursors.decode(cursor, argument)]


_OLDEST: Final = LogOrder("log", (Key("position", int),))


def typename(root: Row) -> str:
    """The type of an event; a row without a kind is a checkpoint."""
    if root["kind"] is None:
        return CHECKPOINT
    if root["kind"] == EventKind.PORTAL_ACCESS_CHANGED and root["contact_id"] is None:
        return OF_STAFF
    return TYPES[root["kind"]]


def cursor(root: Row) -> str:
    """The event's position in the log."""
    return cursors.encode(root["position"])


def subject(model: type[Model], column: str) -> Callable[[Row, Info], Awaitable[Row]]:
    """The resolver of the row that an event is about; it raises Vanished if the viewer may no longer see it."""

    async def resolve(root: Row, info: Info) -> Row:
        row = await load_row(info, model, root[column])
        if row is None:
            raise Vanished
        return row

    return resolve


def removed_from(root: Row, info: Info) -> Awaitable[Any] | None:
    """The entry from which the event removed something; None if the viewer may not see it."""
    return by_id(info, Event, root["data"]["entry"], columns(raw(info)) | {"kind"})


def reason(root: Row, info: Info) -> str | None:
    """The reason that staff gave for a change; None for contacts."""
    viewer = viewer_of(info)
    return words_told(root, "detail", viewer) if viewer.is_staff else None


def named(model: type[Model], name: str) -> Callable[[Row, Info], Awaitable[Any] | None]:
    """The resolver of a row whose identifier stands in the data of the event; None if the viewer does not see it."""

    def resolve(root: Row, info: Info) -> Awaitable[Any] | None:
        key = root["data"].get(name)
        return by_id(info, model, UUID(key)) if key else None

    return resolve


def named_id(typename: str, name: str) -> Callable[[Row], str | None]:
    """The resolver of the global id of such a row, whether it is still there or not."""

    def resolve(root: Row) -> str | None:
        key = root["data"].get(name)
        return ids.encode(typename, UUID(key)) if key else None

    return resolve


def order_number(root: Row) -> str | None:
    """The number of the order that went or came back, as people see it."""
    number: int | None = root["data"]["number"]
    return None if number is None else order_reference(number)


def invoice_ids(root: Row) -> list[str]:
    """The global ids of the invoices that went or came back with an order."""
    return [ids.encode("Invoice", UUID(key)) for key in root["data"]["invoices"]]


def notification(root: Row, info: Info) -> Awaitable[Any] | None:
    """The notification that the event created; None if it is no more, or the viewer may no longer see it."""
    return by_id(info, Notification, UUID(root["data"]["notification_id"]))


async def expect_in_log(position: int, log: End, asked: EventFilter) -> None:
    """Raise RequestError CURSOR_EXPIRED for a position that the log does not have, or after which it lacks events."""
    if position > log.newest:
        raise RequestError(
            "CURSOR_EXPIRED", "The log does not have this position. Read a snapshot and start from eventCursor."
        )
    await expect_whole(position, asked)


async def expect_whole(position: int, asked: EventFilter) -> None:
    """Raise RequestError CURSOR_EXPIRED where the log may lack events of a filter after a position."""
    if asked.has_passing:
        await trimming.expect_whole(position)


@allow(SIGNED_IN, keys=KeyScope.READ_EVENTS)
@shaped(Single("log_end", "position", EVERYTHING, cursors.encode))
async def event_cursor(info: Info) -> Any:
    """The cursor of the end of the log."""
    return cursors.encode(await head())


@allow(SIGNED_IN, keys=KeyScope.READ_EVENTS)
async def events(
    info: Info,
    first: int | None = None,
    after: EventCursor | None = None,
    last: int | None = None,
    before: EventCursor | None = None,
    kinds: list[EventKind] | None = None,
    customer_id: strawberry.ID | None = None,
    order_id: strawberry.ID | None = None,
    invoice_id: strawberry.ID | None = None,
    contact_id: strawberry.ID | None = None,
) -> Any:
    """A page of the events that the viewer may see, oldest first: exactly those of the stream with the same filter."""
    log = await end()
    asked = await event_filter(
        viewer_of(info),
        kinds,
        customer_id=customer_id,
        order_id=order_id,
        invoice_id=invoice_id,
        contact_id=contact_id,
    )
    if after is not None:
        await expect_in_log(cursors.decode(after), log, asked)

    def listing(viewer: Viewer) -> Listing:
        recorded = all_of(visible(Event, viewer), asked.scope, Compared("position", "<=", log.position))
        return Listing(Event, recorded, _OLDEST, is_filtered=True)

    return await page(info, listing, first=first, after=after, last=last, before=before)
