"""What mutations of access requests, staff, e-mail addresses and preferences do."""

from typing import Any, Final

from execution.context import Info, viewer_of
from models.access import address_changes, email_change, notification_address, sign_in, staff_access
from models.access.requests import AccessRequest
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Permission
from models.messages.digests import Digest, DigestFrequency
from models.messages.notifications import NotificationKind
from models.messages.preferences import prefer
from models.people.contacts import Contact
from models.people.customers import Customer
from models.people.staff import StaffMember, StaffRole
from models.policy import find
from resolvers.access.inputs import (
    AccessRequestCreateInput,
    AccessRequestResolveInput,
    EmailChangeAgreeInput,
    EmailChangeConfirmInput,
    EmailChangeRequestInput,
    NotificationEmailConfirmInput,
    NotificationEmailRequestInput,
)
from resolvers.core import ids
from resolvers.core.mutations import mutation
from resolvers.core.rules import ANYONE, CONTACTS, SIGNED_IN, Rule, permission
from resolvers.messages.inputs import NotificationPreferencesUpdateInput
from resolvers.people.inputs import StaffInviteInput, StaffRoleSetInput, StaffUnlockInput, StaffUpdateInput
from resolvers.people.mutations import rights_of

STAFF: Final = permission(Permission.MANAGE_STAFF)
ACCESS: Final = permission(Permission.MANAGE_PORTAL_ACCESS)
ADMINISTRATORS: Final = Rule(
    "Requires an administrator of a customer.", lambda viewer: bool(viewer.administered_customers())
)


@mutation(CONTACTS, transaction=False)
async def email_change_request(info: Info, input: EmailChangeRequestInput) -> dict[str, Any]:
    """Have a link sent to a new address that confirms it."""
    viewer = viewer_of(info)
    account = await sign_in.check_own_password(
        viewer, input.current_password, "currentPassword", peer=info.context.peer
    )
    await email_change.request_email_change(account, input.email, by=viewer)
    return {}


@mutation(ANYONE)
async def email_change_confirm(info: Info, input: EmailChangeConfirmInput) -> dict[str, Any]:
    """Confirm a new address."""
    await email_change.confirm_email_change(input.token)
    return {}


@mutation(ANYONE)
async def email_change_agree(info: Info, input: EmailChangeAgreeInput) -> dict[str, Any]:
    """Agree from the old address to a change that staff made."""
    await address_changes.agree(input.token)
    return {}


@mutation(CONTACTS, transaction=False)
async def notification_email_request(info: Info, input: NotificationEmailRequestInput) -> dict[str, Any]:
    """Have a link sent to an address that is to get the notices, or let them go to that for signing in."""
    viewer = viewer_of(info)
    account = await sign_in.check_own_password(
        viewer, input.current_password, "currentPassword", peer=info.context.peer
    )
    await notification_address.request(account, input.email, by=viewer)
    return {}


@mutation(ANYONE)
async def notification_email_confirm(info: Info, input: NotificationEmailConfirmInput) -> dict[str, Any]:
    """Confirm an address for notices."""
    await notification_address.confirm(input.token)
    return {}


@mutation(SIGNED_IN)
async def notification_preferences_update(info: Info, input: NotificationPreferencesUpdateInput) -> dict[str, Any]:
    """Change how one is told of things."""
    viewer = viewer_of(info)
    kinds = [each.kind for each in input.preferences]
    if len(kinds) > len(set(kinds)):
        raise Refusal(RefusalCode.INVALID, "Name each kind once.", "preferences")
    for each in input.preferences:
        ways = {"email": each.email, "sms": each.sms, "in_app": each.in_app}
        await prefer(viewer, NotificationKind(each.kind), **{way: on for way, on in ways.items() if on is not None})
    if input.digest_frequency is not None:
        await Digest.choose(DigestFrequency(input.digest_frequency), by=viewer)
    return {"has_preferences": True}


@mutation(ADMINISTRATORS)
async def access_request_create(info: Info, input: AccessRequestCreateInput) -> dict[str, Any]:
    """Ask for a colleague's account, or to end a leaver's access."""
    viewer = viewer_of(info)
    key = ids.wanted(input.customer_id, "Customer", "customerId")
    customer = await find(Customer, key, viewer, to="ask_access", field="customerId")
    contact = None
    if input.contact_id:
        contact_key = ids.wanted(input.contact_id, "Contact", "contactId")
        contact = await find(Contact, contact_key, viewer, to="see", field="contactId")
    request = await AccessRequest.ask(
        customer,
        input.kind,
        by=viewer,
        name=input.name,
        email=input.email,
        contact=contact,
        reason=input.reason,
        role=input.role,
        rights=rights_of(input.rights),
    )
    return {"access_request_id": request.id}


@mutation(ACCESS)
async def access_request_resolve(info: Info, input: AccessRequestResolveInput) -> dict[str, Any]:
    """Grant or refuse a request."""
    viewer = viewer_of(info)
    request = await find(AccessRequest, ids.wanted(input.id, "AccessRequest"), viewer, to="resolve")
    await request.resolve(input.grant, input.comment, by=viewer)
    return {"access_request_id": request.id}


@mutation(STAFF)
async def staff_invite(info: Info, input: StaffInviteInput) -> dict[str, Any]:
    """Add a member of staff and send them a link."""
    viewer = viewer_of(info)
    role = await find(StaffRole, ids.wanted(input.role_id, "StaffRole", "roleId"), viewer, to="change", field="roleId")
    member = await staff_access.invite_staff(input.name, input.email, role, by=viewer)
    return {"staff_member_id": member.id}


@mutation(STAFF)
async def staff_update(info: Info, input: StaffUpdateInput) -> dict[str, Any]:
    """Change a member's role, deactivate them or activate them again."""
    viewer = viewer_of(info)
    member = await find(StaffMember, ids.wanted(input.id, "StaffMember"), viewer, to="change")
    role = None
    if input.role_id:
        role_key = ids.wanted(input.role_id, "StaffRole", "roleId")
        role = await find(StaffRole, role_key, viewer, to="change", field="roleId")
    is_active = input.is_active if isinstance(input.is_active, bool) else None
    await staff_access.change_staff(member, role=role, is_active=is_active, by=viewer)
    return {"staff_member_id": member.id}


@mutation(STAFF)
async def staff_unlock(info: Info, input: StaffUnlockInput) -> dict[str, Any]:
    """End a member's lock before its time, and every limit that wrong passwords have met."""
    viewer = viewer_of(info)
    member = await find(StaffMember, ids.wanted(input.id, "StaffMember"), viewer, to="change")
    await staff_access.unlock_staff(member, by=viewer)
    return {"staff_member_id": member.id}


@mutation(STAFF)
async def staff_role_set(info: Info, input: StaffRoleSetInput) -> dict[str, Any]:
    """Make a role, or change one."""
    viewer = viewer_of(info)
    key = None
    if input.id:
        key = (await find(StaffRole, ids.wanted(input.id, "StaffRole"), viewer, to="change")).id
    role = await staff_access.set_role(key, input.name, set(input.permissions), by=viewer)
    return {"staff_role_id": role.id}
