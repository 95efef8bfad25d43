"""The queries of orders."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.compiled import shapes
from execution.compiled.shapes import shaped
from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import LAST_MOMENT, LAST_NUMBER, Key, Sort
from models.core.references import order_reference
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of, among, equals, one_of, present, related
from models.core.search import OF_CUSTOMER, Found
from models.core.viewer import KeyScope, Permission, Viewer
from models.invoices.rows import Invoice
from models.log.events import TIMELINE, Event, EventKind, TimelineKind
from models.orders.attachments import Attachment
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus, moves_from, ribbon
from models.orders.orders import Order, OrderTechnician
from models.orders.recommendations import OPEN, Recommendation
from models.orders.tenures import SEE_ORDERS
from models.people.customers import Customer
from models.people.staff import StaffMember
from models.permissions import changes_order, sees_whole_order
from models.places.assets import Asset
from models.places.sites import Site
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.external_references import in_external_references, key_of_external_reference
from resolvers.core.filters import fulfils, in_ids, in_range, in_values, search_filter
from resolvers.core.inputs import SortDirection
from resolvers.core.relations import found, found_where, key_of_reference, load_rows, many_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.values import by_viewer
from resolvers.orders.inputs import OrderRef, OrderSort, OrderSortField, OrderWhere

_SORTS: Final = {
    OrderSortField.CREATED_AT: (Key("created_at", datetime), Key("id", UUID)),
    OrderSortField.UPDATED_AT: (Key("updated_at", datetime), Key("id", UUID)),
    OrderSortField.PRIORITY: (Key("priority", OrderPriority), Key("id", UUID)),
    OrderSortField.NUMBER: (Key("number", int, empty=LAST_NUMBER), Key("id", UUID)),
    OrderSortField.SCHEDULED_FOR: (Key("scheduled_for", datetime, empty=LAST_MOMENT), Key("id", UUID)),
    OrderSortField.COMPLETED_AT: (Key("completed_at", datetime, empty=LAST_MOMENT), Key("id", UUID)),
}
_NEWEST: Final = Sort("order-CREATED_AT", _SORTS[OrderSortField.CREATED_AT], descending=True)
_NEWEST_ENTRY: Final = Sort("timeline", (Key("position", int),), descending=True)
_OLDEST_ENTRY: Final = Sort("timeline-oldest", _NEWEST_ENTRY.keys, descending=False)
_NEWEST_INVOICE: Final = Sort("order-invoice", (Key("created_at", datetime), Key("id", UUID)), descending=True)
_NEWEST_RECOMMENDATION: Final = Sort("recommendation", (Key("posted_at", datetime), Key("id", UUID)), descending=True)
_EARLIER: Final = """(SELECT orders.*, later.id AS later_id FROM orders JOIN orders AS later
  ON later.asset_id = orders.asset_id AND (orders.created_at, orders.id) < (later.created_at, later.id)) AS orders"""
"""Pairs of orders of the same asset, the earlier one with the id of the later one."""
_NEWEST_ATTACHMENT: Final = Sort("attachment", (Key("uploaded_at", datetime), Key("id", UUID)), descending=True)


def listing(
    viewer: Viewer,
    where: OrderWhere | None = None,
    search: str | None = None,
    sort: OrderSort | None = None,
) -> Listing:
    """The orders that the viewer may see, filtered, searched and sorted."""
    condition, order = all_of(visible(Order, viewer), order_filter(where, viewer)), _NEWEST
    if sort is not None:
        order = Sort(f"order-{sort.field.value}", _SORTS[sort.field], sort.direction is SortDirection.DESC)
    return Listing(Order, condition, order, search=_search(search, viewer), is_filtered=where is not None)


def order_filter(where: OrderWhere | None, viewer: Viewer) -> Scope:
    """A client's filter as a condition; RequestError BAD_USER_INPUT names an id of the wrong type."""
    if where is None:
        return EVERYTHING
    conditions = [
        in_values("status", where.status),
        in_values("priority", where.priority),
        in_values("kind", where.kind),
        in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId"),
        in_ids(viewer, "site_id", where.site_id, Site, "siteId"),
        in_ids(viewer, "asset_id", where.asset_id, Asset, "assetId"),
        in_external_references(viewer, where.external_reference),
        in_range("created_at", where.created_at),
        in_range("updated_at", where.updated_at),
        in_range("scheduled_for", where.scheduled_for),
        in_range("completed_at", where.completed_at),
    ]
    if where.technician_id is not None:
        technician = in_ids(viewer, "staff_id", where.technician_id, StaffMember, "technicianId")
        conditions.append(related("id", "order_technicians", "order_id", technician))
    if where.party_role is not None:
        conditions.append(one_of("site_id", viewer.properties(*where.party_role)))
    is_open = all_of(one_of("status", [status.value for status in OPEN]), visible(Recommendation, viewer))
    asked = related("id", "recommendations", "order_id", is_open)
    conditions.append(fulfils(asked, where.has_open_recommendation))
    own = all_of(present("creator_id"), equals("creator_id", viewer.actor_id))
    conditions.append(fulfils(own, where.mine))
    return all_of(*conditions)


