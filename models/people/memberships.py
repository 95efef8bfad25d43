"""Memberships: who belongs to a customer, in which role and with which rights."""

from typing import Final
from uuid import UUID

from tortoise import fields

from models.core.entity import VersionedEntity
from models.core.errors import Refusal, RefusalCode, WarningCode
from models.core.scope import Scope, all_of, equals, present, related
from models.core.viewer import ActorKind, MembershipRole, Right, Viewer
from models.log.unit_of_work import unit_of_work
from models.people.contacts import Contact
from models.people.customers import Customer

DEFAULT_RIGHTS: Final = {
    MembershipRole.ADMIN: Right.ORDERS | Right.RECOMMENDATIONS | Right.INVOICES | Right.INVOICE_APPROVAL,
    MembershipRole.MEMBER: Right.ORDERS | Right.RECOMMENDATIONS | Right.INVOICES,
}
"""The rights of a membership that is made without naming any."""
ADMINISTERED: Final[Scope] = related(
    "id",
    "memberships",
    "customer_id",
    all_of(
        equals("role", MembershipRole.ADMIN.value), related("contact_id", "accounts", "contact_id", present("username"))
    ),
)
"""Customers with an administrator who has portal access; archived contacts have none."""


class Membership(VersionedEntity):
    """A contact's place in a customer."""

    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name="memberships", on_delete=fields.RESTRICT
    )
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name="memberships", on_delete=fields.RESTRICT
    )
    role = fields.CharEnumField(MembershipRole, max_length=6)
    rights = fields.SmallIntField()
    customer_id: UUID
    contact_id: UUID

    class Meta:
        table = "memberships"
        unique_together = (("customer", "contact"),)


async def expect_another_admin(membership: Membership, *, by: Viewer) -> None:
    """Refuse with LAST_ADMIN if this is the customer's only administrator; the caller holds `lock_customer`.

    An archived customer needs none. Staff, who must be able to shut anybody out at once, are warned instead. An
    administrator who has portal access is replaced only by another who has it too.
    """
    if membership.role is not MembershipRole.ADMIN or (await membership.customer).archived_at is not None:
        return
    admins = Membership.filter(customer_id=membership.customer_id, role=MembershipRole.ADMIN, contact__archived_at=None)
    with_access = admins.filter(contact__account__username__not_isnull=True)
    if await with_access.filter(contact_id=membership.contact_id).exists():
        admins = with_access
    if await admins.exclude(contact_id=membership.contact_id).exists():
        return
    if by.kind is not ActorKind.STAFF:
        raise Refusal(
            RefusalCode.LAST_ADMIN,
            "This is the customer's last administrator. Make somebody else one first, and give them portal access.",
        )
    async with unit_of_work() as unit:
        unit.warn(
            WarningCode.NO_ADMINISTRATOR,
            "{customer} has no administrator any more. Make somebody else one.",
            customer_id=membership.customer_id,
            customer=(await membership.customer).name,
        )
