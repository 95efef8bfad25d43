"""Credit notes: documents that take back lines of an issued invoice, some of a line, or all that is left, and never
change.

The invoice's row is changed by compare-and-set before anything is written, so that of two credit notes at the same
instant the second sees the first, and both together never exceed the invoice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core import text
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money, minor_units
from models.core.viewer import Viewer
from models.invoices.announcing import notify_of_invoice
from models.invoices.history import facts
from models.invoices.pricing import net_of, tax_on
from models.invoices.reminder_schedule import update_reminders
from models.invoices.rows import Invoice, InvoiceLine, PaymentStatus, end_holds
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.log.writing import next_numbers


class CreditNote(Entity):
    """A correction of what an invoice charges for. Amounts are in minor units of its currency, above zero, and together
    with those of its other credit notes they never exceed it.
    """

    number: int = fields.IntField(unique=True)
    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField(
        "models.Invoice", related_name="credit_notes", on_delete=fields.RESTRICT
    )
    reason = fields.TextField()
    subtotal_minor = fields.BigIntField()
    tax_minor = fields.BigIntField()
    total_minor = fields.BigIntField()
    issued_at = UtcDatetimeField()
    issued_by: dict[str, Any] = fields.JSONField()
    invoice_id: UUID

    class Meta:
        table = "credit_notes"


class CreditNoteLine(Entity):
    """The part of a line that is taken back: so many of it, or (without a quantity) an amount of it."""

    credit_note: fields.ForeignKeyRelation[CreditNote] = fields.ForeignKeyField(
        "models.CreditNote", related_name="lines", on_delete=fields.CASCADE
    )
    invoice_line: fields.ForeignKeyRelation[InvoiceLine] = fields.ForeignKeyField(
        "models.InvoiceLine", related_name="credits", on_delete=fields.RESTRICT
    )
    position = fields.IntField()
    quantity: Decimal | None = fields.DecimalField(null=True, max_digits=14, decimal_places=4)
    total_minor = fields.BigIntField()
    tax_minor = fields.BigIntField()
    invoice_line_id: UUID

    class Meta:
        table = "credit_note_lines"
        unique_together = (("credit_note", "position"),)


def credit_note_reference(number: int) -> str:
    """A credit note's number as people say it: CN-000012."""
    return f"CN-{number:06}"


@dataclass(frozen=True, slots=True)
class CreditPart:
    """A line to credit: a quantity of it, or an amount without tax; with neither, all that is left of it."""

    line_id: UUID
    quantity: Decimal | None = None
    amount: Decimal | None = None


