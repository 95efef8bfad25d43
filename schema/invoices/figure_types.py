"""Figures of invoices."""

from datetime import date
from decimal import Decimal

from models.invoices.rows import ApprovalStatus, PaymentStatus
from models.orders.lifecycle import OrderKind, OrderPriority
from models.people.customers import Customer as CustomerRow
from models.people.staff import StaffMember as StaffMemberRow
from models.places.sites import Site as SiteRow
from resolvers.core.relations import one
from resolvers.core.scalars import CurrencyCode, TimeZone
from resolvers.invoices.figures import AGES, APPROVALS
from schema.core.fields import column, object_type, relation
from schema.core.refs import LazyCustomer, LazySite, LazyStaffMember
from schema.core.types import Money, Percentiles


@object_type
class ReceivablesAgeing:
    """The amount still to be paid on outstanding invoices, by the days since their due date. A day is 24 hours, the
    first of which begins when the invoice is overdue."""

    not_due: Money = column("The part that is not overdue.")
    days1_to30: Money = column("The part that is overdue for at most 30 days.")
    days31_to60: Money = column("The part that is overdue for more than 30 and at most 60 days.")
    days61_to90: Money = column("The part that is overdue for more than 60 and at most 90 days.")
    over90_days: Money = column("The part that is overdue for more than 90 days.")


@object_type
class InvoiceStatsGroup:
    """The figures of a group of invoices in one currency. Of the other fields that say which group it is, those by
    which is not grouped are null."""

    currency: CurrencyCode = column("The currency of these invoices.")
    payment_status: PaymentStatus | None = column("The payment status of these invoices.")
    approval_status: ApprovalStatus | None = column("The approval status of these invoices.")
    order_kind: OrderKind | None = column("The kind of their orders.")
    order_priority: OrderPriority | None = column("The urgency of their orders.")
    customer: LazyCustomer | None = relation(one(CustomerRow, "customer_id"), "Their customer.", ("customer_id",))
    site: LazySite | None = relation(
        one(SiteRow, "site_id"),
        "The site of their orders; null for invoices without an order at a site that the viewer may see.",
        ("site_id",),
    )
    technician: LazyStaffMember | None = relation(
        one(StaffMemberRow, "technician_id"),
        "The technician of their orders; null for invoices without an order that has one and that the viewer may see. "
        "An invoice for the work of several technicians is in several groups.",
        ("technician_id",),
    )
    period: date | None = column("The first day of the day, week or month; null for invoices that have no such moment.")
    count: int = column("The number of invoices. Void invoices are counted, but add nothing to the amounts.")
    total: Money = column("Their total, with tax.")
    credited: Money = column("The amount credited of them, with tax.")
    paid: Money = column("The amount received for them.")
    outstanding: Money = column("The amount still to be paid on outstanding invoices.")
    overdue: Money = column("The part of the outstanding amount that is overdue.")
    ageing: ReceivablesAgeing = column("The outstanding amount by the days since it was due.", AGES)
    days_to_payment: Percentiles = column(
        "The days from the day of issue, in the time zone, to the day on which the last payment was received, of the "
        "invoices that are paid. Below zero if it came before the issue."
    )
    approved_count: int = column("The number of approved invoices.")
    approved_by_clock_count: int = column("The number of invoices that were approved at the end of the review period.")
    approved_by_clock_share: Decimal | None = column(
        "The share of the approved invoices that were approved at the end of the review period, from 0 to 1 with four "
        "digits; null if none is approved.",
        APPROVALS,
    )


@object_type
class InvoiceStats:
    """Figures of the invoices of a list."""

    groups: list[InvoiceStatsGroup] = column(
        "The groups that have invoices, each in one currency: those of the latest period first, and then those of most "
        "invoices. Without `groupBy` they are the currencies."
    )
    has_more_groups: bool = column("Whether there are more groups than `first`.")
    time_zone: TimeZone = column("The time zone in which days begin.")
