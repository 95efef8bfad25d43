"""Credit notes and their lines."""

from datetime import datetime
from decimal import Decimal

import strawberry

from models.invoices.rows import Invoice as InvoiceRow
from models.invoices.rows import InvoiceLine as InvoiceLineRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.files import files
from resolvers.invoices import credit_notes, parts
from schema.core.fields import column, created_at, global_id, object_type, relation
from schema.core.types import Actor, Money, Node
from schema.files.types import Download
from schema.invoices.part_types import InvoiceLine
from schema.invoices.types import Invoice


@object_type
class CreditNoteLine:
    """The part of an invoice's line that a credit note takes back. Of a discount it is below zero, as that is."""

    line: InvoiceLine = relation(one(InvoiceLineRow, "invoice_line_id"), "The line.", ("invoice_line_id",))
    quantity: Decimal | None = relation(
        values.trimmed_decimal("quantity"), "The quantity taken back; null if an amount of the line was.", ("quantity",)
    )
    total: Money = relation(values.money("total_minor"), "The amount taken back, without tax.", ("total_minor",))
    tax: Money = relation(values.money("tax_minor"), "The tax on the total.", ("tax_minor",))


@object_type
class CreditNote(Node):
    """A document that takes back a part of an issued invoice, or all of it. It never changes.

    Together, the credit notes of an invoice never exceed it. What has been paid and is credited is owed to the
    customer: the balance of the invoice is then below zero.
    """

    id: strawberry.ID = global_id("CreditNote")
    number: str = relation(credit_notes.number, "The number, like `CN-000012`.", ("number",))
    invoice: Invoice = relation(one(InvoiceRow, "invoice_id"), "The invoice that it takes from.", ("invoice_id",))
    reason: str = column("The reason.")
    lines: list[CreditNoteLine] = relation(credit_notes.lines, "The lines that it takes back.", ("id", "invoice_id"))
    subtotal: Money = relation(
        parts.part_money("subtotal_minor"), "The sum of its lines, without tax.", ("subtotal_minor", "invoice_id")
    )
    tax: Money = relation(parts.part_money("tax_minor"), "The tax on its lines.", ("tax_minor", "invoice_id"))
    total: Money = relation(
        parts.part_money("total_minor"),
        "The sum of its lines, with tax: what the balance of the invoice falls by.",
        ("total_minor", "invoice_id"),
    )
    issued_at: datetime = column("Time of issue.")
    issued_by: Actor = column("The member of staff who issued it.")
    created_at: datetime = created_at("credit note", "issued_at")
    updated_at: datetime = relation(
        values.column("issued_at"), "Time of issue, as a credit note never changes.", ("issued_at",)
    )
    pdf: Download = relation(
        files.credit_note_pdf,
        "The credit note as a PDF, in the language of the person who downloads it.",
        ("id", "number"),
    )
