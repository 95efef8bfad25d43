"""A wire between a client and the server that can be cut and mended."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.support.server import Server, listening


class Wire:
    """Passes bytes on in both directions, and nothing while it is cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._is_cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self.url = ""

    def cut(self) -> None:
        """Break every connection, and every new one at once."""
        self._is_cut = True
        for end in self._ends:
            end.transport.abort()

    def mend(self) -> None:
        """Let new connections through."""
        self._is_cut = False

    async def serve(self, near: asyncio.StreamReader, near_end: asyncio.StreamWriter) -> None:
        """Pass one connection on until either side ends it."""
        if self._is_cut:
            near_end.transport.abort()
            return
        far, far_end = await asyncio.open_connection("127.0.0.1", self._port)
        ends = {near_end, far_end}
        self._ends |= ends
        try:
            await asyncio.gather(_pass(near, far_end), _pass(far, near_end))
        finally:
            self._ends -= ends
            for end in ends:
                end.transport.abort()


async def _pass(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()


@asynccontextmanager
async def wire(server: Server) -> AsyncIterator[Wire]:
    """A wire to the server; `url` is its near end."""
    passing = Wire(int(server.url.rpartition(":")[2]))
    with listening() as listener:
        passing.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        own: socket.socket = listener.dup()
        async with await asyncio.start_server(passing.serve, sock=own):
            yield passing
            passing.cut()
