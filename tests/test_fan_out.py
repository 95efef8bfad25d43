"""An event that many get is executed once for all who have the same rights, and tells each only what is theirs to know."""

from contextlib import AsyncExitStack
from dataclasses import fields
from typing import Any

import pytest

from models.viewer import RIGHTS, ActorKind, Personal, Viewer
from resolvers.context import Context
from schema.executor import PlannedExecutor
from schema.plans import DocumentPlan
from tests.cast import Cast, Person
from tests.live import Stream, live
from tests.orders import MOVE, new_order
from tests.server import Client, Server
from tests.test_properties import an_order

ORDERS = "subscription { orderStatusChanged { toStatus order { number customer { name } } } }"
MEMBERS = """subscription { orderStatusChanged { order { customer {
  memberships(first: 9) { nodes { contact { username: displayName } } } } } } }"""
NOTIFICATIONS = "subscription { notificationReceived { notification { id title } } }"


@pytest.fixture
def executed_for(monkeypatch: pytest.MonkeyPatch) -> list[Viewer | None]:
    """For whom events were executed since."""
    original, seen = PlannedExecutor._data, []

    async def watched(self: PlannedExecutor, plan: DocumentPlan, context: Context) -> Any:
        if plan.is_of_event:
            seen.append(context.viewer)
        return await original(self, plan, context)

    monkeypatch.setattr(PlannedExecutor, "_data", watched)
    return seen


async def listening(stack: AsyncExitStack, server: Server, query: str, *people: Person) -> list[Stream]:
    """One socket for each, with a stream that has begun."""
    streams = []
    for person in people:
        socket = await stack.enter_async_context(live(server, person.token))
        streams.append(await socket.subscribe(query))
        await (await socket.subscribe("{ eventCursor }")).next()
    return streams


async def moved(by: Client, order: str) -> None:
    """Start the work on an order."""
    assert (await by.data(MOVE, {"id": order, "status": "IN_PROGRESS"}))["orderStatusChange"]["userErrors"] == []


async def test_an_event_is_executed_once_for_all_with_the_same_rights(
    server: Server, sam: Client, ann: Client, cast: Cast, executed_for: list[Viewer | None]
) -> None:
    order = await new_order(ann)
    async with AsyncExitStack() as stack:
        streams = await listening(stack, server, ORDERS, cast.ann, cast.ann, cast.ben, cast.ben, cast.ben)
        executed_for.clear()
        await moved(sam, order)
        told = [await stream.next() for stream in streams]
    order_told = {"number": "SR-000001", "customer": {"name": "Acme Bakery"}}
    assert told == [{"orderStatusChanged": {"toStatus": "IN_PROGRESS", "order": order_told}}] * 5
    assert len(executed_for) == 2, "ann administers Acme and ben does not: their rights differ"


async def test_those_with_other_rights_are_told_what_is_theirs_to_know(
    server: Server, sam: Client, tom: Client, cast: Cast
) -> None:
    order = await an_order(tom, cast.quay_street)
    async with AsyncExitStack() as stack:
        streams = await listening(stack, server, ORDERS, cast.sam, cast.zoe, cast.tom, cast.tom)
        await moved(sam, order)
        told = [(await stream.next())["orderStatusChanged"]["order"]["customer"] for stream in streams]
    assert told == [{"name": "Zenith Lettings"}, {"name": "Zenith Lettings"}, None, None]


@pytest.mark.parametrize("query", [MEMBERS, NOTIFICATIONS], ids=["what one's own contact is part of", "notifications"])
async def test_what_depends_on_who_somebody_is_is_executed_for_each(
    server: Server, sam: Client, ann: Client, cast: Cast, executed_for: list[Viewer | None], query: str
) -> None:
    order = await new_order(ann)
    async with AsyncExitStack() as stack:
        streams = await listening(stack, server, query, cast.ann, cast.ben)
        executed_for.clear()
        await moved(sam, order)
        told = [await stream.next() for stream in streams]
    assert all(None not in each.values() for each in told)
    names = {viewer.name for viewer in executed_for if viewer is not None and type(viewer) is Viewer}
    assert names == {"Ann", "Ben"}
    if query == NOTIFICATIONS:
        ids = [each["notificationReceived"]["notification"]["id"] for each in told]
        assert ids[0] != ids[1]


def test_anybody_has_the_rights_of_a_viewer_and_nothing_that_says_who_they_are() -> None:
    viewer = Viewer(kind=ActorKind.STAFF, name="Sam", time_zone="Europe/London")
    anybody = viewer.as_anybody()
    assert anybody.rights == viewer.rights
    for field in fields(Viewer):
        if field.name not in RIGHTS:
            with pytest.raises(Personal):
                getattr(anybody, field.name)
    with pytest.raises(Personal):
        anybody.as_actor()
