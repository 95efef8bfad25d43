"""Tortoise's asyncpg engine, with five changes.

What the driver raises where the database is away, or others get in the way, becomes Unavailable or Conflict in one
place, whichever part of a statement or a transaction it happens in; a read whose connection is lost is asked once more.
A transaction gives its connection back when it cannot begin, and takes another one, once: a connection that the server
has closed is found out by BEGIN, and Tortoise then never gives back its place in the pool. A connection that has served
a statement or a transaction stays ready for the next one: the way through the pool and back costs half as much as a
small statement. The statements of a transaction do not wait for one another, as one task asks them in turn. And
nobody waits without an end: neither for a connection, nor on one whose line has died.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    PoolConnectionWrapper,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

from adapters.database.faults import LOST, ConnectionLost, translated_faults
from adapters.database.half_open import LOOK_INTERVAL, Line, dead
from adapters.database.statements import statement, watched
from adapters.errors import Unavailable

READERS: Final = 4
"""One of so many connections, and one at least, is for reads alone."""
_READS: Final = ("SELECT", "WITH")
"""The beginnings of statements that, outside of transactions, only read."""


class _Lease(PoolConnectionWrapper[Any]):
    """A connection for one statement."""

    client: "PooledPostgresqlClient"

    async def __aenter__(self) -> Any:
        await self.ensure_connection()
        self.connection = await self.client.borrow()
        return self.connection

    async def __aexit__(self, exc_type: object, exc_val: BaseException | None, exc_tb: object) -> None:
        await self.client.give_back(self.connection, is_in_order=exc_type is None)
        if exc_val is not None:
            with translated_faults:
                raise exc_val


@watched
class _Transaction(TransactionWrapper):
    """A transaction, of one task that asks in turn: its statements take no lock, and go straight to the driver."""

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        with translated_faults:
            return await func(self, *args, **kwargs)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Any:
        return await self._translate_exceptions(_executed, query, values or ())

    async def read_planned_anew(self, query: str, values: Sequence[Any]) -> Sequence[Any]:
        """The rows of a read that is planned for these values."""
        with translated_faults, statement(query):
            rows: Sequence[Any] = await self._connection.planned_anew(query, values)
            return rows

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> Any:
        executed: Any = await self._translate_exceptions(_executed, query, values or ())
        return [dict(row) for row in executed[1]]


async def _executed(transaction: _Transaction, query: str, values: Sequence[Any]) -> tuple[int, Sequence[Any]]:
    """The number of rows that a statement has read or changed, and those that it gives."""
    if query.startswith(("INSERT", "UPDATE", "DELETE")) and "RETURNING" not in query:
        status: str = await transaction._connection.execute(query, *values)
        return int(status.rpartition(" ")[2]), ()
    rows = await transaction._connection.fetch(query, *values)
    return len(rows), rows


class _TransactionContext(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        parent: Any = self.client._parent
        await parent.enter_transaction()
        try:
            try:
                await self._begin(parent)
            except ConnectionLost:
                await self._begin(parent)
        except BaseException:
            parent.leave_transaction()
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def _begin(self, parent: Any) -> None:
        self.client._connection = await parent.borrow()
        try:
            await self.client.begin()
        except BaseException:
            await parent.give_back(self.client._connection, is_in_order=False)
            raise

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        client: Any = self.client
        is_in_order = False
        try:
            if exc_type is None:
                with translated_faults:
                    await client.commit()
            else:
                await client.rollback()
            is_in_order = True
        except LOST:
            pass  # of the rollback: the server does it where it has lost the connection
        finally:
            await client._parent.give_back(client._connection, is_in_order=is_in_order)
            client._parent.leave_transaction()
            get_connections().reset(self.token)


def _is_closed(connection: Any) -> bool:
    """Whether a connection of the pool is closed: the pool takes one back that is closed in its own way."""
    return connection._con is None or connection.is_closed()


@watched
class PooledPostgresqlClient(AsyncpgDBClient):
    """A pool of PostgreSQL connections, some of which are ready for the next statement.

    A part of them is for reads alone, however many transactions wait for one another. Nobody waits for a connection
    for more than `patience` seconds, where there is such a limit.
    """

    connection_class: type[Line] = Line
    _pool: Any

    def __init__(self, *args: Any, patience: float | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._patience = patience
        self._ready: list[Any] = []
        self._lent: set[Any] = set()
        self._asking = 0
        self._queued = 0
        self._transactions = asyncio.Semaphore(max(1, self.pool_maxsize - max(1, self.pool_maxsize // READERS)))
        self._watch: asyncio.Task[None] | None = None

    def usage(self) -> dict[str, int]:
        """The connections that are open and those in use, and the tasks that wait for one."""
        size = self._pool.get_size()
        return {
            "open": size,
            "in_use": size - self._pool.get_idle_size() - len(self._ready),
            "waited_for": self._asking + self._queued,
        }

    async def create_connection(self, with_db: bool) -> None:
        """Open the pool, with its first connection."""
        with translated_faults:
            await super().create_connection(with_db)
        self._watch = asyncio.create_task(self._cut_dead_lines())

    async def enter_transaction(self) -> None:
        """Wait until one more transaction may have a connection; raises Unavailable where that takes too long."""
        self._queued += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._transactions.acquire()
        except TimeoutError:
            raise Unavailable("the database is busy: too many transactions wait for one another") from None
        finally:
            self._queued -= 1

    def leave_transaction(self) -> None:
        """Let another transaction have a connection."""
        self._transactions.release()

    async def borrow(self) -> Any:
        """A connection that is ready, or else one of the pool's; raises Unavailable where all are in use for too
        long."""
        connection = await self._ready_one() or await self._one_of_pool()
        self._lent.add(connection)
        return connection

    async def _ready_one(self) -> Any:
        while self._ready:
            connection = self._ready.pop()
            if not _is_closed(connection):
                return connection
            await self._pool.release(connection)
        return None

    async def _one_of_pool(self) -> Any:
        self._asking += 1
        try:
            with translated_faults:
                return await self._pool.acquire(timeout=self._patience)
        finally:
            self._asking -= 1

    async def give_back(self, connection: Any, *, is_in_order: bool) -> None:
        """Keep a connection ready, unless something went wrong on it or somebody waits for the pool."""
        try:
            if _is_closed(connection):
                self._drop_idle()
            if is_in_order and not self._asking and not _is_closed(connection):
                self._ready.append(connection)
            elif self._pool:
                await self._pool.release(connection)
        finally:
            self._lent.discard(connection)

    def _drop_idle(self) -> None:
        """Close those that nobody uses, where one was lost: others may have been too, and do not know it yet."""
        for connection in self._ready:
            if not _is_closed(connection):
                connection.terminate()
        for holder in self._pool._holders if self._pool else ():
            if holder.is_idle():
                holder.terminate()

    async def _cut_dead_lines(self) -> None:
        """Close connections that wait for an answer in vain, for as long as the pool is open."""
        while True:
            await asyncio.sleep(LOOK_INTERVAL)
            for line in await dead([lent._con for lent in self._lent if lent._con], self._pool._get_new_connection):
                line.terminate()

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Any:
        """The number of rows and the rows of a statement; a read is asked once more where its connection is lost."""
        try:
            return await super().execute_query(query, values)
        except ConnectionLost:
            if not query.lstrip().startswith(_READS):
                raise
        return await super().execute_query(query, values)

    async def read_planned_anew(self, query: str, values: Sequence[Any]) -> Sequence[Any]:
        """The rows of a read that is planned for these values, asked once more where its connection is lost."""
        try:
            return await self._read_planned_anew(query, values)
        except ConnectionLost:
            return await self._read_planned_anew(query, values)

    async def _read_planned_anew(self, query: str, values: Sequence[Any]) -> Sequence[Any]:
        async with self.acquire_connection() as connection:
            with statement(query):
                rows: Sequence[Any] = await connection.planned_anew(query, values)
            return rows

    def acquire_connection(self) -> _Lease:
        return _Lease(self, self._pool_init_lock)

    def _in_transaction(self) -> TransactionContext:
        return _TransactionContext(_Transaction(self), self._pool_init_lock)

    async def _close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._asking += 1  # whatever comes back now goes on to the pool, which waits for it
        try:
            while self._ready:
                await self._pool.release(self._ready.pop())
            await super()._close()
        finally:
            self._asking -= 1


client_class = PooledPostgresqlClient
