"""Invoices as rows: three separate facts, whether one is paid, approved and held, and the rules that follow from them.

Each rule is said once, as a scope: a list reads the rows that fulfil it, and of one row `matches` decides.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core.entity import DatedEntity, DatedManager, UtcDatetimeField, VersionedEntity
from models.core.scope import Compared, Not, Scope, all_of, among, equals, present
from models.core.viewer import Viewer
from models.orders.orders import Order
from models.people.contacts import Contact
from models.people.customers import ApprovalMode, Customer
from models.places.sites import Site


class PaymentStatus(StrEnum):
    """Whether an invoice is paid."""

    DRAFT = "DRAFT"
    OUTSTANDING = "OUTSTANDING"
    PAID = "PAID"
    CREDITED = "CREDITED"
    VOID = "VOID"


class ApprovalStatus(StrEnum):
    """Whether an invoice is approved."""

    NOT_ASKED = "NOT_ASKED"
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"


class ApprovedBy(StrEnum):
    """In which capacity an invoice was approved."""

    APPROVER = "APPROVER"
    OPERATOR = "OPERATOR"
    AUTOMATIC = "AUTOMATIC"


class HoldSource(StrEnum):
    """The way in which a hold reached us."""

    PORTAL = "PORTAL"
    SMS = "SMS"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    LIVE_CHAT = "LIVE_CHAT"


class LineKind(StrEnum):
    """The things that a line charges for."""

    PART = "PART"
    LABOUR = "LABOUR"
    OTHER = "OTHER"


AWAITS_APPROVAL: Final[Scope] = all_of(
    among("payment_status", (PaymentStatus.OUTSTANDING, PaymentStatus.PAID)),
    among("approval_status", [ApprovalStatus.PENDING]),
)
"""It is issued and nobody has decided on it, whether it is paid or held: it can be declined, held and handed over."""

CAN_BE_APPROVED: Final[Scope] = all_of(AWAITS_APPROVAL, equals("open_holds", 0))
"""It awaits approval, and no hold stops that."""

NEEDS_APPROVER: Final[Scope] = all_of(AWAITS_APPROVAL, present("needs_approver_since"))
"""It awaits approval, and nobody of the customer could be asked for it."""

ON_HOLD: Final[Scope] = Compared("open_holds", ">", 0)
"""A hold is open: it can be released."""

DRAFT: Final[Scope] = among("payment_status", [PaymentStatus.DRAFT])
"""It can be changed and issued, and only staff see it."""

CAN_BE_VOIDED: Final[Scope] = all_of(
    Not(among("payment_status", [PaymentStatus.VOID])), equals("paid_minor", 0), equals("credited_minor", 0)
)
"""It is not void, no money that counts has been received for it, and no credit note stands against it."""

TAKES_PAYMENTS: Final[Scope] = among(
    "payment_status", (PaymentStatus.OUTSTANDING, PaymentStatus.PAID, PaymentStatus.CREDITED)
)
"""It is issued and not void: money is recorded for it, too much of it too."""

TAKES_CREDIT: Final[Scope] = all_of(
    among("payment_status", (PaymentStatus.OUTSTANDING, PaymentStatus.PAID)),
    Compared("total_minor", ">", 0),
)
"""It is issued, and something is left of it that could be credited: one that is credited in full is CREDITED."""

OUTSTANDING: Final[Scope] = among("payment_status", [PaymentStatus.OUTSTANDING])
"""It is issued, and something is owed for it, disputed or not."""

AWAITS_PAYMENT: Final[Scope] = all_of(
    OUTSTANDING,
    equals("open_holds", 0),
    Not(among("approval_status", [ApprovalStatus.DECLINED])),
)
"""Money is owed for it, and neither a hold nor a decline disputes that."""


class Invoice(VersionedEntity):
    """The price of some work. `auto_approves_at` is when the review clock approves it; without a clock it is None.

    `asked` are the contacts who have been asked to approve it; `needs_approver_since`, since when nobody could be.
    A migration adds an index for the order by number, in which drafts come last, as if theirs were the next.
    One for a tenancy has its property, too, and needs no approval: it was agreed to with the tenancy.
    `overdue_at`, set at issue, is when it is overdue if it is still outstanding (models/invoices/overdue.py).
    """

    number: int | None = fields.IntField(null=True, unique=True)
    external_reference = fields.CharField(max_length=100, null=True)
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name="invoices", on_delete=fields.RESTRICT
    )
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="invoices", null=True, on_delete=fields.RESTRICT
    )
    tenancy: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "models.Tenancy", related_name="invoices", null=True, on_delete=fields.RESTRICT
    )
    site: fields.ForeignKeyNullableRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="invoices", null=True, on_delete=fields.RESTRICT
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
    credited_minor = fields.BigIntField(default=0, db_default=0)
    open_holds = fields.IntField(default=0)
    auto_approves_at = UtcDatetimeField(null=True)
    asked: list[str] | None = fields.JSONField(null=True)
    needs_approver_since = UtcDatetimeField(null=True)
    decided_at = UtcDatetimeField(null=True)
    decided_by: dict[str, Any] | None = fields.JSONField(null=True)
    approved_by = fields.CharEnumField(ApprovedBy, max_length=9, null=True)
    decision_comment: str | None = fields.TextField(null=True)
    issued_at = UtcDatetimeField(null=True)
    customer_id: UUID
    order_id: UUID | None
    tenancy_id: UUID | None
    site_id: UUID | None
    approver_id: UUID | None
    clock_ran = False

    class Meta:
        table = "invoices"
        indexes = (("updated_at", "id"),)

    @property
    def awaits_approval(self) -> bool:
        """Whether it is issued and nobody has decided on it, even if it is paid or held."""
        return AWAITS_APPROVAL.matches(vars(self))

    @property
    def can_be_approved(self) -> bool:
        """Whether it awaits approval and is not held."""
        return CAN_BE_APPROVED.matches(vars(self))

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed and issued."""
        return DRAFT.matches(vars(self))

    @property
    def is_on_hold(self) -> bool:
        """Whether a hold is open."""
        return ON_HOLD.matches(vars(self))

    @property
    def can_be_voided(self) -> bool:
        """Whether it is not void, and neither money that counts nor a credit note stands against it."""
        return CAN_BE_VOIDED.matches(vars(self))

    @property
    def awaits_payment(self) -> bool:
        """Whether money is owed for it that is not disputed."""
        return AWAITS_PAYMENT.matches(vars(self))

    @property
    def takes_payments(self) -> bool:
        """Whether money can be recorded for it."""
        return TAKES_PAYMENTS.matches(vars(self))

    @property
    def is_paid(self) -> bool:
        """Whether nothing is owed for it any more."""
        return self.balance_minor <= 0

    @property
    def takes_credit(self) -> bool:
        """Whether it is issued, and something is left of it that could be credited."""
        return TAKES_CREDIT.matches(vars(self))

    @property
    def balance_minor(self) -> int:
        """The amount still to be paid; below zero it is owed to the customer."""
        balance: int = self.total_minor - self.credited_minor - self.paid_minor
        return balance

    def status_with(self, *, paid_minor: int | None = None, credited_minor: int | None = None) -> PaymentStatus:
        """The payment status of an issued invoice with so much paid, so much credited, or both as they are."""
        paid = self.paid_minor if paid_minor is None else paid_minor
        credited = self.credited_minor if credited_minor is None else credited_minor
        if credited and credited >= self.total_minor:
            return PaymentStatus.CREDITED
        return PaymentStatus.PAID if paid + credited >= self.total_minor else PaymentStatus.OUTSTANDING

    @property
    def state(self) -> PaymentStatus | ApprovalStatus:
        """DRAFT, CREDITED or VOID, and of any other invoice the status of its approval."""
        if self.payment_status in (PaymentStatus.DRAFT, PaymentStatus.CREDITED, PaymentStatus.VOID):
            return self.payment_status
        return self.approval_status

    async def advance(self, **changes: Any) -> None:
        """Change the row as every row does; `clock_ran` says then whether the review clock ran before the change."""
        self.clock_ran = self.auto_approves_at is not None
        await super().advance(**changes)


