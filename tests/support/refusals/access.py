"""Refusals about signing in, passwords, links, addresses and portal access."""

from datetime import timedelta
from typing import Any, Final
from unittest.mock import patch

import settings
from adapters import clock
from adapters.security.tokens import token_of_seed
from models.access import mobile_codes
from models.access.accounts import Account
from models.access.links import Link, LinkEnd, LinkPurpose, issue_link
from models.log.unit_of_work import shielded, unit_of_work
from tests.support.attacks.bad_values import LONGER_THAN_ANY
from tests.support.cast import PASSWORD
from tests.support.mutations import done, new_contact
from tests.support.refusals.stage import Stage, others_are_quicker, with_settings

ENDS: Final = {
    "invitationAccept": (LinkPurpose.INVITATION, "CANCELLED EXPIRED INVALID OUTDATED REVOKED SUPERSEDED USED"),
    "passwordReset": (LinkPurpose.PASSWORD_RESET, "EXPIRED INVALID OUTDATED REVOKED SUPERSEDED USED"),
    "emailChangeConfirm": (LinkPurpose.EMAIL_CONFIRM, "EXPIRED INVALID OUTDATED REVOKED USED"),
    "emailChangeAgree": (LinkPurpose.CHANGE_CONSENT, "EXPIRED INVALID OUTDATED REVOKED USED"),
    "notificationEmailConfirm": (LinkPurpose.NOTICE_CONFIRM, "EXPIRED INVALID OUTDATED REVOKED USED"),
}
"""The links of each mutation, and how they end: only an invitation is taken back, and who asks for another address makes
the link to the first one outdated, as they do where no link is sent."""
NEW: Final = "brass lantern 4711"
MOBILE: Final = "+447911123456"


async def refuse(on: Stage) -> None:
    """Ask for what the state of accounts and links does not allow."""
    await _of_links(on)
    await _of_usernames(on)
    await _of_invitations(on)
    await _of_requests(on)
    await _of_passwords(on)
    await _of_mobile_numbers(on)


async def _of_links(on: Stage) -> None:
    passwords = {"invitationAccept": {"password": NEW}, "passwordReset": {"password": NEW}}
    for name, (purpose, ends) in ENDS.items():
        for end in ends.split():
            token = await _link(on, purpose, end)
            await on.refused(on.server, name, f"LINK_{end}", "token", token=token, **passwords.get(name, {}))
        if name in passwords:
            token = await _link(on, purpose)
            await on.refused(on.server, name, "PASSWORD_TOO_WEAK", "password", token=token, password="short")
    token = await _link(on, LinkPurpose.INVITATION)
    for code, field, value in (
        ("INVALID", "country", "ZZ"),
        ("REQUIRED", "name", " "),
        ("TOO_LONG", "displayName", LONGER_THAN_ANY),
    ):
        given = {"token": token, "password": NEW, "profile": {field: value}}
        await on.refused(on.server, "invitationAccept", code, f"profile.{field}", **given)
    token = await _link(on, LinkPurpose.EMAIL_CONFIRM, email=on.zoe.email)
    await on.refused(on.server, "emailChangeConfirm", "NOT_UNIQUE", "token", token=token)


async def _link(on: Stage, purpose: LinkPurpose, end: str = "", email: str = "tom@new.test") -> str:
    """A link of Tom's that has ended in this way; gives its token."""
    account = await Account.get(username_key="tom")

    async def make() -> tuple[Link, str]:
        async with unit_of_work():
            return await issue_link(account.id, purpose, email=email, lifetime=timedelta(hours=1))

    link, seed = await shielded(make)
    changes: dict[str, dict[str, Any]] = {
        "USED": {"used_at": clock.now()},
        "EXPIRED": {"expires_at": clock.now()},
        "INVALID": {"token_hash": str(link.id)},
        **{each.value: {"superseded_at": clock.now(), "ended_as": each} for each in LinkEnd},
    }
    if end:
        await Link.filter(id=link.id).update(**changes[end])
    return token_of_seed(seed, settings.get().secret)


