"""A client of graphql-transport-ws, as small as the protocol allows, for tests that watch streams."""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.support.server import Server


class Live:
    """An open socket. Answers are sorted by the operation that they belong to."""

    def __init__(self, connection: ClientConnection, *, resumes: bool = False) -> None:
        self.connection = connection
        self._resumes = resumes
        self._ids = itertools.count(1)
        self._queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}

    async def subscribe(self, query: str, variables: dict[str, Any] | None = None) -> "Stream":
        """Start an operation; one that starts now has started when its first checkpoint has come, and been taken."""
        stream = await self.ask(query, variables)
        if query.lstrip().startswith("subscription") and not (self._resumes or _has_start(query, variables or {})):
            await stream.begun()
        return stream

    async def ask(self, query: str, variables: dict[str, Any] | None = None) -> "Stream":
        """Start an operation, and take nothing of its answers."""
        operation = str(next(self._ids))
        self._queues[operation] = asyncio.Queue()
        payload = {"query": query, "variables": variables or {}}
        await self.connection.send(json.dumps({"id": operation, "type": "subscribe", "payload": payload}))
        return Stream(self._queues[operation])

    async def read(self) -> None:
        """Sort what comes in until the socket closes."""
        async for text in self.connection:
            message = json.loads(text)
            if message["type"] == "ping":
                await self.connection.send(json.dumps({"type": "pong"}))
            elif message["type"] in ("next", "error", "complete"):
                self._queues[message["id"]].put_nowait(message)

    async def closed(self) -> tuple[int | None, str | None]:
        """Wait until the server closes the socket; gives the code and the reason."""
        await asyncio.wait_for(self.connection.wait_closed(), 10)
        return self.connection.close_code, self.connection.close_reason


def _has_start(query: str, variables: dict[str, Any]) -> bool:
    """Whether a subscription says after which cursor it starts."""
    given = re.search(r"\bafter: *(?:\$(\w+)|\")", query)
    return given is not None and (given[1] is None or variables.get(given[1]) is not None)


class Stream:
    """The answers to one operation."""

    def __init__(self, queue: asyncio.Queue[dict[str, Any]]) -> None:
        self._queue = queue
        self._refusal: list[dict[str, Any]] = []

    async def next(self, at_most: float = 10) -> Any:
        """The data of the next event."""
        message = await self.message(at_most)
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        return message["payload"]["data"]

    async def message(self, at_most: float = 10) -> dict[str, Any]:
        """The next message of any type."""
        if self._refusal:
            return self._refusal.pop()
        return await asyncio.wait_for(self._queue.get(), at_most)

    async def begun(self) -> None:
        """Take the first checkpoint; what says that the operation did not start stays."""
        message = await self.message()
        if message["type"] != "next" or "errors" in message["payload"]:
            self._refusal.append(message)

    @property
    def is_silent(self) -> bool:
        """Whether nothing has come that was not taken yet."""
        return self._queue.empty() and not self._refusal


@asynccontextmanager
async def live(server: Server, token: str | None, **init: Any) -> AsyncIterator[Live]:
    """An acknowledged socket."""
    async with connect(server.socket_url, subprotocols=[Subprotocol("graphql-transport-ws")]) as connection:
        payload = {**({"token": token} if token else {}), **init}
        await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(await connection.recv())["type"] == "connection_ack"
        socket = Live(connection, resumes="resumeAfter" in init)
        reading = asyncio.create_task(socket.read())
        try:
            yield socket
        finally:
            reading.cancel()
