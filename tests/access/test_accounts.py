"""Accounts: signing in, sessions, passwords, and one's own e-mail address."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from adapters.mail.catcher import CaughtMail, MailCatcher
from models.access.accounts import Account
from models.messages.deliveries import Delivery
from subscriptions import viewers
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.cast import Cast
from tests.support.mutations import (
    PASSWORD,
    access,
    act,
    done,
    history,
    is_let_in,
    mail_to,
    new_contact,
    refused,
    sign_in,
    token_in,
)
from tests.support.server import Client, Server
from tests.support.sockets import live

SESSIONS = "{ viewer { sessions { nodes { id isCurrent userAgent createdAt lastUsedAt expiresAt } } } }"


async def sessions(server: Server, token: str) -> list[dict[str, Any]]:
    """The sessions of somebody."""
    answer = await server.graphql(SESSIONS, token=token)
    found: list[dict[str, Any]] = answer["data"]["viewer"]["sessions"]["nodes"]
    return found


@pytest.mark.parametrize("who", ["ann", "sam"])
async def test_sessions_are_listed_and_ended_one_by_one_or_everywhere(server: Server, cast: Cast, who: str) -> None:
    first = getattr(cast, who).token
    server.client.headers["user-agent"] = "Telephone"
    second, third = [await sign_in(server, who, CAST_PASSWORD) for _ in range(2)]
    listed = await sessions(server, second)
    assert sorted((each["userAgent"], each["isCurrent"]) for each in listed) == [
        ("Telephone", False),
        ("Telephone", True),
        ("tests", False),
    ]
    of_first = next(each["id"] for each in listed if each["userAgent"] == "tests")
    query = "mutation($id: ID!) { sessionRevoke(input: {id: $id}) { userErrors { code } } }"
    stranger = (await server.graphql(query, {"id": of_first}, cast.zoe.token))["data"]["sessionRevoke"]
    assert stranger["userErrors"] == [{"code": "NOT_FOUND"}]
    async with live(server, first) as socket:
        await server.graphql(query, {"id": of_first}, second)
        assert (await socket.closed())[0] == 4401
    assert [await is_let_in(server, token) for token in (first, second, third)] == [False, True, True]
    await server.graphql("mutation { sessionRevoke(input: {everywhere: true}) { userErrors { code } } }", token=second)
    assert [await is_let_in(server, token) for token in (first, second, third)] == [False] * 3


@pytest.mark.settings(session_idle_hours=24, session_max_days=3)
async def test_a_session_slides_while_it_is_used_and_ends_at_last(server: Server, ann: Client) -> None:
    token = await sign_in(server, "ann", CAST_PASSWORD)
    for _ in range(3):
        clock.advance(timedelta(hours=20))
        assert await is_let_in(server, token)
    current = next(each for each in await sessions(server, token) if each["isCurrent"])
    assert current["lastUsedAt"] > current["createdAt"]
    clock.advance(timedelta(hours=11))
    assert await is_let_in(server, token)
    clock.advance(timedelta(hours=1, minutes=1))
    assert not await is_let_in(server, token)

    unused = await sign_in(server, "ann", CAST_PASSWORD)
    async with live(server, unused) as socket:
        clock.advance(timedelta(hours=24, minutes=1))
        viewers.current().access_changed(None)
        assert (await socket.closed())[0] == 4403
    assert not await is_let_in(server, unused)


@pytest.mark.settings(session_idle_hours=24, session_max_days=3)
async def test_an_open_socket_is_use_of_its_session_until_the_end(server: Server, cast: Cast) -> None:
    token = await sign_in(server, "ann", CAST_PASSWORD)
    [watched] = [each for each in await sessions(server, token) if each["isCurrent"]]

    async def last_use() -> str:
        """The last use of the socket's session, as another session of the same person sees it."""
        listed = await sessions(server, await sign_in(server, "ann", CAST_PASSWORD))
        return str(next(each["lastUsedAt"] for each in listed if each["id"] == watched["id"]))

    async with live(server, token) as socket:
        for _ in range(3):
            before = await last_use()
            clock.advance(timedelta(hours=20))
            viewers.current().access_changed(None)
            async with asyncio.timeout(10):
                while await last_use() == before:
                    pass
        clock.advance(timedelta(hours=12))
        viewers.current().access_changed(None)
        assert (await socket.closed())[0] == 4403
    assert not await is_let_in(server, token)


