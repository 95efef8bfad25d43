"""Figures of orders: how many there are, and how long people wait, by group."""

from enum import StrEnum

from execution import columns as selection
from execution.context import Info, raw, viewer_of
from models.core.rows import Row
from models.core.scope import SqlParams
from models.core.viewer import KeyScope, Viewer
from models.people.customers import Customer
from models.places.sites import Site
from resolvers.core import periods
from resolvers.core.declare import describe
from resolvers.core.figures import TECHNICIANS, USUAL_GROUPS, Figures, expect_dimensions, seen, zone_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.scalars import TimeZone
from resolvers.orders import orders
from resolvers.orders.inputs import OrderWhere

KEYS = ("status", "kind", "priority", "customer_id", "site_id", "technician_id", "period")


class OrderDimension(StrEnum):
    """The dimensions by which orders are grouped."""

    STATUS = "STATUS"
    KIND = "KIND"
    PRIORITY = "PRIORITY"
    CUSTOMER = "CUSTOMER"
    SITE = "SITE"
    TECHNICIAN = "TECHNICIAN"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class OrderMoment(StrEnum):
    """The moments of orders whose day, week or month is told."""

    CREATED_AT = "CREATED_AT"
    SUBMITTED_AT = "SUBMITTED_AT"
    COMPLETED_AT = "COMPLETED_AT"


describe(
    OrderDimension,
    "The dimensions by which orders are grouped.",
    STATUS="By status.",
    KIND="By kind.",
    PRIORITY="By priority.",
    CUSTOMER="By customer. Orders whose customer the viewer may not see are one group.",
    SITE="By site. Orders without one are one group.",
    TECHNICIAN="By technician. An order counts for each of its technicians; those without any are one group.",
    DAY="By the day of `moment`.",
    WEEK="By the week of `moment`, which begins on Monday.",
    MONTH="By the month of `moment`.",
)
describe(
    OrderMoment,
    "The moments of orders whose day, week or month is told.",
    CREATED_AT="Creation.",
    SUBMITTED_AT="Submission. Orders that were never submitted are one group.",
    COMPLETED_AT="Completion. Orders that are not completed are one group.",
)


@allow(SIGNED_IN, keys=KeyScope.READ_ORDERS)
async def order_stats(
    info: Info,
    group_by: list[OrderDimension] | None = None,
    where: OrderWhere | None = None,
    search: str | None = None,
    moment: OrderMoment = OrderMoment.CREATED_AT,
    time_zone: TimeZone | None = None,
    first: int = USUAL_GROUPS,
) -> Row:
    """The figures of the orders of a list, by group."""
    viewer, params = viewer_of(info), SqlParams()
    dimensions, zone = expect_dimensions(group_by, first), zone_of(viewer, time_zone)
    keys = dict(_key(OrderDimension(each), moment, zone, viewer, params) for each in dimensions)
    ranked = {
        "turnaround_seconds": periods.seconds_between("orders.submitted_at", "orders.completed_at"),
        "first_response_seconds": periods.seconds_between("orders.submitted_at", "orders.first_response_at"),
    }
    joins = TECHNICIANS if OrderDimension.TECHNICIAN in dimensions else ""
    figures = Figures(keys, {}, ranked, joins).only(selection.columns(raw(info), "groups"))
    groups, has_more = await figures.groups(orders.listing(viewer, where, search), params, first)
    return {
        "groups": [{**dict.fromkeys(KEYS), **group} for group in groups],
        "has_more_groups": has_more,
        "time_zone": zone,
    }


def _key(
    dimension: OrderDimension, moment: OrderMoment, zone: str, viewer: Viewer, params: SqlParams
) -> tuple[str, str]:
    """The field of a group that a dimension is, and its value in a row."""
    match dimension:
        case OrderDimension.STATUS | OrderDimension.KIND | OrderDimension.PRIORITY:
            name = dimension.lower()
            return name, f"orders.{name}"
        case OrderDimension.CUSTOMER:
            return "customer_id", seen(Customer, "orders", "customer_id", viewer, params)
        case OrderDimension.SITE:
            return "site_id", seen(Site, "orders", "site_id", viewer, params)
        case OrderDimension.TECHNICIAN:
            return "technician_id", "order_technicians.staff_id"
        case OrderDimension.DAY | OrderDimension.WEEK | OrderDimension.MONTH:
            return "period", periods.start(dimension.value, periods.day(f"orders.{moment.lower()}", zone))
