"""Portal access as staff run it: usernames, invitations, locks, revoking, and the history of it all."""

from datetime import timedelta

import pytest

from adapters import clock
from adapters.mail.catcher import MailCatcher
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import (
    ACCESS,
    PASSWORD,
    accept,
    access,
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

PREVIEW = "query($t: String!) { invitation(token: $t) { status username name email } }"

WATCH = """subscription($id: ID) { portalAccessEvents(contactId: $id) { ... on PortalAccessEvent {
  contact { id } activity { kind } } } }"""


async def status_of(server: Server, token: str) -> str:
    """The status of an invitation, as the holder of its link sees it."""
    preview = (await server.graphql(PREVIEW, {"t": token}))["data"]["invitation"]
    assert preview["status"] == "VALID" or (preview["username"], preview["name"], preview["email"]) == (None,) * 3
    status: str = preview["status"]
    return status


async def refusal_of(server: Server, token: str) -> str:
    """Why an invitation cannot be accepted."""
    return await refused(server, "invitationAccept", token=token, password=PASSWORD)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jo@X.test", "jo@x.test"),
        ("Caf\u00e9", "CAFE\u0301"),
        ("Stra\u00dfe", "STRASSE"),
        ("\ufb01ona", "FIONA"),
        ("\uff4a\uff4f\uff45", "joe"),
    ],
)
async def test_usernames_collide_whatever_their_case_and_unicode_form(
    sam: Client, cast: Cast, one: str, other: str
) -> None:
    first = await new_contact(sam, "First Person", "first@people.test", customerId=cast.acme)
    second = await new_contact(sam, "Second Person", "second@people.test", customerId=cast.zenith)
    available = "query($name: String!) { usernameAvailable(username: $name) }"
    assert await sam.data(available, {"name": other}) == {"usernameAvailable": True}
    await done(sam, "portalAccessEnable", contactId=first, username=one, sendInvitation=False)
    assert await sam.data(available, {"name": other}) == {"usernameAvailable": False}
    assert await refused(sam, "portalAccessEnable", contactId=second, username=other) == "NOT_UNIQUE"
    assert await refused(sam, "invitationSend", to={"contactId": second}, username=other) == "NOT_UNIQUE"
    assert (await access(sam, second))["status"] == "DISABLED"
    await done(sam, "portalAccessEnable", contactId=second, username="second", sendInvitation=False)
    assert await refused(sam, "usernameChange", contactId=second, username=other) == "NOT_UNIQUE"
    assert await refused(sam, "usernameChange", contactId=second, username=" SAM ") == "NOT_UNIQUE"


@ON_SQLITE
@pytest.mark.parametrize("username", ["ab", "two words", "semi;colon", "tab\tbed", "x" * 300])
async def test_a_username_that_cannot_be_typed_is_refused(sam: Client, username: str) -> None:
    contact = await new_contact(sam)
    assert await refused(sam, "portalAccessEnable", contactId=contact, username=username) in ("INVALID", "TOO_LONG")
    assert await sam.data("query($n: String!) { usernameAvailable(username: $n) }", {"n": username}) == {
        "usernameAvailable": False
    }


async def test_a_username_is_suggested_that_is_readable_and_free(sam: Client) -> None:
    suggest = "query($id: ID!) { usernameSuggestion(contactId: $id) }"
    for number, (name, suggestion) in enumerate(
        [
            ("Jo Hill", "jo.hill"),
            ("JO  HILL", "jo.hill2"),
            ("Jo van der Hill", "jo.hill3"),
            ("Zo\u00eb M\u00fcller", "zoe.muller"),
            ("\u674e\u660e", "user"),
        ]
    ):
        contact = await new_contact(sam, name, f"person{number}@people.test")
        assert await sam.data(suggest, {"id": contact}) == {"usernameSuggestion": suggestion}
        made = await done(sam, "portalAccessEnable", ACCESS, contactId=contact, sendInvitation=False)
        assert made["contact"]["portalAccess"]["username"] == suggestion


