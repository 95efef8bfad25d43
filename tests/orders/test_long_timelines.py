"""A timeline of ten thousand entries: read page by page it is the log, and no page of it costs more than the first."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from adapters.database.client import execute, fetch, is_sqlite
from models.core.rows import COUNTED
from models.log import positions
from models.log.unit_of_work import shielded
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL
from tests.support.invoicing import key
from tests.support.orders import new_order
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

TIMELINE: Final = """query($id: ID!, $kinds: [TimelineKind!], $first: Int, $after: String, $last: Int, $before: String) {
  order(by: {id: $id}) { timeline(kinds: $kinds, first: $first, after: $after, last: $last, before: $before) {
    nodes { id kind } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""
COUNT: Final = "query($id: ID!) { order(by: {id: $id}) { timeline { totalCount } } }"
FROM: Final = """query($id: ID!, $oldestFirst: Boolean, $first: Int, $after: String) { order(by: {id: $id}) {
  timeline(oldestFirst: $oldestFirst, first: $first, after: $after) { nodes { id kind } pageInfo { hasNextPage endCursor } } } }"""
NOTE: Final = (
    "mutation($id: ID!, $body: String!) { noteAdd(input: {orderId: $id, body: $body}) { userErrors { code } } }"
)
LENGTH: Final = 10_000


@pytest.fixture
async def long_order(sam: Client, ann: Client, cast: Cast) -> str:
    """An order with ten thousand entries, among those of another; one in seven is of work, one in five for staff."""
    order, other = await new_order(ann), await new_order(ann)
    params = {"order": key(order, "Order"), "other": key(other, "Order"), "customer": key(cast.acme, "Customer")}
    now, cast_as = ("CURRENT_TIMESTAMP || '+00:00'", "") if is_sqlite() else ("now()", "::jsonb")
    name = "" if is_sqlite() else "::uuid"
    order_id = f"CASE n % 4 WHEN 0 THEN :order{name} ELSE :other{name} END"
    await execute(
        f"""INSERT INTO events (position, kind, occurred_at, actor, visibility, customer_id, order_id, data)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {4 * LENGTH})
        SELECT (SELECT position FROM log_end) + n,
        CASE WHEN n % 7 = 0 THEN 'WORK_RECORDED' ELSE 'ORDER_STATUS_CHANGED' END, {now},
        '{{"kind": "STAFF", "id": null, "name": "Rita"}}'{cast_as}, CASE WHEN n % 5 = 0 THEN 'STAFF_ONLY' ELSE 'EVERYONE' END,
        :customer{name}, {order_id}, '{{"work": "PARTS_ORDERED", "summary": "A belt", "from_status": "IN_PROGRESS",
        "to_status": "AWAITING_PARTS"}}'{cast_as} FROM numbers""",
        params,
    )
    await shielded(positions.go_on)
    await execute("ANALYZE")
    return order


async def logged(order: str, *, for_staff: bool) -> list[int]:
    """The positions of the order's entries in the log, newest first."""
    rows = await fetch(
        "SELECT position, visibility FROM events WHERE order_id = :id ORDER BY position DESC",
        {"id": key(order, "Order")},
    )
    return [row["position"] for row in rows if for_staff or row["visibility"] == "EVERYONE"]


async def test_a_timeline_is_read_from_its_beginning_too(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    for body in ("One", "Two", "Three"):
        await sam.data(NOTE, {"id": order, "body": body})
    newest = (await ann.data(FROM, {"id": order}))["order"]["timeline"]["nodes"]
    first = (await ann.data(FROM, {"id": order, "oldestFirst": True, "first": 2}))["order"]["timeline"]
    assert (first["nodes"], first["pageInfo"]["hasNextPage"]) == (newest[::-1][:2], True)
    cursor = first["pageInfo"]["endCursor"]
    rest = (await ann.data(FROM, {"id": order, "oldestFirst": True, "after": cursor}))["order"]["timeline"]
    assert (rest["nodes"], rest["pageInfo"]["hasNextPage"]) == (newest[::-1][2:], False)
    foreign = await ann.graphql(FROM, {"id": order, "after": cursor})
    assert foreign["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@ON_POSTGRESQL
@pytest.mark.parametrize("backward", [False, True])
async def test_the_pages_of_a_timeline_are_the_log(sam: Client, ann: Client, long_order: str, backward: bool) -> None:
    who = ann if backward else sam
    read: list[str] = []
    at, has_more = None, True
    while has_more:
        where = {"last": 100, "before": at} if backward else {"first": 100, "after": at}
        found = (await who.data(TIMELINE, {"id": long_order, **where}))["order"]["timeline"]
        ids = [node["id"] for node in found["nodes"]]
        read = ids + read if backward else read + ids
        at = found["pageInfo"]["startCursor" if backward else "endCursor"]
        has_more = found["pageInfo"]["hasPreviousPage" if backward else "hasNextPage"]
    expected = await logged(long_order, for_staff=who is sam)
    assert read == [encode("TimelineEntry", position) for position in expected]
    counted = (await who.data(COUNT, {"id": long_order}))["order"]["timeline"]["totalCount"]
    assert counted == min(len(expected), COUNTED)


@pytest.mark.parametrize(
    "page", [{"first": 20}, {"last": 20}, {"first": 50, "kinds": ["WORK"]}, {"last": 5, "kinds": ["STATUS_CHANGED"]}]
)
async def test_a_page_walks_the_index_of_its_order_and_sorts_nothing(
    sam: Client, ann: Client, long_order: str, page: dict[str, Any], reads_run: list[tuple[str, Mapping[str, Any]]]
) -> None:
    for who in (sam, ann):
        middle = (await who.data(TIMELINE, {"id": long_order, "first": 100}))["order"]["timeline"]["pageInfo"][
            "endCursor"
        ]
        reads_run.clear()
        await who.data(TIMELINE, {"id": long_order, **page})
        await who.data(TIMELINE, {"id": long_order, **page, ("before" if "last" in page else "after"): middle})
        pages = [(sql, params) for sql, params in reads_run if "FROM events" in sql]
        assert len(pages) == 2
        for sql, params in pages:
            assert "LIMIT" in sql
            await walks(sql, params, narrow="kinds" not in page)


async def walks(sql: str, params: Mapping[str, Any], *, narrow: bool) -> None:
    """A page is read along an index, and nothing is sorted; unless few entries are of the kind, hardly more is read."""
    if is_sqlite():
        steps = [row["detail"] for row in await fetch(f"EXPLAIN QUERY PLAN {sql}", params)]
        assert steps[0].startswith("SEARCH events USING INDEX") and "(order_id=?" in steps[0], steps
        assert not [step for step in steps if "B-TREE" in step or step.startswith("SCAN events")], steps
        return
    (row,) = await fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
    limit = json.loads(row["QUERY PLAN"])[0]["Plan"]
    (walk,) = limit["Plans"]
    assert limit["Node Type"] == "Limit" and walk["Node Type"] == "Index Scan", limit
    if narrow:
        # Every fourth entry of this log is the order's, and of these four in five are for contacts.
        assert walk["Actual Rows"] + walk.get("Rows Removed by Filter", 0) <= 8 * limit["Actual Rows"] + 10, walk
