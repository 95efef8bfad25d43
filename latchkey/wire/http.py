"""HTTP with limits: uvicorn's protocol, which waits for ever and takes any number of headers."""

import asyncio
from http import HTTPStatus
from typing import Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

import settings
from latchkey.wire.addresses import is_ours, refusal_of
from latchkey.wire.lines import CLOSING, LAST_WORDS_SECONDS, PUSH, LinesConfig, Pace, Stall, bound, cut, unread

MAX_HEAD: Final = 32 << 10
"""Bytes of a head, and of anything else that comes between two pieces of a body."""
MAX_HEADERS: Final = 100
FOR_ANYBODY: Final = frozenset((b"/health", b"/live", b"/metrics", b"/ready"))
"""Programs that ask whether this process is well know its address, and not always its name."""

CLOSE: Final = (b"connection", b"close")
LINGERING_SECONDS = 0.25
"""So long a line on which nothing is under way may bring a request when the server stops."""

HEAD: Final = "head"
BODY: Final = "body"
NOTHING: Final = "nothing"
"""The part that is being read: a request's head, its body, or neither, before it or once it has all come."""


class LimitedHttp(HttpToolsProtocol):
    """One line on which requests come, each in good time, of a bounded size, and for this server."""

    config: LinesConfig

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the line, or refuse it; the first head has to come in time."""
        super().connection_made(transport)
        self._phase = NOTHING
        self._timed: str | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._refused = False
        self._between = 0
        self._received = 0
        self._stall, self._pace = Stall(transport), Pace(transport)
        self._peer: str | None = self.client[0] if self.client else ""
        bound(transport)
        if refusal := self.config.lines.enter(self._peer):
            self._peer = None
            self._refuse(*refusal)
            self.transport.close()
        else:
            self._set_deadline()
            if self._is_closing():
                self.shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the line."""
        self._leave()
        super().connection_lost(exc)

    def _leave(self) -> None:
        self._clear_deadline()
        self._stall.end()
        self._pace.end()
        if self._peer is not None:
            self.config.lines.leave(self._peer)
            self._peer = None

    def data_received(self, data: bytes) -> None:
        """Read what came, a little at a time, so that nothing grows beyond its limit before it is looked at."""
        for start in range(0, len(data), MAX_HEAD):
            if self._refused or self.transport.is_closing() or self.transport.get_protocol() is not self:
                return
            piece = data[start : start + MAX_HEAD]
            self._between += len(piece)
            super().data_received(piece)
            if self._between > MAX_HEAD and not self._refused:
                self._refuse(431, f"A request's head has at most {MAX_HEAD} bytes.")
        if not self._refused and not self.transport.is_closing() and self.transport.get_protocol() is self:
            self._set_deadline()

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self.scope["extensions"] = {PUSH: self.push, CLOSING: self._is_closing}  # type: ignore[dict-item]
        self._phase, self._between = HEAD, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those that follow a body are for nobody."""
        if len(self.headers) >= MAX_HEADERS:
            self._refuse(431, f"A request has at most {MAX_HEADERS} headers.")
        elif self._phase == HEAD:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Serve the request, unless it is not for this server."""
        if not self._refused and (words := self._foreign()):
            self._refuse(400, words)
        if not self._refused:
            super().on_headers_complete()
        self._phase, self._between, self._received = BODY, 0, 0
        self._clear_deadline()

    def _foreign(self) -> str | None:
        target = httptools.parse_url(self.url)
        if target.path in FOR_ANYBODY:
            return None
        if target.host and not is_ours(target.host.decode("latin-1")):
            return "This server is no proxy."
        return refusal_of(value for name, value in self.headers if name == b"host")

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._between = 0
        self._received += len(body)
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request has come."""
        self._phase, self._between = NOTHING, 0
        self._clear_deadline()
        if not self._refused:
            super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the line over to a socket."""
        if self._is_closing():
            self._refuse(503, "The server stops: connect again.")
        if not self._refused:
            self._leave()
            super().handle_websocket_upgrade()
            # They lead back here: without them, what is left of the handshake goes at once.
            self.parser = None  # type: ignore[assignment]
            self.scope.clear()  # type: ignore[attr-defined]

    def send_400_response(self, msg: str) -> None:
        """Say that this is no request, unless more was said already."""
        if not self._refused:
            self._refuse(400, msg)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._stall.begin()

    def shutdown(self) -> None:
        """End the line once what is under way is answered, and what its client sends before it can know of the end."""
        self.config.lines.is_closing = True  # uvicorn's own server, which serves with --workers, does not say so
        if CLOSE not in self.server_state.default_headers:
            self.server_state.default_headers.append(CLOSE)
        request = self._under_way
        if request is not None:
            super().shutdown()
            request.message_event.set()  # a stream of events ends itself
        else:
            self.loop.call_later(LINGERING_SECONDS, super().shutdown)

    def _is_closing(self) -> bool:
        """Whether the server stops."""
        return self.config.lines.is_closing

    def push(self, piece: bytes) -> bool:
        """Write a piece of the body that is being sent, whose length is not known, at once; False where the reader is
        behind or gone, or has asked for more meanwhile."""
        request = self._under_way
        if request is None or self.pipeline or not request.response_started:
            return False
        if request.disconnected or self.flow.write_paused:
            return False
        self.transport.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        return True

    def pause_writing(self) -> None:
        """The reader takes less than is written."""
        super().pause_writing()
        self._stall.begin()

    def resume_writing(self) -> None:
        """The reader has taken what was written."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._stall.end()

    def timeout_keep_alive_handler(self) -> None:
        """No further request came: end the line, also where the answer to the last one has not been taken."""
        if unread(self.transport):
            cut(self.transport)
        else:
            super().timeout_keep_alive_handler()

    def _set_deadline(self) -> None:
        """See to it that what is awaited from the client comes in time; nothing is while it is served."""
        awaited: str | None = self._phase
        if self._phase == NOTHING:
            awaited = HEAD if self._under_way is None and self.timeout_keep_alive_task is None else None
        if awaited == self._timed:
            return
        self._clear_deadline()
        self._timed = awaited
        if awaited == HEAD:
            self._deadline = self.loop.call_later(settings.get().head_seconds, self._head_is_late)
        elif awaited == BODY:
            self._watch_body()

    def _clear_deadline(self) -> None:
        self._timed = None
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    @property
    def _under_way(self) -> RequestResponseCycle | None:
        """The request that is being answered, if one is."""
        cycle: RequestResponseCycle | None = self.cycle
        return None if cycle is None or cycle.response_complete else cycle

    def _head_is_late(self) -> None:
        if self._phase == HEAD:
            self._refuse(408, "The head of the request did not come in time.")
        else:
            self.transport.close()

    def _watch_body(self) -> None:
        seconds = settings.get().transfer_window_seconds
        self._deadline = self.loop.call_later(seconds, self._look_at_body, self._received)

    def _look_at_body(self, before: int) -> None:
        limits = settings.get()
        request = self._under_way
        is_ours_to_move = self.flow.read_paused or (request is not None and request.waiting_for_100_continue)
        least = limits.min_bytes_per_second * limits.transfer_window_seconds
        if is_ours_to_move or self._received - before >= least:
            self._watch_body()
        else:
            self._refuse(408, f"A body comes with {limits.min_bytes_per_second} bytes a second or more.")

    def _refuse(self, status: int, words: str) -> None:
        """Say why and end the line; what is under way on it hears that the client has gone."""
        self._refused = True
        self._clear_deadline()
        if self.transport.is_closing():
            return
        request = self._under_way
        # Else the answer to something else is on its way, or this one's has been given already.
        if self._phase != BODY if request is None else self._phase == BODY and not request.response_started:
            self.transport.write(_answer(status, words))
        if request is not None:
            request.disconnected = True
            request.message_event.set()
        # Who closes while bytes still come resets the line, and the answer may be lost with it.
        self.transport.write_eof()
        self.flow.resume_reading()
        self._stall.end()
        self._stall.begin(LAST_WORDS_SECONDS)


def _answer(status: int, words: str) -> bytes:
    content = words.encode()
    headers = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "content-type: text/plain; charset=utf-8",
        f"content-length: {len(content)}",
        "cache-control: no-store",
        "connection: close",
    ]
    if status in (429, 503):
        headers.append("retry-after: 5")
    return "\r\n".join([*headers, "", ""]).encode() + content
