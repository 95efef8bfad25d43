"""Mails about one order, or one invoice, stand together in mail programs, and ask programs not to answer."""

from typing import Any

from tests.support.cast import Cast
from tests.support.invoicing import key
from tests.support.mail.inbound import mail_about, told
from tests.support.mail.smtp import a_mail
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.server import Client, Server

LINE = {"kind": "PART", "description": "Element", "quantity": "1", "unitPrice": "9.50", "taxRate": "20"}


async def test_mails_about_one_thing_are_one_thread(server: Server, sam: Client, ann: Client, cast: Cast) -> None:
    order, other = await new_order(ann), await new_order(ann)
    moved = await told(server, sam, order, "ann@people.test")
    await done(sam, "noteAdd", orderId=order, body="The element has come.")
    noted = await mail_about(server.mail, "ann@people.test", "note from Sam")
    assert moved.header("References") == f"<order.{key(order, 'Order')}@latchkey.test>"
    assert moved.header("In-Reply-To") == moved.header("References") == noted.header("References")
    await done(sam, "noteAdd", orderId=other, body="Another one.")
    about_other = await server.mail.wait_for(lambda each: "Another one." in each.text)
    assert about_other.header("References") == f"<order.{key(other, 'Order')}@latchkey.test>"
    given: dict[str, Any] = {"customerId": cast.acme, "orderId": order, "dueOn": "2030-01-01", "lines": [LINE]}
    invoice = (await done(sam, "invoiceCreate", "invoice { id }", issue=True, **given))["invoice"]["id"]
    asked = await mail_about(server.mail, "ann@people.test", "INV-000001")
    assert asked.header("References") == f"<invoice.{key(invoice, 'Invoice')}@latchkey.test>"
    assert len({each.message_id for each in (moved, noted, about_other, asked)}) == 4
    for each in server.mail.messages():
        assert each.header("Auto-Submitted") == "auto-generated"
        assert "OOF" in each.header("X-Auto-Response-Suppress")
    assert asked.header("List-Unsubscribe") == f"<{server.url}/preferences>"
    await server.graphql(
        "mutation($n: String!) { passwordResetRequest(input: {usernameOrEmail: $n}) { userErrors { code } } }",
        {"n": "ann@people.test"},
    )
    reset = await mail_about(server.mail, "ann@people.test", "new password")
    assert reset.header("References") == "" and reset.header("List-Unsubscribe") == ""


def test_an_answer_stands_with_the_mail_that_it_answers() -> None:
    mail = a_mail(thread="order.1", answers_to="<1@people.test>")
    assert mail["References"] == "<order.1@operator.example> <1@people.test>"
    assert mail["In-Reply-To"] == "<1@people.test>" and mail["Auto-Submitted"] == "auto-replied"
    for evil in ("1@people.test", "<1@people.test>\r\nBcc: x@evil.test", "<é@people.test>", "<" + "x" * 300 + ">"):
        assert a_mail(answers_to=evil)["In-Reply-To"] is None
