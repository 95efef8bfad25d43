"""Portal access: verbs by which staff let a contact in or keep them out, each recorded in the log."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

import settings
from adapters import clock
from adapters.text.sentences import Sentence, kept
from models.access.accounts import (
    Account,
    PortalAccessStatus,
    locked_account_of,
    reset_failures,
    set_username,
    suggest_username,
)
from models.access.links import LinkEnd, LinkPurpose, end_links, issue_link
from models.access.sessions import end_sessions
from models.core import text
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import MembershipRole, Viewer
from models.invoices.approvers import replace_lost_approver_everywhere
from models.log.events import Event, EventKind, NewEvent
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.deliveries import Addressee, queue_email
from models.people.contacts import Contact, send_notices_to
from models.people.customers import lock_customer
from models.people.memberships import Membership, expect_another_admin
from models.places.sites import Party


class PortalActivityKind(StrEnum):
    """The kinds of entries in the history of a contact's portal access."""

    USERNAME_ASSIGNED = "USERNAME_ASSIGNED"
    USERNAME_CHANGED = "USERNAME_CHANGED"
    INVITATION_SENT = "INVITATION_SENT"
    INVITATION_RESENT = "INVITATION_RESENT"
    INVITATION_CANCELLED = "INVITATION_CANCELLED"
    ACTIVATED = "ACTIVATED"
    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    LOCKED = "LOCKED"
    UNLOCKED = "UNLOCKED"
    PASSWORD_RESET_REQUESTED = "PASSWORD_RESET_REQUESTED"  # noqa: S105
    PASSWORD_RESET_STARTED = "PASSWORD_RESET_STARTED"  # noqa: S105
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105
    EMAIL_CHANGE_REQUESTED = "EMAIL_CHANGE_REQUESTED"
    EMAIL_CHANGED = "EMAIL_CHANGED"
    EMAIL_CHANGE_AGREED = "EMAIL_CHANGE_AGREED"
    NOTIFICATION_EMAIL_REQUESTED = "NOTIFICATION_EMAIL_REQUESTED"
    NOTIFICATION_EMAIL_CHANGED = "NOTIFICATION_EMAIL_CHANGED"
    MOBILE_CODE_REQUESTED = "MOBILE_CODE_REQUESTED"
    ACCESS_REVOKED = "ACCESS_REVOKED"
    CONTACT_ARCHIVED = "CONTACT_ARCHIVED"
    CONTACT_RESTORED = "CONTACT_RESTORED"


_ABOUT_INVITATIONS: Final = (
    PortalActivityKind.USERNAME_ASSIGNED,
    PortalActivityKind.INVITATION_SENT,
    PortalActivityKind.INVITATION_RESENT,
    PortalActivityKind.INVITATION_CANCELLED,
)


def record_activity(
    unit: UnitOfWork,
    account: Account,
    activity: PortalActivityKind,
    by: Viewer,
    *,
    was: PortalAccessStatus | None = None,
    detail: str | Sentence | None = None,
) -> NewEvent:
    """Record an activity in the log; `was` is the status before it, if it may have changed. A sentence in `detail` is
    told in the language of whoever reads it."""
    return unit.record(
        EventKind.PORTAL_ACCESS_CHANGED,
        by,
        contact_id=account.contact_id,
        staff_id=account.staff_id,
        activity=activity.value,
        from_status=(was or account.status).value,
        to_status=account.status.value,
        detail=kept(detail),
    )


async def enable(contact: Contact, username: str | None, *, by: Viewer) -> Account:
    """Give the contact a username; None keeps the present one, or makes a readable one.

    Refuses with WRONG_STATE an archived contact, EMAIL_REQUIRED one without an address, REQUIRED an empty name,
    NOT_UNIQUE a taken one.
    """
    async with unit_of_work() as unit:
        contact.expect_present()
        contact.expect_email()
        account = await locked_account_of(contact)
        was = account.status
        if account.username is not None:
            if username is not None:
                await _rename(unit, account, username, by)
            return account
        await set_username(account, await suggest_username(contact.name) if username is None else username)
        record_activity(unit, account, PortalActivityKind.USERNAME_ASSIGNED, by, was=was, detail=account.username)
        return account


async def change_username(contact: Contact, username: str, reason: str | None = None, *, by: Viewer) -> None:
    """Change the username; an empty one revokes access."""
    async with unit_of_work() as unit:
        if not username.strip():
            await revoke(contact, reason or Sentence("The username was cleared."), by=by)
            return
        account = await locked_account_of(contact)
        if account.username is None:
            await enable(contact, username, by=by)
            return
        await _rename(unit, account, username, by)


async def _rename(unit: UnitOfWork, account: Account, username: str, by: Viewer) -> None:
    before = account.username
    await set_username(account, username)
    if account.username != before:
        detail = Sentence("{before} became {now}", before=before, now=account.username)
        record_activity(unit, account, PortalActivityKind.USERNAME_CHANGED, by, detail=detail)


async def invite(contact: Contact, *, username: str | None = None, party: Party | None = None, by: Viewer) -> None:
    """Send the contact a link that activates the account, and enable access first if need be.

    Every older link of theirs stops working. With `party` the mail speaks of that property. Refuses with WRONG_STATE
    an account that is active.
    """
    async with unit_of_work() as unit:
        account = await enable(contact, username, by=by)
        was = account.status
        if was is PortalAccessStatus.ACTIVE:
            raise Refusal(RefusalCode.WRONG_STATE, "The account is active already. Send a password reset instead.")
        await send_invitation(unit, account, contact, party)
        activity = PortalActivityKind.INVITATION_SENT
        if was is PortalAccessStatus.INVITED:
            activity = PortalActivityKind.INVITATION_RESENT
        record_activity(unit, account, activity, by, was=was, detail=contact.email)


