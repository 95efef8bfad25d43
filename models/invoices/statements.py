"""A customer's statement over a period: charges, credits, payments and reversals by currency, with the balance after
each.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

import settings
from adapters.files.spreadsheets import escape_formula
from adapters.text import pdf
from adapters.text.locales import DocumentWords, Formats, document_words
from models.core.errors import Refusal, RefusalCode
from models.core.money import decimal
from models.invoices.credit_notes import CreditNote, credit_note_reference
from models.invoices.documents import bill_to, frame, how_paid, written
from models.invoices.payments import Payment
from models.invoices.rows import Invoice, PaymentStatus, invoice_reference
from models.people.customers import Customer

MAX_PERIOD: Final = timedelta(days=366 * 5)
CSV_COLUMNS: Final = ("date", "entry", "reference", "charged", "credited", "received", "balance", "currency")


class EntryKind(StrEnum):
    """The kinds of entries, as the file for other programs names them."""

    INVOICE = "invoice"
    CREDIT = "credit"
    PAYMENT = "payment"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class Entry:
    """An invoice, a credit note, a payment or its reversal, in minor units.

    What a reversal takes back is less than zero `received`. `balance` is the debt of the customer after it; below zero
    it is money that is owed to the customer.
    """

    kind: EntryKind
    day: date
    reference: str
    charged: int
    received: int
    balance: int
    detail: str | None = None
    credited: int = 0

    @property
    def change(self) -> int:
        """The amount that it adds to the debt of the customer."""
        return self.charged - self.credited - self.received


@dataclass(frozen=True, slots=True)
class Account:
    """One currency of a statement, in minor units."""

    currency: str
    opening: int
    entries: Sequence[Entry]
    closing: int


def expect_period(start: date, end: date) -> None:
    """Refuse with INVALID a period that ends before it starts, or lasts for too long."""
    if end < start or end - start > MAX_PERIOD:
        raise Refusal(RefusalCode.INVALID, "A statement covers a period of up to five years.", "endsOn")


async def accounts(customer: Customer, start: date, end: date, zone: ZoneInfo, words: DocumentWords) -> list[Account]:
    """The entries from `start` to `end`, both days included, by currency.

    An invoice counts on the day of its issue in `zone`, a void one not at all; a payment on the day on which it was
    received, and again, the other way round, on the day on which it was reversed. Refuses with INVALID a period that
    ends before it starts.
    """
    expect_period(start, end)
    midnight = datetime.combine(end + timedelta(days=1), time(), zone).astimezone(UTC)
    invoices = await Invoice.filter(customer_id=customer.id, issued_at__lt=midnight).exclude(
        payment_status=PaymentStatus.VOID
    )
    by_id = {invoice.id: invoice for invoice in invoices}
    payments = await Payment.filter(invoice__customer_id=customer.id, received_on__lte=end)
    notes = await CreditNote.filter(invoice__customer_id=customer.id, issued_at__lt=midnight)
    found: dict[str, list[Entry]] = {}
    for invoice in invoices:
        assert invoice.issued_at is not None
        day = invoice.issued_at.astimezone(zone).date()
        entry = Entry(EntryKind.INVOICE, day, invoice_reference(invoice.number), invoice.total_minor, 0, 0)
        found.setdefault(invoice.currency, []).append(entry)
    for note in notes:
        # Issued after its invoice, which is never void.
        credited, day = by_id[note.invoice_id], note.issued_at.astimezone(zone).date()
        reference, of = credit_note_reference(note.number), invoice_reference(credited.number)
        entry = Entry(EntryKind.CREDIT, day, reference, 0, 0, 0, of, credited=note.total_minor)
        found.setdefault(credited.currency, []).append(entry)
    for payment in payments:
        # Money may come in on the day before an invoice is issued in another zone: both count, or neither does.
        paid = by_id.get(payment.invoice_id)
        if paid is not None:
            number, amount, detail = invoice_reference(paid.number), payment.amount_minor, how_paid(payment, words)
            entries = found.setdefault(paid.currency, [])
            entries.append(Entry(EntryKind.PAYMENT, payment.received_on, number, 0, amount, 0, detail))
            if payment.reversed_at is not None:
                day = max(payment.reversed_at.astimezone(zone).date(), payment.received_on)
                detail = f"{words.labels['payment_reversed']}: {detail}"
                if day <= end:
                    entries.append(Entry(EntryKind.REVERSAL, day, number, 0, -amount, 0, detail))
    return [_account(currency, entries, start) for currency, entries in sorted(found.items())]


def _account(currency: str, entries: list[Entry], start: date) -> Account:
    entries.sort(key=lambda entry: (entry.day, list(EntryKind).index(entry.kind), entry.reference))
    opening = sum(entry.change for entry in entries if entry.day < start)
    balance, shown = opening, []
    for entry in entries:
        if entry.day >= start:
            balance += entry.change
            shown.append(replace(entry, balance=balance))
    return Account(currency, opening, shown, balance)


async def statement_pdf(customer: Customer, start: date, end: date, locale: str, zone: str) -> bytes:
    """The statement as a PDF for a reader with that locale (BCP 47) and time zone (IANA)."""
    formats = Formats.of(locale, zone)
    words = document_words(formats.language)
    labels = words.labels
    period = f"{formats.day(start)} – {formats.day(end)}"
    data: dict[str, Any] = {
        **frame(formats, f"{labels['statement']}, {customer.name}", labels["statement"]),
        "state": None,
        "bill_to": bill_to(customer, formats),
        "facts": [(labels["period"], period), (labels["customer_code"], customer.code)],
        "columns": [labels[name] for name in ("date", "entry", "charged", "credited", "received", "balance")],
        "accounts": [
            _printed(account, formats, labels) for account in await accounts(customer, start, end, formats.zone, words)
        ],
    }
    return await pdf.make("statement", data, logo=settings.get().logo_file)


def _printed(account: Account, formats: Formats, labels: dict[str, str]) -> dict[str, Any]:
    def amount(minor: int) -> str:
        return written(minor, account.currency, formats)

    return {
        "heading": account.currency,
        "rows": [
            [
                formats.day(entry.day),
                _said(entry, labels),
                amount(entry.charged) if entry.kind is EntryKind.INVOICE else "",
                amount(entry.credited) if entry.kind is EntryKind.CREDIT else "",
                amount(entry.received) if entry.kind in (EntryKind.PAYMENT, EntryKind.REVERSAL) else "",
                amount(entry.balance),
            ]
            for entry in account.entries
        ],
        "totals": [
            (labels["opening_balance"], amount(account.opening)),
            (labels["charged"], amount(sum(entry.charged for entry in account.entries))),
            (labels["credited"], amount(sum(entry.credited for entry in account.entries))),
            (labels["received"], amount(sum(entry.received for entry in account.entries))),
            (labels["closing_balance"], amount(account.closing)),
        ],
    }


def _said(entry: Entry, labels: dict[str, str]) -> str:
    if entry.kind in (EntryKind.PAYMENT, EntryKind.REVERSAL):
        return f"{entry.reference} · {entry.detail}" if entry.detail else entry.reference
    if entry.kind is EntryKind.CREDIT:
        return f"{labels['credit_note']} {entry.reference} · {entry.detail}"
    return f"{labels['invoice']} {entry.reference}"


async def statement_csv(customer: Customer, start: date, end: date, zone: str) -> bytes:
    """The statement as CSV for other programs: UTF-8, plain decimal amounts, days as YYYY-MM-DD."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for account in await accounts(customer, start, end, ZoneInfo(zone), document_words("en")):
        currency = account.currency
        writer.writerow([start.isoformat(), "opening", "", "", "", "", decimal(account.opening, currency), currency])
        for entry in account.entries:
            amounts = [
                decimal(minor, currency) for minor in (entry.charged, entry.credited, entry.received, entry.balance)
            ]
            reference = entry.reference if entry.detail is None else f"{entry.reference} {entry.detail}"
            writer.writerow([entry.day.isoformat(), entry.kind.value, escape_formula(reference), *amounts, currency])
        writer.writerow([end.isoformat(), "closing", "", "", "", "", decimal(account.closing, currency), currency])
    return text.getvalue().encode()


def statement_filename(customer: Customer, start: date, end: date, form: str) -> str:
    """The name under which the file is saved."""
    return f"{customer.code} {start.isoformat()} to {end.isoformat()}.{form}"
