"""Notifications say what they are about: who did what, in the reader's language, and where it leads."""

from datetime import date

import pytest

from tests.support.cast import Cast
from tests.support.mutations import done, new_invoice
from tests.support.orders import move, new_order
from tests.support.queries import OF_THE_TAIL
from tests.support.server import Client, Server
from tests.support.sockets import live

WATCH = """subscription { notificationEvents { ... on NotificationCreated { notification { title } } } }"""
ABOUT = """{ notifications(first: 50) { nodes { kind title body url actor { kind name contact { id } } order { id number }
  invoice { id number } subject { id } } } }"""


async def test_a_notification_tells_who_did_what_and_leads_there(
    server: Server, sam: Client, ann: Client, cast: Cast
) -> None:
    order = await new_order(ann)
    await done(sam, "noteAdd", orderId=order, body="The element has come.")
    invoice = await new_invoice(sam, cast.acme, date(2030, 1, 31), issue=True)
    asked, noted = (await ann.data(ABOUT))["notifications"]["nodes"]
    reference = noted["order"]["number"]
    assert noted == {
        "kind": "NOTE_ADDED",
        "title": f"{sam.name} wrote on {reference}",
        "body": "The element has come.",
        "url": f"{server.url}/orders/{reference}",
        "actor": {"kind": "STAFF", "name": sam.name, "contact": None},
        "order": {"id": order, "number": reference},
        "invoice": None,
        "subject": {"id": order},
    }
    assert (asked["order"], asked["invoice"]["id"], asked["subject"]["id"]) == (None, invoice, invoice)
    assert asked["url"].endswith(f"/invoices/{asked['invoice']['number']}")
    [of_staff] = (await sam.data(ABOUT))["notifications"]["nodes"]
    assert of_staff["actor"] == {"kind": "CONTACT", "name": "Ann", "contact": {"id": ann.id}}


async def test_one_event_is_told_to_each_in_their_language(
    server: Server, sam: Client, ann: Client, ben: Client
) -> None:
    await done(ben, "profileUpdate", profile={"locale": "de"})
    order = await new_order(ann)
    async with live(server, ann.token) as one, live(server, ben.token) as other:
        of_ann, of_ben = await one.subscribe(WATCH), await other.subscribe(WATCH)
        await move(sam, order, "IN_PROGRESS")
        told = [(await each.next())["notificationEvents"]["notification"]["title"] for each in (of_ann, of_ben)]
    reference = (await ann.data("{ orders { nodes { number } } }"))["orders"]["nodes"][0]["number"]
    assert told == [f"{reference} is now “In progress”", f"Neuer Stand von {reference}: „In Arbeit“"]


@pytest.mark.without_worker
async def test_a_list_of_notifications_takes_few_statements(
    sam: Client, ann: Client, cast: Cast, statements: list[str]
) -> None:
    async def count() -> int:
        statements.clear()
        await ann.data(ABOUT)
        of_reads = ("SELECT notifications.", "SELECT orders.", "SELECT invoices.")
        return sum(each.startswith(of_reads) and OF_THE_TAIL not in each for each in statements)

    await done(sam, "noteAdd", orderId=await new_order(ann), body="One.")
    await new_invoice(sam, cast.acme, date(2030, 1, 31), issue=True)
    assert await count() == 5
    for number in range(3):
        await done(sam, "noteAdd", orderId=await new_order(ann), body=f"Number {number}.")
        await new_invoice(sam, cast.acme, date(2030, 1, 31), issue=True)
    assert await count() == 5
