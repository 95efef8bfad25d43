"""An invoice as a document for one reader: the words and values of its PDF, in their language, zone and formats."""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import orjson

import settings
from adapters.files import storage
from adapters.text import pdf
from adapters.text.locales import DocumentWords, Formats, document_words
from models.core.money import Money, unit_amount
from models.core.postal_addresses import address_lines
from models.invoices.credit_notes import CreditNote, credit_note_reference
from models.invoices.overdue import is_overdue
from models.invoices.payment_details import payment_details
from models.invoices.payments import Payment, PaymentMethod
from models.invoices.rows import (
    ApprovalStatus,
    Invoice,
    InvoiceLine,
    LineKind,
    PaymentStatus,
    invoice_reference,
)
from models.orders.orders import Order
from models.people.customers import Customer
from models.places.sites import Site

TONES: Final = {
    "PAID": "good",
    "OUTSTANDING": "due",
    "OVERDUE": "due",
    "DRAFT": "off",
    "CREDITED": "off",
    "VOID": "off",
}
"""The colour of each state of payment."""


async def invoice_pdf(invoice: Invoice, locale: str, zone: str) -> bytes:
    """The invoice's PDF for a reader, in their language and zone; equal contents are made once and kept."""
    data = await invoice_document(invoice, Formats.of(locale, zone))
    key = f"invoices/{invoice.id}/{sha256(orjson.dumps(data)).hexdigest()[:40]}.pdf"
    kept = await storage.current().find(key)
    if kept is not None:
        return kept
    logo = settings.get().logo_file
    document = await pdf.make("invoice", data, logo=logo, made_at=invoice.issued_at or invoice.created_at)
    await storage.current().put(key, document)
    return document


def invoice_filename(invoice: Invoice) -> str:
    """The name under which the file is saved."""
    return f"{invoice_reference(invoice.number)}.pdf"


async def invoice_document(invoice: Invoice, formats: Formats) -> dict[str, Any]:
    """The contents of an invoice's PDF as plain data, equal for the same invoice, reader and day."""
    words = document_words(formats.language)
    labels = words.labels
    customer = await Customer.get(id=invoice.customer_id)
    order = await Order.get_or_none(id=invoice.order_id) if invoice.order_id else None
    site = await Site.get_or_none(id=order.site_id) if order is not None and order.site_id else None
    lines = await InvoiceLine.filter(invoice_id=invoice.id).order_by("position")
    reference = invoice_reference(invoice.number)
    state = _state(invoice)
    heading = labels["draft"] if invoice.payment_status is PaymentStatus.DRAFT else labels["invoice"]
    facts = [
        (labels["invoice"], reference if invoice.number else "–"),
        (labels["issued_on"], formats.day(invoice.issued_at) if invoice.issued_at else "–"),
        (labels["due_on"], formats.day(invoice.due_on)),
        (labels["customer_code"], customer.code),
    ]
    if order is not None:
        facts.append((labels["order"], order.reference))
    return {
        **frame(formats, f"{heading} {reference}", heading),
        "state": {"text": words.states[state], "tone": TONES[state]},
        "bill_to": bill_to(customer, formats),
        "work_at": _work_at(site, formats) if site else None,
        "facts": facts,
        "columns": [
            labels[name] for name in ("position", "description", "quantity", "unit_price", "tax_rate", "amount")
        ],
        "groups": _groups(lines, invoice.currency, formats),
        "tax_summary": tax_summary(
            [(line.tax_rate, line.total_minor, line.tax_minor) for line in lines], invoice.currency, formats
        ),
        "totals": await _totals(invoice, formats, labels),
        "how_to_pay": payment_details(invoice, customer, formats, labels),
        "payments": await _payments(invoice, formats, words),
        "stamp": _stamp(invoice, formats, words.approvals),
    }


def frame(formats: Formats, title: str, heading: str) -> dict[str, Any]:
    """The data that every document has: its title, its format, and the operator."""
    options = settings.get()
    territory = formats.locale.territory
    return {
        "title": title,
        "heading": heading,
        "language": formats.language,
        "fonts": pdf.fonts_for(formats.language, territory),
        "paper": "us-letter" if territory in LETTER_PAPER else "a4",
        "operator": {"name": options.operator_name, "address": options.operator_address},
        "footer": f"{title} · {options.operator_name}",
    }


LETTER_PAPER: Final = frozenset({"US", "CA", "MX", "PH", "CL", "CO"})
"""Territories where the size of paper is Letter."""


def written(minor: int, currency: str, formats: Formats) -> str:
    """An amount as the reader writes it."""
    return formats.money(Money(minor, currency).as_data())


def bill_to(customer: Customer, formats: Formats) -> dict[str, Any]:
    """The addressee of a document."""
    lines = [customer.name]
    if customer.billing_address is not None:
        lines = address_lines(customer.name, customer.billing_address, formats.locale)
    return {"label": document_words(formats.language).labels["bill_to"], "lines": lines}


