"""Events that no history needs go after a while, and a cursor from before is told so."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from adapters import clock
from adapters.database.client import execute
from models.log import trimming
from models.log.events import PASSING_KINDS, Event, EventKind
from models.orders.orders import Order
from tests.support.cast import Cast
from tests.support.mail.digests import an_order, write
from tests.support.server import Client, Server
from tests.support.sockets import live

pytestmark = [
    pytest.mark.without_worker,
    pytest.mark.settings(keep_events_days=30),
]

READ = """query($after: EventCursor, $kinds: [EventKind!]) {
  events(first: 100, after: $after, kinds: $kinds) { nodes { __typename cursor } } }"""
FOLLOW = """subscription($after: EventCursor, $kinds: [EventKind!]) {
  events(after: $after, kinds: $kinds) { __typename } }"""
TIMELINE = "{ orders(first: 9) { nodes { number timeline(first: 50) { nodes { kind ... on Note { body } } } } } }"


async def a_story(cast: Cast) -> Order:
    """An order with notes, of which one comes forty days later."""
    order = await an_order(cast)
    for number in range(3):
        await write(cast, order, f"Note {number}.")
    with clock.moved_to(later()):
        await write(cast, order, "Later.")
    return order


def later() -> datetime:
    return clock.now() + timedelta(days=40)


async def trim() -> bool:
    with clock.moved_to(later()), patch.object(trimming, "WINDOW", 3):
        return await trimming.trim()


async def passing() -> list[int]:
    kinds = [kind.value for kind in PASSING_KINDS]
    return [event.position for event in await Event.filter(kind__in=kinds).order_by("position")]


async def read(by: Client, **variables: Any) -> Any:
    """The types of the events, or the code of the error."""
    answer = await by.graphql(READ, variables)
    if "errors" in answer:
        return answer["errors"][0]["extensions"]["code"]
    return [node["__typename"] for node in answer["data"]["events"]["nodes"]]


async def test_passing_events_go_and_histories_stay(cast: Cast, ann: Client, ben: Client) -> None:
    await a_story(cast)
    timeline, everything = await ann.data(TIMELINE), await passing()
    others = await Event.all().count() - len(everything)
    first = (await ben.data(READ))["events"]["nodes"][0]["cursor"]
    assert "NotificationCreated" in await read(ben, after=first)

    assert await trim()
    assert await passing() == everything, "what is announced goes an hour later"
    assert await read(ben, after=first) == "CURSOR_EXPIRED"

    assert await trim()
    left = await passing()
    assert 0 < len(left) < len(everything) and left == everything[-len(left) :]
    assert await Event.all().count() - len(left) == others
    assert await ann.data(TIMELINE) == timeline
    assert (await read(ben)).count("NotificationCreated") == 1, "without a cursor, what there is"
    assert await trim() and await passing() == left


async def test_cursors_of_what_stays_go_on_to_be_good(server: Server, cast: Cast, ben: Client) -> None:
    await a_story(cast)
    nodes = (await ben.data(READ))["events"]["nodes"]
    old, kept = nodes[0]["cursor"], ["ORDER_STATUS_CHANGED", "NOTE_ADDED"]
    assert await trim() and await trim()
    assert await read(ben, after=old, kinds=kept) == ["OrderEntryAdded"] * 4
    async with live(server, ben.token) as socket:
        stream = await socket.subscribe(FOLLOW, {"after": old, "kinds": kept})
        assert [(await stream.next())["events"]["__typename"] for _ in range(4)] == ["OrderEntryAdded"] * 4
        refused = await socket.subscribe(FOLLOW, {"after": old})
        assert (await refused.message())["payload"]["errors"][0]["extensions"]["code"] == "CURSOR_EXPIRED"
        newest = (await ben.data("{ eventCursor }"))["eventCursor"]
        assert await read(ben, after=newest) == []


async def test_the_database_lets_nothing_else_go(server: Server, cast: Cast) -> None:
    await a_story(cast)
    assert await trim()
    young = await Event.filter(kind=EventKind.NOTIFICATION_CREATED).order_by("-position").first()
    history = await Event.filter(kind=EventKind.NOTE_ADDED).order_by("position").first()
    for event in (young, history):
        assert event is not None
        with pytest.raises((OperationalError, asyncpg.RaiseError), match="append-only"):
            await execute("DELETE FROM events WHERE position = :position", {"position": event.position})
