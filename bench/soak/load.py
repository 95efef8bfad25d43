"""The clients of a soak: each does one thing again and again, until it is told to stop."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from typing import Any, Final

from bench.load import BadAnswer, ask, request
from bench.sockets import Closed, Count, GraphQLSubscriber, connect
from tests.support.cast import PASSWORD, Cast

FOLLOW: Final = "subscription { events { __typename cursor occurredAt actor { name } } }"
NOTE: Final = """mutation($id: ID!, $body: String!) {
    noteAdd(input: {orderId: $id, body: $body}) { entry { id } userErrors { code } } }"""
NEW_ORDER: Final = """mutation($given: OrderCreateInput!) { orderCreate(input: $given) {
    order { id } userErrors { code } } }"""
OVEN: Final = {"kind": "WALK_IN_REPAIR", "problemSummary": "It squeaks", "newAsset": {"name": "Oven"}}
SIGN_IN: Final = """mutation($username: String!, $password: String!) {
    sessionCreate(input: {username: $username, password: $password}) { token userErrors { code } } }"""
SIGN_OUT: Final = "mutation { sessionRevoke(input: {}) { userErrors { code } } }"
SOCKETS: Final = 50
"""Sockets that come and go at the same time."""
SOCKET_SECONDS: Final = 2.0
STALLED: Final = 1000
NOTE_SECONDS: Final = 0.2
SIGN_IN_SECONDS: Final = 1.0
AT_ONCE: Final = 50
"""Sockets that are opened at the same time."""


class Load:
    """The clients of one server. `done` counts what they did, and what was refused them."""

    def __init__(self, port: int, cast: Cast) -> None:
        self._port, self._cast = port, cast
        self._order: str | None = None
        self._numbers = count()
        self._stops = asyncio.Event()
        self.done = Counter[str]()

    async def run(self, seconds: float) -> None:
        """Do everything for so many seconds, with a thousand readers that stall, and then hang up."""
        self._stops.clear()
        if self._order is None:
            made = await self._ask(self._cast.ann.token, NEW_ORDER, given=OVEN)
            self._order = made["orderCreate"]["order"]["id"]
        stalled = await self._stalled()
        clients = [self._document, self._document, self._note, self._sign_in, *[self._socket] * SOCKETS]
        tasks = [asyncio.create_task(self._again(each)) for each in clients]
        await asyncio.sleep(seconds)
        self._stops.set()
        await asyncio.gather(*tasks)
        for each in stalled:
            each.close()

    async def _again(self, act: Callable[[], Awaitable[None]]) -> None:
        while not self._stops.is_set():
            name = act.__name__.strip("_")
            try:
                await act()
                self.done[name] += 1
            except (BadAnswer, Closed, OSError, asyncio.IncompleteReadError):
                self.done[f"{name}, refused"] += 1

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stops.wait(), seconds)

    async def _ask(self, token: str | None, query: str, **variables: Any) -> Any:
        body: dict[str, object] = {"query": query, "variables": variables}
        return json.loads(await ask(self._port, request("POST", "/graphql", token, body)))["data"]

    async def _document(self) -> None:
        """A document of three kilobytes that nobody has sent before."""
        number = next(self._numbers)
        fields = "id number status problemSummary createdAt updatedAt customer { name } site { name } asset { name }"
        pages = " ".join(
            f"of{number}_{each}: orders(first: {each + 1}) {{ nodes {{ {fields} }} }}" for each in range(20)
        )
        await self._ask(self._cast.ann.token, f"query Soak{number} {{ {pages} }}")

    async def _note(self) -> None:
        """A change, of which all who listen are told."""
        await self._ask(self._cast.sam.token, NOTE, id=self._order, body=f"Note {next(self._numbers)}. " * 20)
        await self._rest(NOTE_SECONDS)

    async def _sign_in(self) -> None:
        """Somebody signs in, and out again."""
        made = await self._ask(None, SIGN_IN, username=self._cast.ann.username, password=PASSWORD)
        await self._ask(made["sessionCreate"]["token"], SIGN_OUT)
        await self._rest(SIGN_IN_SECONDS)

    async def _socket(self) -> None:
        """A socket that comes, listens for a while and goes."""
        subscriber = await self._subscribed()
        await self._rest(SOCKET_SECONDS)
        subscriber.close()

    async def _subscribed(self) -> GraphQLSubscriber:
        subscriber = GraphQLSubscriber(self._cast.ann.token, FOLLOW, {}, Count())
        await connect(self._port, subscriber)
        subscriber.subscribe()
        return subscriber

    async def _stalled(self) -> list[GraphQLSubscriber]:
        """Sockets that read nothing of what they asked for."""
        opened: list[GraphQLSubscriber] = []
        for _ in range(0, STALLED, AT_ONCE):
            some = await asyncio.gather(*(self._subscribed() for _ in range(AT_ONCE)))
            for each in some:
                each.stall()
            opened += some
        self.done["stalled readers"] = len(opened)
        return opened