async def test_a_link_works_until_it_is_renewed_cancelled_expired_or_used(
    server: Server, sam: Client, catcher: MailCatcher
) -> None:
    contact = await new_contact(sam)
    await done(sam, "portalAccessEnable", contactId=contact, sendInvitation=False)
    assert (await access(sam, contact))["status"] == "ENABLED"
    assert await refused(sam, "invitationCancel", contactId=contact) == "WRONG_STATE"

    await done(sam, "invitationSend", to={"contactId": contact})
    first = await mail_to(catcher, "jo@harbour.test")
    assert (await access(sam, contact))["status"] == "INVITED"
    assert await status_of(server, token_in(first)) == "VALID"

    await done(sam, "invitationSend", to={"contactId": contact})
    second = await mail_to(catcher, "jo@harbour.test", after=first.number)
    assert await status_of(server, token_in(first)) == "SUPERSEDED"
    assert await refusal_of(server, token_in(first)) == "LINK_SUPERSEDED"

    await done(sam, "invitationCancel", contactId=contact)
    assert await status_of(server, token_in(second)) == "CANCELLED"
    assert await refusal_of(server, token_in(second)) == "LINK_CANCELLED"
    assert (await access(sam, contact)) | {"isLocked": None} == {
        "status": "ENABLED",
        "username": "jo.hill",
        "isLocked": None,
        "invitationExpiresAt": None,
    }

    await done(sam, "invitationSend", to={"contactId": contact})
    third = await mail_to(catcher, "jo@harbour.test", after=second.number)
    clock.advance(timedelta(days=7, minutes=1))
    assert await status_of(server, token_in(third)) == "EXPIRED"
    assert await refusal_of(server, token_in(third)) == "LINK_EXPIRED"

    await done(sam, "invitationSend", to={"contactId": contact})
    fourth = await mail_to(catcher, "jo@harbour.test", after=third.number)
    jo = await accept(server, token_in(fourth))
    assert await is_let_in(server, jo)
    assert (await status_of(server, token_in(fourth)), await refusal_of(server, token_in(fourth))) == (
        "USED",
        "LINK_USED",
    )
    assert (await access(sam, contact))["status"] == "ACTIVE"
    assert await refused(sam, "invitationSend", to={"contactId": contact}) == "WRONG_STATE"
    assert await refusal_of(server, "nonsense") == "LINK_INVALID"


async def test_a_link_to_an_address_that_has_changed_is_dead(server: Server, sam: Client, catcher: MailCatcher) -> None:
    contact = await new_contact(sam)
    await done(sam, "portalAccessEnable", contactId=contact)
    old = token_in(await mail_to(catcher, "jo@harbour.test"))
    assert await refused(sam, "contactUpdate", id=contact, email=None) == "EMAIL_REQUIRED"
    assert await status_of(server, old) == "VALID"
    await done(sam, "contactUpdate", id=contact, mobile="+447911123456")
    assert await status_of(server, old) == "VALID"
    await done(sam, "contactUpdate", id=contact, email="jo@elsewhere.test")
    assert await refusal_of(server, old) == "LINK_OUTDATED"
    assert (await access(sam, contact))["status"] == "ENABLED"
    await done(sam, "invitationSend", to={"contactId": contact})
    await accept(server, token_in(await mail_to(catcher, "jo@elsewhere.test")))

    # Active by now: a reset that is out dies the same way, and both addresses are told.
    await done(sam, "passwordResetStart", contactId=contact)
    reset = token_in(await mail_to(catcher, "jo@elsewhere.test", "reset"))
    await done(sam, "contactUpdate", id=contact, email="jo@third.test")
    for address in ("jo@elsewhere.test", "jo@third.test"):
        await catcher.wait_for(lambda mail, to=address: to in mail.to and "jo@third.test" in mail.text)  # type: ignore[misc]
    assert await refused(server, "passwordReset", token=reset, password="brass lantern 4711") == "LINK_OUTDATED"


