"""Invoices: three separate facts, is it paid, is it approved, is it held; each changed by compare-and-set."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core import text
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Refusal, RefusalCode
from models.core.money import MAX_MINOR, Money
from models.core.scope import NOTHING, Not, Scope, all_of, any_of, equals, one_of, present
from models.core.viewer import ActorKind, Right, Viewer
from models.invoices.announcing import tell_of_invoice
from models.invoices.approval_questions import able_to_answer, question
from models.invoices.overdue import expect_due_date, overdue_from
from models.invoices.pricing import HoldSource as HoldSource
from models.invoices.pricing import InvoiceHold as InvoiceHold
from models.invoices.pricing import InvoiceLine as InvoiceLine
from models.invoices.pricing import Line as Line
from models.invoices.pricing import LineKind as LineKind
from models.invoices.pricing import Payment as Payment
from models.invoices.review_clock import review_ends
from models.invoices.states import AWAITS_APPROVAL, AWAITS_PAYMENT, CAN_BE_APPROVED
from models.invoices.states import ApprovalStatus as ApprovalStatus
from models.invoices.states import ApprovedBy as ApprovedBy
from models.invoices.states import PaymentStatus as PaymentStatus
from models.log.events import EventKind
from models.log.unit_of_work import next_numbers, unit_of_work
from models.orders.orders import Order
from models.people.contacts import Contact
from models.people.customers import ApprovalMode, Customer, lock_customer

MAX_LINES: Final = 500


class Invoice(VersionedEntity):
    """What a customer owes for some work. `auto_approves_at` is when the review clock approves, where one runs.

    `asked` are the contacts who have been asked to approve it; `needs_approver_since`, since when nobody could be.
    `overdue_at`, set at issue, is when it is overdue if it is still outstanding (models/invoices/overdue.py)."""

    number: int | None = fields.IntField(null=True, unique=True)
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name="invoices", on_delete=fields.RESTRICT
    )
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="invoices", null=True, on_delete=fields.RESTRICT
    )
    currency = fields.CharField(max_length=3)
    payment_status = fields.CharEnumField(PaymentStatus, max_length=11, default=PaymentStatus.DRAFT)
    approval_status = fields.CharEnumField(ApprovalStatus, max_length=9, default=ApprovalStatus.NOT_ASKED)
    approval_mode = fields.CharEnumField(ApprovalMode, max_length=24)
    approver: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    due_on = fields.DateField()
    overdue_at = UtcDatetimeField(null=True)
    subtotal_minor = fields.BigIntField()
    tax_minor = fields.BigIntField()
    total_minor = fields.BigIntField()
    paid_minor = fields.BigIntField(default=0)
    open_holds = fields.IntField(default=0)
    auto_approves_at = UtcDatetimeField(null=True)
    asked: list[str] | None = fields.JSONField(null=True)
    needs_approver_since = UtcDatetimeField(null=True)
    decided_at = UtcDatetimeField(null=True)
    decided_by: dict[str, Any] | None = fields.JSONField(null=True)
    approved_by = fields.CharEnumField(ApprovedBy, max_length=9, null=True)
    decision_comment: str | None = fields.TextField(null=True)
    created_at = UtcDatetimeField()
    issued_at = UtcDatetimeField(null=True)
    customer_id: UUID
    order_id: UUID | None
    approver_id: UUID | None
    clock_ran = False

    class Meta:
        table = "invoices"

    @classmethod
    async def draft(cls, customer: Customer, order: Order | None, lines: Sequence[Line], due_on: date) -> "Invoice":
        """Write an invoice that only staff see until it is issued; refuses with REQUIRED one without lines."""
        async with unit_of_work():
            if not lines:
                raise Refusal(RefusalCode.REQUIRED, "An invoice has at least one line.", "lines")
            if len(lines) > MAX_LINES:
                raise Refusal(RefusalCode.TOO_LONG, f"An invoice has at most {MAX_LINES} lines.", "lines")
            if order is not None and order.customer_id != customer.id:
                raise Refusal(RefusalCode.INVALID, "The order belongs to another customer.", "orderId")
            expect_due_date(due_on)
            priced = [line.priced(customer.currency, position) for position, line in enumerate(lines)]
            subtotal, tax = sum(line["total_minor"] for line in priced), sum(line["tax_minor"] for line in priced)
            if not 0 <= subtotal + tax <= MAX_MINOR:
                raise Refusal(RefusalCode.INVALID, "An invoice comes to zero or more, and not to too much.", "lines")
            invoice = await cls.create(
                customer_id=customer.id,
                order_id=order.id if order else None,
                currency=customer.currency,
                approval_mode=customer.approval_mode,
                due_on=due_on,
                subtotal_minor=subtotal,
                tax_minor=tax,
                total_minor=subtotal + tax,
                created_at=clock.now(),
            )
            await InvoiceLine.bulk_create([InvoiceLine(invoice_id=invoice.id, **line) for line in priced])
            return invoice

    async def issue(self, *, by: Viewer) -> None:
        """Number it and ask for approval in the customer's present mode; what is free is paid.

        The clock starts where somebody could be asked; otherwise staff are told, and whoever acts is warned.
        """
        async with unit_of_work() as unit:
            if self.payment_status is not PaymentStatus.DRAFT:
                raise Refusal(RefusalCode.WRONG_STATE, f"This invoice is {self.payment_status.value} already.")
            customer, now = await lock_customer(self.customer_id), clock.now()
            able = await able_to_answer(customer.id)
            await self.advance(
                number=await next_numbers("invoice"),
                payment_status=PaymentStatus.OUTSTANDING if self.total_minor else PaymentStatus.PAID,
                approval_status=ApprovalStatus.PENDING,
                approval_mode=customer.approval_mode,
                issued_at=now,
                overdue_at=overdue_from(self.due_on, customer.time_zone),
                **await question(customer.approval_mode, customer.id, customer.approver_id, able),
            )
            await tell_of_invoice(unit, self, EventKind.INVOICE_ISSUED, by)

    async def approve(self, comment: str | None, *, by: Viewer) -> None:
        """Approve it, as approver, for the customer, or by the clock; refuses with WRONG_STATE while it is held."""
        async with unit_of_work() as unit:
            self._expect_awaiting("approved")
            if self.open_holds:
                raise Refusal(RefusalCode.WRONG_STATE, "This invoice is on hold. Release it first.")
            if by.kind is ActorKind.SYSTEM:
                if self.auto_approves_at is None or self.auto_approves_at > clock.now():
                    raise Refusal(RefusalCode.WRONG_STATE, "The review period has not ended.")
                capacity = ApprovedBy.AUTOMATIC
            else:
                capacity = ApprovedBy.OPERATOR if by.is_staff else ApprovedBy.APPROVER
            await self._decide(ApprovalStatus.APPROVED, capacity, comment, by)
            await tell_of_invoice(
                unit,
                self,
                EventKind.INVOICE_APPROVED,
                by,
                self.decision_comment,
                data={"approved_by": capacity.value},
            )

    async def decline(self, comment: str | None, *, by: Viewer) -> None:
        """Say no to it, which stops the clock."""
        async with unit_of_work() as unit:
            self._expect_awaiting("declined")
            await self._decide(ApprovalStatus.DECLINED, None, comment, by)
            await tell_of_invoice(unit, self, EventKind.INVOICE_DECLINED, by, self.decision_comment)

    async def hold(self, source: HoldSource, reason: str | None, *, by: Viewer) -> None:
        """Stop approval and the clock until it is released; there may be several holds."""
        async with unit_of_work() as unit:
            self._expect_awaiting("held")
            reason = text.optional_body(reason, "reason", 2000)
            await self.advance(open_holds=self.open_holds + 1, auto_approves_at=None)
            await InvoiceHold.create(
                invoice_id=self.id, source=source, reason=reason, placed_at=clock.now(), placed_by=by.as_actor()
            )
            await tell_of_invoice(unit, self, EventKind.INVOICE_HELD, by, reason, data={"source": source.value})

    async def release(self, comment: str | None, *, by: Viewer) -> None:
        """End every open hold; the review clock starts anew where somebody has been asked."""
        async with unit_of_work() as unit:
            if self.open_holds == 0:
                raise Refusal(RefusalCode.WRONG_STATE, "This invoice is not on hold.")
            ends_at = None
            if self.awaits_approval and self.needs_approver_since is None:
                ends_at = await review_ends(self.approval_mode, self.customer_id, self.approver_id)
            await self.advance(open_holds=0, auto_approves_at=ends_at)
            await InvoiceHold.end_all(self.id, by=by)
            await tell_of_invoice(
                unit, self, EventKind.INVOICE_RELEASED, by, text.optional_body(comment, "comment", 2000)
            )

    async def void(self, reason: str, *, by: Viewer) -> None:
        """Take it back for good, with its holds; refuses with WRONG_STATE one that money has been received for."""
        async with unit_of_work() as unit:
            if self.payment_status is PaymentStatus.VOID:
                raise Refusal(RefusalCode.WRONG_STATE, "This invoice is VOID already.")
            if self.paid_minor:
                raise Refusal(RefusalCode.WRONG_STATE, "Money has been received for this invoice: it cannot be voided.")
            was_draft = self.payment_status is PaymentStatus.DRAFT
            ended = {"open_holds": 0, "auto_approves_at": None, "needs_approver_since": None}
            await self.advance(payment_status=PaymentStatus.VOID, **ended)
            await InvoiceHold.end_all(self.id, by=by)
            reason = text.body(reason, "reason", 2000)
            await tell_of_invoice(unit, self, EventKind.INVOICE_VOIDED, by, reason, staff_only=was_draft)

    async def record_payment(
        self, amount: Money, method: str, reference: str | None, received_on: date, *, by: Viewer
    ) -> None:
        """Note money received; the invoice is PAID when it comes to the total or more. Refuses refunds."""
        async with unit_of_work() as unit:
            if self.payment_status not in (PaymentStatus.OUTSTANDING, PaymentStatus.PAID):
                raise Refusal(
                    RefusalCode.WRONG_STATE, f"No money is taken for an invoice that is {self.payment_status.value}."
                )
            if amount.currency != self.currency:
                raise Refusal(RefusalCode.INVALID, f"This invoice is in {self.currency}.", ["amount", "currency"])
            if amount.minor <= 0:
                raise Refusal(
                    RefusalCode.INVALID,
                    "A payment is more than zero; refunds are not recorded here.",
                    ["amount", "amount"],
                )
            if received_on > clock.now().date() + timedelta(days=1):
                raise Refusal(RefusalCode.INVALID, "Money is recorded once it has been received.", "receivedOn")
            paid = self.paid_minor + amount.minor
            is_paid = paid >= self.total_minor
            await self.advance(
                paid_minor=paid, payment_status=PaymentStatus.PAID if is_paid else PaymentStatus.OUTSTANDING
            )
            await Payment.create(
                invoice_id=self.id,
                amount_minor=amount.minor,
                method=text.line(method, "method", 60),
                reference=text.optional_line(reference, "reference"),
                received_on=received_on,
                recorded_at=clock.now(),
                recorded_by=by.as_actor(),
            )
            await tell_of_invoice(
                unit,
                self,
                EventKind.INVOICE_PAID,
                by,
                data={"payment": amount.as_data(), "is_paid": is_paid},
            )

    @property
    def awaits_approval(self) -> bool:
        """Whether it is out and nobody has decided on it, be it paid or held meanwhile."""
        return AWAITS_APPROVAL.matches(vars(self))

    @property
    def can_be_approved(self) -> bool:
        """Whether it awaits approval and is not held."""
        return CAN_BE_APPROVED.matches(vars(self))

    @property
    def awaits_payment(self) -> bool:
        """Whether money is owed for it that is not disputed."""
        return AWAITS_PAYMENT.matches(vars(self))

    async def advance(self, **changes: Any) -> None:
        """As all rows do; remembers whether the review clock ran until then, which the history tells."""
        self.clock_ran = self.auto_approves_at is not None
        await super().advance(**changes)

    async def _decide(
        self, status: ApprovalStatus, capacity: ApprovedBy | None, comment: str | None, by: Viewer
    ) -> None:
        await self.advance(
            approval_status=status,
            approved_by=capacity,
            decided_at=clock.now(),
            decided_by=by.as_actor(),
            decision_comment=text.optional_body(comment, "comment", 2000),
            auto_approves_at=None,
            needs_approver_since=None,
        )

    def _expect_awaiting(self, verb: str) -> None:
        if not self.awaits_approval:
            raise Refusal(RefusalCode.WRONG_STATE, f"This invoice is {self._standing()}: it cannot be {verb}.")

    def _standing(self) -> str:
        if self.payment_status in (PaymentStatus.DRAFT, PaymentStatus.VOID):
            return self.payment_status.value
        return self.approval_status.value


def may_approve(viewer: Viewer, customer_id: UUID, mode: ApprovalMode, approver_id: UUID | None) -> bool:
    """Whether a contact is asked: the approver, or where none is named whoever has the right; staff never are."""
    return asked_of(viewer).matches({"customer_id": customer_id, "approval_mode": mode, "approver_id": approver_id})


def asked_of(viewer: Viewer) -> Scope:
    """The invoices whose approval is asked of a contact, whatever their state."""
    if viewer.contact_id is None:
        return NOTHING
    return all_of(
        one_of("customer_id", viewer.customers_with(Right.INVOICE_APPROVAL)),
        Not(equals("approval_mode", ApprovalMode.OPERATOR_APPROVES.value)),
        any_of(Not(present("approver_id")), equals("approver_id", viewer.contact_id)),
    )
