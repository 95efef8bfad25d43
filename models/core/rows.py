"""Rows as reads return them: plain dictionaries, each column in its Python type on every database."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson
from tortoise import fields
from tortoise.models import Model

from adapters.database.client import Record, fetch, in_transaction, is_sqlite
from models.core.scope import Scope, SqlParams

Row = dict[str, Any]
Decoder = Callable[[Any], Any]
M = TypeVar("M", bound=Model)

COUNTED: Final = 10_000
"""Rows up to which a list is counted exactly: to count on would cost more the more a business grows."""


async def select(
    model: type[Model], columns: Collection[str], where: Scope, *, order: str = "", limit: int | None = None
) -> list[Row]:
    """The rows of a table that fulfil a condition, with these columns."""
    table, params = model._meta.db_table, SqlParams()
    names, chosen = _chosen(model, frozenset(columns))
    sql = f"SELECT {chosen} FROM {table} WHERE {where.sql(table, params)}"
    if order:
        sql += f" ORDER BY {order}"
    if limit is not None:
        sql += f" LIMIT {limit}"
    return decode(model, names, await fetch(sql, params.values))


async def locked(model: type[M], where: Scope) -> M | None:
    """The row that fulfils a condition, to be changed; None if there is none. In a transaction it is locked to its end.

    SQLite locks no rows: its transactions come one after the other.
    """
    table, params = model._meta.db_table, SqlParams()
    lock = " FOR UPDATE" if in_transaction() and not is_sqlite() else ""
    sql = f"SELECT {_all_columns(model)} FROM {table} WHERE {where.sql(table, params)}{lock}"
    rows = await fetch(sql, params.values)
    return model._init_from_db(**dict(rows[0])) if rows else None


async def distinct(model: type[Model], column: str, where: Scope) -> set[Any]:
    """The values of a column in the rows that fulfil a condition, each read once."""
    table, params = model._meta.db_table, SqlParams()
    names, chosen = _chosen(model, frozenset([column]))
    sql = f"SELECT DISTINCT {chosen} FROM {table} WHERE {where.sql(table, params)}"
    return {row[column] for row in decode(model, names, await fetch(sql, params.values))}


def counting(rows: str) -> str:
    """The SQL that counts the rows of `rows`, which is what follows SELECT ...; more than COUNTED are one more."""
    return f"SELECT count(*) AS n FROM (SELECT 1 {rows} LIMIT {COUNTED + 1}) AS counted"


async def count(model: type[Model], where: Scope) -> int:
    """The number of rows that fulfil a condition, as `counting` counts."""
    table, params = model._meta.db_table, SqlParams()
    rows = await fetch(counting(f"FROM {table} WHERE {where.sql(table, params)}"), params.values)
    return int(rows[0]["n"])


def column_list(table: str, names: Iterable[str]) -> str:
    """Columns as SQL text."""
    return ", ".join(f"{table}.{name}" for name in names)


@lru_cache(maxsize=4096)
def _chosen(model: type[Model], columns: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """The columns that the table has, in a steady order, so that equal reads are equal statements; and as SQL text."""
    names = tuple(sorted(columns & model._meta.fields_db_projection.keys())) or (model._meta.db_pk_column,)
    return names, column_list(model._meta.db_table, names)


@cache
def _all_columns(model: type[Model]) -> str:
    return column_list(model._meta.db_table, model._meta.fields_db_projection.values())


async def read_rows(sql: str, params: Mapping[str, Any], **types: type) -> list[Row]:
    """The rows of a statement, with the columns named in `types` in these Python types, as `typed` gives them."""
    return typed(await fetch(sql, params), **types)


def typed(records: Iterable[Record], **types: type) -> list[Row]:
    """Driver rows with the columns named in `types` in these Python types; others are as the driver has them. SQLite
    has no UUIDs, dates, moments and booleans."""
    rows = [dict(record) for record in records]
    if is_sqlite():
        for name, kind in types.items():
            turn = _PYTHON[kind]
            for row in rows:
                if row[name] is not None:
                    row[name] = turn(row[name])
    return rows


def decode(model: type[Model], names: Sequence[str], records: Iterable[Record]) -> list[Row]:
    """Driver rows, whose first columns are these in this order, as dictionaries."""
    rows: list[Row] = [dict(zip(names, record, strict=False)) for record in records]
    decoders = _decoders(model, is_sqlite())
    for name in decoders.keys() & names:
        turn = decoders[name]
        for row in rows:
            value = row[name]
            if value is not None:
                row[name] = turn(value)
    return rows


def decoder(model: type[Model], name: str) -> Decoder | None:
    """The function that turns the driver's values of a column, but for None, into its Python type; None if they have
    it."""
    return _decoders(model, is_sqlite()).get(name)


@cache
def _decoders(model: type[Model], for_sqlite: bool) -> dict[str, Decoder]:
    decoders: dict[str, Decoder] = {}
    for name, field in model._meta.fields_map.items():
        decoder = _decoder(field, for_sqlite)
        if decoder is not None:
            decoders[field.source_field or name] = decoder
    return decoders


def _decoder(field: fields.Field[Any], for_sqlite: bool) -> Decoder | None:
    if isinstance(field, fields.JSONField):
        return orjson.loads
    if not for_sqlite:
        return None
    if isinstance(field, fields.UUIDField):
        return UUID
    if isinstance(field, fields.DatetimeField):
        return _moment
    if isinstance(field, fields.DateField):
        return date.fromisoformat
    if isinstance(field, fields.DecimalField):
        return lambda value: Decimal(str(value))
    return bool if isinstance(field, fields.BooleanField) else None


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


_PYTHON: Final[Mapping[type, Decoder]] = {UUID: UUID, datetime: _moment, date: date.fromisoformat, bool: bool}
"""The functions that make SQLite's values those of a type."""
