"""Invoices until they are issued: drafted, changed and issued, by staff and by programs."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import strawberry

from execution.context import Info, viewer_of
from models.core.errors import Faults, Refusal, RefusalCode, within
from models.core.viewer import KeyScope, Permission, Viewer
from models.invoices.billing import MAX_LINES, DraftLine, draft_invoice, issue, revise_invoice
from models.invoices.overdue import expect_due_date
from models.invoices.pricing import Line
from models.invoices.rows import Invoice
from models.orders.orders import Order
from models.people.customers import Customer
from models.tenancies.rows import Tenancy
from resolvers.core.declare import EXTERNAL_REFERENCE, IDEMPOTENCY_KEY, VERSION, about, input_type, sent_fields
from resolvers.core.forms import fields, is_short
from resolvers.core.ids import decode, find_named, find_node
from resolvers.core.mutations import mutation
from resolvers.core.rules import permission_or_key
from resolvers.invoices.inputs import InvoiceCreateInput, InvoiceIssueInput, InvoiceLineInput

BILLS: Final = permission_or_key(Permission.MANAGE_INVOICES)


def line_of(given: InvoiceLineInput) -> Line:
    """The line that a client sent, unchecked."""
    return Line(given.kind, given.description, given.quantity, given.unit_price, given.tax_rate)


def are_lines(given: Sequence[InvoiceLineInput], field: str) -> None:
    """Lines of an invoice, as far as they can be judged without its currency."""
    faults = Faults()
    for place, each in enumerate(given[:MAX_LINES]):
        with faults.noted(), within(field, str(place)):
            line_of(each).expect_readable()
    faults.expect_none()


def is_due(day: date, field: str) -> None:
    """A due date."""
    expect_due_date(day)


DRAFT: Final = fields(lines=are_lines, due_on=is_due, external_reference=is_short)


@mutation(
    BILLS,
    keys=KeyScope.WRITE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED TOO_LONG WRONG_STATE",
    form=DRAFT,
)
async def invoice_create(info: Info, input: InvoiceCreateInput) -> dict[str, Any]:
    """Create an invoice and, by default, issue it."""
    return {"invoice_id": (await create_invoice(input, viewer_of(info))).id}


async def create_invoice(input: InvoiceCreateInput, viewer: Viewer) -> Invoice:
    """The new invoice that an input describes."""
    faults = Faults()
    with faults.noted():
        customer = await find_node(Customer, input.customer_id, viewer, to="invoice", field="customerId")
    order = await find_named(Order, input.order_id, viewer, to="see", field="orderId", faults=faults)
    tenancy = await find_named(Tenancy, input.tenancy_id, viewer, to="see", field="tenancyId", faults=faults)
    faults.expect_none()
    if tenancy is not None and tenancy.customer_id != customer.id:
        raise Refusal(RefusalCode.INVALID, "Another customer pays for this tenancy.", "tenancyId")
    invoice = await draft_invoice(
        customer,
        order,
        [line_of(each) for each in input.lines],
        input.due_on,
        external_reference=input.external_reference,
        tenancy_id=tenancy.id if tenancy else None,
        site_id=tenancy.site_id if tenancy else None,
        by=viewer,
    )
    if input.issue is not False:
        await issue(invoice, by=viewer)
    return invoice


@mutation(
    BILLS,
    keys=KeyScope.WRITE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
)
async def invoice_issue(info: Info, input: InvoiceIssueInput) -> dict[str, Any]:
    """Issue a draft: assign its number and send it to the customer."""
    viewer = viewer_of(info)
    invoice = await find_node(Invoice, input.id, viewer, to="draft", version=input.version)
    await issue(invoice, by=viewer)
    return {"invoice_id": invoice.id}


@input_type
class InvoiceLineUpdateInput(InvoiceLineInput):
    """A line that a draft has from then on."""

    id: strawberry.ID | None = about("The line of the draft that it is; by default, a new one.")


@input_type
class InvoiceUpdateInput:
    """Changes to an invoice; omitted fields keep their values. All but `externalReference` change only in a draft."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    order_id: strawberry.ID | None = about("The order that it is for; null for none.", strawberry.UNSET)
    lines: list[InvoiceLineUpdateInput] | None = about(
        "All its lines, in their order: lines that are left out are removed. Null keeps them.", strawberry.UNSET
    )
    due_on: date | None = about("The due date; null keeps it.", strawberry.UNSET)
    external_reference: str | None = about(f"{EXTERNAL_REFERENCE} Null clears it.", strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@mutation(
    BILLS,
    keys=KeyScope.WRITE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=DRAFT,
)
async def invoice_update(info: Info, input: InvoiceUpdateInput) -> dict[str, Any]:
    """Change a draft, or the external reference of any invoice."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        invoice = await find_node(Invoice, input.id, viewer, to="draft", version=input.version)
    changes = sent_fields(input, "external_reference")
    if input.order_id is not strawberry.UNSET:
        changes["order"] = await find_named(Order, input.order_id, viewer, to="see", field="orderId", faults=faults)
    faults.expect_none()
    if input.lines:
        changes["lines"] = [_line(each) for each in input.lines]
    elif input.lines is not None and input.lines is not strawberry.UNSET:
        changes["lines"] = []
    if input.due_on:
        changes["due_on"] = input.due_on
    await revise_invoice(invoice, **changes, by=viewer)
    return {"invoice_id": invoice.id}


def _line(given: InvoiceLineUpdateInput) -> DraftLine:
    # An id of anything else is no line of the draft, which is told by its place.
    return DraftLine(
        line_of(given), is_new=given.id is None, line_id=decode(given.id, "InvoiceLine") if given.id else None
    )