async def _of_usernames(on: Stage) -> None:
    sam = on.sam
    al, no_mail = await new_contact(sam, "Al Hill", "al@harbour.test"), await new_contact(sam, "Kim", None)
    gone = await new_contact(sam, "Lee", "lee@harbour.test")
    await done(sam, "contactArchive", id=gone)
    wrong = {"INVALID": "a b", "TOO_LONG": LONGER_THAN_ANY, "NOT_UNIQUE": "sam"}
    for is_enabled in (False, True):
        for code, username in wrong.items():
            given = {"contactId": al, "username": username}
            await on.refused(sam, "portalAccessEnable", code, "username", **given)
            await on.refused(sam, "usernameChange", code, "username", **given)
            await on.refused(sam, "invitationSend", code, "username", to={"contactId": al}, username=username)
        await on.refused(sam, "portalAccessEnable", "REQUIRED", "username", contactId=al, username=" ")
        await on.refused(sam, "invitationSend", "REQUIRED", "username", to={"contactId": al}, username=" ")
        if not is_enabled:
            await on.refused(sam, "usernameChange", "WRONG_STATE", "contactId", contactId=al, username="")
            await on.refused(sam, "portalAccessRevoke", "WRONG_STATE", "contactId", contactId=al)
            await on.refused(sam, "accountUnlock", "WRONG_STATE", "contactId", contactId=al)
            await done(sam, "portalAccessEnable", contactId=al, username="al.hill", sendInvitation=False)
    long = {"contactId": al, "reason": LONGER_THAN_ANY}
    await on.refused(sam, "usernameChange", "TOO_LONG", "reason", **long, username="")
    await on.refused(sam, "portalAccessRevoke", "TOO_LONG", "reason", **long)
    for name in ("portalAccessEnable", "usernameChange"):
        await on.refused(sam, name, "WRONG_STATE", "contactId", contactId=gone, username="lee")
        await on.refused(sam, name, "EMAIL_REQUIRED", "contactId", contactId=no_mail, username="kim")
    await on.refused(on.rita, "portalAccessRevoke", "FORBIDDEN", None, contactId=al)
    await on.refused(sam, "portalAccessRevoke", "NOT_FOUND", "contactId", contactId="garbage")


async def _of_invitations(on: Stage) -> None:
    sam, no_mail = on.sam, await new_contact(on.sam, "Kim", None)
    for to, code, at in (
        ({"contactId": "garbage"}, "NOT_FOUND", "contactId"),
        ({"partyId": "garbage"}, "NOT_FOUND", "partyId"),
        ({"contactId": no_mail}, "EMAIL_REQUIRED", "contactId"),
        ({"contactId": on.ben.id}, "WRONG_STATE", "contactId"),
    ):
        await on.refused(sam, "invitationSend", code, f"to.{at}", to=to)
        await on.refused(sam, "invitationsSend", code, f"to.0.{at}", to=[to])
    await done(sam, "contactCreate", name="Kim", idempotencyKey="a")
    again = {"to": {"contactId": no_mail}, "idempotencyKey": "a"}
    await on.refused(sam, "invitationSend", "IDEMPOTENCY_KEY_REUSED", "idempotencyKey", **again)
    many = {"to": [{"contactId": no_mail}]}
    await on.refused(sam, "invitationsSend", "IDEMPOTENCY_KEY_REUSED", "idempotencyKey", **many, idempotencyKey="a")
    await on.refused(sam, "invitationsSend", "TOO_LONG", "idempotencyKey", **many, idempotencyKey="a" * 201)
    await on.refused(sam, "invitationCancel", "WRONG_STATE", "contactId", contactId=on.ben.id)
    await on.refused(sam, "passwordResetStart", "WRONG_STATE", "contactId", contactId=no_mail)


