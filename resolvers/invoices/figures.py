"""Figures of invoices: how many there are, what they come to, what of it is late, and how soon it is paid, by group."""

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from adapters import clock
from execution import columns as selection
from execution.context import Info, raw, viewer_of
from models.core.money import decimal
from models.core.rows import Row
from models.core.scope import Compared, Not, Scope, SqlParams, all_of, among
from models.core.viewer import KeyScope, Viewer
from models.invoices.rows import OUTSTANDING, ApprovalStatus, ApprovedBy, PaymentStatus
from models.orders.orders import Order
from models.places.sites import Site
from models.policy import visible
from resolvers.core import periods
from resolvers.core.declare import describe
from resolvers.core.figures import TECHNICIANS, USUAL_GROUPS, Figures, expect_dimensions, seen, zone_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.scalars import TimeZone
from resolvers.invoices import invoices
from resolvers.invoices.inputs import InvoiceWhere
from resolvers.invoices.totals import SUMS, amounts, balance

AGES: Final = ("not_due", "days1_to30", "days31_to60", "days61_to90", "over90_days")
APPROVALS: Final = ("approved_count", "approved_by_clock_count")
_KEYS: Final = (
    *("payment_status", "approval_status", "order_kind", "order_priority"),
    *("customer_id", "site_id", "technician_id", "period"),
)
_LAST_PAYMENT: Final = """(SELECT max(payments.received_on) FROM payments
    WHERE payments.invoice_id = invoices.id AND payments.reversed_at IS NULL)"""


class InvoiceDimension(StrEnum):
    """The dimensions by which invoices are grouped."""

    PAYMENT_STATUS = "PAYMENT_STATUS"
    APPROVAL_STATUS = "APPROVAL_STATUS"
    ORDER_KIND = "ORDER_KIND"
    ORDER_PRIORITY = "ORDER_PRIORITY"
    CUSTOMER = "CUSTOMER"
    SITE = "SITE"
    TECHNICIAN = "TECHNICIAN"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class InvoiceMoment(StrEnum):
    """The moments of invoices whose day, week or month is told."""

    ISSUED_AT = "ISSUED_AT"
    DUE_ON = "DUE_ON"


_OF_ORDER: Final = frozenset(
    {
        InvoiceDimension.ORDER_KIND,
        InvoiceDimension.ORDER_PRIORITY,
        InvoiceDimension.SITE,
        InvoiceDimension.TECHNICIAN,
    }
)

describe(
    InvoiceDimension,
    "The dimensions by which invoices are grouped. Those about the order have one group for invoices without an order, "
    "and for those whose order the viewer may not see; rent has the site of its tenancy.",
    PAYMENT_STATUS="By payment status.",
    APPROVAL_STATUS="By approval status.",
    ORDER_KIND="By the kind of the order.",
    ORDER_PRIORITY="By the priority of the order.",
    CUSTOMER="By customer.",
    SITE="By the site of the order, or of the tenancy.",
    TECHNICIAN="By technician of the order. An invoice counts for each of them.",
    DAY="By the day of `moment`.",
    WEEK="By the week of `moment`, which begins on Monday.",
    MONTH="By the month of `moment`.",
)
describe(
    InvoiceMoment,
    "The moments of invoices whose day, week or month is told.",
    ISSUED_AT="Issue. Drafts are one group.",
    DUE_ON="The due date, which is the same in all time zones.",
)


@allow(SIGNED_IN, keys=KeyScope.READ_INVOICES)
async def invoice_stats(
    info: Info,
    group_by: list[InvoiceDimension] | None = None,
    where: InvoiceWhere | None = None,
    search: str | None = None,
    moment: InvoiceMoment = InvoiceMoment.ISSUED_AT,
    time_zone: TimeZone | None = None,
    first: int = USUAL_GROUPS,
) -> Row:
    """The figures of the invoices of a list, by group; each group is of one currency."""
    viewer, params = viewer_of(info), SqlParams()
    dimensions, zone = expect_dimensions(group_by, first), zone_of(viewer, time_zone)
    keys = dict(_key(InvoiceDimension(each), moment, zone, viewer, params) for each in dimensions)
    sums = {**amounts(params), **_by_age(params), **_approvals(params)}
    to_payment = periods.days_between(periods.day("invoices.issued_at", zone), _LAST_PAYMENT)
    is_paid = among("payment_status", [PaymentStatus.PAID]).sql("invoices", params)
    ranked = {"days_to_payment": f"CASE WHEN {is_paid} THEN {to_payment} END"}
    joins = _joins(dimensions, viewer, params)
    figures = Figures({**keys, "currency": "invoices.currency"}, sums, ranked, joins)
    wanted = selection.columns(raw(info), "groups")
    groups, has_more = await figures.only(wanted).groups(invoices.listing(viewer, where, search), params, first)
    return {"groups": [_told(group) for group in groups], "has_more_groups": has_more, "time_zone": zone}


