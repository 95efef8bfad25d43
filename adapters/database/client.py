"""The database: how it is reached, and SQL with named parameters that both dialects understand.

In SQL text `:name` is a parameter. After `IN` it is a list: `id IN :ids`.
"""

import json
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import Any, Final
from uuid import UUID

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import require_context
from tortoise.exceptions import IntegrityError, OperationalError

from adapters.database import replica
from adapters.errors import Unavailable

Record = Mapping[str, Any]


async def connect(options: dict[str, Any]) -> None:
    """Connect to the database of a configuration; raises Unavailable if it does not answer."""
    await Tortoise.init(config=options, _enable_global_fallback=True)
    replica.use(replica.Replica() if replica.NAME in options["connections"] else None)
    try:
        await connection().execute_query("SELECT 1")
    except (asyncpg.PostgresError, OperationalError) as error:
        raise Unavailable(f"the database does not answer: {error}") from error


async def close_database() -> None:
    """Let go of every connection; without it the process would hang at its end."""
    await Tortoise.close_connections()


def connection() -> BaseDBAsyncClient:
    """The connection of this task: its transaction's where it is in one."""
    return require_context().connections.get("default")


def is_sqlite() -> bool:
    """Whether the database in use is SQLite."""
    return connection().capabilities.dialect == "sqlite"


async def fetch(sql: str, params: Mapping[str, Any] | None = None, *, planned_anew: bool = False) -> Sequence[Record]:
    """Read rows; asked once more where the connection was broken, then Unavailable. A query's may come from a replica.

    PostgreSQL plans a statement that it has seen a few times for values that it does not know. `planned_anew` is for
    those whose values make all the difference; SQLite plans every statement for itself.
    """
    client: Any = connection()
    for_sqlite = client.capabilities.dialect == "sqlite"
    text, values = _bind(sql, params or {}, for_sqlite)
    if (copy := replica.chosen()) is not None and not in_transaction(client):
        try:
            rows = await _fetched(copy, text, values, planned_anew=planned_anew)
        except replica.FAILURES:
            replica.failed()
        else:
            if replica.chosen() is not None:
                return rows
    return await _fetched(client, text, values, planned_anew=planned_anew and not for_sqlite)


async def _fetched(client: Any, text: str, values: list[Any], *, planned_anew: bool) -> Sequence[Record]:
    if planned_anew:
        planned: Sequence[Record] = await client.read_planned_anew(text, values)
        return planned
    rows: Sequence[Record] = (await client.execute_query(text, values))[1]
    return rows


async def fetch_returning(sql: str, params: Mapping[str, Any]) -> Sequence[Record]:
    """Run a changing statement with RETURNING inside a transaction and give its rows."""
    client = connection()
    text, values = _bind(sql, params, client.capabilities.dialect == "sqlite")
    return await client.execute_query_dict(text, values)


async def execute(sql: str, params: Mapping[str, Any] | None = None) -> int:
    """Run a changing statement and give the number of rows it changed."""
    client = connection()
    text, values = _bind(sql, params or {}, client.capabilities.dialect == "sqlite")
    return (await client.execute_query(text, values))[0]


async def execute_many(sql: str, params: Sequence[Mapping[str, Any]]) -> None:
    """Run a changing statement once for each of many sets of values, in one go."""
    client, for_sqlite = connection(), is_sqlite()
    bound = [_bind(sql, each, for_sqlite) for each in params]
    await client.execute_many(bound[0][0], [values for _, values in bound])


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """A transaction of this task: commits at the end of the block, rolls back where it raises.

    A connection found broken as it begins is replaced once. Raises Conflict where another transaction got in the way,
    Unavailable where the database went away; whether the work was committed is then not known.
    """
    async with connection()._in_transaction():
        yield


@asynccontextmanager
async def snapshot() -> AsyncIterator[None]:
    """All reads of this task see the same state within the block, whatever others commit meanwhile.

    On SQLite nobody else may use the connection within the block.
    """
    if not is_sqlite():
        async with transaction():
            await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # Nobody waits for one that only reads, however slowly what it reads is taken.
            await execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield
        return
    # `transaction` would take the lock of those who write.
    await execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        await execute("ROLLBACK")


def is_unique_violation(error: IntegrityError) -> bool:
    """Whether another row has the same unique value, written perhaps at the same instant."""
    return "unique" in str(error).lower()


def in_transaction(client: BaseDBAsyncClient | None = None) -> bool:
    """Whether this task, whose connection is `client`, is inside a transaction."""
    return hasattr(client or connection(), "_finalized")


_PARAMETER = re.compile(r"(\bIN\s+)?(?<!:):([a-z_][a-z0-9_]*)")


@lru_cache(maxsize=1024)
def translated(sql: str, for_sqlite: bool) -> tuple[str, tuple[str, ...]]:
    """The text in the driver's dialect, and the names of its parameters in their order."""
    names: list[str] = []

    def place(match: re.Match[str]) -> str:
        is_list, name = match.groups()
        if for_sqlite:
            names.append(name)
            return "IN (SELECT value FROM json_each(?))" if is_list else "?"
        if name not in names:
            names.append(name)
        number = names.index(name) + 1
        return f"= ANY(${number})" if is_list else f"${number}"

    return _PARAMETER.sub(place, sql), tuple(names)


def _bind(sql: str, params: Mapping[str, Any], for_sqlite: bool) -> tuple[str, list[Any]]:
    text, names = translated(sql, for_sqlite)
    values = {name: as_driver_has_it(params[name], for_sqlite) for name in dict.fromkeys(names)}
    return text, [values[name] for name in names]


_TAKEN: Final = {str, int, float, NoneType}
"""The types whose values both drivers take."""


def as_driver_has_it(value: Any, for_sqlite: bool) -> Any:
    """A value as the driver takes it; that of a function is asked now."""
    if type(value) in _TAKEN:
        return value
    if callable(value):
        value = value()
    return _for_sqlite(value) if for_sqlite else _for_postgresql(value)


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, str | int | float | None) and not isinstance(value, bool | Enum):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return json.dumps([str(item) if type(item) is UUID else _for_sqlite(item) for item in value])
    return value


def _for_postgresql(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple | set | frozenset):
        return [_for_postgresql(item) for item in value]
    return value


async def database_time() -> datetime:
    """The time by the clock of the database's machine; for SQLite that is this one."""
    if is_sqlite():
        return datetime.now(UTC)
    [row] = await fetch("SELECT clock_timestamp() AS now")
    now: datetime = row["now"]
    return now


async def clock_skew() -> timedelta:
    """The time by which the clock of the database, which decides where several machines work, is ahead of this one's.

    Raises Unavailable.
    """
    asked_at = datetime.now(UTC)
    there = await database_time()
    return there - asked_at - (datetime.now(UTC) - asked_at) / 2


async def database_size() -> int:
    """The size of the database in bytes."""
    if is_sqlite():
        [row] = await fetch("SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()")
    else:
        [row] = await fetch("SELECT pg_database_size(current_database()) AS bytes")
    return int(row["bytes"])


async def table_size(table: str) -> int | None:
    """The size of a table with its indexes in bytes; None on SQLite, which does not know it."""
    if is_sqlite():
        return None
    [row] = await fetch("SELECT pg_total_relation_size(CAST(:table AS text)::regclass) AS bytes", {"table": table})
    return int(row["bytes"])


def pool_usage() -> dict[str, int]:
    """The connections by their state, and the tasks that wait for one; empty on SQLite, which has no pool."""
    usage: dict[str, int] = {} if is_sqlite() else connection().usage()  # type: ignore[attr-defined]
    return usage
