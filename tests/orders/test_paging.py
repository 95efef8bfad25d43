"""Pages stay what they are while rows come and change: nothing that stays where it is is skipped or told twice."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.database.client import execute
from models.core.rows import count
from tests.support.cast import Cast
from tests.support.mutations import done
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

LIST = """query($search: String, $sort: OrderSort, $first: Int, $after: String, $last: Int, $before: String) {
  orders(search: $search, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { id number } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
BACKWARD = [False, True]


async def taken_in(by: Client, cast: Cast, count: int) -> list[str]:
    """That many orders; gives their numbers, oldest first."""
    given = {"kind": "SERVICE_CALL", "siteId": cast.acme_site}
    made = [
        await done(by, "orderCreate", "order { number }", problemSummary=f"Oven {each}", **given)
        for each in range(count)
    ]
    return [each["order"]["number"] for each in made]


async def taken_in_at(by: Client, cast: Cast, year: int) -> None:
    """An order of another time."""
    (number,) = await taken_in(by, cast, 1)
    moment = datetime(year, 1, 1, tzinfo=UTC)
    await execute("UPDATE orders SET created_at = :at WHERE number = :n", {"at": moment, "n": int(number[3:])})


async def page(by: Client, at: str | None, *, backward: bool, size: int = 2, **given: Any) -> dict[str, Any]:
    """The page after a cursor, or the one before it."""
    where = {"last": size, "before": at} if backward else {"first": size, "after": at}
    found: dict[str, Any] = (await by.data(LIST, given | where))["orders"]
    return found


@pytest.mark.parametrize("backward", BACKWARD)
async def test_orders_that_come_between_pages_move_none_of_the_others(
    sam: Client, ann: Client, cast: Cast, backward: bool
) -> None:
    first = await taken_in(ann, cast, 6)
    expected = first if backward else first[::-1]
    seen, at, has_more = [], None, True
    while has_more:
        found = await page(sam, at, backward=backward, search="oven")
        numbers = [node["number"] for node in found["nodes"]]
        seen += numbers[::-1] if backward else numbers
        at = found["pageInfo"]["startCursor" if backward else "endCursor"]
        has_more = found["pageInfo"]["hasPreviousPage" if backward else "hasNextPage"]
        if len(seen) == 2:
            # One at either end, and a new name for everything that is still to come.
            await taken_in_at(ann, cast, 2099)
            await taken_in_at(ann, cast, 2000)
            await done(sam, "customerUpdate", id=cast.acme, name="Oven Brothers")
    # What came at the end that is still ahead is told last; what came at the end that lies behind is not told.
    assert seen == [*expected, "SR-000007" if backward else "SR-000008"]


@pytest.mark.parametrize("backward", BACKWARD)
async def test_an_order_that_moves_appears_at_most_at_both_places(
    sam: Client, ann: Client, cast: Cast, backward: bool
) -> None:
    numbers = await taken_in(ann, cast, 6)
    sort = {"field": "PRIORITY", "direction": "DESC"}
    ids = {node["number"]: node["id"] for node in (await sam.data(LIST, {"first": 10}))["orders"]["nodes"]}
    start = await page(sam, None, backward=backward, sort=sort)
    first = [node["number"] for node in start["nodes"]]
    still_ahead = [number for number in numbers if number not in first]
    # One of those to come moves behind the reader, and one of those told moves ahead.
    jumps, falls = ("LOW", "URGENT") if backward else ("URGENT", "LOW")
    await done(sam, "orderUpdate", id=ids[still_ahead[0]], priority=jumps)
    await done(sam, "orderUpdate", id=ids[first[0]], priority=falls)
    at = start["pageInfo"]["startCursor" if backward else "endCursor"]
    rest = [node["number"] for node in (await page(sam, at, backward=backward, size=50, sort=sort))["nodes"]]
    assert sorted(rest) == sorted([*still_ahead[1:], first[0]])


async def test_the_count_is_asked_for_only_where_it_is_selected(
    sam: Client, ann: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await taken_in(ann, cast, 3)
    counted: list[Any] = []
    original = count

    async def watched(*given: Any) -> int:
        counted.append(given)
        return await original(*given)

    monkeypatch.setattr("resolvers.core.connections.count", watched)
    await sam.data(
        '{ orders(search: "oven", where: {status: [SUBMITTED]}) { nodes { number } pageInfo { hasNextPage } } }'
    )
    assert counted == []
    found = await sam.data('{ orders(search: "oven", first: 1) { totalCount nodes { number } } }')
    assert found["orders"]["totalCount"] == 3 and len(counted) == 1
