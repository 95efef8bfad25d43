"""Connections to PostgreSQL whose line died without a word: the other end has gone, and nothing says so.

The kernel finds that out where packets are no longer acknowledged. Where something on the way still does, the server is
asked on a new line: if it does nothing for a connection that waits for an answer, the question or the answer was lost.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, Final, TypeVar

import asyncpg

T = TypeVar("T")

LOOK_INTERVAL: Final = 0.5
"""Seconds between two looks at the connections that wait."""
PATIENCE: Final = 1.5
"""Seconds that a connection may wait before the server is asked what it does for it."""
PROBE_SECONDS: Final = 2.0
"""Seconds that the server has to answer that; then no line to it counts as alive."""
_KEEPALIVE: Final = {
    socket.SO_KEEPALIVE: (socket.SOL_SOCKET, 1),
    socket.TCP_KEEPIDLE: (socket.IPPROTO_TCP, 1),
    socket.TCP_KEEPINTVL: (socket.IPPROTO_TCP, 1),
    socket.TCP_KEEPCNT: (socket.IPPROTO_TCP, 3),
    socket.TCP_USER_TIMEOUT: (socket.IPPROTO_TCP, 4000),
}
SERVER_KEEPALIVE: Final = {
    "tcp_keepalives_idle": "1",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "4000",
}
"""The same for the server's end: what a machine that died has locked is free within seconds."""


class Line(asyncpg.Connection):  # type: ignore[misc]
    """A connection that remembers since when it waits for an answer."""

    def __init__(self, protocol: Any, transport: Any, *args: Any) -> None:
        super().__init__(protocol, transport, *args)
        self.asked_at: float | None = None
        line = transport.get_extra_info("socket")
        with suppress(OSError, AttributeError):  # a socket that is no TCP
            for option, (level, value) in _KEEPALIVE.items():
                line.setsockopt(level, option, value)

    async def execute(self, *args: Any, **kwargs: Any) -> str:
        """Run a statement; gives its status."""
        return await self._asking(super().execute(*args, **kwargs))

    async def planned_anew(self, query: str, values: Sequence[Any]) -> Sequence[Any]:
        """The rows of a statement that is planned for these values."""
        return await self._asking(self._planned_anew(query, values))

    async def _planned_anew(self, query: str, values: Sequence[Any]) -> Sequence[Any]:
        rows: Sequence[Any] = await (await self.prepare(query)).fetch(*values)
        return rows

    async def _execute(self, *args: Any, **kwargs: Any) -> Any:
        return await self._asking(super()._execute(*args, **kwargs))

    async def _executemany(self, *args: Any, **kwargs: Any) -> Any:
        return await self._asking(super()._executemany(*args, **kwargs))

    async def _asking(self, statement: Awaitable[T]) -> T:
        self.asked_at = monotonic()
        try:
            return await statement
        except asyncpg.InternalClientError:
            self.terminate()  # the server's last word came between two statements, which confuses the driver for good
            raise
        except AttributeError as error:
            if not self.is_closed():
                raise
            # The driver goes on with what a connection has no more that was given up between two of its messages.
            raise asyncpg.ConnectionDoesNotExistError("the connection was given up meanwhile") from error
        finally:
            # One that was cancelled still waits for the server to say that it is.
            if self.is_closed() or not self._protocol._is_cancelling():
                self.asked_at = None


async def dead(lines: Iterable[Line], connect: Callable[[], Awaitable[asyncpg.Connection]]) -> list[Line]:
    """Those of the connections that wait in vain; `connect` makes a new one to the same server."""
    late = {line: line.asked_at for line in lines if line.asked_at and monotonic() - line.asked_at > PATIENCE}
    if not late:
        return []
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            states = await _states(await connect(), [line.get_server_pid() for line in late])
        found = [line for line in late if states.get(line.get_server_pid(), "active").startswith("idle")]
    except OSError:
        found = list(late)
    except (asyncpg.PostgresError, asyncpg.InterfaceError):  # it answers, and what it does is not to be known
        found = []
    return [line for line in found if line.asked_at == late[line]]


async def _states(connection: asyncpg.Connection, pids: list[int]) -> dict[int, str]:
    """The states of these connections at the server's end."""
    try:
        sql = "SELECT pid, coalesce(state, 'active') AS state FROM pg_stat_activity WHERE pid = ANY($1)"
        return {row["pid"]: row["state"] for row in await connection.fetch(sql, pids)}
    finally:
        connection.terminate()
