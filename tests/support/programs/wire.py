"""A wire between a client and a server that can be cut and mended, and that can die without a word."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from tests.support.server import listening


class Wire:
    """Passes bytes on in both directions, and nothing while it is cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._is_cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._left: int | None = None
        self._arrives, self._is_for_good = True, False
        self._silent: set[asyncio.StreamWriter] = set()
        self._held: tuple[bytes, asyncio.Event] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """The address of its near end for requests."""
        return f"http://127.0.0.1:{self.port}"

    def to(self, url: str) -> str:
        """The URL of what is at its far end, by the near end."""
        return url.replace(f":{self._port}", f":{self.port}")

    def cut(self) -> None:
        """Break every connection, and every new one at once."""
        self._is_cut = True
        for end in self._ends:
            end.transport.abort()

    def mend(self) -> None:
        """Let new connections through, for as long as they like."""
        self._left = None
        self._is_cut = False

    def cut_once(self, pieces: int, *, arrives: bool) -> None:
        """Break the connection on which the client sends the last of so many pieces, which still arrives or does not."""
        self._left, self._arrives, self._is_for_good = pieces, arrives, False

    def cut_after(self, pieces: int) -> None:
        """Cut every connection once the client has sent so many pieces, until it is mended."""
        self._left, self._arrives, self._is_for_good = pieces, False, True

    @property
    def has_cut(self) -> bool:
        """Whether that has happened."""
        return self._left is None

    def hush(self) -> None:
        """Have every connection die without a word; new ones live."""
        self._silent |= self._ends

    async def held(self, text: bytes) -> None:
        """Wait until the client sends this text, which does not arrive, nor does what follows it."""
        self._held = text, asyncio.Event()
        await self._held[1].wait()

    async def serve(self, near: asyncio.StreamReader, near_end: asyncio.StreamWriter) -> None:
        """Pass one connection on until either side ends it."""
        if self._is_cut:
            near_end.transport.abort()
            return
        far, far_end = await asyncio.open_connection("127.0.0.1", self._port)
        ends = {near_end, far_end}
        self._ends |= ends
        try:
            await asyncio.gather(self._ask(near, far_end, near_end), self._pass(far, near_end))
        finally:
            self._ends -= ends
            for end in ends:
                end.transport.abort()

    async def _ask(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, back: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                if self._is_last():
                    back.transport.abort()
                    if not self._arrives:
                        break
                if self._held is not None and self._held[0] in data:
                    self._silent.add(target)
                    self._held[1].set()
                    self._held = None
                await self._write(data, target)
        target.close()

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await self._write(data, target)
        target.close()

    async def _write(self, data: bytes, target: asyncio.StreamWriter) -> None:
        if target not in self._silent:
            target.write(data)
            await target.drain()

    def _is_last(self) -> bool:
        if self._left is None:
            return False
        self._left -= 1
        if self._left:
            return False
        self._left = None
        if self._is_for_good:
            self.cut()
        return True


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[Wire]:
    """A wire to the server of a URL, whose host is this machine; `port` is its near end."""
    far = urlsplit(url).port
    assert far is not None
    passing = Wire(far)
    with listening() as listener:
        passing.port = listener.getsockname()[1]
        own: socket.socket = listener.dup()
        async with await asyncio.start_server(passing.serve, sock=own):
            yield passing
            passing.cut()