@dataclass(slots=True)
class Left:
    """The part of a line that has not been credited yet, in minor units."""

    line: InvoiceLine
    net: int
    tax: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the line has been credited."""
        return (self.net, self.tax) == (self.line.total_minor, self.line.tax_minor)


async def credit(invoice: Invoice, reason: str, parts: Sequence[CreditPart] | None, *, by: Viewer) -> CreditNote:
    """Write a credit note for these parts of an issued invoice, or (None) for all that is left of it.

    Nothing is asked and nobody is reminded any more once nothing is owed. Refuses with WRONG_STATE a draft, a void
    invoice and one that is credited in full, and with INVALID what is more than is left.
    """
    async with unit_of_work() as unit:
        if not invoice.takes_credit:
            raise Refusal(
                RefusalCode.WRONG_STATE,
                "This invoice is “{status}”: there is nothing to credit.",
                status=invoice.payment_status,
            )
        left, faults = await _left(invoice), Faults()
        with faults.noted():
            reason = text.body(reason, "reason", text.MAX_REASON_LENGTH)
        lines: list[dict[str, Any]] = []
        with faults.noted():
            lines = _whole(left) if parts is None else _chosen(parts, left, invoice.currency)
        faults.expect_none()
        net, tax = sum(line["total_minor"] for line in lines), sum(line["tax_minor"] for line in lines)
        _expect_amount(net + tax, invoice)
        await _count(invoice, net + tax, by)
        note = await CreditNote.create(
            number=await next_numbers("credit_note"),
            invoice_id=invoice.id,
            reason=reason,
            subtotal_minor=net,
            tax_minor=tax,
            total_minor=net + tax,
            issued_at=clock.now(),
            issued_by=by.as_actor(),
        )
        await CreditNoteLine.bulk_create(
            [CreditNoteLine(credit_note_id=note.id, position=place, **line) for place, line in enumerate(lines)]
        )
        kind, number = EventKind.INVOICE_CREDITED, credit_note_reference(note.number)
        amount = Money(note.total_minor, invoice.currency).as_data()
        about: dict[str, Any] = {"credit": amount, "credit_note_number": number}
        event = unit.record(
            kind, by, comment=reason, credit_note_id=str(note.id), **about, **await facts(invoice, kind, by)
        )
        await update_reminders(invoice, kind)
        balance = Money(abs(invoice.balance_minor), invoice.currency).as_data()
        about |= {"is_owed": invoice.balance_minor > 0, "is_owed_back": invoice.balance_minor < 0}
        await notify_of_invoice(unit, event, invoice, by=by, balance=balance, **about)
        return note


async def _left(invoice: Invoice) -> dict[UUID, Left]:
    """The rest of each line, in their order."""
    lines = await InvoiceLine.filter(invoice_id=invoice.id).order_by("position")
    left = {line.id: Left(line, line.total_minor, line.tax_minor) for line in lines}
    for credited in await CreditNoteLine.filter(invoice_line__invoice_id=invoice.id):
        left[credited.invoice_line_id].net -= credited.total_minor
        left[credited.invoice_line_id].tax -= credited.tax_minor
    return left


def _whole(left: dict[UUID, Left]) -> list[dict[str, Any]]:
    return [_columns(one, one.line.quantity if one.is_whole else None, one.net) for one in left.values() if one.net]


def _chosen(parts: Sequence[CreditPart], left: dict[UUID, Left], currency: str) -> list[dict[str, Any]]:
    if not parts:
        raise Refusal(RefusalCode.REQUIRED, "Name at least one line, or leave them out to credit all.", "lines")
    faults, lines, seen = Faults(), [], set[UUID]()
    for place, part in enumerate(parts):
        with faults.noted():
            field = ["lines", str(place)]
            if part.line_id not in left:
                raise Refusal(RefusalCode.NOT_FOUND, "This invoice has no such line.", [*field, "lineId"])
            if part.line_id in seen:
                raise Refusal(RefusalCode.INVALID, "This line is named twice.", [*field, "lineId"])
            seen.add(part.line_id)
            lines.append(_part(part, left[part.line_id], currency, field))
    faults.expect_none()
    return lines


def _part(part: CreditPart, left: Left, currency: str, field: list[str]) -> dict[str, Any]:
    quantity = part.quantity
    if quantity is not None and part.amount is not None:
        raise Refusal(RefusalCode.INVALID, "Give a quantity or an amount, not both.", [*field, "amount"])
    if part.amount is not None:
        field, net = [*field, "amount"], minor_units(part.amount, currency, [*field, "amount"])
    elif quantity is not None:
        field = [*field, "quantity"]
        if not 0 < quantity / left.line.quantity <= 1 or quantity != round(quantity, 4):
            raise Refusal(RefusalCode.INVALID, "The line has not so many, or the quantity has too many digits.", field)
        net = net_of(quantity, left.line.unit_price, currency)
    else:
        field, net = [*field, "lineId"], left.net
        quantity = left.line.quantity if left.is_whole else None
    is_discount = left.line.total_minor < 0
    if net == 0 or (net < 0) is not is_discount or abs(net) > abs(left.net):
        raise Refusal(RefusalCode.INVALID, "This is nothing, or more than is left of the line.", field)
    return _columns(left, quantity, net)


def _columns(left: Left, quantity: Decimal | None, net: int) -> dict[str, Any]:
    """A line of a credit note. With the last of a line goes the last of its tax, however that was rounded before."""
    tax = left.tax if net == left.net else tax_on(net, left.line.tax_rate)
    if abs(tax) > abs(left.tax):
        tax = left.tax
    return {"invoice_line_id": left.line.id, "quantity": quantity, "total_minor": net, "tax_minor": tax}


def _expect_amount(minor: int, invoice: Invoice) -> None:
    if minor <= 0:
        raise Refusal(RefusalCode.INVALID, "A credit note comes to more than zero.", "lines")
    left = invoice.total_minor - invoice.credited_minor
    if minor > left:
        raise Refusal(
            RefusalCode.INVALID,
            "This is more than the {amount} {currency} that are left of the invoice.",
            "lines",
            **Money(left, invoice.currency).as_data(),
        )


async def _count(invoice: Invoice, minor: int, by: Viewer) -> None:
    """Add to what is credited of an invoice: once nothing is owed its clock stops, and with all of it its holds end."""
    credited = invoice.credited_minor + minor
    status = invoice.status_with(credited_minor=credited)
    changes: dict[str, Any] = {"credited_minor": credited, "payment_status": status}
    if status is not PaymentStatus.OUTSTANDING:
        changes |= {"auto_approves_at": None, "needs_approver_since": None}
    if status is PaymentStatus.CREDITED:
        changes["open_holds"] = 0
    await invoice.advance(**changes)
    if status is PaymentStatus.CREDITED:
        await end_holds(invoice, by=by)