def invoice_reference(number: int | None) -> str:
    """An invoice's number as people say it: INV-000087, or DRAFT for one without a number."""
    return "DRAFT" if number is None else f"INV-{str(number).zfill(6)}"


class InvoiceLine(DatedEntity):
    """One thing charged for. `unit_price` is in the invoice's currency, the amounts are in minor units of it; none but
    `tax_minor` has tax in it.
    """

    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField(
        "models.Invoice", related_name="lines", on_delete=fields.CASCADE
    )
    position = fields.IntField()
    kind = fields.CharEnumField(LineKind, max_length=6)
    description = fields.CharField(max_length=500)
    quantity = fields.DecimalField(max_digits=14, decimal_places=4)
    unit_price = fields.DecimalField(max_digits=21, decimal_places=6)
    tax_rate = fields.DecimalField(max_digits=7, decimal_places=4)
    total_minor = fields.BigIntField()
    tax_minor = fields.BigIntField()
    created_at = UtcDatetimeField()

    class Meta:
        table = "invoice_lines"
        manager = DatedManager()
        unique_together = (("invoice", "position"),)


class InvoiceHold(DatedEntity):
    """Somebody's word that an invoice is not to be approved yet."""

    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField(
        "models.Invoice", related_name="holds", on_delete=fields.CASCADE
    )
    source = fields.CharEnumField(HoldSource, max_length=9)
    reason: str | None = fields.TextField(null=True)
    placed_at = UtcDatetimeField()
    placed_by: dict[str, Any] = fields.JSONField()
    released_at = UtcDatetimeField(null=True)
    released_by: dict[str, Any] | None = fields.JSONField(null=True)

    ADDED_AT = "placed_at"

    class Meta:
        table = "invoice_holds"
        manager = DatedManager()


async def end_holds(invoice: Invoice, hold_ids: Collection[UUID] | None = None, *, by: Viewer) -> None:
    """Release these holds of an invoice, or every open one; its own `open_holds` is the caller's to change."""
    open_holds = InvoiceHold.filter(invoice_id=invoice.id, released_at=None)
    if hold_ids is not None:
        open_holds = open_holds.filter(id__in=list(hold_ids))
    await open_holds.update(released_at=clock.now(), released_by=by.as_actor())
