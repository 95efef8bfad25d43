"""uvicorn's server, which would reset the lines that the kernel has connected and it has not taken yet."""

import asyncio
import socket
from contextlib import suppress

import uvicorn

from latchkey.wire.lines import LinesConfig


class DrainingServer(uvicorn.Server):
    """A server that answers everybody who had connected before it stops."""

    config: LinesConfig

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen no more, and end each line once it is answered."""
        self.config.lines.is_closing = True
        loop = asyncio.get_running_loop()
        taken = [
            loop.create_task(loop.connect_accepted_socket(self._protocol, line))
            for listener in sockets or []
            for line in _connected(listener)
        ]
        await super().shutdown(sockets)
        await asyncio.gather(*taken)

    def _protocol(self) -> asyncio.Protocol:
        return self.config.http_protocol_class(
            config=self.config,  # type: ignore[call-arg]
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )


def _connected(listener: socket.socket) -> list[socket.socket]:
    """The lines that wait at a socket that listens."""
    lines = []
    listener.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            lines.append(listener.accept()[0])
    return lines
