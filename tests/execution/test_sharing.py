"""An event that many get is executed once for all who have the same rights, and tells each only what is theirs to know."""

import random
from contextlib import AsyncExitStack
from dataclasses import fields
from typing import Any

import pytest

from execution.context import Context
from execution.live import LiveOperation
from models.core.rows import Row
from models.core.viewer import RIGHTS, ActorKind, Viewer
from models.core.viewers.anybody import Anybody, Personal
from tests.support.cast import Cast, Person
from tests.support.orders import move, new_order, order_at
from tests.support.server import Client, Server
from tests.support.sockets import Stream, live

ORDERS = """subscription { orderEvents(kinds: [ORDER_STATUS_CHANGED]) {
  ... on OrderStatusChanged { toStatus order { number customer { name } } } } }"""
MEMBERS = """subscription { orderEvents(kinds: [ORDER_STATUS_CHANGED]) { ... on OrderEvent { order { customer {
  memberships(first: 9) { nodes { contact { username: displayName } } } } } } } }"""
NOTIFICATIONS = "subscription { notificationEvents { ... on NotificationCreated { notification { id title } } } }"


@pytest.fixture
def executed_for(monkeypatch: pytest.MonkeyPatch) -> list[Viewer | None]:
    """For whom events were executed since."""
    original, seen = LiveOperation.result, []

    async def watched(self: LiveOperation, event: Row, context: Context) -> Any:
        if event["kind"] is not None:
            seen.append(context.viewer)
        return await original(self, event, context)

    monkeypatch.setattr(LiveOperation, "result", watched)
    return seen


async def listening(stack: AsyncExitStack, server: Server, query: str, *people: Person) -> list[Stream]:
    """One socket for each, with a stream that has begun."""
    streams = []
    for person in people:
        socket = await stack.enter_async_context(live(server, person.token))
        streams.append(await socket.subscribe(query))
        await (await socket.subscribe("{ eventCursor }")).next()
    return streams


async def test_an_event_is_executed_once_for_all_with_the_same_rights(
    server: Server, sam: Client, ann: Client, cast: Cast, executed_for: list[Viewer | None]
) -> None:
    order = await new_order(ann)
    async with AsyncExitStack() as stack:
        streams = await listening(stack, server, ORDERS, cast.ann, cast.ann, cast.ben, cast.ben, cast.ben)
        executed_for.clear()
        await move(sam, order, "IN_PROGRESS")
        told = [await stream.next() for stream in streams]
    order_told = {"number": "SR-000001", "customer": {"name": "Acme Bakery"}}
    assert told == [{"orderEvents": {"toStatus": "IN_PROGRESS", "order": order_told}}] * 5
    assert len(executed_for) == 2, "ann administers Acme and ben does not: their rights differ"


async def test_viewers_with_other_rights_get_what_they_may_see(
    server: Server, sam: Client, tom: Client, cast: Cast
) -> None:
    order = await order_at(tom, cast.quay_street)
    async with AsyncExitStack() as stack:
        streams = await listening(stack, server, ORDERS, cast.sam, cast.zoe, cast.tom, cast.tom)
        await move(sam, order, "IN_PROGRESS")
        told = [(await stream.next())["orderEvents"]["order"]["customer"] for stream in streams]
    assert told == [{"name": "Zenith Lettings"}, {"name": "Zenith Lettings"}, None, None]


@pytest.mark.parametrize("query", [MEMBERS, NOTIFICATIONS], ids=["what one's own contact is part of", "notifications"])
async def test_personal_fields_are_executed_for_each_viewer(
    server: Server, sam: Client, ann: Client, cast: Cast, executed_for: list[Viewer | None], query: str
) -> None:
    order = await new_order(ann)
    async with AsyncExitStack() as stack:
        streams = await listening(stack, server, query, cast.ann, cast.ben)
        executed_for.clear()
        await move(sam, order, "IN_PROGRESS")
        told = [await stream.next() for stream in streams]
    assert all(None not in each.values() for each in told)
    names = {viewer.name for viewer in executed_for if viewer is not None and type(viewer) is Viewer}
    assert names == {"Ann", "Ben"}
    if query == NOTIFICATIONS:
        ids = [each["notificationEvents"]["notification"]["id"] for each in told]
        assert ids[0] != ids[1]


