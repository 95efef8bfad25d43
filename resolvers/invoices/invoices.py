"""The queries of invoices."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from tortoise.models import Model

from execution.compiled import shapes
from execution.compiled.shapes import shaped
from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.money import decimal
from models.core.rows import Row
from models.core.scope import EVERYTHING, Compared, Scope, all_of
from models.core.viewer import KeyScope, Permission, Viewer
from models.invoices.audience import awaits_decision_of
from models.invoices.credit_notes import CreditNote
from models.invoices.overdue import is_overdue as overdue
from models.invoices.payments import Payment
from models.invoices.rows import (
    NEEDS_APPROVER,
    ON_HOLD,
    OUTSTANDING,
    Invoice,
    InvoiceHold,
    InvoiceLine,
    invoice_reference,
)
from models.orders.orders import Order
from models.people.contacts import Contact
from models.people.customers import Customer
from models.permissions import can_now
from models.policy import visible
from models.tenancies.rows import Tenancy
from resolvers.core.connections import paged
from resolvers.core.external_references import in_external_references, key_of_external_reference
from resolvers.core.filters import fulfils, in_days, in_ids, in_range, in_references, in_values, search_filter
from resolvers.core.inputs import SortDirection
from resolvers.core.relations import found, found_where, key_of_reference, many_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.values import by_viewer
from resolvers.invoices.inputs import InvoiceRef, InvoiceSort, InvoiceSortField, InvoiceWhere

AFTER_ALL_NUMBERS: Final = 2**31 - 1
"""The place of drafts in the order by number, as the index has it."""
_SORTS: Final = {
    InvoiceSortField.ISSUED_AT: (Key("issued_at", datetime, fallback="created_at"), Key("id", UUID)),
    InvoiceSortField.DUE_ON: (Key("due_on", date), Key("id", UUID)),
    InvoiceSortField.NUMBER: (Key("number", int, empty=AFTER_ALL_NUMBERS), Key("id", UUID)),
    InvoiceSortField.TOTAL: (Key("total_minor", int), Key("id", UUID)),
    InvoiceSortField.UPDATED_AT: (Key("updated_at", datetime), Key("id", UUID)),
}
_NEWEST: Final = Sort("invoice-ISSUED_AT", _SORTS[InvoiceSortField.ISSUED_AT], descending=True)
_BY_RECEIPT: Final = Sort("payment", (Key("received_on", date), Key("id", UUID)))


def listing(
    viewer: Viewer,
    where: InvoiceWhere | None = None,
    search: str | None = None,
    sort: InvoiceSort | None = None,
) -> Listing:
    """The invoices that the viewer may see, filtered, searched and sorted."""
    condition, order = all_of(visible(Invoice, viewer), invoice_filter(where, viewer)), _NEWEST
    if sort is not None:
        order = Sort(f"invoice-{sort.field.value}", _SORTS[sort.field], sort.direction is SortDirection.DESC)
    return Listing(Invoice, condition, order, search=search_filter(search), is_filtered=where is not None)


def invoice_filter(where: InvoiceWhere | None, viewer: Viewer) -> Scope:
    """A client's filter as a condition; RequestError BAD_USER_INPUT names an id of the wrong type."""
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("payment_status", where.payment_status),
        in_values("approval_status", where.approval_status),
        fulfils(ON_HOLD, where.is_on_hold),
        fulfils(overdue(), where.is_overdue),
        fulfils(awaits_decision_of(viewer), where.awaiting_my_approval),
        fulfils(NEEDS_APPROVER, where.needs_approver),
        fulfils(all_of(OUTSTANDING, Compared("paid_minor", ">", 0)), where.is_partly_paid),
        in_references("number", where.number, "INV", "number"),
        in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId"),
        in_ids(viewer, "order_id", where.order_id, Order, "orderId"),
        in_ids(viewer, "tenancy_id", where.tenancy_id, Tenancy, "tenancyId"),
        in_ids(viewer, "approver_id", where.approver_id, Contact, "approverId"),
        in_days("due_on", where.due_on),
        in_external_references(viewer, where.external_reference),
        in_range("issued_at", where.issued_at),
        in_range("updated_at", where.updated_at),
    )


invoices: Final = allow(SIGNED_IN, keys=KeyScope.READ_INVOICES)(paged(listing))


def _key(viewer: Viewer, by: InvoiceRef) -> tuple[str, Any] | None:
    if by.external_reference:
        return key_of_external_reference(viewer, by.external_reference)
    return key_of_reference(Invoice, by.id, by.number, "INV")


@allow(SIGNED_IN, keys=KeyScope.READ_INVOICES)
@shaped(shapes.Found(Invoice, _key))
async def invoice(info: Info, by: InvoiceRef) -> Row | None:
    """One invoice, by id, number or external reference; None if the viewer sees no such invoice."""
    viewer = viewer_of(info)
    if by.external_reference:
        return await found_where(info, Invoice, in_external_references(viewer, [by.external_reference]))
    return await found(info, Invoice, _key(viewer, by))


def number(root: Row) -> str | None:
    """The invoice number, like INV-000087; None for a draft."""
    return None if root["number"] is None else invoice_reference(root["number"])


def is_on_hold(root: Row) -> bool:
    """Whether a hold is open."""
    return ON_HOLD.matches(root)


def is_overdue(root: Row) -> bool:
    """Whether it is not paid in full, and past its due date in the customer's time zone."""
    return overdue().matches(root)


@shaped(shapes.Amount("total_minor", less=("credited_minor", "paid_minor")))
def balance(root: Row) -> Row:
    """The amount that is still to be paid; below zero it is owed to the customer."""
    currency, minor = root["currency"], root["total_minor"] - root["credited_minor"] - root["paid_minor"]
    return {"amount": decimal(minor, currency), "currency": currency}


def viewer_can(verb: str) -> Callable[[Row, Info], bool]:
    """The resolver of a field that says whether the viewer may do this to the invoice in its present state."""

    def told(viewer: Viewer, root: Row) -> bool:
        return can_now(viewer, verb, root)

    return by_viewer(told)


def parts(model: type[Model], order: str) -> Callable[[Row, Info], Awaitable[list[Row]]]:
    """The resolver of the parts of an invoice, with its currency; every viewer of the invoice sees them."""

    async def resolve(root: Row, info: Info) -> list[Row]:
        rows = await many_of(info, model, "invoice_id", root["id"], order=order, where=EVERYTHING)
        return [{**row, "currency": root["currency"]} for row in rows]

    return resolve


lines: Final = parts(InvoiceLine, "invoice_lines.position")
credit_notes: Final = parts(CreditNote, "credit_notes.number")
holds: Final = parts(InvoiceHold, "invoice_holds.placed_at")


def method_detail(root: Row) -> str | None:
    """The words about a payment's method beside its kind; None if there are none."""
    return root["method"] or None


@by_viewer
def can_reverse(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may reverse a payment."""
    return root["reversed_at"] is None and viewer.may(Permission.MANAGE_INVOICES)


def payments(viewer: Viewer) -> Listing:
    """The payments that the viewer may see, oldest first."""
    return Listing(Payment, visible(Payment, viewer), _BY_RECEIPT)
