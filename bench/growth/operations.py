"""The operations that are asked of a small and of a large database: as staff, and as members of two customers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bench import operations

ALL: Final = ("staff", "largest", "small")
STAFF: Final = ("staff",)
_ORDERS: Final = """
query($search: String, $where: OrderWhere, $sort: OrderSort, $last: Int) {
  orders(search: $search, where: $where, sort: $sort, last: $last) {
    nodes { id number status problemSummary updatedAt } } }
"""
_ORDERS_COUNTED: Final = """
query($search: String, $where: OrderWhere) { orders(first: 0, search: $search, where: $where) { totalCount } }
"""
_INVOICES: Final = """
query($search: String, $where: InvoiceWhere, $sort: InvoiceSort) {
  invoices(search: $search, where: $where, sort: $sort) { nodes { id number total { amount } } } }
"""
_ORDER_FIGURES: Final = """
query($by: [OrderDimension!]) { orderStats(groupBy: $by, timeZone: "Europe/London") {
  groups { status period count turnaroundSeconds { median percentile90 } firstResponseSeconds { median } } } }
"""
_INVOICE_FIGURES: Final = """
{ invoiceStats(groupBy: [MONTH], timeZone: "Europe/London") { groups {
  period count total { amount } ageing { notDue { amount } over90Days { amount } } daysToPayment { median } } } }
"""
_TODAY: Final = datetime.now(UTC)
_A_YEAR_AGO: Final = {
    "gte": (_TODAY - timedelta(days=730)).isoformat(),
    "lt": (_TODAY - timedelta(days=365)).isoformat(),
}
_BY_UPDATE: Final = {"field": "UPDATED_AT", "direction": "DESC"}


@dataclass(frozen=True)
class Asked:
    """An operation, and who asks for it."""

    name: str
    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    viewers: Sequence[str] = ALL


def asked() -> list[Asked]:
    """Lists, filters, sorts, searches and counts, by which pages of a portal are built."""
    return [
        Asked("overview", operations.OVERVIEW),
        Asked("50 orders with their timelines", operations.ORDERS),
        Asked("orders", _ORDERS),
        Asked("orders, last page", _ORDERS, {"last": 20}),
        Asked("orders, completed", _ORDERS, {"where": {"status": ["COMPLETED"]}}),
        Asked("orders, urgent", _ORDERS, {"where": {"priority": ["URGENT"]}}),
        Asked(
            "orders by update, created one to two years ago",
            _ORDERS,
            {"where": {"createdAt": _A_YEAR_AGO}, "sort": _BY_UPDATE},
        ),
        Asked(
            "orders by priority, awaiting parts",
            _ORDERS,
            {"where": {"status": ["AWAITING_PARTS"]}, "sort": {"field": "PRIORITY", "direction": "DESC"}},
        ),
        Asked("orders, totalCount", _ORDERS_COUNTED),
        Asked("orders, totalCount of completed", _ORDERS_COUNTED, {"where": {"status": ["COMPLETED"]}}),
        Asked("search: a rare serial number", _ORDERS, {"search": "SN-7000001"}),
        Asked("search: a common word", _ORDERS, {"search": "oven"}),
        Asked("search: two words begun", _ORDERS, {"search": "ov li"}),
        Asked("search: a word, totalCount", _ORDERS_COUNTED, {"search": "oven"}),
        Asked("search: a word of a thousandth", _ORDERS, {"search": "grinder"}),
        Asked("notifications", "{ notifications { nodes { id title } } }"),
        Asked("notifications, unread", "{ notifications(where: {isUnread: true}) { nodes { id title } } }"),
        Asked(
            "notifications, unread, totalCount", "{ notifications(first: 0, where: {isUnread: true}) { totalCount } }"
        ),
        Asked("invoices", _INVOICES),
        Asked(
            "invoices, outstanding by due date",
            _INVOICES,
            {"where": {"paymentStatus": ["OUTSTANDING"]}, "sort": {"field": "DUE_ON", "direction": "ASC"}},
        ),
        Asked("invoices, totalCount", "{ invoices(first: 0) { totalCount } }"),
        Asked(
            "invoices, totals", "{ invoices(first: 0) { totals { currency total { amount } outstanding { amount } } } }"
        ),
        Asked("invoices, search: the customer's name", _INVOICES, {"search": "customer"}),
        Asked("invoices, search: one customer", _INVOICES, {"search": "small"}),
        Asked("order figures", _ORDER_FIGURES),
        Asked("order figures by status and month", _ORDER_FIGURES, {"by": ["STATUS", "MONTH"]}),
        Asked("invoice figures by month", _INVOICE_FIGURES),
        Asked("contacts", "{ contacts { nodes { id } } }", viewers=STAFF),
        Asked("contacts, search: rare", '{ contacts(search: "person 77") { nodes { id } } }', viewers=STAFF),
        Asked("contacts, search: nobody", '{ contacts(search: "nobody") { nodes { id } } }', viewers=STAFF),
        Asked(
            "customers by name", "{ customers(sort: {field: NAME, direction: ASC}) { nodes { id } } }", viewers=STAFF
        ),
        Asked("assets, search: a rare serial number", '{ assets(search: "SN-7000001") { nodes { id } } }'),
    ]
