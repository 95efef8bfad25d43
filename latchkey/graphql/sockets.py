"""One WebSocket by the graphql-transport-ws protocol."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from functools import partial
from typing import Any

from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

import settings
from adapters.errors import Unavailable
from execution.context import Context
from latchkey.graphql import errors
from latchkey.graphql.credentials import DEVICE, SESSION, bearer_token, cookie_of
from latchkey.graphql.operations import Portal
from latchkey.graphql.peer import peer_of
from latchkey.graphql.requests import GraphQLRequest, Refused, decoded, graphql_request
from latchkey.graphql.responses import encoded
from latchkey.wire.lines import LAST_WORDS_SECONDS
from latchkey.wire.origins import may_open_sockets
from models.core.errors import RequestError
from models.core.viewer import Viewer

PROTOCOL = "graphql-transport-ws"
INITIALISATION_SECONDS = 10
MAX_ID_LENGTH = 256

INTERNAL_ERROR, TRY_AGAIN_LATER = 1011, 1013
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 4400, 4401, 4403
NOT_ACCEPTABLE, INITIALISATION_TIMEOUT, ALREADY_EXISTS, TOO_MANY_INITIALISATIONS = 4406, 4408, 4409, 4429
SESSION_OVER = {"revoked": (UNAUTHORIZED, "Session revoked"), "expired": (FORBIDDEN, "Session expired")}

Ending = tuple[int, str] | None
"""The code and reason to close with; None where the line is gone already."""


class _Over(Exception):
    """Nothing is sent any more: tasks that still have something to send stop."""


class Socket:
    """A connection and its operations; whatever ends it, it ends in one place, with a close code."""

    def __init__(self, portal: Portal, websocket: WebSocket) -> None:
        self._portal = portal
        self._websocket = websocket
        self._over: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._initialised = asyncio.Event()
        self._acknowledged = False
        self._owner = ""
        self._token: str | None = None
        self._accept_language = websocket.headers.get("accept-language", "")
        self._resume_after: str | None = None

    async def serve(self) -> None:
        """Serve until either side ends it."""
        headers = self._websocket.headers
        if not may_open_sockets(headers.get("origin"), headers.get("host")):
            await self._websocket.close()  # before it is accepted: the handshake is answered with 403
            return
        if PROTOCOL not in self._websocket.scope["subprotocols"]:
            await self._websocket.accept()
            await self._websocket.close(NOT_ACCEPTABLE, f"The only subprotocol is {PROTOCOL}")
            return
        self._owner = f"peer {peer_of(self._websocket)}"
        if not self._portal.sockets.try_acquire(self._owner, settings.get().max_anonymous_sockets_per_peer):
            await self._websocket.send_denial_response(_too_many())
            return
        try:
            await self._serve()
        finally:
            self._portal.sockets.release(self._owner)

    async def _serve(self) -> None:
        await self._websocket.accept(PROTOCOL)
        self._start(self._read)
        self._start(self._await_initialisation)
        try:
            await self._close(await self._over)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except Refused as error:
            self._end(BAD_REQUEST, error.message)
        except RequestError as error:
            self._end(FORBIDDEN if error.reason == "expired" else UNAUTHORIZED, str(error))
        except Unavailable:
            self._end(TRY_AGAIN_LATER, "Temporarily unavailable")
        except (WebSocketDisconnect, _Over):
            self._end_silently()
        except Exception as error:  # noqa: BLE001  the last place where a fault can be logged and masked
            self._end(INTERNAL_ERROR, errors.fault(error)["message"])

    def _end(self, code: int, reason: str) -> None:
        if not self._over.done():
            self._over.set_result((code, reason))

    def _end_silently(self) -> None:
        if not self._over.done():
            self._over.set_result(None)

    async def _close(self, ending: Ending) -> None:
        if ending is None:
            return
        for task in self._tasks:
            task.cancel()
        code, reason = ending
        short_enough = reason.encode()[:120].decode(errors="ignore")  # a close frame holds 123 bytes
        with suppress(TimeoutError, WebSocketDisconnect):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await self._websocket.close(code, short_enough)

    async def _send(self, message: dict[str, Any]) -> None:
        if self._over.done():
            raise _Over
        text = encoded(message).decode()
        try:
            async with asyncio.timeout(settings.get().stream_stall_seconds):
                await self._websocket.send_text(text)
        except TimeoutError:
            self._end(TRY_AGAIN_LATER, "The reader stalled: connect again and resume after the last cursor")
            raise _Over from None

    async def _read(self) -> None:
        while True:
            received = await self._websocket.receive()
            if received["type"] == "websocket.disconnect":
                self._end_silently()
                return
            text = received.get("text")
            if text is None:
                raise Refused(400, "Messages must be text")
            await self._handle(decoded(text))

    async def _handle(self, message: dict[str, Any]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._initialise(message.get("payload"))
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                operation = self._operations.pop(_id_of(message), None)
                if operation:
                    operation.cancel()
            case _:
                raise Refused(400, "Unknown message type")

    async def _await_initialisation(self) -> None:
        try:
            async with asyncio.timeout(INITIALISATION_SECONDS):
                await self._initialised.wait()
        except TimeoutError:
            self._end(INITIALISATION_TIMEOUT, "Connection initialisation timeout")

    async def _initialise(self, payload: Any) -> None:
        if self._initialised.is_set():
            self._end(TOO_MANY_INITIALISATIONS, "Too many initialisation requests")
            return
        self._initialised.set()
        if payload is None:
            payload = {}
        if not isinstance(payload, dict):
            raise Refused(400, "The payload of connection_init must be an object")
        self._token = self._token_in(payload)
        self._accept_language = _text(payload, "acceptLanguage") or self._accept_language
        self._resume_after = _text(payload, "resumeAfter")
        viewer = (await self._open_context()).viewer
        if viewer:
            self._belong_to(viewer)
            self._start(partial(self._await_session_end, viewer))
        self._acknowledged = True
        await self._send({"type": "connection_ack"})

    def _belong_to(self, viewer: Viewer) -> None:
        """Count the socket as the viewer's from now on, and no more as an anonymous one of the peer."""
        owner = f"account {viewer.account_id}"
        if not self._portal.sockets.try_acquire(owner, settings.get().max_sockets_per_viewer):
            self._end(TRY_AGAIN_LATER, "Too many of your sockets are open: close one, or share one for several uses")
            raise _Over
        self._portal.sockets.release(self._owner)
        self._owner = owner

    def _token_in(self, payload: dict[str, Any]) -> str | None:
        """The token of the payload, or else of the handshake, whose origin was checked."""
        connection = self._websocket
        return (
            _text(payload, "token")
            or bearer_token(_text(payload, "Authorization") or _text(payload, "authorization"))
            or bearer_token(connection.headers.get("authorization"))
            or cookie_of(connection, SESSION)
        )

    async def _open_context(self) -> Context:
        """A context of its own for each operation: the viewer as they stand now, and nothing loaded."""
        user_agent = self._websocket.headers.get("user-agent")
        context = await self._portal.open_context(self._token, peer_of(self._websocket), user_agent)
        context.accept_language = self._accept_language
        context.resume_after = self._resume_after
        context.device = cookie_of(self._websocket, DEVICE)
        return context

    async def _await_session_end(self, viewer: Viewer) -> None:
        self._end(*SESSION_OVER[await self._portal.session_ended(viewer)])

    async def _subscribe(self, message: dict[str, Any]) -> None:
        if not self._acknowledged:
            self._end(UNAUTHORIZED, "Unauthorized: send connection_init first")
            return
        identifier, payload = _id_of(message), message.get("payload")
        if not isinstance(payload, dict):
            raise Refused(400, "The payload of subscribe must be an object")
        asked = graphql_request(payload)
        if identifier in self._operations:
            self._end(ALREADY_EXISTS, f"Subscriber for {identifier} already exists")
        elif len(self._operations) >= settings.get().max_operations_per_socket:
            refusal = RequestError("THROTTLED", "Too many operations on this socket: complete one first.")
            formats = (await self._open_context()).formats
            await self._send({"id": identifier, "type": "error", "payload": [errors.request_error(refusal, formats)]})
        else:
            self._operations[identifier] = self._start(partial(self._run, identifier, asked))

    async def _run(self, identifier: str, asked: GraphQLRequest) -> None:
        last: dict[str, Any] = {"id": identifier, "type": "complete"}
        try:
            context = await self._open_context()
            async with aclosing(self._portal.stream(asked, context)) as payloads:
                async for payload, refused in payloads:
                    if refused:
                        last = {"id": identifier, "type": "error", "payload": payload["errors"]}
                    else:
                        await self._send({"id": identifier, "type": "next", "payload": payload})
        except Unavailable:
            last = {"id": identifier, "type": "error", "payload": [errors.unavailable()]}
        if self._operations.get(identifier) is asyncio.current_task():
            del self._operations[identifier]  # before the client hears that it may use the id again
        await self._send(last)


def _too_many() -> Response:
    words = "Too many sockets on which nobody is signed in are open from your address: close some.\n"
    return PlainTextResponse(words, 429, {"Retry-After": "5", "Cache-Control": "no-store"})


def _id_of(message: dict[str, Any]) -> str:
    identifier = message.get("id")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= MAX_ID_LENGTH:
        raise Refused(400, f"`id` must be a string of 1 to {MAX_ID_LENGTH} characters")
    return identifier


def _text(payload: dict[str, Any], name: str) -> str | None:
    value = payload.get(name)
    if not isinstance(value, str | None):
        raise Refused(400, f"`{name}` must be a string")
    return value
