"""Changes of memberships: they say who may approve a customer's invoices, and so whom those ask."""

from collections.abc import Collection
from uuid import UUID

from models.core import text
from models.core.errors import Refusal, RefusalCode
from models.core.rows import distinct
from models.core.scope import all_of, one_of, present, related
from models.core.viewer import MembershipRole, Right, Viewer
from models.invoices.approvers import ask_who_can_now, replace_lost_approver
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.people.contacts import Contact
from models.people.customers import Customer, lock_customer
from models.people.memberships import DEFAULT_RIGHTS, Membership, expect_another_admin


async def set_membership(
    customer: Customer,
    contact: Contact,
    role: MembershipRole,
    rights: Right | None,
    reason: str | None = None,
    *,
    version: int | None = None,
    by: Viewer,
) -> Membership:
    """Make the contact a member, or change what they may do; None gives the role's default rights.

    Refuses with WRONG_STATE an archived customer, and with LAST_ADMIN to make the only administrator a plain member;
    staff may, and are warned. Refuses with STALE_VERSION if the client has seen another `version` of the membership;
    None accepts any.
    """
    async with unit_of_work() as unit:
        given = DEFAULT_RIGHTS[role] if rights is None else rights
        (await lock_customer(customer.id)).expect_present("customerId")
        membership = await Membership.get_or_none(customer_id=customer.id, contact_id=contact.id)
        Membership.expect_version_of(membership, version)
        if membership is None:
            membership = await Membership.create(
                customer_id=customer.id, contact_id=contact.id, role=role, rights=int(given)
            )
        else:
            if role is not MembershipRole.ADMIN:
                await expect_another_admin(membership, by=by)
            await membership.advance(role=role, rights=int(given))
        await _ask_approvers(membership, given, by)
        unit.record(EventKind.STANDING_CHANGED, by, contact_id=membership.contact_id)
        unit.record(
            EventKind.MEMBERSHIP_CHANGED,
            by,
            customer_id=membership.customer_id,
            contact_id=membership.contact_id,
            membership_id=str(membership.id),
            detail=text.reason(reason),
        )
        return membership


async def memberships_of_archived_customers(membership_ids: Collection[UUID]) -> set[UUID]:
    """Those of the memberships that `set_membership` refuses to change, because the customer is archived."""
    of_archived = related("customer_id", "customers", "id", present("archived_at"))
    return await distinct(Membership, "id", all_of(one_of("id", membership_ids), of_archived))


async def remove_membership(membership: Membership, reason: str | None = None, *, by: Viewer) -> None:
    """End the membership; refuses with NOT_FOUND if it has ended, LAST_ADMIN for the only administrator.

    Staff may end that too, and are warned.
    """
    async with unit_of_work() as unit:
        await lock_customer(membership.customer_id)
        current = await Membership.get_or_none(id=membership.id)
        if current is None:
            raise Refusal(RefusalCode.NOT_FOUND, "This person is not a member of this customer.", "contactId")
        await expect_another_admin(current, by=by)
        await membership.delete()
        await _ask_approvers(membership, Right(0), by)
        unit.record(EventKind.STANDING_CHANGED, by, contact_id=membership.contact_id)
        unit.record(
            EventKind.MEMBERSHIP_REMOVED,
            by,
            customer_id=membership.customer_id,
            contact_id=membership.contact_id,
            membership_id=str(membership.id),
            detail=text.reason(reason),
        )


async def _ask_approvers(membership: Membership, rights: Right, by: Viewer) -> None:
    if Right.INVOICE_APPROVAL in rights:
        await ask_who_can_now(membership.customer_id)
    else:
        await replace_lost_approver(membership.customer_id, membership.contact_id, by=by)
