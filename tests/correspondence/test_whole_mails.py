"""A mail is kept whole beside its note, for staff and for as long as the settings say; what it quotes is on the note."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from latchkey.worker.expiry import expire_mails
from models.messages.inbound_mails import InboundMail
from tests.support.cast import Cast
from tests.support.files import stored
from tests.support.mail.inbound import ANN, SETTINGS, answer, mails, outcome, told, wants_mail
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.server import Client, Server

pytestmark = pytest.mark.settings(**SETTINGS, keep_inbound_mails_days=2)

NOTES = """query($id: ID!) { order(by: {id: $id}) { timeline(first: 50) { nodes {
  ... on Note { body quotedText inboundMail { subject download { url filename contentType size } } } } } } }"""
DOWNLOADS = """{ inboundMails { nodes { id outcome download { url size } } } }"""


async def notes(by: Client, order: str) -> list[dict[str, Any]]:
    found = (await by.data(NOTES, {"id": order}))["order"]["timeline"]["nodes"]
    return [each for each in found if each]


async def test_a_mail_is_kept_whole_for_staff_and_what_it_quotes_for_all(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    reply = answer(
        mail,
        ANN,
        "On Monday at 9:00 ask for ben@people.test.\n\n-- \nAnn Archer",
        files={"a.txt": ("text/plain", b"x" * 3_000_000)},
    )
    assert await outcome(server, reply) == "ACCEPTED"
    [note] = await notes(sam, order)
    assert note["body"] == "On Monday at 9:00 ask for ben@people.test."
    assert note["quotedText"].startswith("--\nAnn Archer\n\nOn Tue, 3 Mar 2026 at 10:15, Latchkey")
    assert "In progress" in note["quotedText"] and mail.reply_to.split("+")[1][:48] not in note["quotedText"]
    assert note["inboundMail"]["subject"] == f"Re: {mail.subject}"

    # Who sees the note sees what it quotes; the whole mail is for staff.
    for customer in (ann, ben):
        [theirs] = await notes(customer, order)
        assert theirs == note | {"inboundMail": None}
    download = note["inboundMail"]["download"]
    assert (download["contentType"], download["size"]) == ("message/rfc822", len(reply))
    assert download["filename"].endswith(".eml")
    fetched = await server.client.get(download["url"])
    assert (fetched.status_code, fetched.content) == (200, reply)
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert (await server.client.head(download["url"])).headers["content-length"] == str(len(reply))
    for changed in (download["url"].replace("signature=", "signature=0"), download["url"].partition("?")[0]):
        assert (await server.client.get(changed)).status_code in (400, 403, 404)

    # It is there for as long as the setting says, and then the note alone is.
    assert len(await stored("mails")) == 1 + (len(reply) >> 20) > 1, "it lies in pieces"
    clock.advance(timedelta(hours=47))
    assert await expire_mails() == 0
    clock.advance(timedelta(hours=2))
    assert await expire_mails() == 1
    assert await expire_mails() == 0
    assert await stored("mails") == []
    assert (await InboundMail.get()).whole_size is None


async def test_a_mail_waiting_for_staff_is_kept_whole_until_cleared(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    reply = answer(
        mail, "stranger@elsewhere.test", "My own words.", files={"a.pdf": ("application/pdf", b"%PDF-1.4 x")}
    )
    assert await outcome(server, reply) == "WRONG_SENDER"
    [found] = (await sam.data(DOWNLOADS))["inboundMails"]["nodes"]
    assert (await server.client.get(found["download"]["url"])).content == reply
    clock.advance(timedelta(days=3))
    assert await expire_mails() == 0
    await done(sam, "inboundMailClear", id=found["id"])
    assert await expire_mails() == 1


async def test_an_empty_or_repeated_mail_is_not_kept(server: Server, sam: Client, ann: Client) -> None:
    mail = await told(server, sam, await new_order(ann), "ann@people.test")
    assert await outcome(server, answer(mail, ANN, "\n\nSent from my iPhone")) == "EMPTY"
    assert await stored("mails") == []
    reply = answer(mail, ANN, "Yes.")
    assert [await outcome(server, reply) for _ in range(2)] == ["ACCEPTED", "SEEN_BEFORE"]
    assert len(await stored("mails")) == 1
    assert (await mails(sam))[0]["outcome"] == "ACCEPTED"


async def test_quotations_in_answers_of_staff_stay_with_staff(
    server: Server, sam: Client, rita: Client, ann: Client
) -> None:
    order = await new_order(ann)
    await wants_mail(rita)
    await done(ann, "noteAdd", orderId=order, body="When do you come?")
    mail = await server.mail.wait_for(lambda each: "rita@latchkey.test" in each.to and "note from Ann" in each.subject)
    assert await outcome(server, answer(mail, "rita@latchkey.test", "At ten.")) == "ACCEPTED"
    newest = (await notes(ann, order))[0]
    assert newest == {"body": "At ten.", "quotedText": None, "inboundMail": None}
    assert (await notes(sam, order))[0]["inboundMail"]["download"] is not None
