"""The hub tells what many follow: once for all who get the same, and to each of them neither less nor twice."""

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import pytest

from execution.context import Context
from execution.live import LiveOperation
from latchkey.wire.sockets import LimitedSocket
from models.core.rows import Row
from models.core.viewers.anybody import Anybody
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done
from tests.support.orders import move, new_order, order_at
from tests.support.server import Client, Server
from tests.support.sockets import Stream, live

pytestmark = pytest.mark.without_worker

KINDS = "ORDER_CREATED, ORDER_STATUS_CHANGED, NOTE_ADDED"
ALL = f"subscription($after: EventCursor) {{ told: events(after: $after, kinds: [{KINDS}]) {{ cursor }} }}"
OF_ORDERS = f"""subscription($after: EventCursor) {{ told: orderEvents(after: $after, kinds: [{KINDS}]) {{
  cursor ... on OrderEvent {{ order {{ number }} }} }} }}"""
OF_ACME = f"""subscription($after: EventCursor, $id: ID) {{ told: events(after: $after, kinds: [{KINDS}],
  customerId: $id) {{ cursor }} }}"""
LOG = f"query($after: EventCursor) {{ events(after: $after, kinds: [{KINDS}], first: 100) {{ nodes {{ cursor }} }} }}"
STATUSES = ("IN_PROGRESS", "AWAITING_PARTS")


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> Counter[Any]:
    """The number of times that each event was executed for anybody with the same rights, by operation and event."""
    original, seen = LiveOperation.result, Counter[Any]()

    async def watched(self: LiveOperation, event: Row, context: Context) -> Any:
        if event["kind"] is not None and isinstance(context.viewer, Anybody):
            seen[self.key, context.viewer.rights, event["position"]] += 1
        return await original(self, event, context)

    monkeypatch.setattr(LiveOperation, "result", watched)
    return seen


async def cursor(by: Client) -> str:
    """The end of the log."""
    found: str = (await by.data("{ eventCursor }"))["eventCursor"]
    return found


async def told(stream: Stream, count: int) -> list[str]:
    """The cursors of the next events."""
    return [(await stream.next())["told"]["cursor"] for _ in range(count)]


async def log(by: Client, after: str) -> list[str]:
    """The cursors of the events that somebody sees after a cursor."""
    return [node["cursor"] for node in (await by.data(LOG, {"after": after}))["events"]["nodes"]]


async def work(sam: Client, orders: list[str], number: int) -> None:
    """Move the orders, and write notes on them that only some see."""
    for order in orders:
        await move(sam, order, STATUSES[number % 2])
    await done(sam, "noteAdd", orderId=orders[0], body="They never pay", visibility="STAFF_ONLY")


@pytest.mark.settings(max_streams_per_viewer=50)
async def test_fifty_are_told_all_and_nothing_twice(
    server: Server,
    sam: Client,
    ann: Client,
    ben: Client,
    tom: Client,
    zoe: Client,
    cast: Cast,
    executed: Counter[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original, chance, are_slow = LimitedSocket.push, random.Random(30), False

    def push(self: LimitedSocket, frame: bytes) -> bool:
        return not (are_slow and chance.random() < 0.5) and original(self, frame)

    monkeypatch.setattr(LimitedSocket, "push", push)
    orders = [await new_order(ann), await order_at(tom, cast.quay_street)]
    start = await cursor(sam)
    followers: list[tuple[Client, Stream]] = []
    async with AsyncExitStack() as stack:
        for by in (sam, ann, ben, tom, zoe) * 2:
            socket = await stack.enter_async_context(live(server, by.token))
            streams = [await socket.subscribe(query, {"after": start}) for query in (ALL, OF_ORDERS) * 2 + (ALL,)]
            followers += [(by, stream) for stream in streams]
            await (await socket.subscribe("{ eventCursor }")).next()
        assert len(followers) == 50
        executed.clear()
        for number in range(4):
            rights = ["ORDERS"] if number % 2 else ["ORDERS", "INVOICES"]
            are_slow = number == 2
            await asyncio.gather(
                work(sam, orders, number),
                done(sam, "membershipSet", customerId=cast.acme, contactId=ben.id, role="MEMBER", rights=rights),
            )
        seen = {by.id: await log(by, start) for by in (sam, ann, ben, tom, zoe)}
        for by, stream in followers:
            assert await told(stream, len(seen[by.id])) == seen[by.id]
        await done(sam, "membershipRemove", customerId=cast.acme, contactId=ben.id)
        gone = await cursor(sam)
        await work(sam, orders, 4)
        after = {by.id: await log(by, gone) for by in (sam, ann, tom, zoe)} | {ben.id: []}
        for by, stream in followers:
            assert await told(stream, len(after[by.id])) == after[by.id]
        assert all(stream.is_silent for _, stream in followers)
    assert {len(each) for each in seen.values()} == {12, 4}
    assert executed and set(executed.values()) == {1}


async def test_a_stream_that_names_a_customer_follows_the_standing(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast, executed: Counter[Any]
) -> None:
    order, people = await new_order(ann), (cast.ann, cast.ben, cast.ben)
    async with AsyncExitStack() as stack:
        streams = []
        for person in people:
            socket = await stack.enter_async_context(live(server, person.token))
            streams.append(await socket.subscribe(OF_ACME, {"after": await cursor(sam), "id": cast.acme}))
            await (await socket.subscribe("{ eventCursor }")).next()
        await move(sam, order, "IN_PROGRESS")
        assert len({(await told(stream, 1))[0] for stream in streams}) == 1
        await done(sam, "membershipRemove", customerId=cast.acme, contactId=ben.id)
        assert [(await stream.message())["type"] for stream in streams[1:]] == ["complete"] * 2
        await move(sam, order, "AWAITING_PARTS")
        await told(streams[0], 1)
    assert set(executed.values()) == {1}


@ON_SQLITE
@pytest.mark.settings(checkpoint_seconds=1)
async def test_an_idle_group_is_told_where_the_log_ends(server: Server, sam: Client, ann: Client, cast: Cast) -> None:
    order = await new_order(ann)
    async with live(server, cast.ann.token) as one, live(server, cast.ben.token) as other:
        streams = [await socket.subscribe(ALL) for socket in (one, other)]
        await move(sam, order, "IN_PROGRESS")
        moved = {(await told(stream, 1))[0] for stream in streams}
        end = await cursor(sam)
        assert len(moved) == 1 and end > min(moved)
        for stream in streams:
            while (await told(stream, 1)) != [end]:
                pass


@ON_SQLITE
async def test_a_fault_in_a_group_is_told_to_each(
    server: Server, sam: Client, ann: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await new_order(ann)
    original = LiveOperation.result

    async def failing(self: LiveOperation, event: Row, context: Context) -> Any:
        if isinstance(context.viewer, Anybody):
            raise ZeroDivisionError
        return await original(self, event, context)

    monkeypatch.setattr(LiveOperation, "result", failing)
    async with live(server, cast.ann.token) as one, live(server, cast.ben.token) as other:
        streams = [await socket.subscribe(ALL) for socket in (one, other)]
        await move(sam, order, "IN_PROGRESS")
        assert len({(await told(stream, 1))[0] for stream in streams}) == 1