async def test_access_needs_an_address_and_a_contact_who_is_present(sam: Client) -> None:
    contact = await new_contact(sam, email=None)
    assert (await sam.data("query($id: ID!) { contact(id: $id) { portalAccess { status } } }", {"id": contact})) == {
        "contact": {"portalAccess": None}
    }
    assert await refused(sam, "portalAccessEnable", contactId=contact) == "EMAIL_REQUIRED"
    assert await refused(sam, "invitationSend", to={"contactId": contact}) == "EMAIL_REQUIRED"
    await done(sam, "contactUpdate", id=contact, email="jo@harbour.test")
    await done(sam, "contactArchive", id=contact)
    assert await refused(sam, "portalAccessEnable", contactId=contact) == "WRONG_STATE"


@pytest.mark.settings(lock_after_failures=3)
async def test_repeated_failures_lock_and_staff_unlock(server: Server, sam: Client, ann: Client) -> None:
    for _ in range(3):
        assert await refused(server, "sessionCreate", username="ann", password="wrong") == "BAD_CREDENTIALS"
    assert (await access(sam, ann.id))["isLocked"]
    assert await refused(server, "sessionCreate", username="ann", password=CAST_PASSWORD) == "BAD_CREDENTIALS"
    await done(sam, "accountUnlock", contactId=ann.id)
    await sign_in(server, "ann", CAST_PASSWORD)
    for _ in range(3):
        await refused(server, "sessionCreate", username="ann", password="wrong")
    assert (await access(sam, ann.id))["isLocked"]
    clock.advance(timedelta(minutes=16))
    assert not (await access(sam, ann.id))["isLocked"]
    await sign_in(server, "ann", CAST_PASSWORD)
    kinds = [entry["kind"] for entry in await history(sam, ann.id)]
    locked = ["SIGN_IN_FAILED"] * 3 + ["LOCKED"]
    assert kinds[-(2 * len(locked) + 3) :] == [*locked, "UNLOCKED", "SIGNED_IN", *locked, "SIGNED_IN"]


@pytest.mark.parametrize("how", ["cleared", "revoked", "archived"])
async def test_revoking_ends_everything_at_once_and_gives_nothing_back(
    server: Server, sam: Client, ben: Client, catcher: MailCatcher, how: str
) -> None:
    await done(sam, "passwordResetStart", contactId=ben.id)
    reset = token_in(await mail_to(catcher, ben.email, "reset"))
    async with live(server, ben.token) as socket:
        if how == "cleared":
            await done(sam, "usernameChange", contactId=ben.id, username="  ")
        elif how == "revoked":
            await done(sam, "portalAccessRevoke", contactId=ben.id, reason="Left")
        else:
            await done(sam, "contactArchive", id=ben.id, reason="Left")
        assert (await socket.closed())[0] == 4401
    assert not await is_let_in(server, ben.token)
    assert await refused(server, "passwordReset", token=reset, password=PASSWORD) == "LINK_REVOKED"
    assert await refused(server, "sessionCreate", username="ben", password=CAST_PASSWORD) == "BAD_CREDENTIALS"
    if how == "archived":
        assert await refused(sam, "contactArchive", id=ben.id) == "WRONG_STATE"
        await done(sam, "contactRestore", id=ben.id)
    assert (await access(sam, ben.id))["status"] == "DISABLED"
    assert await refused(sam, "portalAccessRevoke", contactId=ben.id) == "WRONG_STATE"

    # A new username is a new beginning: neither the old password nor the old session comes back with it.
    await done(sam, "portalAccessEnable", contactId=ben.id, username="ben", sendInvitation=False)
    assert await refused(server, "sessionCreate", username="ben", password=CAST_PASSWORD) == "BAD_CREDENTIALS"
    assert not await is_let_in(server, ben.token)


