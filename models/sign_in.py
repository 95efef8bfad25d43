"""Signing in, and everything a password is set by: each attempt counts before the password is looked at.

Whoever asks in vain gets one answer, whether the name is unknown, archived, locked or active.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

import settings
from adapters import clock, pace, passwords
from adapters.limiter import current as limiter
from models.accounts import Account, PortalAccessStatus, account_for_sign_in, accounts_named, sign_in_key
from models.approvers import ask_who_can_now_everywhere
from models.contacts import Contact
from models.deliveries import Delivery
from models.errors import Refusal, RefusalCode, within
from models.links import Link, LinkEnd, LinkPurpose
from models.portal_access import PortalActivityKind, record_activity, send_invitation, was_invitation_cancelled
from models.sessions import Session, end_sessions
from models.staff import StaffMember
from models.staff_access import send_staff_invitation
from models.viewer import ActorKind, Viewer
from models.work import Work, unit_of_work

WINDOW_MINUTES: Final = 15
_REFUSED: Final = "The username or the password is not right."
_SOMEBODY: Final = Viewer(kind=ActorKind.SYSTEM, name="Somebody who tried to sign in")


async def sign_in(name: str, password: str, *, peer: str, user_agent: str | None) -> tuple[Session, str]:
    """Check a username (or an e-mail address) and a password; gives the session and its token.

    Refuses with TOO_MANY_ATTEMPTS or BAD_CREDENTIALS, in the same way and time whether the account exists or not.
    """
    since = pace.began()
    try:
        return await _sign_in(name, password, peer, user_agent)
    except (Refusal, passwords.Busy):
        await pace.even(since, settings.get().sign_in_answer_ms)
        raise


async def _sign_in(name: str, password: str, peer: str, user_agent: str | None) -> tuple[Session, str]:
    options = settings.get()
    own = await limiter().allows(options.sign_in_attempts, WINDOW_MINUTES, "sign-in", sign_in_key(name))
    if not own or not await limiter().allows(options.sign_in_attempts_per_peer, WINDOW_MINUTES, "sign-in-from", peer):
        raise Refusal(
            RefusalCode.TOO_MANY_ATTEMPTS, "Too many attempts. Wait a quarter of an hour, or reset the password."
        )
    account = await account_for_sign_in(name)
    may_try = account is not None and await _reserve_attempt(account)
    hashed = account.password_hash if account is not None and may_try else None
    is_right = await passwords.verify_password(hashed, password)
    if account is None or not is_right:
        if account is not None and may_try:
            await _count_failure(account)
        raise Refusal(RefusalCode.BAD_CREDENTIALS, _REFUSED)
    rehashed = await passwords.hash_password(password) if passwords.needs_rehash(hashed or "") else None
    async with unit_of_work() as work:
        account = await Account.held(account.id)
        if account.password_hash != hashed:
            raise Refusal(RefusalCode.BAD_CREDENTIALS, _REFUSED)
        account.failures, account.locked_until, account.last_signed_in_at = 0, None, clock.now()
        account.password_hash = rehashed or account.password_hash
        await account.save(update_fields=["failures", "locked_until", "last_signed_in_at", "password_hash"])
        record_activity(work, account, PortalActivityKind.SIGNED_IN, await actor_of(account), detail=user_agent)
        return await Session.start(account, user_agent)


async def _reserve_attempt(account: Account) -> bool:
    """Count the attempt before the password is looked at, so that many at once are not more than one after another.

    Every way to an account's password comes through here, by whatever name and with whatever right.
    """
    if account.password_hash is None or account.is_locked:
        return False
    if not await limiter().allows(settings.get().sign_in_attempts, WINDOW_MINUTES, "sign-in-to", str(account.id)):
        return False
    async with unit_of_work() as work:
        if await account.take_attempt():
            return True
        # Whoever used the last attempt up did not come to the lock: it begins now, so that it ends.
        await _lock_if_exhausted(work, account)
        return False


async def _count_failure(account: Account) -> None:
    async with unit_of_work() as work:
        record_activity(work, account, PortalActivityKind.SIGN_IN_FAILED, _SOMEBODY)
        await _lock_if_exhausted(work, account)


async def _lock_if_exhausted(work: Work, account: Account) -> None:
    if not await account.lock_if_exhausted():
        return
    record_activity(work, account, PortalActivityKind.LOCKED, _SOMEBODY)
    await account.refresh_from_db(fields=["locked_until"])
    until = account.locked_until.isoformat() if account.locked_until else None
    await _mail(work, "account_locked", await _owner(account), username=account.username, locked_until=until)


async def check_own_password(viewer: Viewer, password: str, field: str) -> Account:
    """The viewer's account, after their password was checked; counts as an attempt to sign in."""
    account = await Account.get(id=viewer.account_id)
    if not await _reserve_attempt(account):
        raise Refusal(RefusalCode.TOO_MANY_ATTEMPTS, "Too many attempts. Wait a quarter of an hour.")
    if not await passwords.verify_password(account.password_hash, password):
        await _count_failure(account)
        raise Refusal(RefusalCode.BAD_CREDENTIALS, "This is not your present password.", field)
    async with unit_of_work():
        await account.forget_failures()
    return account