async def _of_requests(on: Stage) -> None:
    sam, ann, customer = on.sam, on.ann, {"customerId": on.cast.acme}
    colleague = {"kind": "NEW_ACCOUNT", "name": "Nora Noon", "email": "nora@harbour.test"}
    archived = await on.archived_customer()
    await on.refused(on.zoe, "accessRequestCreate", "WRONG_STATE", "customerId", customerId=archived, **colleague)
    made = await done(ann, "accessRequestCreate", "accessRequest { id }", **customer, **colleague)
    request = made["accessRequest"]["id"]
    with others_are_quicker():
        await on.refused(ann, "accessRequestCreate", "STALE_VERSION", None, **customer, **colleague, reason="Soon")
    await on.refused(sam, "accessRequestResolve", "REQUIRED", "comment", id=request, grant=False)
    jo = await new_contact(sam)
    await done(sam, "portalAccessEnable", contactId=jo, username="nora@harbour.test", sendInvitation=False)
    await on.refused(sam, "accessRequestResolve", "NOT_UNIQUE", "id", id=request, grant=True)
    await done(sam, "accessRequestResolve", id=request, grant=False, comment="No")
    await on.refused(sam, "accessRequestResolve", "WRONG_STATE", "id", id=request, grant=True)


async def _of_passwords(on: Stage) -> None:
    ben = on.ben
    await on.refused(ben, "sessionRevoke", "NOT_FOUND", "id", id="garbage")
    own = {
        "passwordChange": {"newPassword": NEW},
        "emailChangeRequest": {"email": "ben@new.test"},
        "notificationEmailRequest": {"email": "ben@new.test"},
    }
    weak = {"currentPassword": PASSWORD, "newPassword": "short"}
    await on.refused(ben, "passwordChange", "PASSWORD_TOO_WEAK", "newPassword", **weak)
    with with_settings(sign_in_attempts=1):
        zoe = {"username": "zoe", "password": "wrong"}
        await on.refused(on.server, "sessionCreate", "BAD_CREDENTIALS", None, **zoe)
        await on.refused(on.server, "sessionCreate", "TOO_MANY_ATTEMPTS", None, **zoe)
    for by, (name, given) in zip((on.ann, ben, on.tom), own.items(), strict=True):
        with with_settings(sign_in_attempts=1):
            await on.refused(by, name, "BAD_CREDENTIALS", "currentPassword", currentPassword="wrong", **given)
            await on.refused(by, name, "TOO_MANY_ATTEMPTS", None, currentPassword="wrong", **given)


async def _of_mobile_numbers(on: Stage) -> None:
    ask, ben = "mobileVerificationRequest", on.ben
    await on.refused(ben, ask, "WRONG_STATE", None, mobile=MOBILE)
    await done(on.sam, "contactUpdate", id=on.zoe.id, mobile=MOBILE)
    with with_settings(
        sms_url="http://AC123:secret@127.0.0.1:9/2010-04-01", sms_from=["+442079460000"], sms_codes_per_day=1
    ):
        await on.refused(ben, ask, "REQUIRED", "mobile")
        await on.refused(ben, ask, "INVALID", "mobile", mobile="+999")
        await on.refused(on.zoe, ask, "WRONG_STATE", "mobile", mobile=MOBILE)
        await on.refused(ben, ask, "TOO_LONG", "idempotencyKey", mobile=MOBILE, idempotencyKey="a" * 201)
        await done(ben, ask, mobile=MOBILE, idempotencyKey="a")
        await on.refused(ben, ask, "IDEMPOTENCY_KEY_REUSED", "idempotencyKey", idempotencyKey="a")
        await on.refused(ben, ask, "TOO_MANY_ATTEMPTS", None, mobile=MOBILE)
        with patch.object(mobile_codes, "PEERS", 1):
            for _ in range(mobile_codes.TRIES):
                await on.refused(ben, "mobileVerificationConfirm", "INVALID", "code", code="000000")
            await on.refused(ben, "mobileVerificationConfirm", "TOO_MANY_ATTEMPTS", None, code="000000")
