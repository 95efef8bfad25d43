"""Sockets with limits: uvicorn's protocol, which waits for ever until a closed line is empty."""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from latchkey.wire.lines import LAST_WORDS_SECONDS, LinesConfig, Pace, Stall


class LimitedSocket(WebSocketsSansIOProtocol):
    """One WebSocket, cut where its client takes nothing any more."""

    config: LinesConfig

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the line, which was counted as one for requests until now."""
        super().connection_made(transport)
        self._stall, self._pace = Stall(self.transport), Pace(self.transport)
        self._peer = self.client[0] if self.client else ""
        self.config.lines.enter(self._peer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the line."""
        self._stall.end()
        self._pace.end()
        self.config.lines.leave(self._peer)
        super().connection_lost(exc)

    async def send(self, message: Any) -> None:
        """Send what the application says."""
        await super().send(message)
        # To refuse the handshake is to answer it; uvicorn would log that it was not, as a fault.
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True

    def pause_writing(self) -> None:
        """The client takes less than is written: read nothing that would have to be answered."""
        super().pause_writing()
        self._stall.begin()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        """The client has taken what was written."""
        super().resume_writing()
        if self.transport.is_closing():
            return
        self._stall.end()
        if not self.read_paused:
            self.transport.resume_reading()

    def keepalive_timeout(self) -> None:
        """The client does not answer: it may be gone, and nothing waits for it."""
        super().keepalive_timeout()
        self._stall.end()
        self._stall.begin(LAST_WORDS_SECONDS)
