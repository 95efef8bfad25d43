"""A customer's statement over a period: charges and payments by currency, with the balance after each."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import settings
from adapters.files.spreadsheets import escape_formula
from adapters.text import pdf
from adapters.text.locales import Formats, document_words
from models.core.errors import Refusal, RefusalCode
from models.core.money import decimal
from models.invoices.documents import bill_to, frame, written
from models.invoices.rows import Invoice, Payment, PaymentStatus, invoice_reference
from models.people.customers import Customer

MAX_PERIOD: Final = timedelta(days=366 * 5)
CSV_COLUMNS: Final = ("date", "entry", "reference", "charged", "received", "balance", "currency")


@dataclass(frozen=True, slots=True)
class Entry:
    """An invoice or a payment, in minor units; `balance` is the debt of the customer after it."""

    day: date
    reference: str
    charged: int
    received: int
    balance: int
    detail: str | None = None


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


async def accounts(customer: Customer, start: date, end: date, zone: ZoneInfo) -> list[Account]:
    """The entries from `start` to `end`, both days included, by currency.

    An invoice counts on the day of its issue in `zone`, a void one not at all. Refuses with INVALID a period that ends
    before it starts.
    """
    expect_period(start, end)
    midnight = datetime.combine(end + timedelta(days=1), time(), zone).astimezone(UTC)
    invoices = await Invoice.filter(customer_id=customer.id, issued_at__lt=midnight).exclude(
        payment_status=PaymentStatus.VOID
    )
    by_id = {invoice.id: invoice for invoice in invoices}
    payments = await Payment.filter(invoice__customer_id=customer.id, received_on__lte=end)
    found: dict[str, list[Entry]] = {}
    for invoice in invoices:
        assert invoice.issued_at is not None
        day = invoice.issued_at.astimezone(zone).date()
        entry = Entry(day, invoice_reference(invoice.number), invoice.total_minor, 0, 0)
        found.setdefault(invoice.currency, []).append(entry)
    for payment in payments:
        # Money may come in on the day before an invoice is issued in another zone: both count, or neither does.
        paid = by_id.get(payment.invoice_id)  # type: ignore[attr-defined]
        if paid is not None:
            detail = ", ".join(part for part in (payment.method, payment.reference) if part)
            entry = Entry(payment.received_on, invoice_reference(paid.number), 0, payment.amount_minor, 0, detail)
            found.setdefault(paid.currency, []).append(entry)
    return [_account(currency, entries, start) for currency, entries in sorted(found.items())]


def _account(currency: str, entries: list[Entry], start: date) -> Account:
    entries.sort(key=lambda entry: (entry.day, entry.received > 0, entry.reference))
    opening = sum(entry.charged - entry.received for entry in entries if entry.day < start)
    balance, shown = opening, []
    for entry in entries:
        if entry.day >= start:
            balance += entry.charged - entry.received
            shown.append(Entry(entry.day, entry.reference, entry.charged, entry.received, balance, entry.detail))
    return Account(currency, opening, shown, balance)


async def statement_pdf(customer: Customer, start: date, end: date, locale: str, zone: str) -> bytes:
    """The statement as a PDF for a reader with that locale (BCP 47) and time zone (IANA)."""
    formats = Formats.of(locale, zone)
    labels = document_words(formats.language).labels
    period = f"{formats.day(start)} – {formats.day(end)}"
    data: dict[str, Any] = {
        **frame(formats, f"{labels['statement']}, {customer.name}", labels["statement"]),
        "state": None,
        "bill_to": bill_to(customer, formats),
        "facts": [(labels["period"], period), (labels["customer_code"], customer.code)],
        "columns": [labels[name] for name in ("date", "entry", "charged", "received", "balance")],
        "accounts": [
            _printed(account, formats, labels) for account in await accounts(customer, start, end, formats.zone)
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
                f"{entry.reference} · {entry.detail}" if entry.detail else f"{labels['invoice']} {entry.reference}",
                amount(entry.charged) if not entry.received else "",
                amount(entry.received) if entry.received else "",
                amount(entry.balance),
            ]
            for entry in account.entries
        ],
        "totals": [
            (labels["opening_balance"], amount(account.opening)),
            (labels["charged"], amount(sum(entry.charged for entry in account.entries))),
            (labels["received"], amount(sum(entry.received for entry in account.entries))),
            (labels["closing_balance"], amount(account.closing)),
        ],
    }


async def statement_csv(customer: Customer, start: date, end: date, zone: str) -> bytes:
    """The statement as CSV for other programs: UTF-8, plain decimal amounts, days as YYYY-MM-DD."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for account in await accounts(customer, start, end, ZoneInfo(zone)):
        currency = account.currency
        writer.writerow([start.isoformat(), "opening", "", "", "", decimal(account.opening, currency), currency])
        for entry in account.entries:
            kind = "payment" if entry.received else "invoice"
            charged, received, balance = (
                decimal(minor, currency) for minor in (entry.charged, entry.received, entry.balance)
            )
            reference = entry.reference if entry.detail is None else f"{entry.reference} {entry.detail}"
            writer.writerow(
                [entry.day.isoformat(), kind, escape_formula(reference), charged, received, balance, currency]
            )
        writer.writerow([end.isoformat(), "closing", "", "", "", decimal(account.closing, currency), currency])
    return text.getvalue().encode()


def statement_filename(customer: Customer, start: date, end: date, form: str) -> str:
    """The name under which the file is saved."""
    return f"{customer.code} {start.isoformat()} to {end.isoformat()}.{form}"