async def actor_of(account: Account) -> Viewer:
    """The person whose account it is, as one who acts."""
    if account.contact_id is not None:
        contact = await Contact.get(id=account.contact_id)
        return Viewer(kind=ActorKind.CONTACT, name=contact.display_name, contact_id=contact.id, account_id=account.id)
    member = await StaffMember.get(id=account.staff_id)
    return Viewer(kind=ActorKind.STAFF, name=member.name, staff_id=member.id, account_id=account.id)


async def own_words(account: Account) -> list[str]:
    """What is easy to guess of somebody: names, address, username, and the operator's name."""
    words = [account.username or "", settings.get().operator_name]
    if account.contact_id is not None:
        contact = await Contact.get(id=account.contact_id)
        words += [contact.name, contact.display_name, contact.email or ""]
    else:
        member = await StaffMember.get(id=account.staff_id)
        words += [member.name, member.email]
    return words


async def activate(
    token: str, password_hash: str, *, user_agent: str | None, **profile: str | None
) -> tuple[Session, str]:
    """Use an invitation: the account becomes active with this password, and is signed in.

    Of many at once one wins; the others are refused with LINK_USED.
    """
    async with unit_of_work() as work:
        link = await Link.open_one(token, LinkPurpose.INVITATION)
        account = await Account.held(link.account_id)
        await link.use()
        was, actor = account.status, await actor_of(account)
        account.activated_at = account.last_signed_in_at = clock.now()
        await account.save(update_fields=["activated_at", "last_signed_in_at"])
        await account.set_password(password_hash)
        await Link.end(account.id, LinkEnd.OUTDATED)
        if profile and account.contact_id is not None:
            with within("profile"):
                await (await Contact.get(id=account.contact_id)).revise(by=actor, **profile)
        record_activity(work, account, PortalActivityKind.ACTIVATED, actor, was=was)
        if account.contact_id is not None:
            await ask_who_can_now_everywhere(account.contact_id)
        return await Session.start(account, user_agent)


async def request_reset(name: str, *, peer: str) -> None:
    """Send a reset link to everybody who has this name or address, or a fresh activation link before activation.

    Each gets their own, which says whose account it is. Silent about whether there is anybody.
    """
    since = pace.began()
    try:
        await _request_reset(name, peer)
    finally:
        await pace.even(since, settings.get().sign_in_answer_ms)


