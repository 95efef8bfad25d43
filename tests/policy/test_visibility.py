"""Rows that a viewer may not see leave no trace in lists, counts, events, streams, notifications, mails or by id."""

import asyncio
from typing import Any

from adapters.mail.catcher import MailCatcher
from tests.support.cast import Cast
from tests.support.mutations import act, done, refused
from tests.support.orders import move, new_order
from tests.support.server import Client, Server
from tests.support.sockets import Stream, live

LINES = [{"kind": "PART", "description": "Heating element", "quantity": "1", "unitPrice": "149.90", "taxRate": "0"}]
EVENTS = """subscription($after: EventCursor) { events(after: $after) { ... on PortalEvent { kind }
  ... on InvoiceEvent { invoice { number total { amount } } } ... on OrderEvent { order { number } } } }"""
ALL_EVENTS = (
    "query($after: EventCursor!) { events(after: $after, first: 100) { pageInfo { hasNextPage } nodes { kind } } }"
)
MONEY = """query($customer: ID!, $order: ID!, $invoice: ID!) {
  invoices { totalCount nodes { id } pageInfo { endCursor } }
  invoice(by: {id: $invoice}) { number }
  node(id: $invoice) { id }
  nodes(ids: [$invoice]) { id }
  order(by: {id: $order}) { invoices { nodes { id } } }
  customer(id: $customer) { invoices { totalCount nodes { id } } }
  viewer { overview { outstandingInvoices { id } awaitingMyApproval { id } } } }"""
TOLD = "{ notifications { totalCount nodes { kind title } } viewer { overview { unreadNotificationCount latestNotifications { kind } } } }"
NOTHING: dict[str, Any] = {
    "invoices": {"totalCount": 0, "nodes": [], "pageInfo": {"endCursor": None}},
    "invoice": None,
    "node": None,
    "nodes": [None],
    "order": {"invoices": {"nodes": []}},
    "customer": {"invoices": {"totalCount": 0, "nodes": []}},
    "viewer": {"overview": {"outstandingInvoices": [], "awaitingMyApproval": []}},
}


async def rights(sam: Client, cast: Cast, who: Client, *names: str) -> None:
    """Let a member of Acme do just this."""
    await done(sam, "membershipSet", customerId=cast.acme, contactId=who.id, role="MEMBER", rights=list(names))


async def until(stream: Stream, kind: str) -> list[str]:
    """The kinds of the events of a stream, up to one of that kind."""
    kinds: list[str] = []
    while kind not in kinds:
        kinds.append((await stream.next())["events"]["kind"])
    return kinds


