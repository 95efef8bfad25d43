"""A small HTTP/1.1 client for load: keep-alive connections that parse no more of an answer than they must."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

HOST = "127.0.0.1"


class BadAnswer(Exception):
    """An answer that must not be counted: another status than 200, or errors in place of data."""


@dataclass
class Sample:
    """The findings of one round of load: answers in `seconds`, and how long each took, in seconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds


def request(method: str, path: str, token: str | None = None, body: dict[str, object] | None = None) -> bytes:
    """A request as it goes over the line."""
    content = b"" if body is None else json.dumps(body).encode()
    head = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(content)}"]
    if body is not None:
        head.append("Content-Type: application/json")
    if token is not None:
        head.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*head, "", ""]).encode() + content


async def ask(port: int, sent: bytes) -> bytes:
    """Send one request on a connection of its own and give the body of the answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        return _checked(head + await reader.readexactly(_length_of(head)), len(head))
    finally:
        writer.close()


async def load(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Sample:
    """Keep `connections` busy with `requests` for `seconds`, one after the other on each; raises BadAnswer."""
    loop = asyncio.get_running_loop()
    sample = Sample()
    opened = [
        (await loop.create_connection(lambda: _Connection(requests, sample.latencies), HOST, port))[1]
        for _ in range(connections)
    ]
    began = perf_counter()
    for connection in opened:
        connection.start(until=began + seconds)
    try:
        ended = await asyncio.gather(*(connection.done for connection in opened))
    finally:
        for connection in opened:
            connection.close()
    sample.seconds = max(ended) - began
    return sample


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as it has the whole answer to the last one."""

    def __init__(self, requests: Iterator[bytes], latencies: list[float]) -> None:
        self.done: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._latencies = latencies
        self._received = bytearray()
        self._body_at = self._ends_at = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def start(self, until: float) -> None:
        """Send requests until that moment of `perf_counter`; `done` then gives when the last answer came."""
        self._until = until
        self._send()

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def _send(self) -> None:
        self._sent_at = perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._ends_at:
            head = self._received.find(b"\r\n\r\n")
            if head < 0:
                return
            self._body_at = head + 4
            self._ends_at = self._body_at + _length_of(self._received[: head + 2])
        if len(self._received) < self._ends_at:
            return
        now = perf_counter()
        self._latencies.append(now - self._sent_at)
        try:
            _checked(bytes(self._received), self._body_at)
        except BadAnswer as error:
            self.done.set_exception(error)
            return
        self._received.clear()
        self._ends_at = 0
        if now < self._until:
            self._send()
        else:
            self.done.set_result(now)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(BadAnswer("the server hung up"))


def _length_of(head: bytes | bytearray) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    if at < 0:
        raise BadAnswer(f"no Content-Length: {bytes(head[:200])!r}")
    return int(head[at + 17 : head.index(b"\r\n", at + 2)])


def _checked(answer: bytes, body_at: int) -> bytes:
    body = answer[body_at:]
    refused = b'"userErrors":[{' in body
    if not answer.startswith(b"HTTP/1.1 200") or not body.startswith(b'{"data":') or refused:
        raise BadAnswer(f"{answer[:60]!r} ... {body[:400]!r}")
    return body
