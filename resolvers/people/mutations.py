"""What mutations of customers, contacts and their portal access do."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from execution.context import Info, viewer_of
from models.access import address_changes, portal_access, resets
from models.access.mobile_codes import vouch_for_mobile
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import MembershipRole, Permission, Right, Viewer
from models.log.unit_of_work import unit_of_work
from models.people.contacts import Contact
from models.people.customers import Customer, Membership
from models.places.sites import Party
from models.policy import find
from resolvers.access.inputs import (
    AccountUnlockInput,
    InvitationCancelInput,
    InvitationSendInput,
    InvitationsSendInput,
    InvitationTarget,
    PasswordResetStartInput,
    PortalAccessEnableInput,
    PortalAccessRevokeInput,
    UsernameChangeInput,
)
from resolvers.core import ids
from resolvers.core.declare import given
from resolvers.core.mutations import mutation, retried, user_error
from resolvers.core.postal_addresses import given_address
from resolvers.core.rules import administrator, permission
from resolvers.people.inputs import (
    ContactArchiveInput,
    ContactCreateInput,
    ContactRestoreInput,
    ContactUpdateInput,
    CustomerCreateInput,
    CustomerUpdateInput,
    MembershipRemoveInput,
    MembershipRight,
    MembershipSetInput,
)

CUSTOMERS: Final = permission(Permission.MANAGE_CUSTOMERS)
OWN_COMPANY: Final = administrator(Permission.MANAGE_CUSTOMERS)
CONTACTS: Final = permission(Permission.MANAGE_CONTACTS)
ACCESS: Final = permission(Permission.MANAGE_PORTAL_ACCESS)

MAX_INVITATIONS: Final = 500


@mutation(CUSTOMERS)
async def customer_create(info: Info, input: CustomerCreateInput) -> dict[str, Any]:
    """Add a customer."""
    customer = await Customer.add(
        input.name,
        input.currency,
        input.code,
        time_zone=input.time_zone,
        billing_address=given_address(input.billing_address) if input.billing_address else None,
        by=viewer_of(info),
    )
    return {"customer_id": customer.id}


@mutation(OWN_COMPANY)
async def customer_update(info: Info, input: CustomerUpdateInput) -> dict[str, Any]:
    """Change a customer."""
    viewer, kept = viewer_of(info), given(input, "code", "time_zone")
    to = "change" if kept else "change_details"
    customer = await find(Customer, ids.wanted(input.id, "Customer"), viewer, to=to)
    changes = kept | given(input, "name")
    for name, address in given(input, "billing_address").items():
        changes[name] = address and given_address(address)
    await customer.expect_version(input.version).revise(by=viewer, **changes)
    return {"customer_id": customer.id}


@mutation(CONTACTS)
async def contact_create(info: Info, input: ContactCreateInput) -> dict[str, Any]:
    """Add a person, as a member of a customer where one is named."""
    viewer = viewer_of(info)
    customer = None
    if input.customer_id:
        key = ids.wanted(input.customer_id, "Customer", "customerId")
        customer = await find(Customer, key, viewer, to="add_member", field="customerId")
    contact = await Contact.add(
        input.name,
        by=viewer,
        display_name=input.display_name,
        email=input.email,
        mobile=input.mobile,
        country=input.country,
        time_zone=input.time_zone,
        locale=input.locale,
        customer_id=customer.id if customer else None,
    )
    if customer is not None:
        await Membership.put(customer, contact, input.role or MembershipRole.MEMBER, rights_of(input.rights), by=viewer)
    return {"contact_id": contact.id}


def rights_of(names: list[MembershipRight] | None) -> Right | None:
    """The rights of these names as they are kept; None where none were named."""
    if names is None:
        return None
    rights = Right(0)
    for name in names:
        rights |= Right[name.value]
    return rights


@mutation(CONTACTS)
async def contact_update(info: Info, input: ContactUpdateInput) -> dict[str, Any]:
    """Change a person."""
    contact = await _contact(info, input.id, to="change", field="id")
    changes = given(input, "name", "display_name", "email", "mobile", "country", "time_zone", "locale")
    await address_changes.revise_contact(contact.expect_version(input.version), by=viewer_of(info), **changes)
    if input.is_mobile_verified is not None:
        await vouch_for_mobile(contact, input.is_mobile_verified, by=viewer_of(info))
    return {"contact_id": contact.id}


@mutation(CONTACTS)
async def contact_archive(info: Info, input: ContactArchiveInput) -> dict[str, Any]:
    """Put a person away, which revokes portal access too."""
    contact = await _contact(info, input.id, to="change", field="id")
    await portal_access.archive(contact.expect_version(input.version), input.reason, by=viewer_of(info))
    return {"contact_id": contact.id}


@mutation(CONTACTS)
async def contact_restore(info: Info, input: ContactRestoreInput) -> dict[str, Any]:
    """Bring a person back, without portal access."""
    contact = await _contact(info, input.id, to="change", field="id")
    await portal_access.restore(contact.expect_version(input.version), by=viewer_of(info))
    return {"contact_id": contact.id}


@mutation(CONTACTS)
async def membership_set(info: Info, input: MembershipSetInput) -> dict[str, Any]:
    """Make a person a member of a customer, or change what they may do."""
    viewer = viewer_of(info)
    key = ids.wanted(input.customer_id, "Customer", "customerId")
    customer = await find(Customer, key, viewer, to="add_member", field="customerId")
    contact = await _contact(info, input.contact_id, to="change")
    membership = await Membership.put(customer, contact, input.role, rights_of(input.rights), input.reason, by=viewer)
    return {"membership_id": membership.id}


@mutation(CONTACTS)
async def membership_remove(info: Info, input: MembershipRemoveInput) -> dict[str, Any]:
    """End a membership."""
    customer_id = ids.wanted(input.customer_id, "Customer", "customerId")
    contact_id = ids.wanted(input.contact_id, "Contact", "contactId")
    membership = await Membership.get_or_none(customer_id=customer_id, contact_id=contact_id)
    if membership is None:
        raise Refusal(RefusalCode.NOT_FOUND, "This person is no member of this customer.", "contactId")
    await membership.remove(input.reason, by=viewer_of(info))
    return {}


async def _contact(info: Info, contact_id: str, *, to: str = "manage_access", field: str = "contactId") -> Contact:
    return await find(Contact, ids.wanted(contact_id, "Contact", field), viewer_of(info), to=to, field=field)


@mutation(ACCESS)
async def portal_access_enable(info: Info, input: PortalAccessEnableInput) -> dict[str, Any]:
    """Give a contact a username and, unless told otherwise, send the invitation."""
    viewer = viewer_of(info)
    contact = await _contact(info, input.contact_id)
    await portal_access.enable(contact, input.username, by=viewer)
    if input.send_invitation is not False:
        await portal_access.invite(contact, by=viewer)
    return {"contact_id": contact.id}


@mutation(ACCESS)
async def username_change(info: Info, input: UsernameChangeInput) -> dict[str, Any]:
    """Change a username; an empty one revokes access."""
    contact = await _contact(info, input.contact_id)
    await portal_access.change_username(contact, input.username, input.reason, by=viewer_of(info))
    return {"contact_id": contact.id}


@mutation(ACCESS)
async def invitation_send(info: Info, input: InvitationSendInput) -> dict[str, Any]:
    """Send an invitation to a contact, or to somebody in their role on a property."""
    return {"contact_id": (await _invite(viewer_of(info), input.to, input.username)).id}


async def _invite(viewer: Viewer, to: InvitationTarget, username: str | None) -> Contact:
    party = None
    if to.party_id:
        party = await find(Party, ids.wanted(to.party_id, "Party", "to"), viewer, to="invite", field="to")
        contact = await find(Contact, party.contact_id, viewer, to="manage_access", field="to")
    else:
        key = ids.wanted(to.contact_id or "", "Contact", "to")
        contact = await find(Contact, key, viewer, to="manage_access", field="to")
    await portal_access.invite(contact, by=viewer, username=username, party=party)
    return contact


@mutation(ACCESS, transaction=False)
async def invitations_send(info: Info, input: InvitationsSendInput) -> dict[str, Any]:
    """Invite many at once; each for itself, so that one refusal does not stop the others."""
    if not 1 <= len(input.to) <= MAX_INVITATIONS:
        raise Refusal(RefusalCode.INVALID, f"Name 1 to {MAX_INVITATIONS} people.", "to")
    viewer = viewer_of(info)
    return {"results": [await _invited(viewer, each) for each in input.to]}


async def _invited(viewer: Viewer, to: InvitationTarget) -> dict[str, Any]:
    async def invite() -> Contact:
        async with unit_of_work():
            return await _invite(viewer, to, None)

    try:
        contact = await retried(invite)
    except Refusal as refusal:
        return {"contact_id": None, "user_errors": [user_error(refusal)]}
    return {"contact_id": contact.id, "user_errors": []}


Verb = Callable[[Contact, Viewer], Awaitable[None]]


async def _on_contact(info: Info, contact_id: str, verb: Verb) -> dict[str, Any]:
    contact = await _contact(info, contact_id)
    await verb(contact, viewer_of(info))
    return {"contact_id": contact.id}


@mutation(ACCESS)
async def invitation_cancel(info: Info, input: InvitationCancelInput) -> dict[str, Any]:
    """End the invitation that is out."""
    return await _on_contact(info, input.contact_id, lambda who, by: portal_access.cancel_invitation(who, by=by))


@mutation(ACCESS)
async def password_reset_start(info: Info, input: PasswordResetStartInput) -> dict[str, Any]:
    """Send a contact a reset link; staff never see or set a password."""
    return await _on_contact(info, input.contact_id, lambda who, by: resets.start_reset(who, by=by))


@mutation(ACCESS)
async def portal_access_revoke(info: Info, input: PortalAccessRevokeInput) -> dict[str, Any]:
    """End a contact's access: sessions, links and open streams too."""
    return await _on_contact(info, input.contact_id, lambda who, by: portal_access.revoke(who, input.reason, by=by))


@mutation(ACCESS)
async def account_unlock(info: Info, input: AccountUnlockInput) -> dict[str, Any]:
    """End a lock before its time, and every limit that wrong passwords have met."""
    return await _on_contact(info, input.contact_id, lambda who, by: portal_access.unlock(who, by=by))
