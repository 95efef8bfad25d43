"""GraphQL over server-sent events, by the distinct connections mode of the graphql-sse protocol."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Any

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

import settings
from adapters.errors import Unavailable
from execution.context import Context
from latchkey.graphql.messages import Message
from latchkey.graphql.operations import NotStarted, Portal
from latchkey.graphql.requests import GraphQLRequest
from latchkey.wire.lines import CLOSING, PUSH

KEEP_ALIVE_SECONDS = 12
KEEP_ALIVE = b":\n\n"
COMPLETE = b"event: complete\ndata: \n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
]


def wants_events(request: Request) -> bool:
    """Whether the client asks for a stream: urql and Apollo name the type too, but not first."""
    first = request.headers.get("accept", "").partition(",")[0].partition(";")[0]
    return first.strip().lower() == "text/event-stream"


class EventStream:
    """The response that runs one operation and sends each of its results as an event."""

    def __init__(self, portal: Portal, asked: GraphQLRequest, context: Context) -> None:
        self._portal = portal
        self._asked = asked
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the operation or the session ends, the client goes, or it stops reading.

        A stream that cannot go on here, as the database is away or the server stops, ends without `complete`: then
        clients come back and resume.
        """
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        extensions = scope.get("extensions", {})
        push, is_closing = extensions.get(PUSH), extensions.get(CLOSING, lambda: False)
        try:
            try:
                await _first_of(
                    self._send_events(send, push), _keep_alive(send), self._session_over(), _gone(receive, is_closing)
                )
                last = b"" if is_closing() else COMPLETE
            except Unavailable:
                last = b""
            await _send(send, last, more=False)
        except (TimeoutError, OSError):
            return  # nobody reads any more; the server closes the connection

    async def _send_events(self, send: Send, push: Callable[[bytes], bool] | None) -> None:
        push_message = None if push is None else lambda message: push(message.framed(EventStream, _event))
        try:
            async with aclosing(self._portal.stream(self._asked, self._context, push_message)) as messages:
                async for message in messages:
                    await _send(send, _event(message))
        except NotStarted as refusal:
            await _send(send, _event(Message({"errors": refusal.errors})))

    async def _session_over(self) -> None:
        if self._context.viewer is None:
            await asyncio.Event().wait()
        else:
            await self._portal.session_ended(self._context.viewer)


def _event(message: Message) -> bytes:
    """A result as an event, whose id is the cursor if it is selected: a client sends it back as Last-Event-ID."""
    identified = b"" if message.cursor is None else f"id: {message.cursor}\n".encode()
    return identified + b"event: next\ndata: " + message.body + b"\n\n"


async def _keep_alive(send: Send) -> None:
    while True:  # the first one opens the stream for proxies that wait for a byte
        await _send(send, KEEP_ALIVE)
        await asyncio.sleep(KEEP_ALIVE_SECONDS)


async def _gone(receive: Receive, is_closing: Callable[[], bool]) -> None:
    """Wait until the client has gone, or the server stops."""
    while (await receive())["type"] != "http.disconnect" and not is_closing():
        pass


async def _send(send: Send, body: bytes, *, more: bool = True) -> None:
    """Send a whole event; raises TimeoutError when the reader takes nothing for too long."""
    async with asyncio.timeout(settings.get().stream_stall_seconds):
        await send({"type": "http.response.body", "body": body, "more_body": more})


async def _first_of(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run all until one returns or raises; the others are cancelled and waited for."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
