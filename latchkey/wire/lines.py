"""The lines that a process has open: how many there may be, and what each is told when it is accepted."""

import asyncio
import fcntl
import socket
import struct
import termios
from collections import Counter
from contextlib import suppress
from typing import Any, Final

import uvicorn

import settings
from latchkey.wire.addresses import is_proxy

UNSENT: Final = 128 << 10
"""Bytes that the kernel keeps to be sent. What is more stays with us, and stops who writes."""
ACKED: Final = 120
"""The offset, in the kernel's TCP_INFO, of the number of bytes that the other side has taken."""
PUSH: Final = "latchkey.push"
"""The extension of a scope that writes a frame, or a piece of a body, at once; it gives False where its reader is
behind or gone."""
CLOSING: Final = "latchkey.closing"
"""The extension of a scope that tells whether the server stops; `receive` gives something once that is so."""
LAST_WORDS_SECONDS: Final = 5
"""So long the answer to a reader that stalls may wait for it; then the line is cut, with all that is under way."""


class Lines:
    """Counts open lines, in all and by the address at the other end; `is_closing` once the server stops."""

    def __init__(self) -> None:
        self._of_peer: Counter[str] = Counter()
        self.is_closing = False

    @property
    def count(self) -> int:
        """The number of open lines."""
        return self._of_peer.total()

    def enter(self, peer: str) -> tuple[int, str] | None:
        """Count one more line; gives the status and the words with which it is refused where there are too many."""
        limits = settings.get()
        if self.count >= limits.max_connections:
            refusal = 503, "Too many connections are open: try again later."
        elif self._of_peer[peer] >= limits.max_connections_per_peer and not is_proxy(peer):
            refusal = 429, "Too many connections are open from your address: close some."
        else:
            self._of_peer[peer] += 1
            return None
        return refusal

    def leave(self, peer: str) -> None:
        """Count one line less."""
        self._of_peer[peer] -= 1
        if not self._of_peer[peer]:
            del self._of_peer[peer]


class LinesConfig(uvicorn.Config):
    """uvicorn's configuration, by which each protocol finds the lines of its process."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lines = Lines()


def bound(transport: asyncio.Transport) -> None:
    """Tell the kernel how much to keep for a reader who takes nothing, and for how long: megabytes and minutes else."""
    line: Any = transport.get_extra_info("socket")
    stall = round((settings.get().stream_stall_seconds + LAST_WORDS_SECONDS) * 1000)
    with suppress(OSError, AttributeError):  # not on every system, and not on a socket that is no TCP
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, stall)


def cut(transport: asyncio.Transport) -> None:
    """End a line at once, with all that is under way on it."""
    line: Any = transport.get_extra_info("socket")
    with suppress(OSError, AttributeError):
        # What the kernel still has is dropped too: else it would offer it for minutes.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def unread(transport: asyncio.Transport) -> int:
    """Bytes that the other side has not taken yet, here and in the kernel; 0 where that is not known."""
    line: Any = transport.get_extra_info("socket")
    try:
        (in_kernel,) = struct.unpack("i", fcntl.ioctl(line.fileno(), termios.TIOCOUTQ, bytes(4)))
    except (OSError, AttributeError, ValueError):  # ValueError: the socket is closed, its number -1
        return 0
    return int(in_kernel) + transport.get_write_buffer_size()


class Stall:
    """Cuts a line whose reader takes nothing for too long, whatever waits on it."""

    __slots__ = ("_timer", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, seconds: float | None = None) -> None:
        """Nothing more can be written: cut the line unless that changes in time."""
        if self._timer is None:
            if seconds is None:
                seconds = settings.get().stream_stall_seconds + LAST_WORDS_SECONDS
            self._timer = asyncio.get_running_loop().call_later(seconds, cut, self._transport)

    def end(self) -> None:
        """The reader takes again, or has gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Pace:
    """Cuts a line whose reader takes a little, but less than MIN_BYTES_PER_SECOND of what waits for it."""

    __slots__ = ("_line", "_taken", "_timer", "_transport", "_waiting")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._line: Any = transport.get_extra_info("socket")
        self._taken, self._waiting = 0, 0
        self._timer: asyncio.TimerHandle | None = None
        if hasattr(socket, "TCP_INFO"):
            self._look_later()

    def end(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(settings.get().transfer_window_seconds, self._look)

    def _look(self) -> None:
        limits = settings.get()
        try:
            (taken,) = struct.unpack_from("Q", self._line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 128), ACKED)
        except (OSError, struct.error):  # gone, or no TCP
            return
        waiting = unread(self._transport)
        least = min(self._waiting, limits.min_bytes_per_second * limits.transfer_window_seconds)
        if waiting and taken - self._taken < least:
            cut(self._transport)
        else:
            self._taken, self._waiting = taken, waiting
            self._look_later()