async def send_invitation(unit: UnitOfWork, account: Account, contact: Contact, party: Party | None = None) -> None:
    """Make a fresh activation link and queue its mail."""
    options = settings.get()
    link, seed = await issue_link(
        account.id,
        LinkPurpose.INVITATION,
        email=contact.expect_email(),
        lifetime=timedelta(days=options.invitation_days),
        party_id=party.id if party else None,
    )
    account.invited_at = clock.now()
    await account.save(update_fields=["invited_at"])
    property_name = (await party.site).name if party else None
    queue_email(
        unit,
        "invitation",
        Addressee.of(contact, link.email),
        link_seed=seed,
        link_page="activate",
        username=account.username,
        expires_at=link.expires_at.isoformat(),
        property_name=property_name,
        role=party.role.value if party else None,
    )


async def cancel_invitation(contact: Contact, *, reason: Sentence | None = None, by: Viewer) -> None:
    """End the open invitation; refuses with WRONG_STATE if there is none."""
    async with unit_of_work() as unit:
        account = await locked_account_of(contact)
        was = account.status
        if was is not PortalAccessStatus.INVITED:
            raise Refusal(
                RefusalCode.WRONG_STATE, "There is no invitation to cancel: access is “{status}”.", status=was
            )
        await end_links(account.id, LinkEnd.CANCELLED, LinkPurpose.INVITATION)
        account.invited_at = None
        await account.save(update_fields=["invited_at"])
        record_activity(unit, account, PortalActivityKind.INVITATION_CANCELLED, by, was=was, detail=reason)


async def was_invitation_cancelled(contact: Contact) -> bool:
    """Whether staff cancelled the contact's last invitation: then only they send another."""
    activities = Event.filter(kind=EventKind.PORTAL_ACCESS_CHANGED, contact_id=contact.id).order_by("-position")
    for event in await activities:
        if event.data["activity"] in _ABOUT_INVITATIONS:
            return bool(event.data["activity"] == PortalActivityKind.INVITATION_CANCELLED)
    return False


async def revoke(
    contact: Contact,
    reason: str | Sentence | None,
    *,
    activity: PortalActivityKind = PortalActivityKind.ACCESS_REVOKED,
    by: Viewer,
) -> None:
    """End access: username, password, sessions, links and open streams, all at once; others approve invoices instead.

    Refuses with WRONG_STATE if there is none, LAST_ADMIN if a customer would be left without an administrator; staff
    may do that, and are warned.
    """
    async with unit_of_work() as unit:
        account = await locked_account_of(contact)
        was = account.status
        if was is PortalAccessStatus.DISABLED and activity is PortalActivityKind.ACCESS_REVOKED:
            raise Refusal(RefusalCode.WRONG_STATE, "The contact has no portal access.")
        reason = reason if isinstance(reason, Sentence) else text.reason(reason)
        await expect_not_last_admin(contact, by=by)
        account.username = account.username_key = account.password_hash = None
        account.invited_at = account.activated_at = account.locked_until = None
        account.failures, account.resets_from, account.agreeing_email = 0, None, None
        await account.save()
        await end_links(account.id, LinkEnd.REVOKED)
        if contact.notification_email is not None:
            await send_notices_to(contact, None, by=by)
        await end_sessions(account, by=by)
        await replace_lost_approver_everywhere(contact, by=by)
        record_activity(unit, account, activity, by, was=was, detail=reason)


async def unlock(contact: Contact, *, by: Viewer) -> None:
    """End a lock before its time, and every limit that wrong passwords have met; refuses with WRONG_STATE no access."""
    async with unit_of_work() as unit:
        account = await locked_account_of(contact)
        if account.status is PortalAccessStatus.DISABLED:
            raise Refusal(RefusalCode.WRONG_STATE, "The contact has no portal access.")
        await reset_failures(account)
        record_activity(unit, account, PortalActivityKind.UNLOCKED, by)


async def archive(contact: Contact, reason: str | None, *, by: Viewer) -> None:
    """Archive the contact, which ends its access as `revoke` does and frees its number.

    Refuses with WRONG_STATE if it is archived.
    """
    async with unit_of_work() as unit:
        if contact.archived_at is not None:
            raise Refusal(RefusalCode.WRONG_STATE, "The contact is archived already.")
        await revoke(contact, reason, activity=PortalActivityKind.CONTACT_ARCHIVED, by=by)
        await contact.advance(archived_at=clock.now(), mobile_verified_at=None)
        unit.record(EventKind.CONTACT_CHANGED, by, contact_id=contact.id, change="archived")


async def restore(contact: Contact, *, by: Viewer) -> None:
    """Restore an archived contact, without its access."""
    async with unit_of_work() as unit:
        if contact.archived_at is None:
            raise Refusal(RefusalCode.WRONG_STATE, "The contact is not archived.")
        await contact.advance(archived_at=None)
        account = await locked_account_of(contact)
        record_activity(unit, account, PortalActivityKind.CONTACT_RESTORED, by)
        unit.record(EventKind.CONTACT_CHANGED, by, contact_id=contact.id, change="restored")


async def expect_not_last_admin(contact: Contact, *, by: Viewer) -> None:
    """Refuse with LAST_ADMIN if a customer would be left without an administrator; staff are warned instead."""
    memberships = Membership.filter(contact_id=contact.id)
    for customer_id in sorted([membership.customer_id for membership in await memberships]):
        await lock_customer(customer_id)
    for membership in await memberships.filter(role=MembershipRole.ADMIN):
        await expect_another_admin(membership, by=by)
