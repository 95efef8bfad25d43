"""Answering a mail about an order writes on it: from the right address, once, and without what it quotes."""

import asyncio
import hashlib
import itertools
from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from adapters.database.client import fetch
from latchkey.inbound.mail import MAX_PER_WRITER, OPENING
from models.messages.deliveries import Delivery
from models.messages.inbound_mails import InboundMail
from models.orders.notes import Note
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.files import pdf, stored
from tests.support.invoicing import contact, key
from tests.support.mail.inbound import (
    ANN,
    MAILBOX,
    SETTINGS,
    WATCH,
    answer,
    mail_about,
    mails,
    notes,
    outcome,
    post,
    signed,
    token_of,
    told,
    wants_mail,
)
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.server import Client, Server
from tests.support.sockets import live

pytestmark = pytest.mark.settings(**SETTINGS)
STRANGER = "stranger@elsewhere.test"


async def test_the_whole_circle(server: Server, sam: Client, ann: Client, ben: Client, rita: Client) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    assert mail.reply_to.startswith("Latchkey <reply+") and "Reply to this e-mail" in mail.text
    assert "Reply to this e-mail" in mail.html
    report = pdf()
    reply = answer(
        mail, ANN, "Please use the back door.\n\n-- \nAnn\nAcme", files={"plan.pdf": ("application/pdf", report)}
    )
    async with live(server, ben.token) as socket:
        stream = await socket.subscribe(WATCH, {"id": order})
        assert await outcome(server, reply) == "ACCEPTED"
        event = (await stream.next())["orderEvents"]
    assert event["kind"] == "NOTE_ADDED" and event["actor"] == {"name": "Ann"}
    assert event["entry"] == {"body": "Please use the back door.", "attachments": [{"filename": "plan.pdf"}]}
    [note] = await notes(rita, order)
    assert note["visibility"] == "EVERYONE" and note["actor"] == {"kind": "CONTACT", "name": "Ann"}
    [file] = note["attachments"]
    assert file == {
        "filename": "plan.pdf",
        "contentType": "application/pdf",
        "size": len(report),
        "sha256": hashlib.sha256(report).hexdigest(),
        "visibility": "EVERYONE",
    }
    # Others are told as always, and the writer is not.
    assert "Please use the back door." in (await mail_about(server.mail, "ben@people.test", "note from Ann")).text
    assert not [each for each in server.mail.messages() if "ann@people.test" in each.to and "note" in each.subject]
    [record] = await mails(rita)
    assert (record["outcome"], record["reason"], record["sender"]) == ("ACCEPTED", None, "ann@people.test")
    assert (record["contact"]["id"], record["order"]["id"], record["staffMember"]) == (ann.id, order, None)
    assert record["subject"] == f"Re: {mail.subject}"
    assert (await InboundMail.get(order_id=key(order, "Order"))).note_id == (
        await Note.get(order_id=key(order, "Order"))
    ).id


