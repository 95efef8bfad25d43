"""Usernames and e-mail addresses: nobody's name is another's address, and who shares one gets a link of their own."""

import asyncio

import pytest

from adapters.mail.catcher import MailCatcher
from models.messages.deliveries import Delivery
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.cast import Cast
from tests.support.mutations import (
    PASSWORD,
    accept,
    access,
    act,
    done,
    mail_to,
    new_contact,
    refused,
    sign_in,
    token_in,
)
from tests.support.server import Client, Server

AVAILABLE = "query($n: String!, $id: ID) { usernameAvailable(username: $n, contactId: $id) }"


async def test_a_username_is_nobody_elses_address_in_either_order(sam: Client, cast: Cast) -> None:
    one, other = await new_contact(sam, "Al One", "al@one.test"), await new_contact(sam, "Bo Two", "bo@two.test")
    for taken in ("al@one.test", "AL@One.test", cast.sam.email, cast.ann.email):
        assert await refused(sam, "portalAccessEnable", contactId=other, username=taken) == "NOT_UNIQUE"
        assert await refused(sam, "usernameChange", contactId=cast.ben.id, username=taken) == "NOT_UNIQUE"
        assert await sam.data(AVAILABLE, {"n": taken, "id": other}) == {"usernameAvailable": False}
    # One's own address is a good name.
    assert await sam.data(AVAILABLE, {"n": "bo@two.test", "id": other}) == {"usernameAvailable": True}
    assert await sam.data(AVAILABLE, {"n": "bo@two.test"}) == {"usernameAvailable": False}
    await done(sam, "portalAccessEnable", contactId=other, username="bo@two.test", sendInvitation=False)
    await done(sam, "usernameChange", contactId=cast.ben.id, username="later@three.test")
    for taken in ("bo@two.test", "Later@Three.test"):
        assert await refused(sam, "contactUpdate", id=one, email=taken) == "NOT_UNIQUE"
        assert await refused(sam, "contactCreate", name="Cy Three", email=taken) == "NOT_UNIQUE"
    roles = (await sam.data("{ staffRoles { id } }"))["staffRoles"]
    hired = {"name": "Una Upton", "email": "later@three.test", "roleId": roles[0]["id"]}
    assert await refused(sam, "staffInvite", **hired) == "NOT_UNIQUE"
    # What stays as it is may stay.
    await done(sam, "contactUpdate", id=other, email="bo@two.test", name="Bo Too")


async def test_a_name_and_an_address_at_the_same_instant_have_one_winner(sam: Client, ben: Client) -> None:
    for number in range(10):
        address = f"race{number}@people.test"
        answers = await asyncio.gather(
            act(sam, "usernameChange", contactId=ben.id, username=address),
            act(sam, "contactCreate", name="Jo Hill", email=address),
        )
        codes = [error["code"] for answer in answers for error in answer["userErrors"]]
        assert codes == ["NOT_UNIQUE"], address


async def test_staff_whose_address_a_contact_has_get_a_name_of_their_own(
    server: Server, sam: Client, catcher: MailCatcher
) -> None:
    await new_contact(sam, "Una Upton", "una@latchkey.test")
    roles = (await sam.data("{ staffRoles { id } }"))["staffRoles"]
    await done(sam, "staffInvite", name="Una Upton", email="una@latchkey.test", roleId=roles[0]["id"])
    mail = await mail_to(catcher, "una@latchkey.test", "activate")
    assert "una.upton" in mail.text
    await accept(server, token_in(mail))
    await sign_in(server, "una.upton")


