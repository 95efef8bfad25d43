"""The live fields, one generator each, which follow the event log."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import strawberry

from execution.context import Info, viewer_of
from models.core.errors import Refusal, RequestError
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, Scope, all_of, equals
from models.core.viewer import ActorKind, Permission, Viewer
from models.invoices.rows import Invoice
from models.log import cursors
from models.log.events import INVOICE_KINDS, ORDER_KINDS, PERSONAL_KINDS, EventKind
from models.orders.orders import Order
from models.policy import visible
from resolvers.core import ids
from resolvers.core.rules import SIGNED_IN, Rule, allow
from resolvers.core.scalars import EventCursor
from resolvers.invoices.inputs import InvoiceWhere
from resolvers.invoices.invoices import invoice_filter
from resolvers.log.events import of_kinds
from resolvers.orders.inputs import OrderWhere
from resolvers.orders.orders import order_filter
from subscriptions.streams import Check, follow

OWN_ACCESS: Final = Rule(
    "Requires permission MANAGE_PORTAL_ACCESS, or shows the viewer's own access.",
    lambda viewer: viewer.contact_id is not None or viewer.may(Permission.MANAGE_PORTAL_ACCESS),
)
STATUS_KINDS: Final = (EventKind.ORDER_CREATED, EventKind.ORDER_STATUS_CHANGED)


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


@allow(SIGNED_IN)
async def events(
    info: Info, after: EventCursor | None = None, kinds: list[EventKind] | None = None
) -> AsyncIterator[Any]:
    """All events that the viewer may see."""
    scope = EVERYTHING if kinds is None else of_kinds(kinds)
    async for event in follow(info.context, _start(info, after), scope):
        yield event


@allow(SIGNED_IN)
async def order_status_changed(
    info: Info, after: EventCursor | None = None, where: OrderWhere | None = None
) -> AsyncIterator[Any]:
    """Changes of status, of all orders or of those that pass a filter at that moment."""
    order_filter(where, viewer_of(info))  # refuses an invalid filter now
    check = _row_passes(Order, "order_id", lambda viewer: order_filter(where, viewer)) if where else None
    async for event in follow(info.context, _start(info, after), of_kinds(STATUS_KINDS), check):
        yield event


@allow(SIGNED_IN)
async def order_events(info: Info, order_id: strawberry.ID, after: EventCursor | None = None) -> AsyncIterator[Any]:
    """All events of one order."""
    try:
        order = await ids.find_node(Order, order_id, viewer_of(info), to="see")
    except Refusal:
        raise RequestError("BAD_USER_INPUT", "orderId: no order has this id.") from None
    scope = all_of(of_kinds(ORDER_KINDS), equals("order_id", order.id))

    async def sees_order(viewer: Viewer) -> bool:
        return bool(await select(Order, ("id",), all_of(equals("id", order.id), visible(Order, viewer)), limit=1))

    async for event in follow(info.context, _start(info, after), scope, lasts_while=sees_order):
        yield event


@allow(SIGNED_IN)
async def invoice_events(
    info: Info, after: EventCursor | None = None, where: InvoiceWhere | None = None
) -> AsyncIterator[Any]:
    """All events of invoices, or of those that pass a filter at that moment."""
    invoice_filter(where, viewer_of(info))  # refuses an invalid filter now
    check = _row_passes(Invoice, "invoice_id", lambda viewer: invoice_filter(where, viewer)) if where else None
    async for event in follow(info.context, _start(info, after), of_kinds(INVOICE_KINDS), check):
        yield event


@allow(SIGNED_IN)
async def notification_received(info: Info, after: EventCursor | None = None) -> AsyncIterator[Any]:
    """The viewer's new notifications, and notifications that they marked as read."""
    async for event in follow(info.context, _start(info, after), of_kinds(PERSONAL_KINDS)):
        yield event


@allow(OWN_ACCESS)
async def portal_access_events(
    info: Info, contact_id: strawberry.ID | None = None, after: EventCursor | None = None
) -> AsyncIterator[Any]:
    """All changes of portal access, of all contacts or of one."""
    viewer, scope = viewer_of(info), of_kinds((EventKind.PORTAL_ACCESS_CHANGED,))
    key = ids.filter_id(contact_id, "Contact", "contactId")
    if key is None and viewer.kind is ActorKind.CONTACT:
        key = viewer.contact_id
    if key is not None:
        scope = all_of(scope, equals("contact_id", key))
    async for event in follow(info.context, _start(info, after), scope):
        yield event
