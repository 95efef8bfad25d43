"""Invoices that a program knows by ids of its own: the inputs and the mutation."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import strawberry

from execution.context import Info, viewer_of
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.viewer import KeyScope, Viewer
from models.invoices.billing import DraftLine, issue, revise_invoice
from models.invoices.rows import Invoice, InvoiceLine
from models.orders.orders import Order
from models.policy import find
from resolvers.core import ids
from resolvers.core.declare import IDEMPOTENCY_KEY, about, input_type
from resolvers.core.ids import find_named
from resolvers.core.mutations import mutation
from resolvers.core.upserts import UpsertOutcome, Written, expect_given, upsert_each
from resolvers.invoices.drafts import BILLS, create_invoice, line_of
from resolvers.invoices.inputs import InvoiceCreateInput, InvoiceLineInput

_COMPARED: Final = ("kind", "description", "quantity", "unit_price", "tax_rate")


@input_type
class InvoiceUpsertItemInput:
    """An invoice as it is to be. Of an invoice that is there, omitted fields and null keep their values."""

    external_reference: str = about("The id in the program's own system, at most 100 characters in one line.")
    customer_id: strawberry.ID | None = about(
        "The customer that owes it, required for a new invoice. An invoice keeps it: of one that is there, give the "
        "same or nothing."
    )
    order_id: strawberry.ID | None = about("The order that it is for.")
    lines: list[InvoiceLineInput] | None = about("All items to charge for, in their order; required for a new invoice.")
    due_on: date | None = about("The due date, required for a new invoice.")
    issue: bool = about("True issues it, if it is a draft; false keeps a draft as one.", True)


@input_type
class InvoicesUpsertInput:
    """Invoices that are to be as given."""

    items: list[InvoiceUpsertItemInput] = about("The invoices, 1 to 200, each with another external reference.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@mutation(
    BILLS,
    keys=KeyScope.WRITE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    transaction=False,
)
async def invoices_upsert(info: Info, input: InvoicesUpsertInput) -> dict[str, Any]:
    """Create invoices, or change drafts where they differ, and issue them."""
    viewer = viewer_of(info)

    async def write(item: InvoiceUpsertItemInput, invoice_id: UUID | None) -> Written:
        if invoice_id is None:
            return (await create_invoice(_new(item), viewer)).id, UpsertOutcome.CREATED
        invoice = await find(Invoice, invoice_id, viewer, to="draft", field="externalReference")
        changes = await _changes(invoice, item, viewer)
        if changes:
            await revise_invoice(invoice, **changes, by=viewer)
        issues = invoice.is_draft and item.issue
        if issues:
            await issue(invoice, by=viewer)
        return invoice.id, UpsertOutcome.CHANGED if changes or issues else UpsertOutcome.UNCHANGED

    return await upsert_each(info, "invoices_upsert", input, input.items, Invoice, write)


def _new(item: InvoiceUpsertItemInput) -> InvoiceCreateInput:
    expect_given(item, customer_id="customerId", lines="lines", due_on="dueOn")
    assert item.customer_id is not None
    assert item.lines is not None
    assert item.due_on is not None
    return InvoiceCreateInput(
        customer_id=item.customer_id,
        order_id=item.order_id,
        tenancy_id=None,
        lines=item.lines,
        due_on=item.due_on,
        external_reference=item.external_reference,
        issue=item.issue,
        idempotency_key=None,
    )


async def _changes(invoice: Invoice, item: InvoiceUpsertItemInput, viewer: Viewer) -> dict[str, Any]:
    """The arguments of `revise_invoice` with which the invoice becomes as given; refuses with INVALID another
    customer."""
    faults, changes = Faults(), dict[str, Any]()
    with faults.noted():
        if item.customer_id and ids.decode(item.customer_id, "Customer") != invoice.customer_id:
            raise Refusal(RefusalCode.INVALID, "An invoice keeps its customer.", "customerId")
    order = await find_named(Order, item.order_id, viewer, to="see", field="orderId", faults=faults)
    with faults.noted():
        if item.lines is not None and await _differ(invoice, item.lines):
            changes["lines"] = [DraftLine(line_of(each), is_new=True, line_id=None) for each in item.lines]
    faults.expect_none()
    changes |= {"order": order} if order is not None and order.id != invoice.order_id else {}
    changes |= {"due_on": item.due_on} if item.due_on not in (None, invoice.due_on) else {}
    return changes


async def _differ(invoice: Invoice, given: list[InvoiceLineInput]) -> bool:
    """Whether the lines of an invoice are others than those given; refuses what no line can say."""
    priced, faults = list[dict[str, Any]](), Faults()
    for place, each in enumerate(given):
        with faults.noted():
            priced.append(line_of(each).priced(invoice.currency, place))
    faults.expect_none()
    there = await InvoiceLine.filter(invoice_id=invoice.id).order_by("position")
    return [[getattr(line, name) for name in _COMPARED] for line in there] != [
        [line[name] for name in _COMPARED] for line in priced
    ]
