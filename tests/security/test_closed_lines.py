"""A line that is closed while its timers still run: what they ask of its socket is answered."""

import asyncio

from latchkey.wire.lines import unread


async def test_a_line_that_is_closed_has_nothing_unread() -> None:
    loop = asyncio.get_running_loop()
    closed: asyncio.Future[asyncio.Transport] = loop.create_future()

    class Accepted(asyncio.Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            self.transport = transport
            assert unread(transport) == 0
            transport.abort()

        def connection_lost(self, exc: Exception | None) -> None:
            closed.set_result(self.transport)

    listening = await loop.create_server(Accepted, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
    assert unread(await closed) == 0
    writer.close()
    listening.close()
