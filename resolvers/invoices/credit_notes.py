"""Credit notes: the queries, the fields and the mutation."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from execution.compiled.shapes import Found, shaped
from execution.context import Info, viewer_of
from models.core.errors import Faults, within
from models.core.rows import Row
from models.core.scope import EVERYTHING
from models.core.viewer import KeyScope, Viewer
from models.invoices.credit_notes import CreditNote, CreditNoteLine, CreditPart, credit, credit_note_reference
from models.invoices.rows import Invoice
from resolvers.core.forms import fields, is_reason
from resolvers.core.ids import find_node, required_id
from resolvers.core.mutations import mutation
from resolvers.core.relations import by_id, found, key_of_reference, load_row, many_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.invoices.inputs import CreditNoteRef, InvoiceCreditCreateInput
from resolvers.invoices.mutations import MANAGES_INVOICES


def _key(viewer: Viewer, by: CreditNoteRef) -> tuple[str, Any] | None:
    return key_of_reference(CreditNote, by.id, by.number, "CN")


@allow(SIGNED_IN, keys=KeyScope.READ_INVOICES)
@shaped(Found(CreditNote, _key))
async def credit_note(info: Info, by: CreditNoteRef) -> Row | None:
    """One credit note, by id or number; None if the viewer sees no such credit note."""
    return await found(info, CreditNote, _key(viewer_of(info), by))


def number(root: Row) -> str:
    """The number, like CN-000012."""
    return credit_note_reference(root["number"])


async def lines(root: Row, info: Info) -> list[Row]:
    """The lines of a credit note, with the currency of its invoice; every viewer of the invoice sees them."""
    order = "credit_note_lines.position"
    rows = await many_of(info, CreditNoteLine, "credit_note_id", root["id"], order=order, where=EVERYTHING)
    invoice = await load_row(info, Invoice, root["invoice_id"], {"currency"})
    return [{**row, "currency": invoice["currency"]} for row in rows] if invoice is not None else []


def of_event(root: Row, info: Info) -> Awaitable[Any] | None:
    """The credit note that an event is about; None for other events."""
    note_id: str | None = root["data"].get("credit_note_id")
    return by_id(info, CreditNote, UUID(note_id) if note_id else None)


@mutation(
    MANAGES_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=fields(reason=is_reason),
)
async def invoice_credit_create(info: Info, input: InvoiceCreditCreateInput) -> dict[str, Any]:
    """Write a credit note for an issued invoice, or for chosen lines of it."""
    viewer, faults, parts = viewer_of(info), Faults(), None
    with faults.noted():
        invoice = await find_node(
            Invoice, input.invoice_id, viewer, to="manage", field="invoiceId", version=input.version
        )
    if input.lines is not None:
        parts = []
        for place, line in enumerate(input.lines):
            with faults.noted(), within("lines", str(place)):
                line_id = required_id(line.line_id, "InvoiceLine", "lineId")
                parts.append(CreditPart(line_id, line.quantity, line.amount))
    faults.expect_none()
    note = await credit(invoice, input.reason, parts, by=viewer)
    return {"invoice_id": invoice.id, "credit_note_id": note.id}
