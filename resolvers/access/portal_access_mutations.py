"""The mutations of portal access, and of access requests."""

from typing import Any, Final
from uuid import UUID

from adapters.text.sentences import Sentence
from execution.context import Info, viewer_of
from models.access import portal_access, resets
from models.access.accounts import checked_username
from models.access.requests import AccessRequest, checked_request, request_access, resolve_request
from models.core.errors import Faults, Refusal, RefusalCode, within
from models.core.viewer import Viewer
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.sites import Party
from models.policy import find
from resolvers.access.inputs import (
    AccessRequestCreateInput,
    AccessRequestResolveInput,
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
from resolvers.core.forms import COMMENT, REASON, fields, is_text
from resolvers.core.ids import find_named, find_node
from resolvers.core.mutations import about_row, mutation, one_by_one
from resolvers.core.rules import MANAGES_ACCESS, Rule
from resolvers.people.mutations import rights_of

ADMINISTRATORS: Final = Rule(
    Sentence("Requires an administrator of a customer."), lambda viewer: bool(viewer.administered_customers())
)
MAX_INVITATIONS: Final = 500


def is_username(value: str, field: str) -> None:
    """A username, or an empty one, which means something else to each mutation."""
    if value.strip():
        checked_username(value)


@mutation(
    MANAGES_ACCESS,
    codes="EMAIL_REQUIRED FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED TOO_LONG WRONG_STATE",
    form=fields(username=is_username),
)
async def portal_access_enable(info: Info, input: PortalAccessEnableInput) -> dict[str, Any]:
    """Give a contact a username and, by default, send the invitation."""
    viewer = viewer_of(info)
    contact = await _contact(info, input.contact_id)
    await portal_access.enable(contact, input.username, by=viewer)
    if input.send_invitation:
        await portal_access.invite(contact, by=viewer)
    return {"contact_id": contact.id}


@mutation(
    MANAGES_ACCESS,
    codes="EMAIL_REQUIRED FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE TOO_LONG WRONG_STATE",
    form=fields(username=is_username, reason=is_text),
)
async def username_change(info: Info, input: UsernameChangeInput) -> dict[str, Any]:
    """Change a username; an empty one revokes access."""
    contact = await _contact(info, input.contact_id)
    await portal_access.change_username(contact, input.username, input.reason, by=viewer_of(info))
    return {"contact_id": contact.id}


@mutation(
    MANAGES_ACCESS,
    codes="EMAIL_REQUIRED FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED TOO_LONG WRONG_STATE",
    form=fields(username=is_username),
)
async def invitation_send(info: Info, input: InvitationSendInput) -> dict[str, Any]:
    """Send an invitation to a contact, or to a person in their role on a property."""
    return {"contact_id": (await _invite(viewer_of(info), input.to, input.username, "to")).id}


async def _invite(viewer: Viewer, to: InvitationTarget, username: str | None, *path: str) -> Contact:
    """Invite the recipient who stands at this path in the input."""
    party = None
    with within(*path):
        if to.party_id:
            party = await find_node(Party, to.party_id, viewer, to="invite", field="partyId")
            party.expect_not_ended("partyId")
            contact = await find(Contact, party.contact_id, viewer, to="manage_access", field="partyId")
        else:
            contact = await find_node(Contact, to.contact_id or "", viewer, to="manage_access", field="contactId")
    with about_row(to, *path):
        await portal_access.invite(contact, username=username, party=party, by=viewer)
    return contact


@mutation(
    MANAGES_ACCESS,
    codes="EMAIL_REQUIRED FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND TOO_LONG WRONG_STATE",
    transaction=False,
)
async def invitations_send(info: Info, input: InvitationsSendInput) -> dict[str, Any]:
    """Invite many people, each independently, so that one refusal does not stop the others."""
    if not 1 <= len(input.to) <= MAX_INVITATIONS:
        raise Refusal(RefusalCode.INVALID, "Give 1 to {most} people.", "to", most=MAX_INVITATIONS)
    viewer = viewer_of(info)

    async def change(to: InvitationTarget) -> UUID:
        return (await _invite(viewer, to, None)).id

    results = await one_by_one(info, "invitations_send", input, "to", change)
    return {"results": [{"contact_id": contact_id, "user_errors": errors} for contact_id, errors in results]}


async def _contact(info: Info, contact_id: str) -> Contact:
    return await find_node(Contact, contact_id, viewer_of(info), to="manage_access", field="contactId")


@mutation(MANAGES_ACCESS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG WRONG_STATE")
async def invitation_cancel(info: Info, input: InvitationCancelInput) -> dict[str, Any]:
    """End the open invitation."""
    contact = await _contact(info, input.contact_id)
    await portal_access.cancel_invitation(contact, by=viewer_of(info))
    return {"contact_id": contact.id}


@mutation(MANAGES_ACCESS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG WRONG_STATE")
async def password_reset_start(info: Info, input: PasswordResetStartInput) -> dict[str, Any]:
    """Send a contact a reset link; staff never see or set a password."""
    contact = await _contact(info, input.contact_id)
    await resets.start_reset(contact, by=viewer_of(info))
    return {"contact_id": contact.id}


@mutation(MANAGES_ACCESS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG WRONG_STATE", form=REASON)
async def portal_access_revoke(info: Info, input: PortalAccessRevokeInput) -> dict[str, Any]:
    """End a contact's access: sessions, links and open streams too."""
    contact = await _contact(info, input.contact_id)
    await portal_access.revoke(contact, input.reason, by=viewer_of(info))
    return {"contact_id": contact.id}


@mutation(MANAGES_ACCESS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG WRONG_STATE")
async def account_unlock(info: Info, input: AccountUnlockInput) -> dict[str, Any]:
    """Unlock an account before the lock expires, and reset the count of wrong passwords."""
    contact = await _contact(info, input.contact_id)
    await portal_access.unlock(contact, by=viewer_of(info))
    return {"contact_id": contact.id}


@mutation(
    ADMINISTRATORS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=lambda given: checked_request(given.kind, given.name, given.email, given.reason),
)
async def access_request_create(info: Info, input: AccessRequestCreateInput) -> dict[str, Any]:
    """Request an account for a colleague, or the end of a leaver's access."""
    viewer = viewer_of(info)
    faults = Faults()
    with faults.noted():
        customer = await find_node(Customer, input.customer_id, viewer, to="ask_access", field="customerId")
    contact = await find_named(Contact, input.contact_id, viewer, to="see", field="contactId", faults=faults)
    faults.expect_none()
    request = await request_access(
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


@mutation(
    MANAGES_ACCESS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=COMMENT,
)
async def access_request_resolve(info: Info, input: AccessRequestResolveInput) -> dict[str, Any]:
    """Grant or refuse a request."""
    viewer = viewer_of(info)
    request = await find_node(AccessRequest, input.id, viewer, to="resolve", version=input.version)
    # What stands in the way of the person's contact, membership or invitation is a fault of the request.
    with within(email="id", name="id", username="id", customerId="id", contactId="id"):
        await resolve_request(request, input.grant, input.comment, by=viewer)
    return {"access_request_id": request.id}
