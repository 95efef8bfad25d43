"""Live fields: one generator each, a reading of the log that goes on."""

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
from models.policy import find, visible
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
    "Requires permission MANAGE_PORTAL_ACCESS, or shows one's own access.",
    lambda viewer: viewer.contact_id is not None or viewer.may(Permission.MANAGE_PORTAL_ACCESS),
)
STATUS_KINDS: Final = (EventKind.ORDER_CREATED, EventKind.ORDER_STATUS_CHANGED)


def _position(info: Info, after: str | None) -> int | None:
    """Where to start: at the later of the two, as a client that reconnects sends its old `after` again."""
    resumed = info.context.resume_after
    positions = [cursors.decode(cursor) for cursor in (after, resumed) if cursor is not None]
    return max(positions, default=None)


def _only(model: type[Any], column: str, where: Callable[[Viewer], Scope]) -> Check:
    """Asks the database whether the row that an event is about passes a client's filter, as things are then: who looks
    may have other rights by now, and what was not overdue may be."""

    async def check(event: Row, viewer: Viewer) -> bool:
        if event[column] is None:
            return False
        about = all_of(equals("id", event[column]), where(viewer), visible(model, viewer))
        return bool(await select(model, ("id",), about, limit=1))

    return check


@allow(SIGNED_IN)
async def events(
    info: Info, after: EventCursor | None = None, kinds: list[EventKind] | None = None
) -> AsyncIterator[Any]:
    """Everything that the viewer may see."""
    wanted = EVERYTHING if kinds is None else of_kinds(kinds)
    async for event in follow(info.context, _position(info, after), wanted):
        yield event


@allow(SIGNED_IN)
async def order_status_changed(
    info: Info, after: EventCursor | None = None, where: OrderWhere | None = None
) -> AsyncIterator[Any]:
    """Changes of status, of all orders or of those that pass a filter now."""
    order_filter(where, viewer_of(info))  # refuses a bad one now
    check = _only(Order, "order_id", lambda viewer: order_filter(where, viewer)) if where else None
    async for event in follow(info.context, _position(info, after), of_kinds(STATUS_KINDS), check):
        yield event


@allow(SIGNED_IN)
async def order_events(info: Info, order_id: strawberry.ID, after: EventCursor | None = None) -> AsyncIterator[Any]:
    """Everything that happens to one order."""
    viewer, key = viewer_of(info), ids.decode(order_id, "Order")
    if key is None:
        raise RequestError("BAD_USER_INPUT", "orderId: there is no such order.")
    try:
        await find(Order, key, viewer, to="see")
    except Refusal:
        raise RequestError("BAD_USER_INPUT", "orderId: there is no such order.") from None
    wanted = all_of(of_kinds(ORDER_KINDS), equals("order_id", key))

    async def still(viewer: Viewer) -> bool:
        return bool(await select(Order, ("id",), all_of(equals("id", key), visible(Order, viewer)), limit=1))

    async for event in follow(info.context, _position(info, after), wanted, still=still):
        yield event


@allow(SIGNED_IN)
async def invoice_events(
    info: Info, after: EventCursor | None = None, where: InvoiceWhere | None = None
) -> AsyncIterator[Any]:
    """Everything that happens to invoices, to all or to those that pass a filter now."""
    invoice_filter(where, viewer_of(info))  # refuses a bad one now
    check = _only(Invoice, "invoice_id", lambda viewer: invoice_filter(where, viewer)) if where else None
    async for event in follow(info.context, _position(info, after), of_kinds(INVOICE_KINDS), check):
        yield event


@allow(SIGNED_IN)
async def notification_received(info: Info, after: EventCursor | None = None) -> AsyncIterator[Any]:
    """The viewer's new notifications, and that they were read."""
    async for event in follow(info.context, _position(info, after), of_kinds(PERSONAL_KINDS)):
        yield event


@allow(OWN_ACCESS)
async def portal_access_events(
    info: Info, contact_id: strawberry.ID | None = None, after: EventCursor | None = None
) -> AsyncIterator[Any]:
    """What happens to portal access, of everybody or of one contact."""
    wanted = of_kinds((EventKind.PORTAL_ACCESS_CHANGED,))
    viewer = viewer_of(info)
    key = ids.filter_id(contact_id, "Contact", "contactId")
    if key is None and viewer.kind is ActorKind.CONTACT:
        key = viewer.contact_id
    if key is not None:
        wanted = all_of(wanted, equals("contact_id", key))
    async for event in follow(info.context, _position(info, after), wanted):
        yield event
