"""Money received for an invoice: it is recorded, and what was recorded by mistake is reversed, never deleted."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core import text
from models.core.entity import DatedEntity, DatedManager, UtcDatetimeField
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money
from models.core.viewer import Viewer
from models.invoices.announcing import notify_of_invoice
from models.invoices.history import facts
from models.invoices.reminder_schedule import update_reminders
from models.invoices.rows import Invoice
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work


class PaymentMethod(StrEnum):
    """The ways in which money comes in."""

    BANK_TRANSFER = "BANK_TRANSFER"
    CARD = "CARD"
    CASH = "CASH"
    CHEQUE = "CHEQUE"
    DIRECT_DEBIT = "DIRECT_DEBIT"
    ONLINE = "ONLINE"
    OTHER = "OTHER"


class Payment(DatedEntity):
    """Money received for an invoice, in its currency. A reversed payment stays, and counts no more.

    `method` is what is said of the method beside its kind, such as the payment service; empty if nothing is. An index
    of those that are not reversed leads from an invoice to the day of the last.
    """

    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField(
        "models.Invoice", related_name="payments", on_delete=fields.CASCADE
    )
    amount_minor = fields.BigIntField()
    method_kind = fields.CharEnumField(PaymentMethod, max_length=13, db_default=PaymentMethod.OTHER)
    method = fields.CharField(max_length=60)
    reference = fields.CharField(max_length=200, null=True)
    received_on = fields.DateField()
    recorded_at = UtcDatetimeField()
    recorded_by: dict[str, Any] = fields.JSONField()
    reversed_at = UtcDatetimeField(null=True)
    reversed_by: dict[str, Any] | None = fields.JSONField(null=True)
    reversal_reason: str | None = fields.TextField(null=True)
    invoice_id: UUID

    ADDED_AT = "recorded_at"

    class Meta:
        table = "payments"
        manager = DatedManager()
        indexes = (("invoice_id", "received_on", "id"),)


async def record_payment(
    invoice: Invoice,
    amount: Money,
    method: PaymentMethod,
    reference: str | None,
    received_on: date,
    *,
    detail: str | None = None,
    allow_duplicate: bool = False,
    by: Viewer,
) -> Payment:
    """Record money received; the invoice is PAID when it comes to the total or more. Refuses refunds.

    Refuses with NOT_UNIQUE what looks like a payment that is recorded already, unless duplicates are allowed.
    """
    async with unit_of_work() as unit:
        if not invoice.takes_payments:
            raise Refusal(
                RefusalCode.WRONG_STATE,
                "No money is taken for an invoice that is “{status}”.",
                status=invoice.payment_status,
            )
        faults = Faults()
        with faults.noted():
            _expect_amount(amount, invoice.currency)
        with faults.noted():
            reference, detail = expect_payment(reference, received_on, detail)
        faults.expect_none()
        if reference is not None and not allow_duplicate:
            await _expect_new(invoice, amount, reference)
        await _count(invoice, amount.minor)
        received = await Payment.create(
            invoice_id=invoice.id,
            amount_minor=amount.minor,
            method_kind=method,
            method=detail or "",
            reference=reference,
            received_on=received_on,
            recorded_at=clock.now(),
            recorded_by=by.as_actor(),
        )
        kind, payment, is_paid = EventKind.INVOICE_PAID, amount.as_data(), invoice.is_paid
        about = await facts(invoice, kind, by)
        event = unit.record(kind, by, comment=None, payment=payment, is_paid=is_paid, **about)
        await update_reminders(invoice, kind)
        await notify_of_invoice(unit, event, invoice, by=by, payment=payment, is_paid=is_paid)
        return received


def expect_payment(reference: str | None, received_on: date, detail: str | None) -> tuple[str | None, str | None]:
    """The reference and the detail in the form they are kept; refuses with all faults of them and of the day."""
    faults = Faults()
    with faults.noted():
        detail = text.optional_line(detail, "methodDetail", 60)
    with faults.noted():
        reference = text.optional_line(reference, "reference")
    with faults.noted():
        if received_on > clock.now().date() + timedelta(days=1):
            raise Refusal(RefusalCode.INVALID, "Money is recorded once it has been received.", "receivedOn")
    faults.expect_none()
    return reference, detail


def _expect_amount(amount: Money, currency: str) -> None:
    if amount.currency != currency:
        raise Refusal(RefusalCode.INVALID, "This invoice is in {currency}.", ["amount", "currency"], currency=currency)
    if amount.minor <= 0:
        raise Refusal(
            RefusalCode.INVALID,
            "A payment is more than zero. What was recorded by mistake is taken back with `paymentReverse`.",
            ["amount", "amount"],
        )


async def _expect_new(invoice: Invoice, amount: Money, reference: str) -> None:
    """Refuse with NOT_UNIQUE an amount that has been recorded under its reference, and not reversed.

    The invoice is locked, so that of two at once the second sees the first.
    """
    same = Payment.filter(invoice_id=invoice.id, amount_minor=amount.minor, reversed_at=None)
    recorded = [text.key(each.reference) for each in await same if each.reference is not None]
    if text.key(reference) in recorded:
        raise Refusal(
            RefusalCode.NOT_UNIQUE,
            "A payment of this amount with this reference has been recorded. If this is another one, send "
            "`allowDuplicate: true`.",
            "reference",
        )


async def _count(invoice: Invoice, minor: int) -> None:
    """Add to what is paid of an invoice, or take from it, which makes it PAID or OUTSTANDING."""
    paid = invoice.paid_minor + minor
    await invoice.advance(paid_minor=paid, payment_status=invoice.status_with(paid_minor=paid))


async def reverse_payment(payment: Payment, invoice: Invoice, reason: str, *, by: Viewer) -> None:
    """Take back a payment that was recorded by mistake or returned by the bank: it stays, and counts no more.

    The invoice is OUTSTANDING again if the rest does not come to its total, and overdue if it was; reminders start
    again. Refuses with WRONG_STATE a payment that is reversed already.
    """
    async with unit_of_work() as unit:
        reason = text.body(reason, "reason", text.MAX_REASON_LENGTH)
        changes = {"reversed_at": clock.now(), "reversed_by": by.as_actor(), "reversal_reason": reason}
        if not await Payment.filter(id=payment.id, reversed_at=None).update(**changes):
            raise Refusal(RefusalCode.WRONG_STATE, "This payment is reversed already.")
        await _count(invoice, -payment.amount_minor)
        kind, is_paid = EventKind.INVOICE_PAYMENT_REVERSED, invoice.is_paid
        amount = Money(payment.amount_minor, invoice.currency).as_data()
        about = await facts(invoice, kind, by)
        event = unit.record(kind, by, comment=reason, payment=amount, is_paid=is_paid, **about)
        await update_reminders(invoice, kind)
        await notify_of_invoice(unit, event, invoice, by=by, payment=amount, is_paid=is_paid)
