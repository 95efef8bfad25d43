"""The mutations of sessions, invitations and passwords."""

from typing import Any
from uuid import UUID

from adapters.security import passwords
from execution.context import Info, viewer_of
from models.access import devices, resets, sign_in
from models.access.accounts import Account
from models.access.links import LinkPurpose, valid_link
from models.access.passwords import expect_acceptable, own_words
from models.access.sessions import Session, end_sessions, viewer_of_session
from models.places.sites import Party
from resolvers.access.inputs import (
    InvitationAcceptInput,
    PasswordChangeInput,
    PasswordResetInput,
    PasswordResetRequestInput,
    SessionCreateInput,
    SessionRevokeInput,
)
from resolvers.core.forms import PROFILE, fields, part
from resolvers.core.ids import find_node
from resolvers.core.mutations import mutation
from resolvers.core.rules import ANYONE, SIGNED_IN
from resolvers.people.mutations import profile_changes


def _origin(info: Info, device: str | None = None) -> devices.Origin:
    """The origin of a sign-in, with the token of its device, which programs without cookies send in the input."""
    context = info.context
    return devices.Origin(context.peer, context.user_agent, device or context.device, context.viewer)


def _remembered(info: Info, account: Account, device: str | None = None) -> str | None:
    """The token that the device keeps from now on, since the account's password is known on it; None as a cookie."""
    info.context.set_device = devices.remember(account, device or info.context.device)
    return None if info.context.keeps_cookies else info.context.set_device


async def _signed_in(info: Info, session: Session, token: str, device_token: str | None) -> dict[str, Any]:
    info.context.renew(await viewer_of_session(session.id))
    info.context.set_cookie = token
    shown = None if info.context.keeps_cookies else token
    return {"token": shown, "session_id": session.id, "is_signed_in": True, "device_token": device_token}


@mutation(ANYONE, codes="BAD_CREDENTIALS TOO_MANY_ATTEMPTS", transaction=False)
async def session_create(info: Info, input: SessionCreateInput) -> dict[str, Any]:
    """Sign in."""
    origin = _origin(info, input.device_token)
    session, token, account = await sign_in.sign_in(input.username, input.password, origin=origin)
    return await _signed_in(info, session, token, _remembered(info, account, input.device_token))


@mutation(
    ANYONE,
    codes="INVALID LINK_CANCELLED LINK_EXPIRED LINK_INVALID LINK_OUTDATED LINK_REVOKED LINK_SUPERSEDED LINK_USED "
    "PASSWORD_TOO_WEAK REQUIRED TOO_LONG",
    form=fields(profile=part(PROFILE)),
    transaction=False,
)
async def invitation_accept(info: Info, input: InvitationAcceptInput) -> dict[str, Any]:
    """Set the first password, which activates the account and signs it in."""
    link = await valid_link(input.token, LinkPurpose.INVITATION)
    account = await Account.get(id=link.account_id)
    profile = profile_changes(input.profile)
    words = await own_words(account) + [word for word in profile.values() if word]
    await expect_acceptable(input.password, words, "password")
    hashed = await passwords.hash_password(input.password, peer=info.context.peer)
    session, token, account = await sign_in.activate(input.token, hashed, origin=_origin(info), **profile)
    party = await Party.get_or_none(id=link.party_id)
    signed_in = await _signed_in(info, session, token, _remembered(info, account))
    return signed_in | {"site_id": party and party.site_id}


@mutation(ANYONE, transaction=False)
async def password_reset_request(info: Info, input: PasswordResetRequestInput) -> dict[str, Any]:
    """Request a reset link; the response never tells whether anybody has this name."""
    await resets.request_reset(input.username_or_email, peer=info.context.peer)
    return {}


@mutation(
    ANYONE,
    codes="LINK_EXPIRED LINK_INVALID LINK_OUTDATED LINK_REVOKED LINK_SUPERSEDED LINK_USED PASSWORD_TOO_WEAK",
    transaction=False,
)
async def password_reset(info: Info, input: PasswordResetInput) -> dict[str, Any]:
    """Set a new password with a reset link."""
    link = await valid_link(input.token, LinkPurpose.PASSWORD_RESET)
    account = await Account.get(id=link.account_id)
    await expect_acceptable(input.password, await own_words(account), "password")
    hashed = await passwords.hash_password(input.password, peer=info.context.peer)
    account = await resets.reset_password(input.token, hashed)
    return {"device_token": _remembered(info, account)}


@mutation(SIGNED_IN, codes="BAD_CREDENTIALS PASSWORD_TOO_WEAK TOO_MANY_ATTEMPTS", transaction=False)
async def password_change(info: Info, input: PasswordChangeInput) -> dict[str, Any]:
    """Change the viewer's password, which ends all their other sessions."""
    viewer = viewer_of(info)
    peer = info.context.peer
    account = await sign_in.check_own_password(viewer, input.current_password, "currentPassword", peer=peer)
    await expect_acceptable(input.new_password, await own_words(account), "newPassword")
    account = await resets.change_password(viewer, await passwords.hash_password(input.new_password, peer=peer))
    device_token = _remembered(info, account)
    return {"session_id": viewer.session_id, "is_signed_in": True, "device_token": device_token}


@mutation(SIGNED_IN, codes="NOT_FOUND")
async def session_revoke(info: Info, input: SessionRevokeInput) -> dict[str, Any]:
    """End this session, another session of the viewer, or all of them."""
    viewer = viewer_of(info)
    account = await Account.get(id=viewer.account_id)
    only: UUID | None = viewer.session_id
    if input.everywhere:
        only = None
    elif input.id:
        only = (await find_node(Session, input.id, viewer, to="end")).id
    await end_sessions(account, only=only, by=viewer)
    is_over = only in (None, viewer.session_id)
    if is_over:
        info.context.set_cookie = ""
    return {"is_signed_in": not is_over}
