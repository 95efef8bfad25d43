"""Figures of orders."""

from datetime import date

from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from models.people.customers import Customer as CustomerRow
from models.people.staff import StaffMember as StaffMemberRow
from models.places.sites import Site as SiteRow
from resolvers.core.relations import one
from resolvers.core.scalars import TimeZone
from schema.core.fields import column, object_type, relation
from schema.core.refs import LazyCustomer, LazySite, LazyStaffMember
from schema.core.types import Percentiles


@object_type
class OrderStatsGroup:
    """The figures of a group of orders. Of the fields that say which group it is, those by which is not grouped are
    null."""

    status: OrderStatus | None = column("The status of these orders.")
    kind: OrderKind | None = column("The kind of these orders.")
    priority: OrderPriority | None = column("The urgency of these orders.")
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"),
        "Their customer; null for orders without one, and for those whose customer the viewer may not see.",
        ("customer_id",),
    )
    site: LazySite | None = relation(
        one(SiteRow, "site_id"),
        "Their site; null for orders without one, and for those whose site the viewer may not see.",
        ("site_id",),
    )
    technician: LazyStaffMember | None = relation(
        one(StaffMemberRow, "technician_id"),
        "Their technician; null for orders without any. An order of several technicians is in several groups.",
        ("technician_id",),
    )
    period: date | None = column("The first day of the day, week or month; null for orders that have no such moment.")
    count: int = column("The number of orders.")
    turnaround_seconds: Percentiles = column(
        "The seconds from submission to completion, of the orders that are completed. For an order that was opened "
        "again it is the last completion."
    )
    first_response_seconds: Percentiles = column(
        "The seconds from submission to the first entry that staff added to the timeline for everybody to see, of the "
        "orders that have one."
    )


@object_type
class OrderStats:
    """Figures of the orders of a list."""

    groups: list[OrderStatsGroup] = column(
        "The groups that have orders: those of the latest period first, and then those of most orders. Without "
        "`groupBy` it is one group, of all orders, also if there are none."
    )
    has_more_groups: bool = column("Whether there are more groups than `first`.")
    time_zone: TimeZone = column("The time zone in which days begin.")
