"""The log is read in pages and followed in streams: with one filter, both give the same events in the same order."""

from collections import Counter
from typing import Any

import pytest

from models.access.sessions import viewer_of_token
from models.core.scope import EVERYTHING
from models.core.viewers.anybody import stranger
from models.log import cursors
from models.log.events import INVOICE_KINDS, ORDER_KINDS, PERSONAL_KINDS, Event
from models.log.reading import head, read
from models.policy import visible
from subscriptions.tail import with_orders
from tests.support.cast import PASSWORD, Cast
from tests.support.mutations import done
from tests.support.orders import move, new_order, order_at
from tests.support.server import Client, Server
from tests.support.sockets import live

pytestmark = pytest.mark.without_worker

BEGINNING = cursors.encode(0)
LINES = [{"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "9.50", "taxRate": "0"}]
ARGUMENTS = "kinds: $kinds, customerId: $customerId, orderId: $orderId, invoiceId: $invoiceId, contactId: $contactId"
TYPES = "$kinds: [EventKind!], $customerId: ID, $orderId: ID, $invoiceId: ID, $contactId: ID"
FOLLOW = f"""subscription($after: EventCursor, {TYPES}) {{ events(after: $after, {ARGUMENTS}) {{
  __typename cursor }} }}"""
READ = f"""query($after: EventCursor, $before: EventCursor, $first: Int, $last: Int, {TYPES}) {{
  events(after: $after, before: $before, first: $first, last: $last, {ARGUMENTS}) {{
    totalCount edges {{ cursor }} nodes {{ __typename cursor }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
ALL_FIELDS = """query($after: EventCursor) { events(after: $after, first: 100) { pageInfo { endCursor } nodes {
  __typename cursor occurredAt kind actor { kind name contact { id } staffMember { id } }
  ... on OrderEvent { order { id } }
  ... on OrderTimelineEvent { entry { id kind actor { name } } }
  ... on OrderCreated { toStatus }
  ... on OrderStatusChanged { fromStatus toStatus }
  ... on OrderContentRemoved { removedFrom { id } }
  ... on InvoiceEvent { invoice { id } historyEntry { id kind origin { peer } } }
  ... on ApprovalPreferencesChanged { customer { id } }
  ... on NotificationEvent { unreadCount }
  ... on NotificationCreated { notification { id } }
  ... on PortalAccessEvent { contact { id } activity { id kind } fromAccessStatus toAccessStatus reason }
  ... on StaffAccessEvent { staffMember { id } activity { id kind } }
  ... on ContactEvent { contact { id } reason } } } }"""


async def story(server: Server, sam: Client, ann: Client, tom: Client, cast: Cast) -> dict[str, str]:
    """Something of every kind, for several people; gives the ids of an order and an invoice."""
    order = await new_order(ann)
    await done(ann, "orderUpdate", id=order, problemSummary="It squeals")
    await move(sam, order, "IN_PROGRESS")
    note = await done(sam, "noteAdd", "entry { id }", orderId=order, body="The element has come.")
    await done(sam, "noteRedact", id=note["entry"]["id"])
    await done(sam, "noteAdd", orderId=order, body="They never pay", visibility="STAFF_ONLY")
    await done(sam, "recommendationCreate", orderId=order, title="A new seal")
    await move(sam, await order_at(tom, cast.quay_street), "IN_PROGRESS")
    given: dict[str, Any] = {"customerId": cast.acme, "orderId": order, "dueOn": "2030-01-31", "lines": LINES}
    invoice = (await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"]
    await done(ann, "invoiceHold", id=invoice)
    await done(ann, "approvalPreferencesUpdate", customerId=cast.acme, mode="REVIEW_AND_APPROVE")
    await done(ann, "notificationsMarkRead", all=True)
    await done(server, "sessionCreate", username="sam", password=PASSWORD)
    return {"order": order, "invoice": invoice}


async def pages(by: Client, size: int, **asked: Any) -> list[dict[str, str]]:
    """All events of the log that fulfil a filter, read in pages."""
    found, after = [], None
    while True:
        page = (await by.data(READ, {"after": after, "first": size, **asked}))["events"]
        assert [edge["cursor"] for edge in page["edges"]] == [node["cursor"] for node in page["nodes"]]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found
        after = page["pageInfo"]["endCursor"]


async def test_the_log_and_the_streams_agree_on_every_filter(
    server: Server, sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    made = await story(server, sam, ann, tom, cast)
    filters: tuple[dict[str, Any], ...] = (
        {},
        {"kinds": ["ORDER_CREATED", "NOTE_ADDED", "INVOICE_ISSUED"]},
        {"kinds": []},
        {"customerId": cast.acme},
        {"customerId": cast.acme, "kinds": ["ORDER_STATUS_CHANGED"]},
        {"orderId": made["order"]},
        {"invoiceId": made["invoice"]},
        {"contactId": cast.ann.id},
    )
    shown = set()
    for by in (sam, ann, ben, zoe, tom):
        async with live(server, by.token) as socket:
            for asked in filters:
                stream = await socket.subscribe(FOLLOW, {"after": BEGINNING, **asked})
                refused = (await by.graphql(READ, {"first": 1, **asked})).get("errors")
                if refused:
                    assert (await stream.message())["payload"]["errors"][0]["message"] == refused[0]["message"]
                    continue
                found = await pages(by, 7, **asked)
                assert [(await stream.next())["events"] for _ in found] == found
                await (await socket.subscribe("{ eventCursor }")).next()
                assert stream.is_silent
                shown.add(len(found))
    assert len(shown) > 10, "the filters make a difference"


async def test_each_stream_is_a_part_of_the_log(
    server: Server, sam: Client, ann: Client, tom: Client, cast: Cast
) -> None:
    await story(server, sam, ann, tom, cast)
    parts = {
        "orderEvents": ORDER_KINDS,
        "invoiceEvents": INVOICE_KINDS,
        "notificationEvents": PERSONAL_KINDS,
        "portalAccessEvents": ("PORTAL_ACCESS_CHANGED",),
    }
    for by in (sam, ann):
        async with live(server, by.token) as socket:
            for name, kinds in parts.items():
                found = await pages(by, 50, kinds=list(kinds))
                follow = f"subscription($after: EventCursor) {{ {name}(after: $after) {{ __typename cursor }} }}"
                stream = await socket.subscribe(follow, {"after": BEGINNING})
                assert found and [(await stream.next())[name] for _ in found] == found
                await (await socket.subscribe("{ eventCursor }")).next()
                assert stream.is_silent


async def test_the_log_is_read_backwards_too(server: Server, sam: Client, ann: Client, tom: Client, cast: Cast) -> None:
    await story(server, sam, ann, tom, cast)
    everything = await pages(ann, 100)
    last = (await ann.data(READ, {"last": 3}))["events"]
    assert last["nodes"] == everything[-3:] and last["pageInfo"]["hasPreviousPage"]
    before = (await ann.data(READ, {"last": 3, "before": last["pageInfo"]["startCursor"]}))["events"]
    assert before["nodes"] == everything[-6:-3]
    # An empty page has no cursor, and the one at hand goes on to be good.
    end = {"after": (await ann.data("{ eventCursor }"))["eventCursor"], "first": 5}
    nothing = (await ann.data(READ, end))["events"]
    assert (nothing["nodes"], nothing["pageInfo"]["endCursor"]) == ([], None)
    await new_order(ann)
    assert "OrderCreated" in [each["__typename"] for each in (await ann.data(READ, end))["events"]["nodes"]]


async def test_events_of_every_type_have_all_their_fields(
    server: Server, sam: Client, ann: Client, tom: Client, cast: Cast
) -> None:
    made = await story(server, sam, ann, tom, cast)
    seen = set()
    for by in (sam, ann, tom):
        after = None
        while (page := (await by.data(ALL_FIELDS, {"after": after}))["events"])["nodes"]:
            after = page["pageInfo"]["endCursor"]
            seen |= {event["__typename"] for event in page["nodes"]}
            moved = [each for each in page["nodes"] if each["__typename"] == "OrderStatusChanged"]
            assert [each["fromStatus"] for each in moved] == ["SUBMITTED"] * len(moved)
    assert seen >= {
        *("OrderCreated", "OrderStatusChanged", "OrderEntryAdded", "OrderContentRemoved", "OrderUpdated"),
        *("InvoiceEvent", "ApprovalPreferencesChanged", "NotificationCreated", "NotificationsRead"),
        *("PortalAccessEvent", "StaffAccessEvent", "ContactEvent", "SiteEvent", "CustomerEvent"),
    }, made


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("orderEvents", "kinds: [NOTE_ADDED, INVOICE_PAID]", "kinds: there is no INVOICE_PAID here."),
        ("notificationEvents", "kinds: [NOTE_ADDED]", "kinds: there is no NOTE_ADDED here."),
        ("orderEvents", 'customerId: "{zenith}"', "customerId: nothing has this id."),
        ("invoiceEvents", 'invoiceId: "{acme}"', "invoiceId: not the id of Invoice."),
        ("portalAccessEvents", 'contactId: "{zoe}"', "contactId: nothing has this id."),
        ("events", 'after: "x"', "after: not a cursor of the event log."),
    ],
)
async def test_a_filter_that_finds_nothing_ever_is_refused(
    server: Server, cast: Cast, name: str, given: str, message: str
) -> None:
    given = given.format(zenith=cast.zenith, acme=cast.acme, zoe=cast.zoe.id)
    async with live(server, cast.ann.token) as socket:
        stream = await socket.subscribe(f"subscription {{ {name}({given}) {{ cursor }} }}")
        error = (await stream.message())["payload"]["errors"][0]
    assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", message)


async def test_a_stream_of_a_customer_ends_with_the_membership(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    order = await new_order(ann)
    watch = "subscription($id: ID!) { events(customerId: $id) { cursor ... on PortalEvent { kind } } }"
    async with live(server, ben.token) as socket:
        stream = await socket.subscribe(watch, {"id": cast.acme})
        await move(sam, order, "IN_PROGRESS")
        assert (await stream.next())["events"]["kind"] == "ORDER_STATUS_CHANGED"
        await done(sam, "membershipRemove", customerId=cast.acme, contactId=ben.id)
        while (message := await stream.message())["type"] == "next":
            assert message["payload"]["data"]["events"].get("kind") in (None, "MEMBERSHIP_REMOVED")
        assert message["type"] == "complete"


async def test_a_list_follows_the_orders_that_pass_its_filter(server: Server, sam: Client, ann: Client) -> None:
    one, other = await new_order(ann), await new_order(ann)
    watch = """subscription($where: OrderWhere) { orderEvents(kinds: [ORDER_STATUS_CHANGED], where: $where) {
      ... on OrderStatusChanged { toStatus order { id } } } }"""
    async with live(server, sam.token) as socket:
        stream = await socket.subscribe(watch, {"where": {"status": ["AWAITING_PARTS"]}})
        for order in (one, other):
            await move(sam, order, "IN_PROGRESS")
        await move(sam, other, "AWAITING_PARTS")
        told = (await stream.next())["orderEvents"]
    assert told["order"] == {"id": other}


async def test_an_event_whose_subject_has_just_vanished_is_left_out(
    server: Server, cast: Cast, ann: Client, tom: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows of others are hidden when the fields are read, as if only just: the check before lets all events pass."""
    monkeypatch.setattr("subscriptions.hub.visible", lambda model, viewer: EVERYTHING)
    async with live(server, cast.ann.token) as socket:
        stream = await socket.subscribe("subscription { orderEvents { ... on OrderEvent { order { id } } } }")
        await order_at(tom, cast.quay_street)
        order = await new_order(ann)
        assert (await stream.next())["orderEvents"] == {"order": {"id": order}}


async def test_a_stranger_with_the_same_rights_sees_the_same_events(
    server: Server, sam: Client, ann: Client, tom: Client, cast: Cast
) -> None:
    """The hub decides for all with the same rights whether they see an event, except for those whom it names."""
    await story(server, sam, ann, tom, cast)
    rows = await with_orders(await read(0, await head(), EVERYTHING, 500))
    seen = Counter[bool]()
    for person in (cast.sam, cast.rita, cast.ann, cast.ben, cast.zoe, cast.tom):
        viewer = await viewer_of_token(person.token)
        own, strangers = visible(Event, viewer), visible(Event, stranger(viewer))
        for row in rows:
            if viewer.actor_id not in (row["contact_id"], row["staff_id"]):
                assert strangers.matches(row) is own.matches(row), (person.name, row["kind"])
                seen[own.matches(row)] += 1
    assert min(seen.values()) > 50
