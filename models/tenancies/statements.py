"""A tenancy's statement for its landlord, over a period: the money that came in for it, what work at the property cost
meanwhile, the operator's fees, and the balance after each.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

import settings
from adapters.files.spreadsheets import escape_formula
from adapters.text import pdf
from adapters.text.locales import DocumentWords, Formats, document_words
from models.core.money import decimal, rounded
from models.core.postal_addresses import address_lines
from models.invoices.credit_notes import CreditNote, credit_note_reference
from models.invoices.documents import frame, how_paid, written
from models.invoices.payments import Payment
from models.invoices.rows import Invoice, PaymentStatus, invoice_reference
from models.invoices.statements import expect_period
from models.places.sites import Site
from models.tenancies.charges import RentCharge
from models.tenancies.rows import Tenancy

CSV_COLUMNS: Final = ("date", "entry", "reference", "rent", "cost", "fee", "balance", "currency")

STATEMENT_OF_TENANCY: Final = "Tenancy statement"
"""The first words of the names of files."""


class TenancyEntryKind(StrEnum):
    """The kinds of entries, as the file for other programs names them."""

    RENT = "rent"
    REVERSAL = "reversal"
    COST = "cost"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class TenancyEntry:
    """Money that came in, with the fee on it, or what work cost, in minor units; a reversal and a credit take back.

    `balance` is what is due to the landlord after it.
    """

    kind: TenancyEntryKind
    day: date
    reference: str
    rent: int = 0
    cost: int = 0
    fee: int = 0
    balance: int = 0

    @property
    def change(self) -> int:
        """The amount that it adds to what is due to the landlord."""
        return self.rent - self.cost - self.fee


@dataclass(frozen=True, slots=True)
class TenancyAccount:
    """The entries of a period, with the balance before and after them, in minor units."""

    opening: int
    entries: Sequence[TenancyEntry]
    closing: int


async def account(tenancy: Tenancy, start: date, end: date, zone: ZoneInfo, words: DocumentWords) -> TenancyAccount:
    """The entries from `start` to `end`, both days included.

    Money counts on the day on which it came in, and again, the other way round, when it was reversed. Work at the
    property counts on the day in `zone` on which its invoice was issued, if that is a day of the tenancy, in its
    currency. Refuses with INVALID a period that ends before it starts, or lasts for too long.
    """
    expect_period(start, end)
    entries = [*await _received(tenancy, end, zone, words), *await _spent(tenancy, end, zone)]
    entries.sort(key=lambda entry: (entry.day, list(TenancyEntryKind).index(entry.kind), entry.reference))
    opening = sum(entry.change for entry in entries if entry.day < start)
    balance, shown = opening, []
    for entry in entries:
        if entry.day >= start:
            balance += entry.change
            shown.append(replace(entry, balance=balance))
    return TenancyAccount(opening, shown, balance)


async def _received(tenancy: Tenancy, end: date, zone: ZoneInfo, words: DocumentWords) -> list[TenancyEntry]:
    rates = {charge.invoice_id: charge.fee_rate for charge in await RentCharge.filter(tenancy_id=tenancy.id)}
    payments = Payment.filter(invoice__tenancy_id=tenancy.id, received_on__lte=end).select_related("invoice")
    entries = []
    for payment in await payments.order_by("received_on", "id"):
        amount, rate = payment.amount_minor, rates.get(payment.invoice_id) or Decimal(0)
        untaxed = Decimal(amount) * payment.invoice.subtotal_minor / payment.invoice.total_minor
        fee, number = rounded(untaxed * rate / 100), invoice_reference(payment.invoice.number)
        reference = f"{number} · {how_paid(payment, words)}"
        entries.append(TenancyEntry(TenancyEntryKind.RENT, payment.received_on, reference, rent=amount, fee=fee))
        if payment.reversed_at is not None:
            day = max(payment.reversed_at.astimezone(zone).date(), payment.received_on)
            if day <= end:
                back = f"{number} · {words.labels['payment_reversed']}"
                entries.append(TenancyEntry(TenancyEntryKind.REVERSAL, day, back, rent=-amount, fee=-fee))
    return entries


async def _spent(tenancy: Tenancy, end: date, zone: ZoneInfo) -> list[TenancyEntry]:
    def day_of(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    last = end if tenancy.ends_on is None else min(end, tenancy.ends_on)
    midnight = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    found = Invoice.filter(order__site_id=tenancy.site_id, currency=tenancy.currency, issued_at__lt=midnight)
    invoices = {
        invoice.id: invoice
        for invoice in await found.exclude(payment_status=PaymentStatus.VOID)
        if invoice.issued_at is not None and day_of(invoice.issued_at) >= tenancy.starts_on
    }
    entries = [
        TenancyEntry(
            TenancyEntryKind.COST,
            day_of(invoice.issued_at or invoice.created_at),
            invoice_reference(invoice.number),
            cost=invoice.total_minor,
        )
        for invoice in invoices.values()
    ]
    for note in await CreditNote.filter(invoice_id__in=list(invoices)):
        if day_of(note.issued_at) <= end:
            of = invoice_reference(invoices[note.invoice_id].number)
            reference = f"{credit_note_reference(note.number)} · {of}"
            entries.append(
                TenancyEntry(TenancyEntryKind.CREDIT, day_of(note.issued_at), reference, cost=-note.total_minor)
            )
    return entries


async def tenancy_statement_pdf(tenancy: Tenancy, start: date, end: date, locale: str, zone: str) -> bytes:
    """The statement as a PDF for a reader with that locale (BCP 47) and time zone (IANA)."""
    formats = Formats.of(locale, zone)
    words, site = document_words(formats.language), await Site.get(id=tenancy.site_id)
    labels, found = words.labels, await account(tenancy, start, end, formats.zone, words)
    let = f"{formats.day(tenancy.starts_on)} – {formats.day(tenancy.ends_on) if tenancy.ends_on else ''}".rstrip()
    data: dict[str, Any] = {
        **frame(formats, f"{labels['tenancy_statement']}, {site.name}", labels["tenancy_statement"]),
        "state": None,
        "bill_to": {"label": labels["property"], "lines": address_lines(site.name, vars(site), formats.locale)},
        "facts": [
            (labels["period"], f"{formats.day(start)} – {formats.day(end)}"),
            (labels["tenancy"], let),
            (labels["rent"], written(tenancy.rent_minor, tenancy.currency, formats)),
        ],
        "columns": [labels[name] for name in ("date", "entry", "rent_received", "costs", "fees", "balance")],
        "accounts": [_printed(found, tenancy.currency, formats, labels)],
    }
    return await pdf.make("statement", data, logo=settings.get().logo_file)


def _printed(found: TenancyAccount, currency: str, formats: Formats, labels: dict[str, str]) -> dict[str, Any]:
    def amount(minor: int) -> str:
        return written(minor, currency, formats)

    def if_any(minor: int) -> str:
        return amount(minor) if minor else ""

    return {
        "heading": currency,
        "rows": [
            [
                formats.day(entry.day),
                entry.reference,
                if_any(entry.rent),
                if_any(entry.cost),
                if_any(entry.fee),
                amount(entry.balance),
            ]
            for entry in found.entries
        ],
        "totals": [
            (labels["opening_balance"], amount(found.opening)),
            (labels["rent_received"], amount(sum(entry.rent for entry in found.entries))),
            (labels["costs"], amount(sum(entry.cost for entry in found.entries))),
            (labels["fees"], amount(sum(entry.fee for entry in found.entries))),
            (labels["closing_balance"], amount(found.closing)),
        ],
    }


async def tenancy_statement_csv(tenancy: Tenancy, start: date, end: date, zone: str) -> bytes:
    """The statement as CSV for other programs: UTF-8, plain decimal amounts, days as YYYY-MM-DD."""
    text, currency = io.StringIO(), tenancy.currency
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    found = await account(tenancy, start, end, ZoneInfo(zone), document_words("en"))
    writer.writerow([start.isoformat(), "opening", "", "", "", "", decimal(found.opening, currency), currency])
    for entry in found.entries:
        amounts = [decimal(minor, currency) for minor in (entry.rent, entry.cost, entry.fee, entry.balance)]
        reference = escape_formula(entry.reference)
        writer.writerow([entry.day.isoformat(), entry.kind.value, reference, *amounts, currency])
    writer.writerow([end.isoformat(), "closing", "", "", "", "", decimal(found.closing, currency), currency])
    return text.getvalue().encode()


def tenancy_statement_filename(start: date, end: date, form: str) -> str:
    """The name under which the file is saved."""
    return f"{STATEMENT_OF_TENANCY} {start.isoformat()} to {end.isoformat()}.{form}"
