"""Sockets with limits: uvicorn's protocol, which waits for ever until a closed line is empty."""

import asyncio
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode
from websockets.http11 import Request

from latchkey.wire.lines import LAST_WORDS_SECONDS, PUSH, LinesConfig, Pace, Stall, cut

CLOSING_SECONDS: Final = 0.5
"""The time that a client has to answer the last word of a server that stops."""
SHUTDOWN_SECONDS: Final = 1.9
"""The time after which a server that stops cuts a socket, whatever is under way on it."""
OF_HANDSHAKE: Final = (b"sec-websocket-", b"connection", b"upgrade")


def text_frame(text: bytes) -> bytes:
    """A message as a server sends it, in one frame."""
    size = len(text)
    if size < 126:
        return bytes((0x81, size)) + text
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text


class LimitedSocket(WebSocketsSansIOProtocol):
    """One WebSocket, cut where its client takes nothing any more."""

    config: LinesConfig

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the line, which was counted as one for requests until now."""
        super().connection_made(transport)
        self._stall, self._pace = Stall(self.transport), Pace(self.transport)
        self._cut: asyncio.TimerHandle | None = None
        self._peer = self.client[0] if self.client else ""
        self.config.lines.enter(self._peer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the line."""
        self._stall.end()
        self._pace.end()
        if self._cut is not None:
            self._cut.cancel()
        self.config.lines.leave(self._peer)
        super().connection_lost(exc)

    def handle_connect(self, event: Request) -> None:
        """Serve the socket, whose application may also write frames that it has made itself."""
        super().handle_connect(event)
        if self.response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            self.scope["extensions"] = {**self.scope["extensions"], PUSH: self.push}  # type: ignore[dict-item]

    def push(self, frame: bytes) -> bool:
        """Write a whole frame at once; False where the reader is behind or gone."""
        if not self.writable.is_set() or self.close_sent or self.disconnected:
            return False
        self.transport.write(frame)
        return True

    async def send(self, message: Any) -> None:
        """Send what the application says; what it says after the end of the socket is for nobody."""
        await self.writable.wait()
        if self.close_sent and self.initial_response is None:
            raise ClientDisconnected
        await super().send(message)
        if message["type"] == "websocket.accept":
            # Of the handshake nothing is kept but what the scope has, and says of the client.
            self.request.headers.clear()
            del self.request, self.response
            headers = self.scope["headers"]
            headers[:] = [(name, value) for name, value in headers if not name.startswith(OF_HANDSHAKE)]  # type: ignore[index]
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

    def shutdown(self) -> None:
        """Have the application end the socket in good order, and cut it if it is still there after two seconds."""
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
            return
        self.stop_keepalive()
        self.close_timeout = CLOSING_SECONDS
        self._cut = self.loop.call_later(SHUTDOWN_SECONDS, cut, self.transport)
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CloseCode.SERVICE_RESTART})

    def keepalive_timeout(self) -> None:
        """The client does not answer: its machine may sleep, and comes back after this code; or it is gone, and nothing
        waits for it."""
        self.stop_keepalive()
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.fail(CloseCode.TRY_AGAIN_LATER, "No answer to a ping: connect again and resume")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
        self._stall.end()
        self._stall.begin(LAST_WORDS_SECONDS)
