"""To change somebody's address is no way to sign in as them: who may do it, what ends, and who has to agree."""

from datetime import timedelta

import pytest

from adapters import clock
from adapters.mail.catcher import MailCatcher
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.mutations import (
    PASSWORD,
    accept,
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


async def test_staff_who_manage_contacts_cannot_sign_in_as_them(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    desk = await done(sam, "staffRoleSet", "staffRole { id }", name="Desk", permissions=["MANAGE_CONTACTS"])
    email = "una@latchkey.test"
    await done(sam, "staffInvite", name="Una Upton", email=email, roleId=desk["staffRole"]["id"])
    una = Client("", "Una Upton", email, email, await accept(server, token_in(await mail_to(catcher, email))), server)
    answer = await act(una, "contactUpdate", id=ann.id, email="mine@evil.test")
    assert [(each["code"], each["field"]) for each in answer["userErrors"]] == [("FORBIDDEN", ["email"])]
    assert await refused(una, "contactUpdate", id=ann.id, email=None) == "FORBIDDEN"
    assert await refused(una, "passwordResetStart", contactId=ann.id) == "FORBIDDEN"
    # Who is enabled and was never invited would get the link to activate the account.
    waiting = await new_contact(sam)
    await done(sam, "portalAccessEnable", contactId=waiting, sendInvitation=False)
    assert await refused(una, "contactUpdate", id=waiting, email="mine@evil.test") == "FORBIDDEN"
    # All else, and the same address in another case, is knowledge.
    await done(una, "contactUpdate", id=ann.id, email=ann.email.upper(), mobile="+447911123456")
    await done(
        una, "contactUpdate", id=await new_contact(sam, "No Access", "no@harbour.test"), email="yes@harbour.test"
    )
    assert await is_let_in(server, ann.token)


@pytest.mark.settings(email_change_delay_hours=48)
async def test_a_new_address_gets_resets_after_a_delay_or_with_consent(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    async with live(server, ann.token) as socket:
        await done(sam, "contactUpdate", id=ann.id, email="ann@new.test")
        assert (await socket.closed())[0] == 4401
    assert not await is_let_in(server, ann.token)
    await sign_in(server, "ann", CAST_PASSWORD)
    told = await mail_to(catcher, ann.email, "agree-email")
    assert "ann@new.test" in told.text
    await catcher.wait_for(lambda mail: "ann@new.test" in mail.to and "was changed" in mail.subject)

    await done(server, "passwordResetRequest", usernameOrEmail="ann@new.test")
    later = await catcher.wait_for(lambda mail: "ann@new.test" in mail.to and "cannot reset" in mail.subject)
    assert "token=" not in later.text
    answer = await act(sam, "passwordResetStart", contactId=ann.id)
    assert answer["userErrors"][0]["code"] == "WRONG_STATE" and "old address" in answer["userErrors"][0]["message"]

    # A second change does not make the first new address the old one.
    await done(sam, "contactUpdate", id=ann.id, email="ann@third.test")
    again = await mail_to(catcher, ann.email, "agree-email", told.number)
    assert await refused(server, "emailChangeAgree", token=token_in(told)) == "LINK_OUTDATED"
    await done(server, "emailChangeAgree", token=token_in(again))
    assert await refused(server, "emailChangeAgree", token=token_in(again)) == "LINK_USED"
    await done(server, "passwordResetRequest", usernameOrEmail="ann")
    reset = await mail_to(catcher, "ann@third.test", "reset")
    await done(server, "passwordReset", token=token_in(reset), password=PASSWORD)
    kinds = [entry["kind"] for entry in await history(sam, ann.id)]
    assert kinds.count("EMAIL_CHANGED") == 2 and kinds.count("EMAIL_CHANGE_AGREED") == 1

    # Back to an address that has just been left is no agreement, and time is.
    await done(sam, "contactUpdate", id=ann.id, email=ann.email)
    assert await refused(sam, "passwordResetStart", contactId=ann.id) == "WRONG_STATE"
    clock.advance(timedelta(hours=49))
    await done(sam, "passwordResetStart", contactId=ann.id)
    await mail_to(catcher, ann.email, "reset")


@pytest.mark.settings(email_change_delay_hours=0)
async def test_only_the_old_address_releases_resets_without_a_delay(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    await done(sam, "contactUpdate", id=ann.id, email="ann@new.test")
    told = await mail_to(catcher, ann.email, "agree-email")
    clock.advance(timedelta(days=20))
    sam_again = Client(sam.id, sam.name, sam.email, sam.username, await sign_in(server, "sam", CAST_PASSWORD), server)
    assert await refused(sam_again, "passwordResetStart", contactId=ann.id) == "WRONG_STATE"
    assert await refused(server, "emailChangeAgree", token=token_in(told)) == "LINK_EXPIRED"
    # Where the old mailbox is gone, access begins anew.
    await done(sam_again, "portalAccessRevoke", contactId=ann.id, reason="Lost her mailbox")
    await done(sam_again, "portalAccessEnable", contactId=ann.id, username="ann")
    await mail_to(catcher, "ann@new.test", "activate")


@pytest.mark.settings(email_change_delay_hours=48)
async def test_a_mistake_that_is_undone_needs_no_consent(server: Server, sam: Client, ann: Client) -> None:
    await done(sam, "contactUpdate", id=ann.id, email="ann@typo.test")
    await done(sam, "contactUpdate", id=ann.id, email=ann.email)
    await done(sam, "passwordResetStart", contactId=ann.id)