async def test_a_mail_counts_once_however_often_it_comes(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    reply = answer(mail, ANN, files={"a.pdf": ("application/pdf", pdf(100))})
    headers = signed(reply)
    first, again = [await server.client.post("/webhooks/mail", content=reply, headers=headers) for _ in range(2)]
    assert (first.json(), again.json()) == ({"outcome": "ACCEPTED"}, {"outcome": "SEEN_BEFORE"})
    assert await outcome(server, reply) == "SEEN_BEFORE"
    other = answer(mail, ANN, "Something else")
    replayed = await server.client.post(
        "/webhooks/mail", content=other, headers=signed(other, webhook_id=headers["webhook-id"])
    )
    assert replayed.json() == {"outcome": "SEEN_BEFORE"}
    assert len(await notes(ann, order)) == 1 and len(await mails(sam)) == 1


async def test_one_of_ten_copies_at_the_same_instant_counts(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    reply = answer(mail, ANN, files={"a.pdf": ("application/pdf", pdf(5000))})
    answers = await asyncio.gather(*(post(server, reply) for _ in range(10)))
    outcomes = [each.json()["outcome"] for each in answers if each.status_code == 200]
    assert sorted(outcomes) == ["ACCEPTED"] + ["SEEN_BEFORE"] * (len(outcomes) - 1)
    assert len(outcomes) >= MAX_PER_WRITER and {each.status_code for each in answers} <= {200, 429}
    assert await outcome(server, reply) == "SEEN_BEFORE"
    [note] = await notes(ann, order)
    assert len(note["attachments"]) == 1
    assert len(await stored()) == 1, "the others leave nothing behind"


@ON_SQLITE
async def test_one_writers_flood_does_not_stop_others(server: Server, sam: Client, ann: Client) -> None:
    mail = await told(server, sam, await new_order(ann), "ann@people.test")
    to_ben = await mail_about(server.mail, "ben@people.test", "In progress")
    await OPENING.acquire(1)
    flood = [answer(mail, ANN, f"Mail {number}") for number in range(MAX_PER_WRITER + 2)]
    posted = [asyncio.create_task(post(server, each)) for each in flood]
    refused = [await each for each in itertools.islice(asyncio.as_completed(posted), 2)]
    assert [each.status_code for each in refused] == [429, 429]
    by_ben = asyncio.create_task(outcome(server, answer(to_ben, "ben@people.test", "Me too")))
    OPENING.release(1)
    assert await by_ben == "ACCEPTED"
    taken = [each for each in await asyncio.gather(*posted) if each.status_code == 200]
    assert [each.json() for each in taken] == [{"outcome": "ACCEPTED"}] * MAX_PER_WRITER


async def test_an_answer_to_a_note_for_staff_stays_with_staff(
    server: Server, sam: Client, rita: Client, ann: Client
) -> None:
    order = await new_order(ann)
    await wants_mail(rita)
    await done(sam, "noteAdd", orderId=order, body="He never pays.", visibility="STAFF_ONLY")
    mail = await mail_about(server.mail, "rita@latchkey.test", "note from Sam")
    assert "for staff only" in mail.text
    reply = answer(mail, "rita@latchkey.test", "I know.", files={"debts.pdf": ("application/pdf", pdf(100))})
    async with live(server, ann.token) as socket:
        stream = await socket.subscribe(WATCH, {"id": order})
        assert await outcome(server, reply) == "ACCEPTED"
        await done(sam, "noteAdd", orderId=order, body="Hello Ann.")
        assert (await stream.next())["orderEvents"]["entry"]["body"] == "Hello Ann."
    theirs = {each["body"]: each for each in await notes(sam, order)}
    assert theirs["I know."]["visibility"] == "STAFF_ONLY"
    assert [file["visibility"] for file in theirs["I know."]["attachments"]] == ["STAFF_ONLY"]
    assert [each["body"] for each in await notes(ann, order)] == ["Hello Ann."]
    assert not [mail for mail in server.mail.messages() if "people.test" in mail.to[0] and "I know" in mail.text]


async def test_an_answer_of_staff_to_a_customer_reaches_the_customer(server: Server, rita: Client, ann: Client) -> None:
    order = await new_order(ann)
    await wants_mail(rita)
    await done(ann, "noteAdd", orderId=order, body="When do you come?")
    mail = await mail_about(server.mail, "rita@latchkey.test", "note from Ann")
    assert "The customer reads it too." in mail.text
    assert await outcome(server, answer(mail, "Rita <RITA@Latchkey.Test>", "At ten.")) == "ACCEPTED"
    assert [each["body"] for each in await notes(ann, order)] == ["At ten.", "When do you come?"]
    assert "At ten." in (await mail_about(server.mail, "ann@people.test", "note from Rita")).text


@ON_SQLITE
@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"Auto-Submitted": "auto-replied"}, "AUTOMATIC"),
        ({"Subject": "Automatic reply: SR-000001 It squeaks: In progress"}, "AUTOMATIC"),
        ({"Return-Path": "<>"}, "AUTOMATIC"),
        ({"From": STRANGER, "To": MAILBOX}, "UNKNOWN_ADDRESS"),
        ({"From": STRANGER, "To": f"reply+{'a' * 48}@in.example.com"}, "UNKNOWN_ADDRESS"),
        ({"From": STRANGER, "To": "reply+short@in.example.com"}, "UNKNOWN_ADDRESS"),
        ({"To": MAILBOX, "Auto-Submitted": "auto-replied"}, "UNKNOWN_ADDRESS"),
    ],
)
async def test_mail_of_strangers_and_programs_is_kept_and_not_answered(
    server: Server, sam: Client, ann: Client, changes: dict[str, Any], wanted: str
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    before = await Delivery.all().count()
    reply = answer(mail, ANN, "Secret words", files={"a.pdf": ("application/pdf", pdf(100))}, **changes)
    assert await outcome(server, reply) == wanted
    assert await notes(sam, order) == [] and await stored() == []
    assert await Delivery.all().count() == before, "nobody is written to"
    [record] = await mails(sam, outcome=[wanted])
    assert (
        record["reason"]
        and record["state"] is None
        and record["subject"] == changes.get("Subject", f"Re: {mail.subject}")
    )
    assert "Secret words" not in str([dict(row) for row in await fetch("SELECT * FROM inbound_mails")])


async def test_an_address_that_was_altered_or_signed_by_another_is_unknown(
    server: Server, sam: Client, ann: Client
) -> None:
    mail = await told(server, sam, await new_order(ann), "ann@people.test")
    token = token_of(mail)
    for place in (0, 20, 30, 47):
        other = token[:place] + ("a" if token[place] != "a" else "b") + token[place + 1 :]
        assert await outcome(server, answer(f"reply+{other}@in.example.com", ANN)) == "UNKNOWN_ADDRESS"
    for address in (f"reply+{token}@in.example.org", f"other+{token}@in.example.com", f"reply+{token}x@in.example.com"):
        assert await outcome(server, answer(address, ANN)) == "UNKNOWN_ADDRESS"
    upper = answer(f"REPLY+{token.upper()}@IN.example.com", ANN)
    assert await outcome(server, upper) == "ACCEPTED", "servers may change the case"


async def test_the_address_may_stand_where_the_server_puts_it(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    address = f"reply+{token_of(mail)}@in.example.com"
    for name in ("Cc", "Delivered_To", "X_Original_To"):
        header: dict[str, Any] = {name: address}
        reply = answer("somebody@elsewhere.test", ANN, f"By {name}", **header)
        assert await outcome(server, reply) == "ACCEPTED"
    assert [each["body"] for each in await notes(ann, order)] == ["By X_Original_To", "By Delivered_To", "By Cc"]


async def test_a_writer_without_permission_is_told_once(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ben@people.test")
    await done(sam, "membershipRemove", contactId=ben.id, customerId=cast.acme)
    reply = answer(mail, "ben@people.test", files={"a.pdf": ("application/pdf", pdf(100))})
    assert await outcome(server, reply) == "NOT_ALLOWED"
    assert await notes(sam, order) == [] and await stored() == []
    refused = await mail_about(server.mail, "ben@people.test", "was not added")
    assert "may no longer write on this order" in refused.text and "passed your e-mail on" in refused.text
    assert await outcome(server, answer(mail, "ben@people.test", "And again")) == "NOT_ALLOWED"
    assert await Delivery.filter(template="reply_refused").count() == 1
    clock.advance(timedelta(hours=25))
    assert await outcome(server, answer(mail, "ben@people.test", "And later")) == "NOT_ALLOWED"
    assert await Delivery.filter(template="reply_refused").count() == 2


async def test_a_writer_without_access_or_with_a_new_address_is_refused(
    server: Server, sam: Client, ann: Client, ben: Client
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ben@people.test")
    await contact(ben, email="ben@new.test", email_key="ben@new.test")
    assert await outcome(server, answer(mail, "ben@people.test")) == "WRONG_SENDER"
    assert await outcome(server, answer(mail, "ben@new.test", "From my new address")) == "ACCEPTED"
    await done(sam, "portalAccessRevoke", contactId=ben.id)
    assert await outcome(server, answer(mail, "ben@new.test", "Revoked")) == "NOT_ALLOWED"
    assert [each["body"] for each in await notes(sam, order)] == ["From my new address"]


async def test_staff_who_left_write_no_more(server: Server, sam: Client, rita: Client, ann: Client) -> None:
    order = await new_order(ann)
    await wants_mail(rita)
    await done(ann, "noteAdd", orderId=order, body="Hello?")
    mail = await mail_about(server.mail, "rita@latchkey.test", "note from Ann")
    await done(sam, "staffUpdate", id=rita.id, isActive=False)
    assert await outcome(server, answer(mail, "rita@latchkey.test")) == "NOT_ALLOWED"
    assert len(await notes(sam, order)) == 1


async def test_the_writer_of_an_empty_answer_is_told(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    assert await outcome(server, answer(mail, ANN, "\n\nSent from my iPhone")) == "EMPTY"
    assert "no new text" in (await mail_about(server.mail, "ann@people.test", "was not added")).text
    assert await notes(ann, order) == []


async def test_a_mail_too_long_for_a_note_is_refused_with_the_reason(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    reply = answer(mail, ANN, "many words\n" * 3000, files={"a.pdf": ("application/pdf", pdf(100))})
    assert await outcome(server, reply) == "REFUSED"
    assert "20,000 characters" in (await mail_about(server.mail, "ann@people.test", "was not added")).text
    assert await notes(ann, order) == [] and await stored() == []


@pytest.mark.settings(reply_address=None, mail_webhook_secret=None)
async def test_mail_is_unchanged_without_a_reply_address(server: Server, sam: Client, ann: Client) -> None:
    mail = await told(server, sam, await new_order(ann), "ann@people.test")
    assert mail.reply_to == "" and "Reply to this e-mail" not in mail.text + mail.html
    assert "Nobody reads replies to this e-mail." in mail.text and "sign in at the portal" in mail.text
    assert (await post(server, answer(MAILBOX, ANN))).status_code == 404
