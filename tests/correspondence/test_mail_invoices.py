"""Answering the e-mail about an invoice with HOLD holds it, and whatever else is answered to our mails reaches staff."""

from typing import Any

import pytest

from adapters.mail.catcher import CaughtMail
from models.correspondence.mail import first_line
from models.messages.deliveries import Delivery
from models.messages.inbound_mails import InboundMail
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.files import pdf
from tests.support.mail.inbound import ANN, SETTINGS, answer, mail_about, mails, outcome
from tests.support.mutations import done
from tests.support.server import Client, Server

pytestmark = pytest.mark.settings(**SETTINGS)
LINE = {"kind": "PART", "description": "Element", "quantity": "1", "unitPrice": "9.50", "taxRate": "20"}
INVOICE = """query($n: String!) { invoice(by: {number: $n}) { paymentStatus approvalStatus isOnHold
  holds { source reason placedBy { name } } history(first: 20) { nodes { kind detail } } } }"""


async def asked(server: Server, sam: Client, cast: Cast, email: str = "ann@people.test") -> CaughtMail:
    """Sam issues an invoice to Acme; gives the mail that somebody gets of it."""
    given: dict[str, Any] = {"customerId": cast.acme, "dueOn": "2030-01-01", "lines": [LINE]}
    issued = await done(sam, "invoiceCreate", "invoice { number }", issue=True, **given)
    return await mail_about(server.mail, email, issued["invoice"]["number"])


async def invoice(by: Client, number: str = "INV-000001") -> dict[str, Any]:
    """The invoice as somebody sees it."""
    found: dict[str, Any] = (await by.data(INVOICE, {"n": number}))["invoice"]
    return found


async def test_the_word_hold_in_the_first_line_holds_the_invoice(
    server: Server, sam: Client, ann: Client, cast: Cast
) -> None:
    mail = await asked(server, sam, cast)
    assert "write HOLD in the first line" in mail.text and mail.reply_to.startswith("Latchkey <reply+")
    assert await outcome(server, answer(mail, ANN, "Hello,\n\nPlease hold this.\nThe amount is wrong.")) == "HELD"
    held = await invoice(ann)
    [hold] = held["holds"]
    assert held["isOnHold"] and hold["source"] == "EMAIL" and hold["placedBy"]["name"] == "Ann"
    assert "The amount is wrong." in hold["reason"]
    confirmed = await mail_about(server.mail, "ann@people.test", "INV-000001 is on hold")
    assert "as you asked" in confirmed.text and confirmed.header("In-Reply-To") != ""
    # A second one changes nothing, and says so; an answer to the confirmation is about the invoice too.
    assert await outcome(server, answer(confirmed, ANN, "HOLD INV-000001")) == "ALREADY_HELD"
    assert len((await invoice(ann))["holds"]) == 1
    # After approval it is too late: who wrote is told, and staff have it on their list.
    await done(sam, "invoiceRelease", id=await _id(ann))
    await done(ann, "invoiceApprove", id=await _id(ann))
    assert await outcome(server, answer(mail, ANN, "HOLD")) == "TOO_LATE"
    late = await mail_about(server.mail, "ann@people.test", "could not be put on hold")
    assert "already approved" in late.text and "passed your e-mail on" in late.text
    [record] = await mails(sam, state=["OPEN"])
    assert record["outcome"] == "TOO_LATE" and record["invoice"]["id"] == await _id(ann)


async def _id(by: Client) -> str:
    return str((await by.data('{ invoice(by: {number: "INV-000001"}) { id } }'))["invoice"]["id"])


async def test_anything_else_reaches_staff_as_a_message_about_the_invoice(
    server: Server, sam: Client, ann: Client, cast: Cast
) -> None:
    mail = await asked(server, sam, cast)
    assert await outcome(server, answer(mail, ANN, "Approved, thanks!\nNo need to hold it.")) == "MESSAGE"
    state = await invoice(sam)
    assert state["approvalStatus"] == "PENDING" and not state["isOnHold"]
    [entry] = [each for each in state["history"]["nodes"] if each["kind"] == "INVOICE_MESSAGE_RECEIVED"]
    assert "Approved, thanks!" in entry["detail"]
    assert "INVOICE_MESSAGE_RECEIVED" not in str(await invoice(ann)), "it is for staff alone"
    told = await mail_about(server.mail, "ann@people.test", "We have received your e-mail")
    assert "passed it on" in told.text and "please sign in" in told.text and "/invoices/INV-000001" in told.text
    news = await mail_about(server.mail, "sam@latchkey.test", "E-mail from ann@people.test")
    assert "Approved, thanks!" in news.text and "/invoices/INV-000001" in news.text


@ON_SQLITE
@pytest.mark.parametrize(
    ("sender", "text", "wanted"),
    [
        ("ben@people.test", "HOLD", "MESSAGE"),
        ("stranger@elsewhere.test", "HOLD", "WRONG_SENDER"),
        (ANN, "HOLD INV-000009", "MESSAGE"),
        (ANN, "Should I hold it?", "MESSAGE"),
        (ANN, "STOP", "MESSAGE"),
        (ANN, "The amount is fine.\nHOLD", "MESSAGE"),
        (ANN, "", "EMPTY"),
    ],
)
async def test_a_hold_by_mail_is_its_readers_and_said_first(
    server: Server, sam: Client, ann: Client, cast: Cast, sender: str, text: str, wanted: str
) -> None:
    mail = await asked(server, sam, cast)
    assert await outcome(server, answer(mail, sender, text)) == wanted
    assert not (await invoice(ann))["isOnHold"]
    [record] = await mails(sam)
    assert record["state"] == (None if wanted == "EMPTY" else "OPEN")


