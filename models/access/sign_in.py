"""Signing in: each attempt counts before the password is checked.

A failed attempt has one answer, whether the name is unknown, archived, locked or active.
"""

from typing import Final

import settings
from adapters import clock
from adapters.security import answer_time, passwords
from adapters.text.sentences import Sentence
from models.access import attempts
from models.access.accounts import (
    Account,
    account_for_sign_in,
    actor_of,
    count_failure,
    locked_account,
    mail_owner,
    owner_of,
    set_password,
    sign_in_key,
)
from models.access.attempts import Attempt
from models.access.devices import Origin
from models.access.invitation_grounds import expect_ground
from models.access.links import LinkEnd, LinkPurpose, end_links, use_link, valid_link
from models.access.portal_access import PortalActivityKind, record_activity
from models.access.sessions import Session, end_sessions, start_session
from models.core.errors import Refusal, RefusalCode, within
from models.core.viewer import ActorKind, Viewer
from models.invoices.approvers import ask_who_can_now_everywhere
from models.log.unit_of_work import shielded, unit_of_work
from models.people.contacts import Contact, revise_contact

_REFUSED: Final = Sentence(
    "The username or the password is not right. After many wrong ones the right one is refused too, for a quarter of "
    "an hour or until a new password is chosen by a link."
)
_SOMEBODY: Final = Viewer(kind=ActorKind.SYSTEM, name="Somebody who tried to sign in")


async def sign_in(name: str, password: str, *, origin: Origin) -> tuple[Session, str, Account]:
    """Check a username (or an e-mail address) and a password; returns the session, its token and the account.

    Refuses with TOO_MANY_ATTEMPTS or BAD_CREDENTIALS, in the same way and time whether the account exists or not. The
    session of the request, if there is one, ends.
    """
    since, pause = answer_time.start(), settings.get().sign_in_answer_ms
    attempt = Attempt(is_strangers=True)
    try:
        account = await _begin(name, origin, attempt)
        hashed = account.password_hash if account is not None and attempt.may_try else None
        is_right = await passwords.verify_password(hashed, password, peer=origin.peer)
        if account is not None and is_right:
            rehashed = None
            if passwords.needs_rehash(hashed or ""):
                rehashed = await passwords.hash_password(password, peer=origin.peer)
            session, token, account = await _let_in(account, hashed, rehashed, origin, attempt)
            await attempt.take_back()
            return session, token, account
    except passwords.Busy:
        await attempt.take_back()
        await answer_time.pad(since, pause)
        raise
    except Refusal:
        await answer_time.pad(since, pause)
        raise
    failed = account is not None and attempt.may_try
    await answer_time.pad(since, pause, shielded(_fail, account, attempt.is_strangers) if account and failed else None)
    raise Refusal.of(RefusalCode.BAD_CREDENTIALS, _REFUSED)


async def _begin(name: str, origin: Origin, attempt: Attempt) -> Account | None:
    """The account of a name, after the attempt was counted; a stranger's network is counted before all else."""
    if not origin.claims_to_be_known:
        await attempts.expect_peer(origin, attempt)
    account = await account_for_sign_in(name)
    await attempts.begin(sign_in_key(name), account, origin, attempt)
    return account


async def _let_in(
    account: Account, hashed: str | None, rehashed: str | None, origin: Origin, attempt: Attempt
) -> tuple[Session, str, Account]:
    async with unit_of_work() as unit:
        account = await locked_account(account.id)
        if account.password_hash != hashed:
            raise Refusal.of(RefusalCode.BAD_CREDENTIALS, _REFUSED)
        account.last_signed_in_at = clock.now()
        account.password_hash = rehashed or account.password_hash
        if attempt.is_strangers:
            account.failures, account.locked_until = 0, None
        await account.save(update_fields=["failures", "locked_until", "last_signed_in_at", "password_hash"])
        record_activity(unit, account, PortalActivityKind.SIGNED_IN, await actor_of(account), detail=origin.user_agent)
        session, token = await _start_session(account, origin)
        return session, token, account


async def _start_session(account: Account, origin: Origin) -> tuple[Session, str]:
    if origin.viewer is not None:
        before = await Account.get(id=origin.viewer.account_id)
        await end_sessions(before, only=origin.viewer.session_id, by=origin.viewer)
    return await start_session(account, origin.user_agent)


async def _fail(account: Account, is_strangers: bool) -> None:
    """Record a wrong password; too many of strangers lock the account for strangers."""
    async with unit_of_work() as unit:
        record_activity(unit, account, PortalActivityKind.SIGN_IN_FAILED, _SOMEBODY)
        if not is_strangers or not await count_failure(account):
            return
        record_activity(unit, account, PortalActivityKind.LOCKED, _SOMEBODY)
        await account.refresh_from_db(fields=["locked_until"])
        until = account.locked_until.isoformat() if account.locked_until else None
        owner = await owner_of(account)
        await mail_owner(unit, "account_locked", owner, username=account.username, locked_until=until)


async def check_own_password(viewer: Viewer, password: str, field: str, *, peer: str) -> Account:
    """The viewer's account, after their password was checked; wrong ones count for their session alone.

    Refuses with BAD_CREDENTIALS or TOO_MANY_ATTEMPTS.
    """
    account = await Account.get(id=viewer.account_id)
    attempt = await attempts.begin_own(account, str(viewer.session_id))
    try:
        is_right = await passwords.verify_password(account.password_hash, password, peer=peer)
    except passwords.Busy:
        await attempt.take_back()
        raise
    if not is_right:
        await _fail(account, is_strangers=False)
        raise Refusal(RefusalCode.BAD_CREDENTIALS, "This is not your present password.", field)
    await attempt.take_back()
    return account


async def activate(
    token: str, password_hash: str, *, origin: Origin, **profile: str | None
) -> tuple[Session, str, Account]:
    """Use an invitation: activate the account with this password, and sign it in.

    Of many at once one wins; the others are refused with LINK_USED.
    """
    async with unit_of_work() as unit:
        link = await valid_link(token, LinkPurpose.INVITATION)
        await expect_ground(link)
        account = await locked_account(link.account_id)
        await use_link(link)
        was, actor = account.status, await actor_of(account)
        account.activated_at = account.last_signed_in_at = clock.now()
        await account.save(update_fields=["activated_at", "last_signed_in_at"])
        await set_password(account, password_hash)
        await end_links(account.id, LinkEnd.OUTDATED)
        if profile and account.contact_id is not None:
            with within("profile"):
                await revise_contact(await Contact.get(id=account.contact_id), by=actor, **profile)
        record_activity(unit, account, PortalActivityKind.ACTIVATED, actor, was=was)
        if account.contact_id is not None:
            await ask_who_can_now_everywhere(account.contact_id)
        session, session_token = await _start_session(account, origin)
        return session, session_token, account
