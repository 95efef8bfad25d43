"""Tortoise's SQLite engine with transactions that take the write lock when they begin, and a thread that only reads.

SQLite begins deferred: two processes that read and then write fail with "database is locked", however long they are
ready to wait. BEGIN IMMEDIATE waits in line instead (`busy_timeout`).

The thread that reads has a connection of its own, so that a read of many statements crosses threads once.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any, Final, TypeVar

from tortoise.backends.base.client import NestedTransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from adapters.database.statements import watched
from adapters.errors import Unavailable

T = TypeVar("T")

WAITS: Final = 10.0
"""Seconds that a read waits for a lock, which others hold for moments only."""
PREPARED: Final = 512
"""Statements that the reading connection keeps prepared."""


@contextmanager
def _translated_faults() -> Iterator[None]:
    """Within the block the driver's exceptions become ours, or the ORM's."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise Unavailable("the database is busy: others have not let go of it in time") from error
        raise OperationalError(error) from error


@watched
class _ImmediateTransaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        with _translated_faults():
            await self._connection.execute("BEGIN IMMEDIATE")

    def _in_transaction(self) -> NestedTransactionContext:
        return NestedTransactionContext(_ImmediateTransaction(self))

    async def execute_script(self, query: str) -> None:
        """Run several statements; the driver's own way to do that would commit first."""
        for statement in statements(query):
            await self.execute_query(statement)


def statements(script: str) -> Iterator[str]:
    """The statements of a script, each whole: a trigger has semicolons of its own."""
    statement = ""
    for piece in script.split(";"):
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement:
        yield statement


class _TransactionContext(SqliteTransactionContext):
    async def __aenter__(self) -> _ImmediateTransaction:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        connection: _ImmediateTransaction = self.connection
        return connection


class _Reader:
    """A connection that only reads, and the thread that uses it."""

    def __init__(self, file: str) -> None:
        self._address = f"{Path(file).absolute().as_uri()}?mode=ro"
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, "reader")

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """The result of `function`, called with the connection."""
        loop, context = asyncio.get_running_loop(), copy_context()
        return await loop.run_in_executor(self._thread, context.run, self._call, function, *args)

    def _call(self, function: Callable[..., T], *args: Any) -> T:
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._address, WAITS, isolation_level=None, cached_statements=PREPARED, uri=True
            )
        return function(self._connection, *args)

    async def close(self) -> None:
        """Close the connection, and end the thread."""
        await self.run(sqlite3.Connection.close)
        self._thread.shutdown()


@watched
class ImmediateSqliteClient(SqliteClient):
    """A SQLite connection whose transactions begin immediate, and another one that only reads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reader: _Reader | None = None

    async def in_reader(self, function: Callable[..., T], *args: Any) -> T:
        """The result of `function`, called with the reading connection in its thread."""
        self._reader = self._reader or _Reader(self.filename)
        with _translated_faults():
            return await self._reader.run(function, *args)

    async def create_connection(self, with_db: bool) -> None:
        """Open the file, which is tried out first: aiosqlite leaves a thread behind where it fails."""
        if self._connection is None:
            try:
                with closing(sqlite3.connect(self.filename)) as trial:
                    trial.execute("PRAGMA schema_version")
            except sqlite3.Error as error:
                raise Unavailable(f"the database does not answer: {self.filename}: {error}") from error
        await super().create_connection(with_db)

    async def close(self) -> None:
        """Close both connections."""
        if self._reader is not None:
            await self._reader.close()
            self._reader = None
        await super().close()

    def _in_transaction(self) -> _TransactionContext:
        return _TransactionContext(_ImmediateTransaction(self), self._lock)


client_class = ImmediateSqliteClient
