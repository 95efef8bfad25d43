"""The change of a draft: its inputs and the mutation."""

from datetime import date
from typing import Any

import strawberry

from execution.context import Info, viewer_of
from models.core.errors import Faults
from models.invoices.billing import DraftLine, revise_invoice
from models.invoices.rows import Invoice
from models.orders.orders import Order
from resolvers.core.declare import EXTERNAL_REFERENCE, IDEMPOTENCY_KEY, VERSION, about, input_type, sent_fields
from resolvers.core.ids import decode, find_named, find_node
from resolvers.core.mutations import mutation
from resolvers.invoices.inputs import InvoiceLineInput
from resolvers.invoices.mutations import DRAFT, MANAGES_INVOICES, line_of


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
    MANAGES_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=DRAFT,
)
async def invoice_update(info: Info, input: InvoiceUpdateInput) -> dict[str, Any]:
    """Change a draft, or the external reference of any invoice."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        invoice = await find_node(Invoice, input.id, viewer, to="manage", version=input.version)
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
