"""No answer vanishes: what becomes nothing by itself waits for staff with its words, and whoever wrote is told."""

from typing import Any

import pytest

from models.log.events import Event, EventKind
from models.messages.deliveries import Delivery
from models.messages.inbound_mails import InboundMail
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.files import pdf
from tests.support.mail.inbound import (
    ANN,
    MAILBOX,
    SETTINGS,
    answer,
    mail_about,
    mails,
    notes,
    outcome,
    told,
    wants_mail,
)
from tests.support.mutations import done, refused
from tests.support.orders import new_order
from tests.support.server import Client, Server

pytestmark = pytest.mark.settings(**SETTINGS)
WAITING = "{ viewer { overview { openInboundMailCount } } }"
STRANGER = "Ann <ann.private@elsewhere.test>"


async def waiting(by: Client) -> int:
    """The number of mails that wait for staff."""
    return int((await by.data(WAITING))["viewer"]["overview"]["openInboundMailCount"])


async def test_an_answer_from_an_address_we_do_not_know_waits_for_staff(
    server: Server, sam: Client, rita: Client, ann: Client
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    reply = answer(mail, STRANGER, "Stop the work!", files={"plan.pdf": ("application/pdf", pdf(100))})
    assert await outcome(server, reply) == "WRONG_SENDER"
    [record] = await mails(sam, state=["OPEN"])
    assert record["text"] == "Stop the work!\n\n[plan.pdf]" and record["order"]["id"] == order
    assert await notes(sam, order) == []
    # Rita looks after orders: she is told in the portal and, as nobody said otherwise, by mail.
    news = await mail_about(server.mail, "rita@latchkey.test", "E-mail from ann.private@elsewhere.test")
    assert "Stop the work!" in news.text and news.reply_to.endswith("<ann.private@elsewhere.test>")
    assert "answer the sender" in news.text
    # Whoever wrote learns that it came, once, and nothing of the order.
    answered = await mail_about(server.mail, "ann.private@elsewhere.test", "We have received your e-mail")
    assert "an address that we do not know" in answered.text and "SR-" not in answered.text.replace(mail.subject, "")
    assert answered.header("In-Reply-To") == record["messageId"] and answered.header("Auto-Submitted") == "auto-replied"
    assert await outcome(server, answer(mail, STRANGER, "And again")) == "WRONG_SENDER"
    assert await Delivery.filter(template="reply_received").count() == 1
    assert await waiting(rita) == 2 and await waiting(ann) == 0
    # It is cleared once, by whoever looks after it, and the log has that.
    can = "query($id: ID!) { node(id: $id) { ... on InboundMail { viewerCanClear } } }"
    assert (await rita.data(can, {"id": record["id"]}))["node"] == {"viewerCanClear": True}
    shown = "inboundMail { state clearedBy { name } viewerCanClear }"
    cleared = await done(rita, "inboundMailClear", shown, id=record["id"])
    assert cleared["inboundMail"] == {
        "state": "CLEARED",
        "clearedBy": {"name": "Rita Rowe"},
        "viewerCanClear": False,
    }
    assert await refused(sam, "inboundMailClear", id=record["id"]) == "WRONG_STATE"
    assert await waiting(rita) == 1
    assert await Event.filter(kind=EventKind.MAIL_CLEARED).count() == 1
    forbidden = await ann.graphql('mutation { inboundMailClear(input: {id: "x"}) { userErrors { code } } }')
    assert forbidden["data"]["inboundMailClear"]["userErrors"] == [{"code": "FORBIDDEN"}]


@ON_SQLITE
@pytest.mark.parametrize(
    ("changes", "wanted", "is_told"),
    [
        ({"From": "stranger@elsewhere.test"}, "WRONG_SENDER", True),
        ({"From": "ann@people.test <stranger@elsewhere.test>"}, "WRONG_SENDER", False),
        ({"From": '"ann@people.test" <stranger@elsewhere.test>'}, "WRONG_SENDER", True),
        ({"From": "Sam <sam@latchkey.test>"}, "WRONG_SENDER", True),
        ({"Authentication-Results": "mx.test; dmarc=fail header.from=people.test"}, "FAILED_AUTHENTICATION", False),
        ({"Precedence": "bulk"}, "AUTOMATIC", False),
        ({"List-Id": "<team.people.test>"}, "AUTOMATIC", False),
        ({"To": MAILBOX}, "UNKNOWN_ADDRESS", False),
        ({"To": f"reply+{'a' * 48}@in.example.com"}, "UNKNOWN_ADDRESS", False),
    ],
)
async def test_a_mail_that_a_person_may_have_written_waits_for_staff(
    server: Server, sam: Client, ann: Client, changes: dict[str, Any], wanted: str, is_told: bool
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    assert await outcome(server, answer(mail, ANN, "Please come today.", **changes)) == wanted
    [record] = await mails(sam, state=["OPEN"])
    assert record["text"] == "Please come today." and bool(record["toldAt"]) is is_told
    assert await notes(sam, order) == []
    template = Delivery.filter(template__startswith="reply_")
    assert await template.count() == is_told


@ON_SQLITE
@pytest.mark.parametrize(
    "changes",
    [
        {"From": "Ann Archer <ann+orders@people.test>"},
        {"From": "ann@people.test (Ann Archer)"},
        {"From": "ANN@People.Test"},
        {"X-Auto-Response-Suppress": "DR, OOF, AutoReply"},
        {"From": "Ben <ben@people.test>"},
        {"From": "Sam <sam@latchkey.test>", "Authentication-Results": "mx.test; dmarc=pass"},
    ],
)
async def test_an_answer_by_the_same_person_or_a_colleague_is_a_note(
    server: Server, sam: Client, ann: Client, changes: dict[str, Any]
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    assert await outcome(server, answer(mail, ANN, "Please come today.", **changes)) == "ACCEPTED"
    [note] = await notes(sam, order)
    expected = next((name for name in ("Ben", "Sam") if name in changes.get("From", "")), "Ann")
    assert note["body"] == "Please come today." and note["actor"]["name"].split()[0] == expected


async def test_a_colleague_writes_what_they_may_and_nothing_else(
    server: Server, sam: Client, rita: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    order = await new_order(ann)
    await wants_mail(rita)
    await done(sam, "noteAdd", orderId=order, body="He never pays.", visibility="STAFF_ONLY")
    for_staff = await mail_about(server.mail, "rita@latchkey.test", "note from Sam")
    assert await outcome(server, answer(for_staff, "ann@people.test", "I do!")) == "WRONG_SENDER"
    by_sam = answer(for_staff, "sam@latchkey.test", "He does.")
    assert await outcome(server, by_sam) == "ACCEPTED", "the address was given to staff"
    mail = await told(server, sam, order, "ann@people.test")
    rights = ["INVOICES"]
    await done(sam, "membershipSet", contactId=ben.id, customerId=cast.acme, role="MEMBER", rights=rights)
    assert await outcome(server, answer(mail, "ben@people.test", "Me too.")) == "WRONG_SENDER"
    assert [each["body"] for each in await notes(ann, order)] == []
    assert [each["visibility"] for each in await notes(sam, order)] == ["STAFF_ONLY", "STAFF_ONLY"]


@ON_SQLITE
async def test_an_answer_to_a_mail_that_is_not_kept_waits_for_staff(server: Server, sam: Client, ann: Client) -> None:
    mail = await told(server, sam, await new_order(ann), "ann@people.test")
    await Delivery.all().delete()
    assert await outcome(server, answer(mail, STRANGER, "After a year")) == "UNKNOWN_ADDRESS"
    [record] = await mails(sam, state=["OPEN"])
    assert record["text"] == "After a year" and record["toldAt"] is None


@ON_SQLITE
async def test_a_flood_from_one_address_is_told_to_staff_a_few_times(server: Server, sam: Client, ann: Client) -> None:
    mail = await told(server, sam, await new_order(ann), "ann@people.test")
    for number in range(8):
        await outcome(server, answer(mail, STRANGER, f"Mail {number}"))
    assert await InboundMail.filter(state="OPEN").count() == 8
    assert await Delivery.filter(template="mail_received", recipient="sam@latchkey.test").count() == 5
