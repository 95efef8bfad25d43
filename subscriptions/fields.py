"""The live fields: each gives a stream that follows the event log."""

from collections.abc import Callable
from typing import Any, Final

import strawberry

from adapters.text.sentences import Sentence
from execution.context import Info, viewer_of
from models.core.rows import Row, select
from models.core.scope import Scope, all_of, equals
from models.core.viewer import KeyScope, Permission, Viewer
from models.invoices.rows import Invoice
from models.log import cursors
from models.log.events import INVOICE_KINDS, ORDER_KINDS, PERSONAL_KINDS, PROPERTY_KINDS, EventKind
from models.orders.orders import Order
from models.policy import visible
from resolvers.core.rules import SIGNED_IN, Rule, allow
from resolvers.core.scalars import EventCursor
from resolvers.invoices.inputs import InvoiceWhere
from resolvers.invoices.invoices import invoice_filter
from resolvers.log.filters import event_filter
from resolvers.orders.inputs import OrderWhere
from resolvers.orders.orders import order_filter
from subscriptions.streams import Check, Following

OWN_ACCESS: Final = Rule(
    Sentence("Requires permission MANAGE_PORTAL_ACCESS, or shows the viewer's own access."),
    lambda viewer: viewer.contact_id is not None or viewer.may(Permission.MANAGE_PORTAL_ACCESS),
)


def _start(info: Info, after: str | None) -> int | None:
    """The position to start from: the later of the two, since a client that reconnects sends its old `after` again."""
    resumed = info.context.resume_after
    positions = [cursors.decode(cursor) for cursor in (after, resumed) if cursor is not None]
    return max(positions, default=None)


def _row_passes(model: type[Any], column: str, where: Callable[[Viewer], Scope]) -> Check:
    """A check that the row of an event passes a client's filter when the event is sent.

    It asks the database, since the viewer may have other rights by then, and an invoice may have become overdue.
    """

    async def check(event: Row, viewer: Viewer) -> bool:
        if event[column] is None:
            return False
        row = all_of(equals("id", event[column]), where(viewer), visible(model, viewer))
        return bool(await select(model, ("id",), row, limit=1))

    return check


@allow(SIGNED_IN, keys=KeyScope.READ_EVENTS)
async def events(
    info: Info,
    after: EventCursor | None = None,
    kinds: list[EventKind] | None = None,
    customer_id: strawberry.ID | None = None,
    order_id: strawberry.ID | None = None,
    invoice_id: strawberry.ID | None = None,
    contact_id: strawberry.ID | None = None,
) -> Following:
    """All events that the viewer may see."""
    asked = await event_filter(
        viewer_of(info),
        kinds,
        customer_id=customer_id,
        order_id=order_id,
        invoice_id=invoice_id,
        contact_id=contact_id,
    )
    return Following(info.context, _start(info, after), asked)


@allow(SIGNED_IN, keys=KeyScope.READ_EVENTS | KeyScope.READ_ORDERS)
async def order_events(
    info: Info,
    after: EventCursor | None = None,
    kinds: list[EventKind] | None = None,
    customer_id: strawberry.ID | None = None,
    order_id: strawberry.ID | None = None,
    where: OrderWhere | None = None,
) -> Following:
    """The events of orders, or of those that pass a filter at that moment."""
    viewer = viewer_of(info)
    order_filter(where, viewer)  # refuses an invalid filter now
    check = _row_passes(Order, "order_id", lambda viewer: order_filter(where, viewer)) if where else None
    asked = await event_filter(viewer, kinds, of=ORDER_KINDS, customer_id=customer_id, order_id=order_id)
    return Following(info.context, _start(info, after), asked, check)


@allow(SIGNED_IN, keys=KeyScope.READ_EVENTS | KeyScope.READ_INVOICES)
async def invoice_events(
    info: Info,
    after: EventCursor | None = None,
    kinds: list[EventKind] | None = None,
    customer_id: strawberry.ID | None = None,
    invoice_id: strawberry.ID | None = None,
    where: InvoiceWhere | None = None,
) -> Following:
    """The events of invoices and of approval settings, or of the invoices that pass a filter at that moment."""
    viewer = viewer_of(info)
    invoice_filter(where, viewer)  # refuses an invalid filter now
    check = _row_passes(Invoice, "invoice_id", lambda viewer: invoice_filter(where, viewer)) if where else None
    asked = await event_filter(viewer, kinds, of=INVOICE_KINDS, customer_id=customer_id, invoice_id=invoice_id)
    return Following(info.context, _start(info, after), asked, check)


@allow(SIGNED_IN)
async def property_events(
    info: Info,
    after: EventCursor | None = None,
    kinds: list[EventKind] | None = None,
    site_id: strawberry.ID | None = None,
) -> Following:
    """The events of the market, of all properties or of one."""
    asked = await event_filter(viewer_of(info), kinds, of=PROPERTY_KINDS, site_id=site_id)
    return Following(info.context, _start(info, after), asked)


@allow(SIGNED_IN)
async def notification_events(
    info: Info, after: EventCursor | None = None, kinds: list[EventKind] | None = None
) -> Following:
    """The viewer's new notifications, and notifications that they marked as read."""
    asked = await event_filter(viewer_of(info), kinds, of=PERSONAL_KINDS)
    return Following(info.context, _start(info, after), asked)


@allow(OWN_ACCESS)
async def portal_access_events(
    info: Info, after: EventCursor | None = None, contact_id: strawberry.ID | None = None
) -> Following:
    """All changes of portal access that the viewer may see, or those of one contact."""
    asked = await event_filter(viewer_of(info), of=(EventKind.PORTAL_ACCESS_CHANGED,), contact_id=contact_id)
    return Following(info.context, _start(info, after), asked)
