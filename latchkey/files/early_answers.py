"""Answers that come before a request's body has ended: the sender gets them, and is not left with a line half used.

Who closes at once may lose the answer, because the bytes that still come are met by a reset; who leaves the line open
leaves clients waiting that have stopped to send. So the line is closed once the rest has come, or has been waited for
(RFC 9112, 9.6).
"""

import asyncio
from contextlib import suppress
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAUSE_SECONDS: Final = 5.0
"""Seconds without a byte after which the line is closed."""
MAX_SECONDS: Final = 30.0
"""Seconds after which it is closed, whatever comes."""


class LingeringClose:
    """An ASGI application that closes the line after what `app` answers too early, when the sender has had time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        headers = Headers(scope=scope)
        has_ended = headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers

        async def receive_counted() -> Message:
            nonlocal has_ended
            message = await receive()
            has_ended = has_ended or not message.get("more_body", False)
            return message

        async def answer(message: Message) -> None:
            if has_ended:
                await send(message)
            elif message["type"] == "http.response.start":
                MutableHeaders(raw=message["headers"])["Connection"] = "close"
                await send(message)
            else:
                await send({**message, "more_body": True})
                if not message.get("more_body", False):
                    await receive_the_rest()
                    await send({"type": "http.response.body"})

        async def receive_the_rest() -> None:
            with suppress(TimeoutError):
                async with asyncio.timeout(MAX_SECONDS):
                    while not has_ended:
                        async with asyncio.timeout(PAUSE_SECONDS):
                            await receive_counted()

        await self._app(scope, receive_counted, answer)
