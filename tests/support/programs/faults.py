"""Two processes of Latchkey under writers and subscribers, while they are killed, stopped and hang: what becomes of every
change is counted."""

import asyncio
import json
import secrets
import signal
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from typing import Any

import asyncpg
import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from models.log import cursors
from tests.support.cast import Person
from tests.support.programs.processes import free_port, served
from tests.support.server import Server

CHANGES = """mutation($input: OrderStatusChangeInput!) { orderStatusChange(input: $input) { userErrors { code } } }"""
EVENTS = """subscription($after: EventCursor) { orderEvents(after: $after, kinds: [ORDER_STATUS_CHANGED]) {
  cursor ... on OrderStatusChanged { order { number } } } }"""
MOVES = ("IN_PROGRESS", "AWAITING_PARTS")
HANG_SECONDS = 2.0
CATCH_UP_SECONDS = 300
"""Seconds that subscribers have in the end: fifty of them read slower than is written, on two cores."""


@dataclass
class Told:
    """The positions that one subscriber was told, and what it saw that must not be."""

    positions: list[int] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    has_come: asyncio.Event = field(default_factory=asyncio.Event)

    async def has_come_to(self, position: int) -> None:
        """Wait until it was told what is at a position."""
        while not self.positions or self.positions[-1] < position:
            self.has_come.clear()
            await self.has_come.wait()


class Slot:
    """A place for a process, which is started again there after its end."""

    def __init__(self, env: dict[str, str]) -> None:
        self.port = free_port()
        self._env = env
        self._stack = AsyncExitStack()

    async def start(self) -> Server:
        """Start a process; gives its server once it answers."""
        server, self._process = await self._stack.enter_async_context(
            served("--no-worker", env=self._env, port=self.port)
        )
        return server

    async def restart(self, by: signal.Signals) -> None:
        """End the process by a signal, and start the next."""
        self._process.send_signal(by)
        await self._process.wait()
        await self.leave()
        await self.start()

    async def hang(self) -> None:
        """Have the process do nothing for a while."""
        self._process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(HANG_SECONDS)
        self._process.send_signal(signal.SIGCONT)

    async def leave(self) -> None:
        """Kill the process, unless it has ended."""
        await self._stack.aclose()
        self._stack = AsyncExitStack()