def _joins(dimensions: Collection[str], viewer: Viewer, params: SqlParams) -> str:
    """The join of the orders that the viewer may see, and of their technicians, for dimensions that are about these."""
    if _OF_ORDER.isdisjoint(dimensions):
        return ""
    is_seen = visible(Order, viewer).sql("orders", params)
    orders = f" LEFT JOIN orders ON orders.id = invoices.order_id AND {is_seen}"
    return orders + TECHNICIANS if InvoiceDimension.TECHNICIAN in dimensions else orders


def _key(
    dimension: InvoiceDimension, moment: InvoiceMoment, zone: str, viewer: Viewer, params: SqlParams
) -> tuple[str, str]:
    """The field of a group that a dimension is, and its value in a row."""
    match dimension:
        case InvoiceDimension.PAYMENT_STATUS | InvoiceDimension.APPROVAL_STATUS:
            return dimension.lower(), f"invoices.{dimension.lower()}"
        case InvoiceDimension.ORDER_KIND:
            return "order_kind", "orders.kind"
        case InvoiceDimension.ORDER_PRIORITY:
            return "order_priority", "orders.priority"
        case InvoiceDimension.CUSTOMER:
            return "customer_id", "invoices.customer_id"
        case InvoiceDimension.SITE:
            of_order, of_tenancy = (seen(Site, table, "site_id", viewer, params) for table in ("orders", "invoices"))
            return "site_id", f"COALESCE({of_order}, {of_tenancy})"
        case InvoiceDimension.TECHNICIAN:
            return "technician_id", "order_technicians.staff_id"
        case InvoiceDimension.DAY | InvoiceDimension.WEEK | InvoiceDimension.MONTH:
            is_moment = moment is InvoiceMoment.ISSUED_AT
            day = periods.day("invoices.issued_at", zone) if is_moment else "invoices.due_on"
            return "period", periods.start(dimension, day)


def _by_age(params: SqlParams) -> dict[str, str]:
    """The amounts that are still to be paid, by the time since they are overdue."""
    now = clock.now()

    def since(days: int) -> Scope:
        return Compared("overdue_at", "<=", now - timedelta(days=days))

    bounds = [since(days) for days in (0, 30, 60, 90)]
    ages = [Not(bounds[0]), *(all_of(young, Not(old)) for young, old in pairwise(bounds)), bounds[-1]]
    return {name: balance(all_of(OUTSTANDING, age), params) for name, age in zip(AGES, ages, strict=True)}


def _approvals(params: SqlParams) -> dict[str, str]:
    """The numbers of invoices that are approved, and of these approved by the clock."""
    approved = among("approval_status", [ApprovalStatus.APPROVED])
    conditions = (approved, all_of(approved, among("approved_by", [ApprovedBy.AUTOMATIC])))
    counted = (f"CASE WHEN {where.sql('invoices', params)} THEN 1 ELSE 0 END" for where in conditions)
    return dict(zip(APPROVALS, counted, strict=True))


def _told(group: Row) -> Row:
    """A group with the figures that are made of others."""
    currency = group["currency"]
    money: Row = {
        name: {"amount": decimal(group[name], currency), "currency": currency}
        for name in (*SUMS, *AGES)
        if name in group
    }
    told: Row = {**dict.fromkeys(_KEYS), **group, **money, "ageing": money}
    if group.keys() >= {*APPROVALS}:
        approved, by_clock = (Decimal(group[name]) for name in APPROVALS)
        told["approved_by_clock_share"] = round(by_clock / approved, 4) if approved else None
    return told
