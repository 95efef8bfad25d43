"""Rent: charged some days before it is due, each time by an invoice of the customer who pays, and taken back for days
after the last one.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from tortoise import fields

import settings
from adapters.text.locales import ENGLISH, Formats
from adapters.text.sentences import Sentence
from models.core.calendar import today
from models.core.entity import VersionedEntity
from models.core.money import Money, decimal
from models.core.viewer import SYSTEM, Viewer
from models.invoices.billing import draft_invoice, issue, void
from models.invoices.credit_notes import CreditNote, CreditPart, credit
from models.invoices.pricing import Line
from models.invoices.rows import Invoice, InvoiceLine, LineKind
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork
from models.people.customers import Customer
from models.places.sites import Site
from models.tenancies.announcing import record
from models.tenancies.rows import Tenancy
from models.tenancies.schedule import next_due, rent_of

_RENT: Final = Sentence("Rent for {property}, {starts_on} to {ends_on}")
MAX_WORDS: Final = 500
"""Characters of the description of a line."""
_TAKEN_BACK: Final = Sentence("The tenancy ends on {day}.")


class RentCharge(VersionedEntity):
    """The rent of some days, both included, which is due on `due_on`. Whether it is paid, its invoice tells, which also
    has the tax on it.

    `fee_rate` is what the operator takes of it, in percent, as it was agreed when it was charged.
    """

    tenancy: fields.ForeignKeyRelation[Tenancy] = fields.ForeignKeyField(
        "models.Tenancy", related_name="charges", on_delete=fields.RESTRICT
    )
    starts_on: date = fields.DateField()
    ends_on: date = fields.DateField()
    due_on: date = fields.DateField()
    amount_minor: int = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    fee_rate: Decimal | None = fields.DecimalField(max_digits=7, decimal_places=4, null=True)
    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField(
        "models.Invoice", related_name=False, on_delete=fields.RESTRICT, unique=True
    )
    tenancy_id: UUID
    invoice_id: UUID

    class Meta:
        table = "rent_charges"
        unique_together = (("tenancy", "starts_on"),)


async def charge_rent(unit: UnitOfWork, tenancy: Tenancy) -> date | None:
    """Charge the next rent by an invoice if it is time for it; gives the last day that is charged then."""
    due = next_due(vars(tenancy))
    if due is None or due.starts_on - timedelta(days=settings.get().rent_days_ahead) > today():
        return tenancy.charged_until
    customer, site = await Customer.get(id=tenancy.customer_id), await Site.get(id=tenancy.site_id)
    words = _told(_RENT.about(property=site.name, starts_on=due.starts_on, ends_on=due.ends_on))
    amount = decimal(due.amount_minor, tenancy.currency)
    line = Line(LineKind.OTHER, words[:MAX_WORDS], Decimal(1), amount, tenancy.rent_tax_rate or Decimal(0))
    invoice = await draft_invoice(
        customer, None, [line], due.starts_on, tenancy_id=tenancy.id, site_id=site.id, by=SYSTEM
    )
    await issue(invoice, by=SYSTEM)
    charge = await RentCharge.create(
        tenancy_id=tenancy.id,
        starts_on=due.starts_on,
        ends_on=due.ends_on,
        due_on=due.starts_on,
        amount_minor=due.amount_minor,
        currency=tenancy.currency,
        fee_rate=tenancy.fee_rate,
        invoice_id=invoice.id,
    )
    record(unit, EventKind.TENANCY_RENT_CHARGED, tenancy, by=SYSTEM, **_facts(charge))
    return due.ends_on


async def take_back_after(unit: UnitOfWork, tenancy: Tenancy, last: date, *, by: Viewer) -> None:
    """Take back the rent that is charged for days after the last one.

    Of a period that goes on after that day as much stays as it has days until then.
    """
    for charge in await RentCharge.filter(tenancy_id=tenancy.id, ends_on__gt=last).order_by("-starts_on"):
        left = rent_of(vars(tenancy), charge.starts_on, last) if charge.starts_on <= last else 0
        left = min(left, charge.amount_minor)
        await _take_back(charge, charge.amount_minor - left, last, by=by)
        if charge.starts_on <= last:
            await charge.advance(ends_on=last, amount_minor=left)
        else:
            await charge.delete()
        record(unit, EventKind.TENANCY_RENT_REDUCED, tenancy, by=by, **_facts(charge))


async def _take_back(charge: RentCharge, minor: int, last: date, *, by: Viewer) -> None:
    """Void the invoice of a charge that goes as a whole and was not paid, else credit so much of it as it still has."""
    invoice = await Invoice.filter(id=charge.invoice_id).select_for_update().get()
    reason = _told(_TAKEN_BACK.about(day=last))
    if minor == charge.amount_minor and invoice.can_be_voided:
        await void(invoice, reason, by=by)
        return
    credited = sum([note.subtotal_minor for note in await CreditNote.filter(invoice_id=invoice.id)])
    minor = min(minor, invoice.subtotal_minor - credited)
    if invoice.takes_credit and minor > 0:
        line = await InvoiceLine.get(invoice_id=invoice.id)
        await credit(invoice, reason, [CreditPart(line.id, amount=decimal(minor, invoice.currency))], by=by)


def _told(words: Sentence) -> str:
    """Words of an invoice, which is in one language whoever reads it."""
    return words.told(Formats.of(ENGLISH, "UTC"))


def _facts(charge: RentCharge) -> dict[str, Any]:
    amount = Money(charge.amount_minor, charge.currency).as_data()
    return {"charge_id": str(charge.id), "due_on": charge.due_on.isoformat(), "rent": amount}