def test_an_anonymous_viewer_has_rights_and_no_identity() -> None:
    viewer = Viewer(kind=ActorKind.STAFF, name="Sam", time_zone="Europe/London")
    anybody = Anybody.like(viewer)
    assert anybody.rights == viewer.rights
    for field in fields(Viewer):
        if field.name not in (*RIGHTS, "statements", "remembered"):
            with pytest.raises(Personal):
                getattr(anybody, field.name)
    with pytest.raises(Personal):
        anybody.as_actor()


SELECTED = """number customer { orders(first: $n, search: $s, where: $where, sort: $sort) {
  totalCount nodes { number status attachments(first: 1) { nodes { id } } } } }"""
TAKES = "$n: Int = 2, $s: String, $where: OrderWhere, $sort: OrderSort"
CHOICES: dict[str, list[Any]] = {
    "n": [None, 1, 2, 3, 100],
    "s": [None, "", "squeaks", "zzzzz"],
    "where": [None, {}, {"status": ["IN_PROGRESS"]}, {"status": ["SUBMITTED", "IN_PROGRESS"]}, {"status": []}],
    "sort": [None, {"field": "CREATED_AT", "direction": "ASC"}, {"direction": "DESC", "field": "UPDATED_AT"}],
}


@pytest.mark.settings(max_streams_per_viewer=50, max_operations_per_socket=50)
async def test_an_event_is_told_as_each_ones_own_variables_ask(
    server: Server, sam: Client, ann: Client, cast: Cast
) -> None:
    chance = random.Random(20)
    order, *_ = [await new_order(ann) for _ in range(4)]
    subscription = f"""subscription($after: EventCursor, {TAKES}) {{
      orderEvents(after: $after) {{ ... on OrderEvent {{ order {{ {SELECTED} }} }} }} }}"""
    query = f"query($o: ID!, {TAKES}) {{ order(by: {{id: $o}}) {{ {SELECTED} }} }}"
    asked = [
        {name: chance.choice(values) for name, values in CHOICES.items() if chance.random() < 0.7} for _ in range(40)
    ]
    async with live(server, cast.ann.token) as socket:
        start = (await ann.data("{ eventCursor }"))["eventCursor"]
        streams = [await socket.subscribe(subscription, {**each, "after": start}) for each in asked]
        await (await socket.subscribe("{ eventCursor }")).next()
        await move(sam, order, "IN_PROGRESS")
        told = [(await stream.next())["orderEvents"]["order"] for stream in streams]
    expected = [(await ann.data(query, {**each, "o": order}))["order"] for each in asked]
    assert told == expected
    assert len({str(each) for each in told}) > 10, "the variables make a difference"


async def test_streams_with_different_cursors_share_one_execution(
    server: Server, sam: Client, ann: Client, cast: Cast, executed_for: list[Viewer | None]
) -> None:
    query = (
        "subscription($after: EventCursor) { orderEvents(after: $after) { ... on OrderEvent { order { number } } } }"
    )
    before = (await ann.data("{ eventCursor }"))["eventCursor"]
    order = await new_order(ann)
    between = (await ann.data("{ eventCursor }"))["eventCursor"]
    async with live(server, cast.ann.token) as socket:
        early = await socket.subscribe(query, {"after": before})
        assert (await early.next())["orderEvents"]["order"] == {"number": "SR-000001"}
        late = await socket.subscribe(query, {"after": between})
        await (await socket.subscribe("{ eventCursor }")).next()
        executed_for.clear()
        await move(sam, order, "IN_PROGRESS")
        assert await early.next() == await late.next()
    assert len(executed_for) == 1