async def _request_reset(name: str, peer: str) -> None:
    options = settings.get()
    own = await limiter().allows(options.reset_requests_per_hour, 60, "reset", sign_in_key(name))
    if not own or not await limiter().allows(options.reset_requests_per_hour * 20, 60, "reset-from", peer):
        return
    for each in await accounts_named(name):
        async with unit_of_work() as work:
            account = await Account.held(each.id)
            actor = await actor_of(account)
            await _send_reset(work, account, PortalActivityKind.PASSWORD_RESET_REQUESTED, actor)


async def start_reset(contact: Contact, *, by: Viewer) -> None:
    """Send the contact a reset link at staff's wish; refuses with WRONG_STATE an account that is not active."""
    async with unit_of_work() as work:
        account = await Account.of_contact(contact)
        if account.status is not PortalAccessStatus.ACTIVE:
            raise Refusal(RefusalCode.WRONG_STATE, "The account is not active yet. Send an invitation instead.")
        await _send_reset(work, account, PortalActivityKind.PASSWORD_RESET_STARTED, by)


async def _send_reset(work: Work, account: Account, activity: PortalActivityKind, by: Viewer) -> None:
    person = await _owner(account)
    if account.status is PortalAccessStatus.INVITED and isinstance(person, StaffMember):
        await send_staff_invitation(work, account, person)
        return
    if account.status in (PortalAccessStatus.ENABLED, PortalAccessStatus.INVITED) and isinstance(person, Contact):
        if await was_invitation_cancelled(person):
            return
        was = account.status
        await send_invitation(work, account, person)
        resent = (
            PortalActivityKind.INVITATION_RESENT
            if was is PortalAccessStatus.INVITED
            else PortalActivityKind.INVITATION_SENT
        )
        record_activity(work, account, resent, by, was=was, detail=person.email)
        return
    if account.status is not PortalAccessStatus.ACTIVE or person.email is None:
        return
    link, seed = await Link.issue(
        account.id,
        LinkPurpose.PASSWORD_RESET,
        email=person.email,
        lifetime=timedelta(minutes=settings.get().reset_link_minutes),
    )
    await _mail(
        work,
        "password_reset",
        person,
        link_seed=seed,
        link_page="reset",
        expires_at=link.expires_at.isoformat(),
        username=account.username,
        account_name=person.name,
        started_by=by.name if activity is PortalActivityKind.PASSWORD_RESET_STARTED else None,
    )
    record_activity(work, account, activity, by)


async def reset_password(token: str, password_hash: str) -> None:
    """Use a reset link: sets the password, ends every session and every other link."""
    async with unit_of_work() as work:
        link = await Link.open_one(token, LinkPurpose.PASSWORD_RESET)
        account = await Account.held(link.account_id)
        await link.use()
        await _change_password(work, account, password_hash, keep=None)


async def change_password(viewer: Viewer, password_hash: str) -> None:
    """Set the viewer's own password, which ends their other sessions and every link."""
    async with unit_of_work() as work:
        account = await Account.held(viewer.account_id)
        await _change_password(work, account, password_hash, keep=viewer.session_id)


async def _change_password(work: Work, account: Account, password_hash: str, *, keep: UUID | None) -> None:
    actor = await actor_of(account)
    await account.set_password(password_hash)
    await Link.end(account.id, LinkEnd.OUTDATED)
    await end_sessions(account, actor, keep=keep)
    record_activity(work, account, PortalActivityKind.PASSWORD_CHANGED, actor)
    person = await _owner(account)
    await _mail(work, "password_changed", person, username=account.username, changed_at=clock.now().isoformat())


async def _owner(account: Account) -> Contact | StaffMember:
    return await (Contact.get(id=account.contact_id) if account.contact_id else StaffMember.get(id=account.staff_id))


async def _mail(work: Work, template: str, person: Contact | StaffMember, **data: str | None) -> None:
    if person.email is None:
        return
    await Delivery.queue_email(
        work,
        template,
        to=person.email,
        name=person.display_name if isinstance(person, Contact) else person.name,
        locale=person.locale,
        time_zone=person.time_zone,
        contact_id=person.id if isinstance(person, Contact) else None,
        **data,
    )
