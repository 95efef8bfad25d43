"""Many subscribers in one process: WebSockets that count what comes, and parse no more than the frames."""

import asyncio
import json
import struct
from dataclasses import dataclass
from typing import Any, cast

from bench.load import HOST

_MASK = b"\0\0\0\0"
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


class Closed(Exception):
    """The server ended a socket that was to go on."""


@dataclass
class Count:
    """Messages still to come on all sockets together, and who waits for the last of them."""

    left: int = 0
    done: asyncio.Future[None] | None = None

    def expect(self, messages: int) -> asyncio.Future[None]:
        """Start counting; the result is done when so many have come."""
        self.left, self.done = messages, asyncio.get_running_loop().create_future()
        return self.done

    def one_more(self) -> None:
        """A message has come."""
        self.left -= 1
        if self.left == 0 and self.done is not None:
            self.done.set_result(None)

    def fail(self, error: Exception) -> None:
        """A socket has ended."""
        if self.done is not None and not self.done.done():
            self.done.set_exception(error)


class Subscriber(asyncio.Protocol):
    """One socket. `ready` is done when the server has answered the handshake and the first message."""

    def __init__(self, path: str, protocol: str | None, count: Count) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count = count
        self._received = bytearray()
        self._is_open = self._is_closing = False
        self._handshake = (
            f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            + (f"Sec-WebSocket-Protocol: {protocol}\r\n" if protocol else "")
            + "\r\n"
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._handshake.encode())

    def send(self, message: dict[str, Any]) -> None:
        """Send a message as JSON."""
        self._write(_TEXT, json.dumps(message).encode())

    def stall(self) -> None:
        """Read nothing from now on."""
        self._transport.pause_reading()

    def close(self) -> None:
        """Hang up."""
        self._is_closing = True
        self._transport.close()

    def _write(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack("!H", size)
        self._transport.write(bytes([0x80 | kind]) + length + _MASK + payload)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._is_open:
            head = self._received.find(b"\r\n\r\n")
            if head < 0:
                return
            if not self._received.startswith(b"HTTP/1.1 101"):
                self._end(Closed(bytes(self._received[:200]).decode(errors="replace")))
                return
            del self._received[: head + 4]
            self._is_open = True
            self.opened()
        while (frame := self._frame()) is not None:
            self._handle(*frame)

    def opened(self) -> None:
        """The handshake is done."""

    def subscribe(self) -> None:
        """Ask for what is to come; a socket that gets it unasked does nothing."""

    def _frame(self) -> tuple[int, bytes] | None:
        received = self._received
        if len(received) < 2:
            return None
        size, at = received[1] & 0x7F, 2
        if size == 126:
            size, at = int.from_bytes(received[2:4], "big"), 4
        elif size == 127:
            size, at = int.from_bytes(received[2:10], "big"), 10
        if len(received) < at + size or at > len(received):
            return None
        kind, payload = received[0] & 0x0F, bytes(received[at : at + size])
        del received[: at + size]
        return kind, payload

    def _handle(self, kind: int, payload: bytes) -> None:
        if kind == _PING:
            self._write(_PONG, payload)
        elif kind == _CLOSE:
            self._end(Closed(f"closed: {payload!r}"))
        elif not self.ready.done():
            self.ready.set_result(None)
        elif b'"next"' in payload:
            if b'"errors"' in payload:
                self._end(Closed(payload.decode()))
            self._count.one_more()
        elif b'"ping"' not in payload:
            self._end(Closed(payload.decode()))

    def connection_lost(self, error: Exception | None) -> None:
        if not self._is_closing:
            self._end(Closed("the server hung up"))

    def _end(self, error: Closed) -> None:
        if not self.ready.done():
            self.ready.set_exception(error)
        self._count.fail(error)


class GraphQLSubscriber(Subscriber):
    """A socket of graphql-transport-ws with one subscription."""

    def __init__(self, token: str | None, query: str, variables: dict[str, str], count: Count) -> None:
        super().__init__("/graphql", "graphql-transport-ws", count)
        self._token = token
        self._payload = {"query": query, "variables": variables}

    def opened(self) -> None:
        self.send({"type": "connection_init", "payload": {"token": self._token}})

    def subscribe(self) -> None:
        """Start the subscription; what has happened since its cursor comes at once."""
        self.send({"id": "1", "type": "subscribe", "payload": self._payload})


async def connect(port: int, subscriber: Subscriber) -> Subscriber:
    """Open one socket and wait until it is ready."""
    await asyncio.get_running_loop().create_connection(lambda: subscriber, HOST, port)
    await subscriber.ready
    return subscriber