async def test_a_hold_without_permission_reaches_staff_as_a_message(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    await done(
        sam, "membershipSet", contactId=ben.id, customerId=cast.acme, role="MEMBER", rights=["INVOICES", "ORDERS"]
    )
    mail = await asked(server, sam, cast, "ben@people.test")
    assert await outcome(server, answer(mail, "ben@people.test", "HOLD")) == "MESSAGE"
    [record] = await mails(sam, state=["OPEN"])
    assert "may not hold" in record["reason"] and not (await invoice(ann))["isOnHold"]


@ON_SQLITE
async def test_former_members_are_told_nothing_of_the_invoice(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    member = {"contactId": ben.id, "customerId": cast.acme}
    await done(sam, "membershipSet", **member, role="MEMBER", rights=["INVOICES"])
    mail = await asked(server, sam, cast, "ben@people.test")
    await done(sam, "membershipRemove", **member)
    assert await outcome(server, answer(mail, "ben@people.test", "HOLD")) == "MESSAGE"
    answered = await mail_about(server.mail, "ben@people.test", "We have received your e-mail")
    assert "INV-000001" not in answered.text.partition("Go to the portal")[2]
    assert "please sign in" not in answered.text


@ON_SQLITE
async def test_files_with_a_hold_wait_for_staff_too(server: Server, sam: Client, ann: Client, cast: Cast) -> None:
    mail = await asked(server, sam, cast)
    reply = answer(mail, ANN, "HOLD\nSee the letter.", files={"letter.pdf": ("application/pdf", pdf(100))})
    assert await outcome(server, reply) == "HELD"
    [record] = await mails(sam, state=["OPEN"])
    assert record["text"] == "HOLD\nSee the letter.\n\n[letter.pdf]"


@ON_SQLITE
async def test_two_machines_do_not_talk_to_each_other(server: Server, sam: Client, ann: Client, cast: Cast) -> None:
    mail = await asked(server, sam, cast)
    for number in range(4):
        assert await outcome(server, answer(mail, ANN, f"Your ticket {number} has been received")) == "MESSAGE"
        await outcome(server, answer(mail, mail.reply_to.partition("<")[2].rstrip(">"), "From you to you"))
        await outcome(server, answer(mail, "portal@latchkey.test", "From you to you"))
    assert await Delivery.filter(template__startswith="reply_").count() == 1
    for number in range(12):
        await outcome(server, answer(mail, f"victim{number}@elsewhere.test", "Hello"))
    assert await InboundMail.filter(told_at__not_isnull=False).count() == await InboundMail.all().count() - 10
    ben = answer(mail, "ben@people.test", "A colleague's words")
    assert await outcome(server, ben) == "MESSAGE"


@ON_SQLITE
async def test_an_answer_to_any_other_mail_reaches_staff(server: Server, sam: Client, ann: Client) -> None:
    await done(sam, "passwordResetStart", contactId=ann.id)
    mail = await mail_about(server.mail, "ann@people.test", "new password")
    assert "Reply to this e-mail to write to us." in mail.text
    assert await outcome(server, answer(mail, ANN, "It was not me!")) == "MESSAGE"
    [record] = await mails(sam, state=["OPEN"])
    assert record["text"] == "It was not me!" and record["contact"]["id"] == ann.id


@ON_SQLITE
@pytest.mark.settings(support_email="help@brightwell.test", support_phone="+44 20 7946 0000")
async def test_mail_about_nothing_in_particular_is_answered_to_support(
    server: Server, sam: Client, ann: Client, cast: Cast
) -> None:
    await done(sam, "passwordResetStart", contactId=ann.id)
    mail = await mail_about(server.mail, "ann@people.test", "new password")
    assert mail.reply_to == "Latchkey <help@brightwell.test>"
    assert "Questions? Write to help@brightwell.test or call +44 20 7946 0000." in mail.text
    assert 'href="mailto:help@brightwell.test"' in mail.html
    assert (await asked(server, sam, cast)).reply_to.startswith("Latchkey <reply+")
    shown = await server.graphql("{ portal { name url supportEmail supportPhone } }")
    assert shown["data"]["portal"] == {
        "name": "Latchkey",
        "url": server.url,
        "supportEmail": "help@brightwell.test",
        "supportPhone": "+44 20 7946 0000",
    }


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("HOLD", "HOLD"),
        ("\n\n  HOLD  \nmore", "HOLD"),
        ("Hello,\nHOLD", "HOLD"),
        ("Sehr geehrte Frau Fenwick,\n\nbitte anhalten", "bitte anhalten"),
        ("Hi Sam please hold this. It is wrong", "Hi Sam please hold this. It is wrong"),
        ("Hello", ""),
        ("", ""),
    ],
)
def test_the_first_line_is_the_first_after_a_greeting(body: str, line: str) -> None:
    assert first_line(body) == line
