"""A partner's endpoint on a real port of this machine, which takes webhooks, and fails as it is told to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.server import listening, serving

Fault = Callable[["Message"], Awaitable[Response | None]]
"""Answers in place of the endpoint; None where it does not."""


@dataclass(frozen=True)
class Message:
    """A message that was posted: its id, its headers, its body, and whether the endpoint took it."""

    id: str
    headers: dict[str, str]
    body: bytes
    was_taken: bool = True

    @property
    def data(self) -> dict[str, Any]:
        """The data of the event."""
        data: dict[str, Any] = orjson.loads(self.body)["data"]
        return data

    @property
    def type(self) -> str:
        """The kind of the event."""
        return str(orjson.loads(self.body)["type"])


@dataclass
class Receiver:
    """The messages that came, in order; `fault` answers in its place."""

    url: str = ""
    messages: list[Message] = field(default_factory=list)
    fault: Fault | None = None
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def taken(self) -> list[Message]:
        """Those that were answered with 200."""
        return [message for message in self.messages if message.was_taken]

    async def take(self, request: Request) -> Response:
        """Take a message in."""
        body = await request.body()
        headers = dict(request.headers)
        message = Message(headers["webhook-id"], headers, body)
        answer = await self.fault(message) if self.fault is not None else None
        is_good = answer is None or answer.status_code < 300
        async with self._came:
            self.messages.append(Message(message.id, headers, body, was_taken=is_good))
            self._came.notify_all()
        return answer or Response("Thanks")

    async def wait_for(self, count: int) -> list[Message]:
        """Wait until so many messages were taken; gives them."""
        async with asyncio.timeout(30), self._came:
            await self._came.wait_for(lambda: len(self.taken) >= count)
        return self.taken


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """An endpoint that is up within the block."""
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
    with listening() as listener:
        async with serving(app, listener) as running:
            receiver.url = f"{running.url}/hook"
            yield receiver
