"""Passwords that are forgotten or changed: links for choosing a new one, and what ends when it is set."""

from datetime import timedelta
from uuid import UUID

import settings
from adapters import clock
from adapters.security import answer_time
from models.access.accounts import (
    Account,
    PortalAccessStatus,
    accounts_named,
    actor_of,
    locked_account,
    locked_account_of,
    mail_owner,
    owner_of,
    set_password,
    sign_in_key,
)
from models.access.address_changes import NEVER, expect_resets
from models.access.attempts import may_ask_for_reset
from models.access.invitation_grounds import may_be_sent_again, role_of_last_invitation
from models.access.links import LinkEnd, LinkPurpose, end_links, issue_link, use_link, valid_link
from models.access.portal_access import PortalActivityKind, record_activity, send_invitation, was_invitation_cancelled
from models.access.sessions import end_sessions
from models.access.staff_access import send_staff_invitation
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.log.unit_of_work import UnitOfWork, shielded, unit_of_work
from models.people.contacts import Contact
from models.people.staff import StaffMember


async def request_reset(name: str, *, peer: str) -> None:
    """Send a reset link to everybody who has this name or address, or a fresh activation link before activation.

    Each gets their own, which names the account. The answer does not tell whether there is anybody.
    """
    since = answer_time.start()
    named = await accounts_named(name) if await may_ask_for_reset(sign_in_key(name), peer) else []
    await answer_time.pad(since, settings.get().sign_in_answer_ms, shielded(_send_resets, named) if named else None)


async def _send_resets(accounts: list[Account]) -> None:
    for named in accounts:
        async with unit_of_work() as unit:
            account = await locked_account(named.id)
            actor = await actor_of(account)
            await _send_reset(unit, account, PortalActivityKind.PASSWORD_RESET_REQUESTED, actor)


async def start_reset(contact: Contact, *, by: Viewer) -> None:
    """Send the contact a reset link on behalf of staff; refuses with WRONG_STATE an account that is not active, or
    whose address staff have just changed."""
    async with unit_of_work() as unit:
        account = await locked_account_of(contact)
        if account.status is not PortalAccessStatus.ACTIVE:
            raise Refusal(RefusalCode.WRONG_STATE, "The account is not active yet. Send an invitation instead.")
        expect_resets(account)
        await _send_reset(unit, account, PortalActivityKind.PASSWORD_RESET_STARTED, by)


async def _send_reset(unit: UnitOfWork, account: Account, activity: PortalActivityKind, by: Viewer) -> None:
    person = await owner_of(account)
    if account.status is PortalAccessStatus.INVITED and isinstance(person, StaffMember):
        await send_staff_invitation(unit, account, person)
        return
    if account.status in (PortalAccessStatus.ENABLED, PortalAccessStatus.INVITED) and isinstance(person, Contact):
        if await was_invitation_cancelled(person) or not await may_be_sent_again(account):
            return
        was = account.status
        await send_invitation(unit, account, person, await role_of_last_invitation(account))
        resent = (
            PortalActivityKind.INVITATION_RESENT
            if was is PortalAccessStatus.INVITED
            else PortalActivityKind.INVITATION_SENT
        )
        record_activity(unit, account, resent, by, was=was, detail=person.email)
        return
    if account.status is not PortalAccessStatus.ACTIVE or person.email is None:
        return
    try:
        expect_resets(account)
    except Refusal:
        until = account.resets_from.isoformat() if account.resets_from and account.resets_from < NEVER else None
        await mail_owner(unit, "password_reset_later", person, username=account.username, resets_from=until)
        return
    link, seed = await issue_link(
        account.id,
        LinkPurpose.PASSWORD_RESET,
        email=person.email,
        lifetime=timedelta(minutes=settings.get().reset_link_minutes),
    )
    await mail_owner(
        unit,
        "password_reset",
        person,
        link_seed=seed,
        link_page="reset",
        expires_at=link.expires_at.isoformat(),
        username=account.username,
        account_name=person.name,
        started_by=by.name if activity is PortalActivityKind.PASSWORD_RESET_STARTED else None,
    )
    record_activity(unit, account, activity, by)


async def reset_password(token: str, password_hash: str) -> Account:
    """Use a reset link: sets the password, ends every session and every other link, and resets what was counted."""
    async with unit_of_work() as unit:
        link = await valid_link(token, LinkPurpose.PASSWORD_RESET)
        account = await locked_account(link.account_id)
        await use_link(link)
        await _change_password(unit, account, password_hash, keep=None)
        return account


async def change_password(viewer: Viewer, password_hash: str) -> Account:
    """Set the viewer's own password, which ends their other sessions and every link."""
    async with unit_of_work() as unit:
        account = await locked_account(viewer.account_id)
        await _change_password(unit, account, password_hash, keep=viewer.session_id)
        return account


async def _change_password(unit: UnitOfWork, account: Account, password_hash: str, *, keep: UUID | None) -> None:
    actor = await actor_of(account)
    await set_password(account, password_hash)
    await end_links(account.id, LinkEnd.OUTDATED)
    await end_sessions(account, keep=keep, by=actor)
    record_activity(unit, account, PortalActivityKind.PASSWORD_CHANGED, actor)
    person = await owner_of(account)
    await mail_owner(unit, "password_changed", person, username=account.username, changed_at=clock.now().isoformat())
