"""Customers of the operator, and who belongs to them with which rights."""

import re
from datetime import datetime
from enum import StrEnum
from types import EllipsisType
from typing import Any, Final
from uuid import UUID

from tortoise import fields

import settings
from adapters import clock
from models.core import text
from models.core import validators as checked
from models.core.channels import Channel
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode, WarningCode
from models.core.postal_addresses import Address
from models.core.scope import Scope, all_of, equals, present, related
from models.core.search import Searchable
from models.core.validators import currencies
from models.core.viewer import ActorKind, MembershipRole, Right, Viewer
from models.invoices.overdue import follow_zone
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, next_numbers, unit_of_work
from models.messages.company_changes import CompanyChange, record_company_change
from models.people.contacts import Contact


class ApprovalMode(StrEnum):
    """How a customer's invoices are approved."""

    REVIEW_AND_APPROVE = "REVIEW_AND_APPROVE"
    REVIEW_THEN_AUTO_APPROVE = "REVIEW_THEN_AUTO_APPROVE"
    OPERATOR_APPROVES = "OPERATOR_APPROVES"


DEFAULT_RIGHTS: Final = {
    MembershipRole.ADMIN: Right.ORDERS | Right.RECOMMENDATIONS | Right.INVOICES | Right.INVOICE_APPROVAL,
    MembershipRole.MEMBER: Right.ORDERS | Right.RECOMMENDATIONS | Right.INVOICES,
}
"""The rights of a membership where none are named."""
MAX_REASON_LENGTH: Final = 2000
"""Most characters of a reason."""
ADMINISTERED: Final[Scope] = related(
    "id",
    "memberships",
    "customer_id",
    all_of(
        equals("role", MembershipRole.ADMIN.value), related("contact_id", "accounts", "contact_id", present("username"))
    ),
)
"""The customers with an administrator who has portal access; the archived have none."""


class Customer(Searchable):
    """A business or person that the operator works for."""

    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=400)
    code = fields.CharField(max_length=20, unique=True)
    currency = fields.CharField(max_length=3)
    time_zone = fields.CharField(max_length=64, db_default="UTC")
    billing_address: dict[str, Any] | None = fields.JSONField(null=True)
    created_at = UtcDatetimeField()
    approval_mode = fields.CharEnumField(ApprovalMode, max_length=24, default=ApprovalMode.REVIEW_AND_APPROVE)
    approval_channel = fields.CharEnumField(Channel, max_length=5, default=Channel.EMAIL)
    approver: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    approval_updated_at = UtcDatetimeField(null=True)
    approval_updated_by: dict[str, Any] | None = fields.JSONField(null=True)
    approver_id: UUID | None

    FOUND_BY = ("name", "code")

    class Meta:
        table = "customers"

    @classmethod
    async def add(
        cls,
        name: str,
        currency: str,
        code: str | None,
        *,
        time_zone: str | None = None,
        billing_address: Address | None = None,
        by: Viewer,
    ) -> "Customer":
        """Add a customer; without a code one is made of the running number (C-0001), without a zone the operator's is
        taken. Refuses a code that is taken."""
        if currency not in currencies():
            raise Refusal(RefusalCode.INVALID, "Not a currency code of ISO 4217.", "currency")
        async with unit_of_work() as unit:
            name = text.line(name, "name")
            code = checked_code(code) if code and code.strip() else f"C-{await next_numbers('customer'):04}"
            if await cls.filter(code=code).exists():
                raise Refusal(RefusalCode.NOT_UNIQUE, f"Another customer has the code {code}.", "code")
            customer = await cls.create(
                name=name,
                name_key=text.key(name),
                currency=currency,
                code=code,
                time_zone=settings.get().time_zone if time_zone is None else checked.time_zone(time_zone),
                billing_address=billing_address and billing_address.checked("billingAddress"),
                created_at=clock.now(),
            )
            await customer.record(unit, CompanyChange.ADDED, by=by)
            return customer

    async def record(
        self, unit: UnitOfWork, change: CompanyChange, *, by: Viewer, site_name: str | None = None
    ) -> None:
        """Put a change of the customer, or of one of its sites, into the log."""
        await record_company_change(
            unit, change, customer_id=self.id, name=self.name, code=self.code, by=by, site_name=site_name
        )

    async def revise(
        self,
        *,
        by: Viewer,
        name: str | None = None,
        code: str | None = None,
        time_zone: str | None = None,
        billing_address: Address | EllipsisType | None = ...,
    ) -> None:
        """Change what is given; with the zone moves when outstanding invoices are overdue. A billing address of None
        takes away the one that is there."""
        async with unit_of_work() as unit:
            changes: dict[str, Any] = {}
            if billing_address is not ...:
                changes["billing_address"] = billing_address and billing_address.checked("billingAddress")
            if name is not None:
                changes["name"] = text.line(name, "name")
                changes["name_key"] = text.key(changes["name"])
            if code is not None:
                changes["code"] = checked_code(code)
                if await Customer.filter(code=changes["code"]).exclude(id=self.id).exists():
                    raise Refusal(RefusalCode.NOT_UNIQUE, f"Another customer has the code {changes['code']}.", "code")
            if time_zone is not None:
                changes["time_zone"] = checked.time_zone(time_zone)
            await self.advance(**changes)
            if time_zone is not None:
                await follow_zone(self.id, time_zone)
            await self.record(unit, CompanyChange.DETAILS, by=by)


