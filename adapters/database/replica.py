"""A replica of PostgreSQL, from which queries are read when it has all that the primary had as they came.

So nobody is shown anything older than what they have written, or been told, in whichever process. The primary is asked
for the place in its write-ahead log, once for all who come at the same time, and the replica is waited for. One that is
too far behind, or away, rests for a second, in which the primary is read.

The replica is a single server. A connection that is new may lead to one that was restarted and is further behind: where
one was opened after the replica was found to be fresh, its rows are not taken.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from math import inf
from time import monotonic
from typing import Any, Final

from tortoise.connection import get_connections

from adapters.database.faults import ConnectionLost
from adapters.database.half_open import Line
from adapters.database.postgresql import PooledPostgresqlClient
from adapters.errors import Conflict, Unavailable

NAME: Final = "replica"
"""The replica among the connections of the ORM."""
PATIENCE: Final = 0.1
"""Seconds that a query waits for the replica."""
REST: Final = 1.0
"""Seconds in which nobody waits for a replica for which somebody has waited in vain."""
LOOK_INTERVAL: Final = 0.002
"""Seconds between two looks at a replica that is behind."""
FAILURES: Final = (ConnectionLost, Conflict)
"""Raised where a replica is away, or a statement was in the way of what it replays."""
_WRITTEN: Final = "SELECT CAST(pg_current_wal_flush_lsn() - '0/0' AS bigint) AS place"
_REPLAYED: Final = """SELECT CAST(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0' ELSE 0 END
    AS bigint) AS place"""
_BEHIND: Final = """SELECT CAST(CASE WHEN pg_is_in_recovery() THEN CASE
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0) END END AS float) AS seconds"""


class ReplicaLine(Line):
    """A connection to the replica. They are counted as they are opened."""

    opened = 0

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        ReplicaLine.opened += 1


class ReplicaClient(PooledPostgresqlClient):
    """The pool of connections to the replica."""

    connection_class = ReplicaLine


client_class = ReplicaClient


class Replica:
    """The place to which the replica of this process has come, as far as is known, and `reads`, the times that it was
    read or else was "behind" or "away"."""

    def __init__(self) -> None:
        self.reads = Counter[str]()
        self.behind = 0
        self._replayed = self._opened = -1
        self._rests_until = -inf
        self._turn = asyncio.Lock()
        self._question: asyncio.Task[int] | None = None
        self._look: asyncio.Task[None] | None = None

    async def is_fresh(self) -> bool:
        """Whether the replica has all that the primary has now; waits a moment for it.

        Raises Unavailable if the primary does not answer.
        """
        if monotonic() < self._rests_until:
            return False
        place = await self._written()
        try:
            async with asyncio.timeout(PATIENCE):
                while self._replayed < place or self._opened != ReplicaLine.opened:
                    await self._looked_at()
        except TimeoutError:
            self.rest("behind", place)
        except (Unavailable, Conflict):
            self.rest("away", place)
        else:
            self.behind = 0
            return True
        return False

    def rest(self, why: str, place: int | None = None) -> None:
        """Read the primary for a second."""
        self.reads[why] += 1
        self._rests_until = monotonic() + REST
        if place is not None:
            self.behind = place - max(0, self._replayed)

    async def _written(self) -> int:
        """The place of the primary at a moment after this call, which is asked for once for all who wait."""
        if self._question is None:
            self._question = asyncio.create_task(self._ask_primary())
        return await asyncio.shield(self._question)

    async def _ask_primary(self) -> int:
        async with self._turn:
            self._question = None
            return await _place("default", _WRITTEN)

    async def _looked_at(self) -> None:
        if self._look is None:
            self._look = asyncio.create_task(self._look_at_replica())
        await asyncio.shield(self._look)

    async def _look_at_replica(self) -> None:
        try:
            opened, before = ReplicaLine.opened, self._replayed
            self._replayed = await _place(NAME, _REPLAYED)
            self._opened = opened
            if self._replayed == before:
                await asyncio.sleep(LOOK_INTERVAL)
        finally:
            self._look = None


async def _place(name: str, sql: str) -> int:
    (row,) = (await get_connections().get(name).execute_query(sql))[1]
    return int(row["place"])


async def seconds_behind() -> float | None:
    """The time by which the open database is behind the one that it is a replica of; None if it is none."""
    (row,) = (await get_connections().get("default").execute_query(_BEHIND))[1]
    seconds: float | None = row["seconds"]
    return seconds


_current: Replica | None = None
_chosen: ContextVar[int | None] = ContextVar("chosen", default=None)
"""The connections to the replica that had been opened when this task's reads were found to be fresh there."""


def current() -> Replica | None:
    """The replica of this process; None if it has none."""
    return _current


def use(replica: Replica | None) -> None:
    """Make `replica` that of this process."""
    global _current
    _current = replica


async def for_query() -> AbstractContextManager[None]:
    """Within the block the reads of a query that has just come are those of the replica, if that is fresh.

    Raises Unavailable if the primary does not answer.
    """
    known = current()
    if known is None or not await known.is_fresh():
        return nullcontext()
    known.reads["replica"] += 1
    return _reading(ReplicaLine.opened)


@contextmanager
def _reading(opened: int) -> Iterator[None]:
    token = _chosen.set(opened)
    try:
        yield
    finally:
        _chosen.reset(token)


def chosen() -> Any:
    """The pool from which this task is to read, if that is the replica's, and all is as it was found; else None."""
    if _chosen.get() is None or _chosen.get() != ReplicaLine.opened:
        return None
    return get_connections().get(NAME)


def failed() -> None:
    """Say that the replica could not be read: this task reads the primary, and for a second everybody does."""
    _chosen.set(None)
    if _current is not None:
        _current.rest("away")
