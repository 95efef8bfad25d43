"""Bulk exports: whoever asks gets what they see, as files, and goes on with the stream."""

import asyncio
import csv
import io
import random
from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from adapters.files import storage
from latchkey.worker.expiry import expire_exports, remove_files
from models.core.calendar import today
from models.log import cursors, trimming
from models.log.unit_of_work import shielded
from models.partners import exports
from models.partners.exports import LEASE, MAX_CLAIMS
from tests.support.cast import Cast
from tests.support.mutations import act, done, new_invoice, refused
from tests.support.orders import new_order
from tests.support.partners.exports import asked, downloaded, exported, make_exports, read
from tests.support.partners.keys import EVERY_SCOPE, new_key
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker

CHANGES = 1000
STATUSES = ["IN_PROGRESS", "AWAITING_PARTS", "COMPLETED"]
EVENTS = """query($after: EventCursor) { events(first: 100, after: $after) { nodes { cursor
  ... on OrderStatusChanged { toStatus order { id } } ... on OrderCreated { toStatus order { id } } } } }"""
ALL = """query($after: String) { orders(first: 100, after: $after, sort: {field: CREATED_AT, direction: ASC}) {
  nodes { id status } } }"""


async def listed(by: Client, where: dict[str, Any] | None = None) -> list[str]:
    """The ids of somebody's exports."""
    query = "query($where: BulkExportWhere) { bulkExports(where: $where) { nodes { id } } }"
    return [node["id"] for node in (await by.data(query, {"where": where}))["bulkExports"]["nodes"]]


async def log_after(by: Client, cursor: str | None) -> list[dict[str, Any]]:
    """All events after a cursor."""
    events: list[dict[str, Any]] = []
    while page := (await by.data(EVENTS, {"after": events[-1]["cursor"] if events else cursor}))["events"]["nodes"]:
        events += page
    return events


async def change_at_random(by: Client, orders: list[str], least: int) -> None:
    """Move orders at random until so many changes succeeded."""
    dice, succeeded = random.Random(least), 0
    while succeeded < least:
        items = [{"id": order} for order in dice.sample(orders, 25)]
        given = {"items": items, "status": dice.choice(STATUSES), "comment": "At random"}
        results = (await done(by, "ordersUpdate", "results { userErrors { code } }", **given))["results"]
        succeeded += sum(not each["userErrors"] for each in results)


def replayed(statuses: dict[str, str], events: list[dict[str, Any]]) -> dict[str, str]:
    """The status of each order after events."""
    return statuses | {event["order"]["id"]: event["toStatus"] for event in events if event.get("toStatus")}