async def test_the_history_tells_who_did_what_and_when(server: Server, sam: Client, catcher: MailCatcher) -> None:
    contact = await new_contact(sam)
    await done(sam, "portalAccessEnable", contactId=contact, username="jo.h")
    first = await mail_to(catcher, "jo@harbour.test")
    await done(sam, "usernameChange", contactId=contact, username="jo.hill")
    await done(sam, "usernameChange", contactId=contact, username="jo.hill")
    await done(sam, "invitationSend", to={"contactId": contact})
    second = await mail_to(catcher, "jo@harbour.test", after=first.number)
    await done(sam, "invitationCancel", contactId=contact)
    await done(sam, "invitationSend", to={"contactId": contact})
    third = await mail_to(catcher, "jo@harbour.test", after=second.number)
    await accept(server, token_in(third), displayName="Jo")
    await sign_in(server, "jo.hill")
    await done(sam, "contactArchive", id=contact, reason="Moved away")
    await done(sam, "contactRestore", id=contact)
    entries = await history(sam, contact)
    assert [(entry["kind"], entry["actor"]["name"]) for entry in entries] == [
        ("USERNAME_ASSIGNED", "Sam Sutton"),
        ("INVITATION_SENT", "Sam Sutton"),
        ("USERNAME_CHANGED", "Sam Sutton"),
        ("INVITATION_RESENT", "Sam Sutton"),
        ("INVITATION_CANCELLED", "Sam Sutton"),
        ("INVITATION_SENT", "Sam Sutton"),
        ("ACTIVATED", "Jo"),
        ("SIGNED_IN", "Jo"),
        ("CONTACT_ARCHIVED", "Sam Sutton"),
        ("CONTACT_RESTORED", "Sam Sutton"),
    ]
    details = {entry["kind"]: entry["detail"] for entry in entries}
    assert details["USERNAME_CHANGED"] == "jo.h became jo.hill"
    assert details["CONTACT_ARCHIVED"] == "Moved away"
    assert sorted(entry["occurredAt"] for entry in entries) == [entry["occurredAt"] for entry in entries]


async def test_only_staff_with_the_permission_run_access(rita: Client, ann: Client, tom: Client, ben: Client) -> None:
    for person in (rita, ann, tom):
        for name in ("portalAccessEnable", "invitationCancel", "portalAccessRevoke", "accountUnlock"):
            assert await refused(person, name, contactId=ben.id) == "FORBIDDEN"
        assert await refused(person, "invitationSend", to={"contactId": ben.id}) == "FORBIDDEN"
        seen = await person.data("query($id: ID!) { contact(id: $id) { portalAccess { status } } }", {"id": ben.id})
        assert (seen["contact"] or {"portalAccess": None})["portalAccess"] is None


async def test_changes_of_access_are_live_for_staff_and_the_person(
    server: Server, sam: Client, rita: Client, ann: Client, ben: Client
) -> None:
    async with (
        live(server, sam.token) as of_sam,
        live(server, ann.token) as of_ann,
        live(server, rita.token) as of_rita,
    ):
        everybodys, bens, own, others = [
            await socket.subscribe(WATCH, {"id": contact})
            for socket, contact in ((of_sam, None), (of_sam, ben.id), (of_ann, None), (of_ann, ben.id))
        ]
        for person, username in ((ben, "benny"), (ann, "annie"), (ben, "benjamin")):
            await done(sam, "usernameChange", contactId=person.id, username=username)
        for stream, people in ((everybodys, (ben, ann, ben)), (bens, (ben, ben)), (own, (ann,))):
            changes = [(await stream.next())["portalAccessEvents"] for _ in people]
            assert changes == [
                {"contact": {"id": person.id}, "activity": {"kind": "USERNAME_CHANGED"}} for person in people
            ]
        assert everybodys.is_silent and bens.is_silent and own.is_silent and others.is_silent
        refusal = await (await of_rita.subscribe(WATCH)).message()
        assert refusal["payload"]["errors"][0]["extensions"]["code"] == "FORBIDDEN"
