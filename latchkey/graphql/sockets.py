"""One WebSocket by the graphql-transport-ws protocol."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from functools import partial
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

import settings
from adapters.errors import Unavailable
from adapters.work import Work, begin, expected
from execution.context import Context
from latchkey.graphql import errors
from latchkey.graphql import socket_protocol as protocol
from latchkey.graphql.credentials import DEVICE, cookie_of
from latchkey.graphql.operations import NotStarted, Portal
from latchkey.graphql.peer import peer_of
from latchkey.graphql.requests import GraphQLRequest, Refused, decoded, graphql_request
from latchkey.graphql.responses import encoded
from latchkey.graphql.socket_protocol import Operation, id_of, text_in, token_in, too_many_sockets
from latchkey.monitoring.requests import HEADER, ended, ids_below
from latchkey.wire.lines import LAST_WORDS_SECONDS, PUSH
from latchkey.wire.origins import may_open_sockets
from models.core.errors import RequestError
from models.core.viewer import Viewer
from subscriptions import viewers

Ending = tuple[int, str] | None
"""The code and reason to close with; None where the line is gone already."""


class _Over(Exception):
    """Nothing is sent any more: tasks that still have something to send stop."""


class Socket:
    """A connection and its operations; whatever ends it, it ends in one place, with a close code."""

    __slots__ = (
        "_accept_language",
        "_acknowledged",
        "_ids",
        "_initialisation",
        "_operations",
        "_over",
        "_owner",
        "_portal",
        "_push",
        "_resume_after",
        "_tasks",
        "_token",
        "_unwatch",
        "_websocket",
    )

    def __init__(self, portal: Portal, websocket: WebSocket) -> None:
        self._portal = portal
        self._websocket = websocket
        self._over: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()
        self._operations: dict[str, Operation] = {}
        self._push: Callable[[bytes], bool] | None = websocket.scope["extensions"].get(PUSH)
        self._unwatch: Callable[[], None] | None = None
        self._initialisation: asyncio.TimerHandle
        self._acknowledged = False
        self._ids = ids_below(expected().id)
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
        if protocol.PROTOCOL not in self._websocket.scope["subprotocols"]:
            await self._websocket.accept()
            await self._websocket.close(protocol.NOT_ACCEPTABLE, f"The only subprotocol is {protocol.PROTOCOL}")
            return
        self._owner = f"peer {peer_of(self._websocket)}"
        if not self._portal.sockets.try_acquire(self._owner, settings.get().max_anonymous_sockets_per_peer):
            await self._websocket.send_denial_response(too_many_sockets())
            return
        try:
            await self._serve()
        finally:
            self._portal.sockets.release(self._owner)

    async def _serve(self) -> None:
        await self._websocket.accept(protocol.PROTOCOL, [(HEADER, expected().id.encode())])
        self._initialisation = asyncio.get_running_loop().call_later(
            protocol.INITIALISATION_SECONDS,
            self._end,
            protocol.INITIALISATION_TIMEOUT,
            "Connection initialisation timeout",
        )
        self._start(self._read)
        try:
            await self._close(await self._over)
        finally:
            self._initialisation.cancel()
            if self._unwatch is not None:
                self._unwatch()
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
            self._end(protocol.BAD_REQUEST, error.message)
        except RequestError as error:
            self._end(protocol.FORBIDDEN if error.reason == "expired" else protocol.UNAUTHORIZED, str(error))
        except Unavailable:
            self._end(protocol.TRY_AGAIN_LATER, "Temporarily unavailable")
        except (WebSocketDisconnect, _Over):
            self._end_silently()
        except Exception as error:  # noqa: BLE001  the last place where a fault can be logged and masked
            self._end(protocol.INTERNAL_ERROR, errors.fault(error)["message"])

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

    def _write(self, frame: bytes) -> bool:
        return not self._over.done() and self._push is not None and self._push(frame)

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_text(encoded(message))

    async def _send_text(self, text: bytes) -> None:
        if self._over.done():
            raise _Over
        try:
            async with asyncio.timeout(settings.get().stream_stall_seconds):
                await self._websocket.send_text(text.decode())
        except TimeoutError:
            self._end(protocol.TRY_AGAIN_LATER, "The reader stalled: connect again and resume after the last cursor")
            raise _Over from None

    async def _read(self) -> None:
        while True:
            received = await self._websocket.receive()
            if received["type"] == "websocket.disconnect":
                if received["code"] == protocol.SERVICE_RESTART:
                    await self._finish(protocol.SERVICE_RESTART, "The server stops: connect again and resume")
                self._end_silently()
                return
            text = received.get("text")
            if text is None:
                raise Refused(400, "Messages must be text")
            await self._handle(decoded(text))

    async def _finish(self, code: int, reason: str) -> None:
        """End, as the streams cannot go on here, once what is in flight is answered."""
        with suppress(TimeoutError):
            async with asyncio.timeout(protocol.FINISHING_SECONDS):
                while unanswered := [each.task for each in self._operations.values() if not each.is_live]:
                    await asyncio.wait(unanswered, return_when=asyncio.FIRST_COMPLETED)
        self._end(code, reason)

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
                operation = self._operations.pop(id_of(message), None)
                if operation:
                    operation.is_over = True
                    operation.task.cancel()
            case _:
                raise Refused(400, "Unknown message type")

    async def _initialise(self, payload: Any) -> None:
        if self._initialisation.cancelled():
            self._end(protocol.TOO_MANY_INITIALISATIONS, "Too many initialisation requests")
            return
        self._initialisation.cancel()
        if payload is None:
            payload = {}
        if not isinstance(payload, dict):
            raise Refused(400, "The payload of connection_init must be an object")
        self._token = token_in(self._websocket, payload)
        self._accept_language = text_in(payload, "acceptLanguage") or self._accept_language
        self._resume_after = text_in(payload, "resumeAfter")
        viewer = (await self._open_context()).viewer
        if viewer:
            self._belong_to(viewer)
            self._unwatch = viewers.current().watch(
                viewer, lambda ending: self._end(*protocol.ended_by(viewer, ending))
            )
        self._acknowledged = True
        await self._send({"type": "connection_ack"})

    def _belong_to(self, viewer: Viewer) -> None:
        """Count the socket as the viewer's from now on, and no more as an anonymous one of the peer."""
        owner = viewer.holder
        if not self._portal.sockets.try_acquire(owner, settings.get().max_sockets_per_viewer):
            self._end(
                protocol.TRY_AGAIN_LATER, "Too many of your sockets are open: close one, or share one for several uses"
            )
            raise _Over
        self._portal.sockets.release(self._owner)
        self._owner = owner

    async def _open_context(self) -> Context:
        """A context of its own for each operation: the viewer as they stand now, and nothing loaded."""
        user_agent = self._websocket.headers.get("user-agent")
        context = await self._portal.open_context(self._token, peer_of(self._websocket), user_agent)
        context.accept_language = self._accept_language
        context.resume_after = self._resume_after
        context.device = cookie_of(self._websocket, DEVICE)
        return context

    async def _subscribe(self, message: dict[str, Any]) -> None:
        if not self._acknowledged:
            self._end(protocol.UNAUTHORIZED, "Unauthorized: send connection_init first")
            return
        identifier, payload = id_of(message), message.get("payload")
        if not isinstance(payload, dict):
            raise Refused(400, "The payload of subscribe must be an object")
        asked = graphql_request(payload)
        if identifier in self._operations:
            self._end(protocol.ALREADY_EXISTS, f"Subscriber for {identifier} already exists")
        elif len(self._operations) >= settings.get().max_operations_per_socket:
            refusal = RequestError("THROTTLED", "Too many operations on this socket: complete one first.")
            formats = (await self._open_context()).formats
            await self._send({"id": identifier, "type": "error", "payload": [errors.request_error(refusal, formats)]})
        else:
            operation = Operation(identifier, self._write if self._push is not None else None)
            self._operations[identifier] = operation
            work = Work(next(self._ids))
            operation.task = self._start(partial(self._run, operation, asked, work))

    async def _run(self, operation: Operation, asked: GraphQLRequest, work: Work) -> None:
        begin(work)
        try:
            last = await self._sent(operation, asked)
        finally:
            ended(work, path=self._websocket.scope["path"], method="SUBSCRIBE")
        if self._operations.get(operation.identifier) is operation:
            del self._operations[operation.identifier]  # before the client hears that it may use the id again
        await self._send(last)

    async def _sent(self, operation: Operation, asked: GraphQLRequest) -> dict[str, Any]:
        """Send all results of an operation; gives the message that ends it."""
        last: dict[str, Any] = {"id": operation.identifier, "type": "complete"}
        push = operation.push if self._push is not None else None
        try:
            context = await self._open_context()
            async with aclosing(self._portal.stream(asked, context, push, operation.start)) as messages:
                async for message in messages:
                    if not operation.push(message):
                        await self._send_text(operation.text_of(message))
        except NotStarted as refusal:
            last = last | {"type": "error", "payload": refusal.errors}
        except Unavailable:
            if operation.is_live or await self._portal.is_live(asked):
                operation.start()
                await self._finish(protocol.TRY_AGAIN_LATER, "Temporarily unavailable: connect again and resume")
                raise _Over from None
            last = last | {"type": "error", "payload": [errors.unavailable()]}
        return last
