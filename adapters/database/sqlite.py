"""Tortoise's SQLite engine with transactions that take the write lock when they begin.

SQLite begins deferred: two processes that read and then write fail with "database is locked", however long they are
ready to wait. BEGIN IMMEDIATE waits in line instead (`busy_timeout`).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from tortoise.backends.base.client import NestedTransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, OperationalError


class _ImmediateTransaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

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


class ImmediateSqliteClient(SqliteClient):
    """A SQLite connection whose transactions begin immediate."""

    async def create_connection(self, with_db: bool) -> None:
        """Open the file, which is tried out first: aiosqlite leaves a thread behind where it fails."""
        if self._connection is None:
            try:
                with closing(sqlite3.connect(self.filename)) as trial:
                    trial.execute("PRAGMA schema_version")
            except sqlite3.Error as error:
                raise DBConnectionError(f"{self.filename}: {error}") from error
        await super().create_connection(with_db)

    def _in_transaction(self) -> _TransactionContext:
        return _TransactionContext(_ImmediateTransaction(self), self._lock)


client_class = ImmediateSqliteClient