async def busy(sam: Client, ann: Client, customer: str, order: str) -> str:
    """An invoice that everything happens to, and then a note on the order; gives the invoice's id."""
    given: dict[str, Any] = {"customerId": customer, "orderId": order, "dueOn": "2030-01-31", "lines": LINES}
    invoice = (await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"]
    await done(ann, "invoiceHold", id=invoice, reason="Wait")
    await done(ann, "invoiceRelease", id=invoice)
    await done(ann, "invoiceApprove", id=invoice)
    received = {"amount": {"amount": "10", "currency": "EUR"}, "method": "CARD", "receivedOn": "2026-01-31"}
    await done(sam, "paymentRecord", invoiceId=invoice, **received)
    await done(sam, "noteAdd", orderId=order, body="The end of it")
    found: str = invoice
    return found


async def test_a_member_with_orders_alone_sees_no_invoices(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast, catcher: MailCatcher
) -> None:
    await rights(sam, cast, ben, "ORDERS")
    order = await new_order(ben)
    now = (await ben.data("{ eventCursor }"))["eventCursor"]
    async with live(server, ben.token) as socket:
        everything = await socket.subscribe(EVENTS, {"after": now})
        of_invoices = await socket.subscribe("subscription { invoiceEvents { ... on PortalEvent { kind } } }")
        invoice = await busy(sam, ann, cast.acme, order)
        kinds = await until(everything, "NOTE_ADDED")
        assert set(kinds) == {"NOTE_ADDED", "NOTIFICATION_CREATED"} or kinds == ["NOTE_ADDED"]
        assert of_invoices.is_silent
    assert await ben.data(MONEY, {"customer": cast.acme, "order": order, "invoice": invoice}) == NOTHING
    page = (await ben.data(ALL_EVENTS, {"after": now}))["events"]
    assert {event["kind"] for event in page["nodes"]} == {"NOTE_ADDED", "NOTIFICATION_CREATED"}
    assert not page["pageInfo"]["hasNextPage"]
    told = await ben.data(TOLD)
    assert [each["kind"] for each in told["notifications"]["nodes"]] == ["NOTE_ADDED"]
    assert told["viewer"]["overview"]["unreadNotificationCount"] == told["notifications"]["totalCount"] == 1
    for name in ("invoiceApprove", "invoiceHold"):
        assert await refused(ben, name, id=invoice) == "FORBIDDEN"
    assert await refused(ben, "invoiceVoid", id=invoice, reason="No") == "FORBIDDEN"

    # The mail of all of it: ann's is proof that it went out, and ben's is about the note alone.
    await catcher.wait_for(lambda mail: ann.email in mail.to and "INV-000001" in mail.text)
    await catcher.wait_for(lambda mail: ben.email in mail.to and "The end of it" in mail.text)
    queued = await sam.data(
        "query($id: ID!) { deliveries(where: {contactId: [$id]}) { nodes { template } } }", {"id": ben.id}
    )
    assert {each["template"] for each in queued["deliveries"]["nodes"]} == {"note_added"}

    # With the right to invoices alone it is the other way round.
    await rights(sam, cast, ben, "INVOICES")
    seen = await ben.data(
        "query($i: ID!) { orders { totalCount } invoices { totalCount } invoice(by: {id: $i}) { order { id } total { amount } } }",
        {"i": invoice},
    )
    assert seen == {
        "orders": {"totalCount": 0},
        "invoices": {"totalCount": 1},
        "invoice": {"order": None, "total": {"amount": "149.90"}},
    }
    assert await refused(ben, "invoiceHold", id=invoice) == "FORBIDDEN"


async def test_a_right_that_is_lost_takes_its_notifications_along(
    sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    order = await new_order(ann)
    await busy(sam, ann, cast.acme, order)
    before = [each["kind"] for each in (await ben.data(TOLD))["notifications"]["nodes"]]
    assert "INVOICE_ISSUED" in before and "NOTE_ADDED" in before
    await rights(sam, cast, ben, "ORDERS")
    after = await ben.data(TOLD)
    kept = [kind for kind in before if not kind.startswith("INVOICE_")]
    assert [each["kind"] for each in after["notifications"]["nodes"]] == kept
    assert after["notifications"]["totalCount"] == after["viewer"]["overview"]["unreadNotificationCount"] == len(kept)


async def test_drafts_of_invoices_are_for_staff(server: Server, sam: Client, ann: Client, cast: Cast) -> None:
    order = await new_order(ann)
    now = (await ann.data("{ eventCursor }"))["eventCursor"]
    async with live(server, ann.token) as socket:
        everything = await socket.subscribe(EVENTS, {"after": now})
        drafts = []
        for _ in range(2):
            given: dict[str, Any] = {"customerId": cast.acme, "orderId": order, "dueOn": "2030-01-31", "lines": LINES}
            made = await done(sam, "invoiceCreate", "invoice { id }", issue=False, **given)
            drafts.append(made["invoice"]["id"])
        for invoice in drafts:
            assert await ann.data(MONEY, {"customer": cast.acme, "order": order, "invoice": invoice}) == NOTHING
        await done(sam, "invoiceVoid", id=drafts[1], reason="Never mind")
        await done(sam, "noteAdd", orderId=order, body="On it")
        assert not [kind for kind in await until(everything, "NOTE_ADDED") if kind.startswith("INVOICE_")]
        assert await ann.data(MONEY, {"customer": cast.acme, "order": order, "invoice": drafts[1]}) == NOTHING
        await done(sam, "invoiceIssue", id=drafts[0])
        assert "INVOICE_ISSUED" in await until(everything, "INVOICE_ISSUED")
    assert (await ann.data("{ invoices { totalCount } }"))["invoices"] == {"totalCount": 1}
    assert (await sam.data("{ invoices { totalCount } }"))["invoices"] == {"totalCount": 2}


TIMELINE = """query($id: ID!) { order(by: {id: $id}) { updatedAt version
  timeline(first: 100) { totalCount nodes { __typename id } pageInfo { hasNextPage endCursor } }
  attachments { totalCount } } }"""


async def test_notes_for_staff_leave_no_trace_for_contacts(
    server: Server, sam: Client, rita: Client, ann: Client, catcher: MailCatcher
) -> None:
    order = await new_order(ann)
    before = await ann.data(TIMELINE, {"id": order})
    now = (await ann.data("{ eventCursor }"))["eventCursor"]
    async with live(server, ann.token) as socket:
        everything = await socket.subscribe(EVENTS, {"after": now})
        of_order = await socket.subscribe(
            "subscription($id: ID!) { orderEvents(orderId: $id) { ... on PortalEvent { kind } } }", {"id": order}
        )
        added = "entry { id __typename }"
        secret = (await done(sam, "noteAdd", added, orderId=order, body="They never pay", visibility="STAFF_ONLY"))[
            "entry"
        ]
        assert await ann.data(TIMELINE, {"id": order}) == before
        assert (await ann.data(ALL_EVENTS, {"after": now}))["events"] == {
            "pageInfo": {"hasNextPage": False},
            "nodes": [],
        }
        assert (await ann.data("query($id: ID!) { node(id: $id) { id } }", {"id": secret["id"]}))["node"] is None
        assert (await ann.data(TOLD))["notifications"]["totalCount"] == 0
        found = await ann.data('{ orders(search: "never pay") { totalCount } }')
        assert found["orders"]["totalCount"] == 0
        await move(sam, order, "IN_PROGRESS")
        assert "NOTE_ADDED" not in await until(everything, "ORDER_STATUS_CHANGED")
        assert (await of_order.next())["orderEvents"]["kind"] == "ORDER_STATUS_CHANGED"
    assert await refused(ann, "noteAdd", orderId=order, body="Psst", visibility="STAFF_ONLY") == "FORBIDDEN"
    assert (await rita.data(TIMELINE, {"id": order}))["order"]["timeline"]["totalCount"] == 3
    assert (await ann.data(TIMELINE, {"id": order}))["order"]["timeline"]["totalCount"] == 2
    await catcher.wait_for(lambda mail: ann.email in mail.to)
    assert not [mail for mail in catcher.messages() if "They never pay" in mail.text and ann.email in mail.to]
    queued = await sam.data(
        "query($id: ID!) { deliveries(where: {contactId: [$id]}) { nodes { template } } }", {"id": ann.id}
    )
    assert {each["template"] for each in queued["deliveries"]["nodes"]} == {"order_status_changed"}


async def test_a_stranger_sees_nothing_of_a_customer(sam: Client, ann: Client, zoe: Client, cast: Cast) -> None:
    order = await new_order(ann)
    invoice = await busy(sam, ann, cast.acme, order)
    seen = await zoe.data(
        """query($customer: ID!, $order: ID!, $invoice: ID!, $site: ID!, $contact: ID!) {
        customer(id: $customer) { id } order(by: {id: $order}) { id } invoice(by: {id: $invoice}) { id }
        site(id: $site) { id } contact(id: $contact) { id } orders { totalCount } invoices { totalCount }
        assets { totalCount } contacts { totalCount } customers { totalCount } sites { totalCount } }""",
        {"customer": cast.acme, "order": order, "invoice": invoice, "site": cast.acme_site, "contact": ann.id},
    )
    for name in ("customer", "order", "invoice", "site", "contact"):
        assert seen[name] is None
    counts = {
        name: seen[name]["totalCount"] for name in ("orders", "invoices", "assets", "contacts", "customers", "sites")
    }
    assert counts == {"orders": 0, "invoices": 0, "assets": 0, "contacts": 1, "customers": 1, "sites": 1}
    codes = await asyncio.gather(
        refused(zoe, "noteAdd", orderId=order, body="Hello"),
        refused(zoe, "invoiceApprove", id=invoice),
        refused(zoe, "orderCreate", kind="SERVICE_CALL", problemSummary="Hm", customerId=cast.acme),
    )
    assert set(codes) == {"NOT_FOUND"}
    asked = await act(zoe, "accessRequestCreate", customerId=cast.acme, kind="DEACTIVATION", contactId=ann.id)
    assert [(error["code"], error["field"]) for error in asked["userErrors"]] == [
        ("NOT_FOUND", ["customerId"]),
        ("NOT_FOUND", ["contactId"]),
    ]