class Load:
    """Writers and subscribers, each at one of the slots and, where that does not answer, at the other."""

    def __init__(self, slots: list[Slot], writer: Person, reader: Person, after: str) -> None:
        self.slots = slots
        self.told: list[Told] = []
        self.acknowledged = 0
        self.answers: Counter[str] = Counter()
        self._writer, self._reader, self._after = writer, reader, after
        self._tasks: list[asyncio.Task[None]] = []
        self._is_over = False

    def begin(self, orders: Sequence[str], subscribers: int) -> None:
        """Let one writer change each order, and so many read, every other over an event stream."""
        self._tasks += [asyncio.create_task(self._write(order)) for order in orders]
        for number in range(subscribers):
            self.told.append(Told())
            self._tasks.append(asyncio.create_task(self._follow(number)))

    async def until(self, acknowledged: int) -> None:
        """Wait until so many changes are acknowledged."""
        while self.acknowledged < acknowledged:
            for task in self._tasks:
                if task.done():
                    task.result()
            await asyncio.sleep(0.01)

    async def end(self, database: str) -> list[int]:
        """Stop writing, wait until everybody was told, or for a while, and stop; gives the positions in the log."""
        self._is_over = True
        writers = self._tasks[: len(self._tasks) - len(self.told)]
        await asyncio.gather(*writers)
        connection = await asyncpg.connect(database)
        sql = "SELECT position FROM events WHERE kind = 'ORDER_STATUS_CHANGED' ORDER BY position"
        log = [row["position"] for row in await connection.fetch(sql)]
        await connection.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CATCH_UP_SECONDS):
                await asyncio.gather(*(each.has_come_to(log[-1]) for each in self.told))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return log

    async def _write(self, order: str) -> None:
        places, status = cycle(self.slots), cycle(MOVES)
        headers = {"Authorization": f"Bearer {self._writer.token}"}
        async with httpx.AsyncClient(timeout=30, headers=headers) as client:
            while not self._is_over:
                given = {"id": order, "status": next(status), "idempotencyKey": secrets.token_hex(8)}
                body = {"query": CHANGES, "variables": {"input": given}}
                while (answer := await self._asked(client, next(places), body)) != "done":
                    self.answers[answer] += 1
                    await asyncio.sleep(0.02)
                self.acknowledged += 1

    async def _asked(self, client: httpx.AsyncClient, place: Slot, body: dict[str, Any]) -> str:
        try:
            answer = await client.post(f"http://127.0.0.1:{place.port}/graphql", json=body)
        except httpx.ConnectError:
            return "refused"
        except httpx.TransportError as error:
            return type(error).__name__
        if answer.status_code == 503:
            return "503"
        payload = answer.json()
        if "errors" in payload:
            return str(payload["errors"][0]["extensions"]["code"])
        errors = payload["data"]["orderStatusChange"]["userErrors"]
        return str(errors[0]["code"]) if errors else "done"

    async def _follow(self, number: int) -> None:
        told, after = self.told[number], self._after
        follow = _socket if number % 2 else _event_stream
        for place in cycle(self.slots[number % len(self.slots) :] + self.slots[: number % len(self.slots)]):
            with suppress(OSError, httpx.HTTPError, ConnectionClosed, InvalidHandshake):
                async for message in follow(place.port, self._reader.token, {"after": after}):
                    if message["type"] != "next" or "errors" in message["payload"]:
                        told.wrong[json.dumps(message)[:200]] += 1
                        continue
                    event = message["payload"]["data"]["orderEvents"]
                    after = event["cursor"]
                    if "order" in event:
                        told.positions.append(cursors.decode(after))
                        told.has_come.set()
            await asyncio.sleep(0.05)


async def _socket(port: int, token: str, variables: dict[str, str]) -> AsyncIterator[dict[str, Any]]:
    """The messages of a subscription, until its socket is closed."""
    url = f"ws://127.0.0.1:{port}/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"token": token}}))
        await socket.recv()
        asked = {"query": EVENTS, "variables": variables}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
        async for text in socket:
            yield json.loads(text)


async def _event_stream(port: int, token: str, variables: dict[str, str]) -> AsyncIterator[dict[str, Any]]:
    """The same over an event stream."""
    headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {token}"}
    body, url = {"query": EVENTS, "variables": variables}, f"http://127.0.0.1:{port}/graphql"
    async with (
        httpx.AsyncClient(timeout=30) as client,
        client.stream("POST", url, json=body, headers=headers) as answer,
    ):
        if answer.status_code != 200:
            return
        kind = ""
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            kind = value if name == "event" else kind
            if name == "data":
                yield {"type": kind, "payload": json.loads(value) if value else None}


def verdict(log: list[int], load: Load) -> dict[str, int]:
    """The numbers of events that were lost, told twice, out of order or wrong to somebody, and of changes that were
    acknowledged and not written, or written twice."""
    return {
        "lost": sum(len(set(log) - set(each.positions)) for each in load.told),
        "doubled": sum(len(each.positions) - len(set(each.positions)) for each in load.told),
        "out of order": sum(later < earlier for each in load.told for earlier, later in pairwise(each.positions)),
        "wrong": sum(each.wrong.total() for each in load.told),
        "changes missing or twice": abs(len(log) - load.acknowledged),
        "faults": load.answers["INTERNAL"],
    }


@asynccontextmanager
async def two_slots(env: dict[str, str]) -> AsyncIterator[tuple[list[Slot], Server]]:
    """Two processes, and the server of the first."""
    slots = [Slot(env), Slot(env)]
    try:
        servers = await asyncio.gather(*(slot.start() for slot in slots))
        yield slots, servers[0]
    finally:
        for slot in slots:
            await slot.leave()
