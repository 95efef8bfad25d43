"""Lines to a server on which bytes are written one by one, as no client would."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.support.server import Server


class Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @property
    def is_over(self) -> bool:
        """Whether the other side has ended the line."""
        return self._reader.at_eof() or self._writer.is_closing()

    async def say(self, text: str | bytes) -> None:
        """Write that, unless the other side has gone."""
        with suppress(ConnectionError, RuntimeError):  # uvloop raises the latter once the line is gone
            self._writer.write(text.encode() if isinstance(text, str) else text)
            await self._writer.drain()

    async def hear(self) -> str:
        """Everything that comes until the other side ends the line."""
        heard = b""
        async with asyncio.timeout(20):
            with suppress(ConnectionError):
                while part := await self._reader.read(65536):
                    heard += part
        return heard.decode("latin-1")

    async def take(self, most: int) -> bytes:
        """At most so many bytes of what came; none once the line has ended."""
        try:
            return await self._reader.read(most)
        except ConnectionError:
            return b""

    async def hear_until(self, text: str) -> str:
        """The bytes up to and with `text`."""
        async with asyncio.timeout(20):
            return (await self._reader.readuntil(text.encode())).decode("latin-1")


@asynccontextmanager
async def line(server: Server, *, takes: int | None = None) -> AsyncIterator[Line]:
    """A line to the server; with `takes` its kernel takes no more than so many bytes that nobody reads."""
    near = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    near.setblocking(False)
    if takes is not None:
        near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    await asyncio.get_running_loop().sock_connect(near, ("127.0.0.1", int(server.url.rpartition(":")[2])))
    reader, writer = await asyncio.open_connection(sock=near, limit=takes or 1 << 16)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


def head(server: Server, first: str = "GET /health HTTP/1.1", **headers: str) -> str:
    """A head for this server."""
    given = {"Host": server.url.removeprefix("http://")} | {k.replace("_", "-"): v for k, v in headers.items()}
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in given.items()), "", ""])


def status(answer: str) -> int:
    """The status of an answer; 0 where there is none."""
    return int(answer.split(" ", 2)[1]) if answer else 0