async def test_an_address_signs_in_where_it_belongs_to_one_account(server: Server, sam: Client) -> None:
    await sign_in(server, "BEN@People.test", CAST_PASSWORD)
    # Others with the address count only where they could sign in too.
    for name in ("Bea Booth", "Bob Booth"):
        await new_contact(sam, name, "ben@people.test")
    gone = await new_contact(sam, "Bo Booth", "ben@people.test")
    await done(sam, "portalAccessEnable", contactId=gone, sendInvitation=False)
    assert await refused(server, "sessionCreate", username="ben@people.test", password=CAST_PASSWORD) == (
        "BAD_CREDENTIALS"
    )
    await sign_in(server, "ben", CAST_PASSWORD)
    await done(sam, "portalAccessRevoke", contactId=gone)
    await sign_in(server, "ben@people.test", CAST_PASSWORD)


async def test_a_change_of_password_ends_other_sessions_and_is_told(
    server: Server, ann: Client, catcher: MailCatcher
) -> None:
    other = await sign_in(server, "ann", CAST_PASSWORD)
    changing = {"currentPassword": CAST_PASSWORD, "newPassword": PASSWORD}
    assert await refused(ann, "passwordChange", **changing | {"currentPassword": "wrong"}) == "BAD_CREDENTIALS"
    assert await refused(ann, "passwordChange", **changing | {"newPassword": "archer12"}) == "PASSWORD_TOO_WEAK"
    await done(ann, "passwordChange", **changing)
    assert [await is_let_in(server, token) for token in (ann.token, other)] == [True, False]
    await catcher.wait_for(lambda mail: ann.email in mail.to and "password" in mail.subject.lower())
    assert await refused(server, "sessionCreate", username="ann", password=CAST_PASSWORD) == "BAD_CREDENTIALS"
    await sign_in(server, "ann")


@pytest.mark.parametrize("by", ["the contact", "staff"])
async def test_a_reset_sets_a_password_once_within_the_hour(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher, by: str
) -> None:
    async def ask(after: int) -> Any:
        if by == "staff":
            await done(sam, "passwordResetStart", contactId=ann.id)
        else:
            await done(server, "passwordResetRequest", usernameOrEmail="ANN")
        return await mail_to(catcher, ann.email, "reset", after)

    first = await ask(0)
    second = await ask(first.number)
    reset = {"token": token_in(second), "password": PASSWORD}
    assert await refused(server, "passwordReset", **reset | {"token": token_in(first)}) == "LINK_SUPERSEDED"
    assert await refused(server, "passwordReset", **reset | {"password": "password"}) == "PASSWORD_TOO_WEAK"
    clock.advance(timedelta(minutes=59))
    await done(server, "passwordReset", **reset)
    assert await refused(server, "passwordReset", **reset) == "LINK_USED"
    assert not await is_let_in(server, ann.token)
    await sign_in(server, "ann")
    third = await ask(second.number)
    clock.advance(timedelta(minutes=61))
    late = {"token": token_in(third), "password": "brass lantern 4711"}
    assert await refused(server, "passwordReset", **late) == "LINK_EXPIRED"
    kinds = [entry["kind"] for entry in await history(sam, ann.id)]
    asked = "PASSWORD_RESET_STARTED" if by == "staff" else "PASSWORD_RESET_REQUESTED"
    assert (kinds.count(asked), kinds.count("PASSWORD_CHANGED")) == (3, 1)


async def test_a_reset_before_activation_sends_a_new_activation_link(
    server: Server, sam: Client, catcher: MailCatcher
) -> None:
    contact = await new_contact(sam)
    await done(sam, "portalAccessEnable", contactId=contact)
    first = await mail_to(catcher, "jo@harbour.test", "activate")
    assert await refused(sam, "passwordResetStart", contactId=contact) == "WRONG_STATE"
    assert await act(server, "passwordResetRequest", usernameOrEmail="nobody") == {"userErrors": []}
    fresh = first
    for name in ("jo.hill", "jo@harbour.test"):
        assert await act(server, "passwordResetRequest", usernameOrEmail=name) == {"userErrors": []}
        fresh = await mail_to(catcher, "jo@harbour.test", "activate", fresh.number)
    assert await refused(server, "invitationAccept", token=token_in(first), password=PASSWORD) == "LINK_SUPERSEDED"
    await done(server, "invitationAccept", token=token_in(fresh), password=PASSWORD)