def _work_at(site: Site, formats: Formats) -> dict[str, Any]:
    lines = address_lines(site.name, vars(site), formats.locale)
    return {"label": document_words(formats.language).labels["work_at"], "lines": lines}


def _groups(lines: Sequence[InvoiceLine], currency: str, formats: Formats) -> list[dict[str, Any]]:
    """The lines by kind, each kind with its sum; a single kind has none."""
    labels = document_words(formats.language).labels
    kinds = [kind for kind in LineKind if any(line.kind is kind for line in lines)]
    groups = []
    for kind in kinds:
        mine = [line for line in lines if line.kind is kind]
        total = written(sum(line.total_minor for line in mine), currency, formats)
        sums = {"heading": labels[kind.value.lower()], "subtotal": [labels["subtotal"], total]}
        rows = [_line(line, currency, formats) for line in mine]
        groups.append({"lines": rows, **(sums if len(kinds) > 1 else {"heading": None, "subtotal": None})})
    return groups


def _line(line: InvoiceLine, currency: str, formats: Formats) -> list[str]:
    return [
        str(line.position + 1),
        line.description,
        formats.number(line.quantity),
        formats.money({"amount": unit_amount(line.unit_price, currency), "currency": currency}),
        formats.percent(line.tax_rate),
        written(line.total_minor, currency, formats),
    ]


async def _totals(invoice: Invoice, formats: Formats, labels: dict[str, str]) -> list[tuple[str, str]]:
    """The sums of an invoice. What was credited names its credit notes; a balance below zero is the customer's."""
    notes = await CreditNote.filter(invoice_id=invoice.id).order_by("number")
    numbers = ", ".join(credit_note_reference(note.number) for note in notes)
    sums = [
        (labels["subtotal"], invoice.subtotal_minor),
        (labels["tax"], invoice.tax_minor),
        (labels["total"], invoice.total_minor),
        *([(f"{labels['credited']} ({numbers})", invoice.credited_minor)] if notes else []),
        (labels["paid"], invoice.paid_minor),
        (labels["balance_due" if invoice.balance_minor >= 0 else "owed_to_you"], abs(invoice.balance_minor)),
    ]
    return [(label, written(minor, invoice.currency, formats)) for label, minor in sums]


def tax_summary(lines: Sequence[tuple[Decimal, int, int]], currency: str, formats: Formats) -> dict[str, Any]:
    """The table of net and tax by rate, the highest first, of lines with their rate, net and tax.

    It has sums of the rounded lines, so that they come to the totals of the document.
    """
    labels, sums = document_words(formats.language).labels, dict[Decimal, tuple[int, int]]()
    for rate, line_net, line_tax in lines:
        net, tax = sums.get(rate, (0, 0))
        sums[rate] = (net + line_net, tax + line_tax)
    return {
        "heading": labels["tax_summary"],
        "columns": [labels["tax_rate"], labels["net"], labels["tax"]],
        "rows": [
            [formats.percent(rate), written(net, currency, formats), written(tax, currency, formats)]
            for rate, (net, tax) in sorted(sums.items(), reverse=True)
        ],
    }


async def _payments(invoice: Invoice, formats: Formats, words: DocumentWords) -> dict[str, Any]:
    """The payments that count, oldest first."""
    labels = words.labels
    payments = await Payment.filter(invoice_id=invoice.id, reversed_at=None).order_by("received_on", "id")
    return {
        "heading": labels["payments"],
        "columns": [labels["received_on"], labels["method"], labels["amount"]],
        "rows": [
            [
                formats.day(payment.received_on),
                how_paid(payment, words),
                written(payment.amount_minor, invoice.currency, formats),
            ]
            for payment in payments
        ],
    }


def how_paid(payment: Payment, words: DocumentWords) -> str:
    """The method of a payment, with what is said of it, and its reference."""
    is_said = payment.method_kind is PaymentMethod.OTHER and payment.method
    kind = "" if is_said else words.methods[payment.method_kind.value]
    return ", ".join(part for part in (kind, payment.method, payment.reference) if part)


def _stamp(invoice: Invoice, formats: Formats, approvals: dict[str, str]) -> dict[str, Any] | None:
    if invoice.approval_status is not ApprovalStatus.APPROVED or invoice.decided_at is None:
        return None
    assert invoice.approved_by is not None
    by_person = [invoice.decided_by["name"]] if invoice.decided_by and invoice.decided_by["id"] else []
    return {
        "heading": approvals[invoice.approved_by.value],
        "lines": [*by_person, formats.moment(invoice.decided_at, "long")],
    }


def _state(invoice: Invoice) -> str:
    is_late = is_overdue().matches({"payment_status": invoice.payment_status, "overdue_at": invoice.overdue_at})
    return "OVERDUE" if is_late else invoice.payment_status.value
