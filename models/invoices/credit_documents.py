"""A credit note as a document for one reader: it names its invoice, as the law demands, and takes back its lines."""

from typing import Any, Final

import settings
from adapters.text import pdf
from adapters.text.locales import Formats, document_words
from models.core.money import unit_amount
from models.invoices.credit_notes import CreditNote, CreditNoteLine, credit_note_reference
from models.invoices.documents import bill_to, frame, tax_summary, written
from models.invoices.rows import Invoice, invoice_reference
from models.people.customers import Customer

COLUMNS: Final = ("position", "description", "quantity", "unit_price", "tax_rate", "amount")


async def credit_note_pdf(note: CreditNote, locale: str, zone: str) -> bytes:
    """The credit note's PDF for a reader, in their language and zone."""
    data = await credit_note_document(note, Formats.of(locale, zone))
    return await pdf.make("credit_note", data, logo=settings.get().logo_file, made_at=note.issued_at)


async def credit_note_document(note: CreditNote, formats: Formats) -> dict[str, Any]:
    """The contents of a credit note's PDF as plain data."""
    labels = document_words(formats.language).labels
    invoice = await Invoice.get(id=note.invoice_id)
    customer = await Customer.get(id=invoice.customer_id)
    lines = await CreditNoteLine.filter(credit_note_id=note.id).order_by("position").prefetch_related("invoice_line")
    reference, currency = credit_note_reference(note.number), invoice.currency
    assert invoice.issued_at is not None, "only what was issued is credited"
    sums = [(line.invoice_line.tax_rate, line.total_minor, line.tax_minor) for line in lines]
    return {
        **frame(formats, f"{labels['credit_note']} {reference}", labels["credit_note"]),
        "state": None,
        "bill_to": bill_to(customer, formats),
        "facts": [
            (labels["credit_note_number"], reference),
            (labels["issued_on"], formats.day(note.issued_at)),
            (labels["for_invoice"], invoice_reference(invoice.number)),
            (labels["invoice_of"], formats.day(invoice.issued_at)),
            (labels["customer_code"], customer.code),
        ],
        "reason": {"label": labels["reason"], "lines": note.reason.splitlines()},
        "columns": [labels[name] for name in COLUMNS],
        "rows": [_row(line, currency, formats) for line in lines],
        "tax_summary": tax_summary(sums, currency, formats),
        "totals": [
            (labels[name], written(minor, currency, formats))
            for name, minor in (
                ("subtotal", note.subtotal_minor),
                ("tax", note.tax_minor),
                ("credited", note.total_minor),
            )
        ],
    }


def _row(credited: CreditNoteLine, currency: str, formats: Formats) -> list[str]:
    """A line with its place on the invoice; of a credited amount there is no quantity and no price of one."""
    line, price = credited.invoice_line, ""
    if credited.quantity is not None:
        price = formats.money({"amount": unit_amount(line.unit_price, currency), "currency": currency})
    return [
        str(line.position + 1),
        line.description,
        "" if credited.quantity is None else formats.number(credited.quantity),
        price,
        formats.percent(line.tax_rate),
        written(credited.total_minor, currency, formats),
    ]


def credit_note_filename(note: CreditNote) -> str:
    """The name under which the file is saved."""
    return f"{credit_note_reference(note.number)}.pdf"