async def test_a_cancelled_invitation_cannot_be_renewed_by_a_reset_request(
    server: Server, sam: Client, catcher: MailCatcher
) -> None:
    contact = await new_contact(sam)
    await done(sam, "portalAccessEnable", contactId=contact)
    first = await mail_to(catcher, "jo@harbour.test", "activate")
    await done(sam, "invitationCancel", contactId=contact)
    await done(sam, "usernameChange", contactId=contact, username="jo.h")
    for name in ("jo.h", "jo@harbour.test", "nobody"):
        assert await act(server, "passwordResetRequest", usernameOrEmail=name) == {"userErrors": []}
    assert (await access(sam, contact))["status"] == "ENABLED"
    # Invited anew they may ask again, and a new username is a new beginning even where no invitation was sent.
    await done(sam, "invitationSend", to={"contactId": contact})
    second = await mail_to(catcher, "jo@harbour.test", "activate", first.number)
    await act(server, "passwordResetRequest", usernameOrEmail="jo.h")
    third = await mail_to(catcher, "jo@harbour.test", "activate", second.number)
    await done(sam, "invitationCancel", contactId=contact)
    await done(sam, "portalAccessRevoke", contactId=contact)
    await done(sam, "portalAccessEnable", contactId=contact, username="jo.h", sendInvitation=False)
    await act(server, "passwordResetRequest", usernameOrEmail="jo.h")
    await mail_to(catcher, "jo@harbour.test", "activate", third.number)
    assert (await access(sam, contact))["status"] == "INVITED"
    sent = [entry["kind"] for entry in await history(sam, contact) if entry["kind"].startswith("INVITATION_")]
    assert sent == [
        "INVITATION_SENT",
        "INVITATION_CANCELLED",
        "INVITATION_SENT",
        "INVITATION_RESENT",
        "INVITATION_CANCELLED",
        "INVITATION_SENT",
    ]


async def test_an_address_changes_once_the_new_one_is_confirmed(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    await done(sam, "usernameChange", contactId=ann.id, username=ann.email)
    asking = {"email": "ann@new.test", "currentPassword": CAST_PASSWORD}
    assert await refused(ann, "emailChangeRequest", **asking | {"currentPassword": "wrong"}) == "BAD_CREDENTIALS"
    assert await refused(ann, "emailChangeRequest", **asking | {"email": ann.email.upper()}) == "INVALID"
    await done(ann, "emailChangeRequest", **asking)
    confirm = await mail_to(catcher, "ann@new.test", "confirm-email")
    await catcher.wait_for(lambda mail: ann.email in mail.to and "ann@new.test" in mail.text)
    email = "{ viewer { contact { email } } }"
    assert (await ann.data(email))["viewer"]["contact"] == {"email": ann.email}
    await sign_in(server, ann.email, CAST_PASSWORD)

    await done(server, "emailChangeConfirm", token=token_in(confirm))
    assert await refused(server, "emailChangeConfirm", token=token_in(confirm)) == "LINK_USED"
    assert (await ann.data(email))["viewer"]["contact"] == {"email": "ann@new.test"}
    for address in (ann.email, "ann@new.test"):
        await catcher.wait_for(
            lambda mail, to=address: to in mail.to and "confirm-email" not in mail.text and mail.number > confirm.number  # type: ignore[misc]
        )
    assert (await access(sam, ann.id))["username"] == "ann@new.test"
    assert await refused(server, "sessionCreate", username=ann.email, password=CAST_PASSWORD) == "BAD_CREDENTIALS"
    await sign_in(server, "ann@new.test", CAST_PASSWORD)
    kinds = [entry["kind"] for entry in await history(sam, ann.id)]
    assert kinds.count("EMAIL_CHANGE_REQUESTED") == kinds.count("EMAIL_CHANGED") == 1


async def test_an_address_confirmed_by_two_at_once_goes_to_one(
    server: Server, ann: Client, ben: Client, sam: Client, catcher: MailCatcher
) -> None:
    links: list[CaughtMail] = []
    for number, person in enumerate((ann, ben)):
        await done(person, "emailChangeRequest", email="same@new.test", currentPassword=CAST_PASSWORD)
        last = links[-1].number if number else 0
        links.append(await mail_to(catcher, "same@new.test", "confirm-email", last))
    answers = await asyncio.gather(*(act(server, "emailChangeConfirm", token=token_in(mail)) for mail in links))
    codes = sorted(error["code"] for answer in answers for error in answer["userErrors"])
    assert codes == ["NOT_UNIQUE"]
    assert await refused(sam, "emailChangeRequest", email="sam@new.test", currentPassword=CAST_PASSWORD) == "FORBIDDEN"


@pytest.mark.settings(lock_after_failures=3)
@pytest.mark.parametrize("who", ["ann", "sam"])
async def test_a_locked_out_person_is_notified_once(server: Server, cast: Cast, catcher: MailCatcher, who: str) -> None:
    for _ in range(5):
        await refused(server, "sessionCreate", username=who, password="wrong")
    mail = await mail_to(catcher, getattr(cast, who).email)
    assert mail.subject == "Latchkey: your account is locked"
    [told], account = await Delivery.filter(template="account_locked"), await Account.get(username=who)
    assert account.locked_until is not None
    assert told.data["locked_until"] == account.locked_until.isoformat()