def checked_code(code: str, field: str = "code") -> str:
    """A customer's code in capitals; refuses with INVALID what is not made of letters, digits and dashes."""
    code = text.line(code, field, 20)
    if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", code):
        raise Refusal(RefusalCode.INVALID, "Use the letters A to Z, digits, and dashes between them.", field)
    return code.upper()


class Membership(Entity):
    """A contact's place in a customer."""

    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name="memberships", on_delete=fields.RESTRICT
    )
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name="memberships", on_delete=fields.RESTRICT
    )
    role = fields.CharEnumField(MembershipRole, max_length=6)
    rights = fields.SmallIntField()
    created_at: datetime = UtcDatetimeField()
    customer_id: UUID
    contact_id: UUID

    class Meta:
        table = "memberships"
        unique_together = (("customer", "contact"),)

    @classmethod
    async def put(
        cls,
        customer: Customer,
        contact: Contact,
        role: MembershipRole,
        rights: Right | None,
        reason: str | None = None,
        *,
        by: Viewer,
    ) -> "Membership":
        """Make the contact a member, or change what they may do; None gives the role's usual rights.

        Refuses with LAST_ADMIN to make the only administrator a plain member; staff may, and are warned.
        """
        async with unit_of_work() as unit:
            given = DEFAULT_RIGHTS[role] if rights is None else rights
            await customer_lock(customer.id)
            membership = await cls.get_or_none(customer_id=customer.id, contact_id=contact.id)
            if membership is None:
                membership = await cls.create(
                    customer_id=customer.id, contact_id=contact.id, role=role, rights=int(given), created_at=clock.now()
                )
            else:
                if role is not MembershipRole.ADMIN:
                    await membership.expect_another_admin(by=by)
                membership.role, membership.rights = role, int(given)
                await membership.save(update_fields=["role", "rights"])
            await _follow_right(membership, given, by)
            membership._record_change(unit, reason, by)
            return membership

    async def remove(self, reason: str | None = None, *, by: Viewer) -> None:
        """End the membership; refuses with NOT_FOUND where it has ended, LAST_ADMIN for the only administrator.

        Staff may end that too, and are warned.
        """
        async with unit_of_work() as unit:
            await customer_lock(self.customer_id)
            present = await Membership.get_or_none(id=self.id)
            if present is None:
                raise Refusal(RefusalCode.NOT_FOUND, "This person is no member of this customer.", "contactId")
            await present.expect_another_admin(by=by)
            await self.delete()
            await _follow_right(self, Right(0), by)
            self._record_change(unit, reason, by)

    def _record_change(self, unit: UnitOfWork, reason: str | None, by: Viewer) -> None:
        unit.record(
            EventKind.CONTACT_CHANGED,
            by,
            customer_id=self.customer_id,
            contact_id=self.contact_id,
            change="membership",
            detail=text.optional_body(reason, "reason", MAX_REASON_LENGTH),
        )

    async def expect_another_admin(self, *, by: Viewer) -> None:
        """Refuse with LAST_ADMIN where this is the customer's only administrator; hold `customer_lock` meanwhile.

        Staff, who must be able to shut anybody out at once, are warned instead. One who has portal access is replaced
        only by one who has it too.
        """
        if self.role is not MembershipRole.ADMIN:
            return
        admins = Membership.filter(customer_id=self.customer_id, role=MembershipRole.ADMIN, contact__archived_at=None)
        with_access = admins.filter(contact__account__username__not_isnull=True)
        if await with_access.filter(contact_id=self.contact_id).exists():
            admins = with_access
        if await admins.exclude(contact_id=self.contact_id).exists():
            return
        if by.kind is not ActorKind.STAFF:
            raise Refusal(
                RefusalCode.LAST_ADMIN,
                "This is the customer's last administrator. Make somebody else one first, and give them portal access.",
            )
        async with unit_of_work() as unit:
            unit.warn(
                WarningCode.NO_ADMINISTRATOR,
                f"{(await self.customer).name} has no administrator any more. Make somebody else one.",
                customer_id=self.customer_id,
            )


async def _follow_right(membership: Membership, rights: Right, by: Viewer) -> None:
    # Invoices stand above customers, and so does who approves them.
    from models.invoices.approvers import ask_who_can_now, replace_lost_approver

    if Right.INVOICE_APPROVAL in rights:
        await ask_who_can_now(membership.customer_id)
    else:
        await replace_lost_approver(membership.customer_id, membership.contact_id, by=by)


async def customer_lock(customer_id: UUID) -> Customer:
    """The customer, held until the transaction ends: who administers it, and its zone, change one at a time."""
    return await Customer.filter(id=customer_id).select_for_update().get()