def _search(search: str | None, viewer: Viewer) -> Found | None:
    """A search that ignores the names of customers for viewers who see orders by a role on a property, since they may
    not see the customers of these."""
    knows_customers = viewer.is_staff or not viewer.properties(*SEE_ORDERS)
    return search_filter(search, marks=[OF_CUSTOMER] if knows_customers else [])


orders: Final = allow(SIGNED_IN, keys=KeyScope.READ_ORDERS)(paged(listing))


def _key(viewer: Viewer, by: OrderRef) -> tuple[str, Any] | None:
    if by.external_reference:
        return key_of_external_reference(viewer, by.external_reference)
    return key_of_reference(Order, by.id, by.number, "SR")


@allow(SIGNED_IN, keys=KeyScope.READ_ORDERS)
@shaped(shapes.Found(Order, _key))
async def order(info: Info, by: OrderRef) -> Row | None:
    """One order, by id, number or external reference; None if the viewer sees no such order."""
    viewer = viewer_of(info)
    if by.external_reference:
        return await found_where(info, Order, in_external_references(viewer, [by.external_reference]))
    return await found(info, Order, _key(viewer, by))


def timeline(viewer: Viewer, kinds: list[TimelineKind] | None = None, oldest_first: bool = False) -> Listing:
    """The events of an order's timeline."""
    event_kinds = [kind for kind, entry in TIMELINE.items() if kinds is None or entry in kinds]
    where = all_of(among("kind", event_kinds), visible(Event, viewer))
    return Listing(Event, where, _OLDEST_ENTRY if oldest_first else _NEWEST_ENTRY)


def attachments(viewer: Viewer) -> Listing:
    """The files of an order, newest first."""
    return Listing(Attachment, visible(Attachment, viewer), _NEWEST_ATTACHMENT)


def earlier(viewer: Viewer) -> Listing:
    """The orders of the same asset that were created before an order, newest first."""
    return Listing(Order, visible(Order, viewer), _NEWEST, source=_EARLIER)


def invoices(viewer: Viewer) -> Listing:
    """The invoices for an order, newest first."""
    return Listing(Invoice, visible(Invoice, viewer), _NEWEST_INVOICE)


def recommendations(viewer: Viewer) -> Listing:
    """The recommendations on an order, newest first."""
    return Listing(Recommendation, visible(Recommendation, viewer), _NEWEST_RECOMMENDATION)


def private(column: str) -> Callable[[Row, Info], Any]:
    """The resolver of a column that is None for viewers who see the order only because it is marked as of the
    property."""

    def told(viewer: Viewer, root: Row) -> Any:
        return root[column] if sees_whole_order(viewer, root) else None

    return by_viewer(told)


def number(root: Row) -> str | None:
    """The order number, like SR-000145; None for a draft."""
    return None if root["number"] is None else order_reference(root["number"])


def statuses_for(viewer: Viewer, root: Row) -> list[str]:
    """The statuses to which the viewer may move the order."""
    if not changes_order(viewer, root):
        return []
    manages = viewer.may(Permission.MANAGE_ORDERS)
    moves = moves_from(OrderStatus(root["status"]), OrderKind(root["kind"]), for_customer=not manages)
    return [move.end.value for move in moves]


next_statuses: Final = by_viewer(statuses_for)


_CHANGES: Final = ("occurred_at", "data")
_PASSED: Final = (EventKind.ORDER_CREATED, EventKind.ORDER_STATUS_CHANGED)


def _steps(root: Row, changes: list[Row]) -> list[Row]:
    """The lifecycle of this kind of order, with the time of the steps that it has passed by these changes."""
    reached = {OrderStatus(change["data"]["to_status"]): change["occurred_at"] for change in changes}
    steps = ribbon(OrderKind(root["kind"]), OrderStatus(root["status"]), reached)
    passed = ("DONE", "CURRENT")
    return [
        {"status": step.value, "state": state.value, "reached_at": reached.get(step) if state in passed else None}
        for step, state in steps
    ]


@shaped(
    shapes.Made(shapes.Rows(Event, "order_id", "events.position", lambda _: among("kind", _PASSED)), _CHANGES, _steps)
)
async def status_ribbon(root: Row, info: Info) -> list[Row]:
    """The lifecycle of this kind of order, with the steps that it has passed."""
    passed, order = among("kind", _PASSED), "events.position"
    changes = await many_of(info, Event, "order_id", root["id"], order=order, where=passed, columns=_CHANGES)
    return _steps(root, changes)


_ASSIGNED: Final = """(SELECT staff_members.*, order_technicians.order_id, order_technicians.id AS assignment_id
  FROM order_technicians JOIN staff_members ON staff_members.id = order_technicians.staff_id) AS staff_members"""
"""Members of staff, once for each order that they are assigned to."""


@shaped(
    shapes.Rows(
        StaffMember, "order_id", "staff_members.assignment_id", lambda viewer: visible(StaffMember, viewer), _ASSIGNED
    )
)
async def technicians(root: Row, info: Info) -> list[Row]:
    """The technicians of the order."""
    links = await many_of(
        info,
        OrderTechnician,
        "order_id",
        root["id"],
        order="order_technicians.id",
        where=EVERYTHING,
        columns=("staff_id",),
    )
    return await load_rows(info, StaffMember, [link["staff_id"] for link in links])