async def test_two_who_share_an_address_each_get_their_own_link(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    partner = await new_contact(sam, "Art Archer", ann.email)
    await done(sam, "portalAccessEnable", contactId=partner, username="art")
    first = await mail_to(catcher, ann.email, "activate")
    await accept(server, token_in(first), PASSWORD)
    await done(server, "passwordResetRequest", usernameOrEmail=ann.email.upper())
    mails = {}
    for name in ("Ann Archer", "Art Archer"):
        mails[name] = await catcher.wait_for(
            lambda mail, whose=name: ann.email in mail.to and "/reset?token=" in mail.text and whose in mail.text  # type: ignore[misc]
        )
        assert [other for other in ("Ann Archer", "Art Archer") if other in mails[name].text] == [name]
    new = {"Ann Archer": "brass lantern 4711", "Art Archer": "tin whistle 2384"}
    for name, mail in mails.items():
        await done(server, "passwordReset", token=token_in(mail), password=new[name])
    await sign_in(server, "ann", new["Ann Archer"])
    await sign_in(server, "art", new["Art Archer"])
    assert await refused(server, "sessionCreate", username=ann.email, password=new["Ann Archer"]) == "BAD_CREDENTIALS"


@pytest.mark.parametrize("address", ["zoe@people.test", "ZOE@people.test", "sam@latchkey.test", "zoes@name.test"])
async def test_asking_for_an_address_does_not_tell_whether_it_is_taken(
    server: Server, sam: Client, ann: Client, zoe: Client, catcher: MailCatcher, address: str
) -> None:
    await done(sam, "usernameChange", contactId=zoe.id, username="zoes@name.test")
    asked = """mutation($e: EmailAddress!, $p: String!) { emailChangeRequest(input: {email: $e, currentPassword: $p}) {
        userErrors { code message field } } }"""
    history = "{ viewer { contact { portalAccess { history(first: 1) { nodes { kind } } } } } }"
    answers, seen = [], []
    for each in (address, "free@people.test"):
        answers.append(await ann.graphql(asked, {"e": each, "p": CAST_PASSWORD}))
        seen.append(await ann.data(history))
        await catcher.wait_for(lambda mail, new=each.lower(): ann.email in mail.to and new in mail.text.lower())  # type: ignore[misc]
    assert answers[0] == answers[1] and seen[0] == seen[1]
    assert answers[0]["data"]["emailChangeRequest"]["userErrors"] == []
    told = await catcher.wait_for(lambda mail: address.lower() in [to.lower() for to in mail.to])
    assert "nothing was changed" in told.text and "token=" not in told.text
    assert not any(name in told.text for name in ("Ann", ann.email))
    assert await Delivery.filter(template="email_change_confirm").count() == 1


async def test_a_link_that_confirms_an_address_says_what_became_of_it(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    async def status(token: str) -> str:
        answer = await server.graphql("query($t: String!) { emailChangeLink(token: $t) }", {"t": token})
        found: str = answer["data"]["emailChangeLink"]
        return found

    first = await _asked(ann, "one@new.test", catcher)
    second = await _asked(ann, "two@new.test", catcher)
    assert [await status(each) for each in (first, second, "made up")] == ["OUTDATED", "VALID", "INVALID"]
    await done(server, "emailChangeConfirm", token=second)
    third = await _asked(ann, "three@new.test", catcher)
    await done(sam, "portalAccessRevoke", contactId=ann.id, reason="Stolen")
    assert [await status(each) for each in (second, third)] == ["USED", "REVOKED"]
    assert await refused(server, "emailChangeConfirm", token=third) == "LINK_REVOKED"


async def _asked(ann: Client, address: str, catcher: MailCatcher) -> str:
    """Ask for an address; gives the token of the link that confirms it."""
    await done(ann, "emailChangeRequest", email=address, currentPassword=CAST_PASSWORD)
    return token_in(await mail_to(catcher, address, "confirm-email"))


async def test_a_username_gives_way_when_its_new_address_is_shared(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    await done(sam, "usernameChange", contactId=ann.id, username=ann.email)
    await new_contact(sam, "Ann Archer", "ann@home.test")
    await done(server, "emailChangeConfirm", token=await _asked(ann, "ann@home.test", catcher))
    assert (await access(sam, ann.id))["username"] == "ann.archer"
    told = await catcher.wait_for(lambda mail: "ann@home.test" in mail.to and "ann.archer" in mail.text)
    assert "changed" in told.subject
    await sign_in(server, "ann.archer", CAST_PASSWORD)