async def test_a_file_and_the_stream_after_it_rebuild_every_order(sam: Client, ann: Client) -> None:
    key = await new_key(sam, *EVERY_SCOPE)
    made = [{"externalReference": f"K-{n}", "kind": "SERVICE_CALL", "problemSummary": "Cold"} for n in range(60)]
    own = await new_key(ann, "WRITE_ORDERS")
    results = (await done(own, "ordersUpsert", "results { order { id } }", items=made))["results"]
    orders = [each["order"]["id"] for each in results]
    await change_at_random(sam, orders, CHANGES // 4)
    while_it_changes = [change_at_random(sam, orders, CHANGES // 4 + 1), change_at_random(sam, orders, CHANGES // 4)]
    (cursor, rows), *_ = await asyncio.gather(exported(key, "ORDERS", "EVENTS"), *while_it_changes)
    between, changed = await exported(key, "ORDERS", "EVENTS", since=cursor)
    await change_at_random(sam, orders[:30], CHANGES // 4)

    now = {order["id"]: order["status"] for order in (await sam.data(ALL))["orders"]["nodes"]}
    statuses = {order["id"]: order["status"] for order in rows["ORDERS"]}
    assert len(now) == 60
    assert replayed(statuses, await log_after(key, cursor)) == now
    later = statuses | {order["id"]: order["status"] for order in changed["ORDERS"]}
    assert replayed(later, await log_after(key, between)) == now
    told = [event["cursor"] for event in [*rows["EVENTS"], *changed["EVENTS"]]]
    assert told + [event["cursor"] for event in await log_after(key, between)] == [
        event["cursor"] for event in await log_after(key, None)
    ]
    _, last = await exported(key, "ORDERS", since=(await key.data("{ eventCursor }"))["eventCursor"])
    assert last == {"ORDERS": []}


async def test_everybody_gets_only_what_they_see(
    server: Server, sam: Client, ann: Client, ben: Client, tom: Client, cast: Cast
) -> None:
    order = await new_order(ann, problemSummary="=cmd")
    await done(sam, "noteAdd", orderId=order, body="For the workshop", visibility="STAFF_ONLY")
    await done(ann, "noteAdd", orderId=order, body="It smells,\nof smoke")
    await new_order(tom, kind="SERVICE_CALL", siteId=cast.quay_street)
    invoice = await new_invoice(sam, cast.acme, today(), issue=True)
    await new_invoice(sam, cast.acme, today())
    everything = ("ORDERS", "TIMELINES", "INVOICES", "PEOPLE", "EVENTS")
    _, of_ann = await exported(ann, *everything)
    _, of_staff = await exported(sam, *everything)
    zenith = await new_key(sam, *EVERY_SCOPE, customerIds=[cast.zenith])
    _, of_zenith = await exported(zenith, *everything)
    _, of_acme = await exported(sam, "ORDERS", "INVOICES", "PEOPLE", customerId=cast.acme)
    counts = [
        [len(each[content]) for content in ("ORDERS", "INVOICES")] for each in (of_ann, of_staff, of_zenith, of_acme)
    ]
    assert counts == [[1, 1], [2, 2], [1, 0], [1, 2]]
    assert [len(each["lines"]) for each in of_ann["INVOICES"]] == [1] and of_ann["INVOICES"][0]["id"] == invoice
    assert of_ann["ORDERS"][0]["createdAt"].endswith("Z") and of_ann["EVENTS"][0]["occurredAt"].endswith("Z")
    notes = [[entry["body"] for entry in each["TIMELINES"] if entry["kind"] == "NOTE"] for each in (of_ann, of_staff)]
    assert notes == [["It smells,\nof smoke"], ["For the workshop", "It smells,\nof smoke"]]
    assert {entry["orderId"] for entry in of_ann["TIMELINES"]} == {order}
    assert {person["id"] for person in of_acme["PEOPLE"]} == {ann.id, ben.id}
    assert all(each not in str(of_zenith) for each in (order, invoice, ann.id))

    table = await asked(ann, "ORDERS", "TIMELINES", form="CSV")
    await make_exports()
    found = await read(ann, table)
    texts = await downloaded(ann, found)
    [row] = csv.DictReader(io.StringIO(texts["ORDERS"]))
    assert (row["id"], row["customer.id"], row["problemSummary"], row["site.id"]) == (order, cast.acme, "'=cmd", "")
    assert row["createdAt"] == of_ann["ORDERS"][0]["createdAt"]
    assert [each["body"] for each in csv.DictReader(io.StringIO(texts["TIMELINES"]))][-1] == "It smells,\nof smoke"
    for other in (sam, ben, zenith):
        assert await read(other, table) is None
    assert (await tom.data("query($id: ID!) { bulkExport(id: $id) { id } }", {"id": table}))["bulkExport"] is None
    url = found["files"][0]["download"]["url"]
    part = await server.client.get(url, headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.content) == (206, b"id")
    assert (await server.client.get(url.replace("orders.csv", "people.csv"))).status_code == 403

    reads = await new_key(ann, "READ_ORDERS")
    told = await act(reads, "bulkExportCreate", contents=["ORDERS", "INVOICES"])
    assert [(error["code"], error["field"]) for error in told["userErrors"]] == [("FORBIDDEN", ["contents", "1"])]
    assert await refused(ben, "bulkExportCreate", contents=["ORDERS"], customerId=cast.zenith) == "NOT_FOUND"
    waiting = [await asked(reads, "ORDERS") for _ in range(3)]
    assert await refused(reads, "bulkExportCreate", contents=["ORDERS"]) == "WRONG_STATE"
    assert await listed(reads) == waiting[::-1]
    assert await listed(ann, {"status": ["DONE"]}) == await listed(ann) and table in await listed(ann)
    assert (await listed(ann, {"status": ["WAITING"]}), await listed(ben), await listed(tom)) == ([], [], [])


@pytest.mark.settings(keep_events_days=30)
async def test_an_export_since_what_the_log_lost_is_refused(ann: Client) -> None:
    start = cursors.encode(0)
    key = await new_key(ann, "READ_EVENTS", "READ_ORDERS")
    await new_order(ann)
    before = await asked(ann, "ORDERS", "EVENTS", since=start)
    with clock.moved_to(clock.now() + timedelta(days=31)):
        await trimming.trim()
    ask = f'mutation {{ bulkExportCreate(input: {{contents: EVENTS, since: "{start}"}}) {{ userErrors {{ code }} }} }}'
    assert (await ann.graphql(ask))["errors"][0]["extensions"]["code"] == "CURSOR_EXPIRED"
    await make_exports()
    assert (await read(ann, before))["status"] == "FAILED"
    await exported(ann, "ORDERS", since=start)
    await exported(key, "EVENTS", since=start)


async def test_an_export_outlives_its_worker_and_then_its_time(server: Server, ann: Client) -> None:
    await new_order(ann)
    export = await asked(ann, "ORDERS")
    dying = await shielded(exports.claim_export)
    assert dying is not None
    assert (await read(ann, export))["status"] == "RUNNING"
    assert await make_exports() == 0
    clock.advance(LEASE)
    assert await make_exports() == 1
    found = await read(ann, export)
    assert (found["status"], found["rowCount"], found["totalRowCount"]) == ("DONE", 1, 1)
    await shielded(exports.mark_finished, dying, None)
    assert await read(ann, export) == found, "who lost it to another changes nothing"
    url = found["files"][0]["download"]["url"]
    assert (await server.client.get(url)).status_code == 200
    clock.advance(timedelta(hours=24))
    assert await expire_exports() == 1
    await remove_files()
    assert await read(ann, export) is None
    assert [key async for key in storage.current().keys("exports/")] == []


async def test_an_export_that_cannot_be_made_is_given_up(sam: Client, ann: Client) -> None:
    key = await new_key(ann, "READ_ORDERS")
    await asked(key, "ORDERS")
    await done(ann, "apiKeyRevoke", id=key.id)
    export = await asked(ann, "ORDERS")
    for _ in range(MAX_CLAIMS):
        for _ in range(2):
            await shielded(exports.claim_export)
        clock.advance(LEASE)
    assert await make_exports() == 0
    assert (await read(ann, export))["status"] == "FAILED"
    await asked(ann, "ORDERS")
    await make_exports()
    kinds = [row.status for row in await exports.BulkExport.all().order_by("id")]
    assert kinds == ["FAILED", "FAILED", "DONE"]
