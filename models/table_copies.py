"""The rows of all tables as values that JSON has, to write to one database what was read from another, of either kind.

Words for search are not among them: the databases write these again as rows come in.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import orjson
from tortoise import fields
from tortoise.models import Model

from adapters.database.client import execute, execute_many, fetch
from models import __models__
from models.core.rows import Row, decode

PAGE_SIZE: Final = 2000
"""Rows that are read, and written, in one go."""
_WRITTEN_BY_MIGRATIONS: Final = "counters"


class Kind(StrEnum):
    """The kinds of columns whose values JSON does not have."""

    PLAIN = "plain"
    UUID = "uuid"
    MOMENT = "moment"
    DATE = "date"
    DECIMAL = "decimal"
    JSON = "json"


_KINDS: Final[Mapping[type[fields.Field[Any]], Kind]] = {
    fields.UUIDField: Kind.UUID,
    fields.DatetimeField: Kind.MOMENT,
    fields.DateField: Kind.DATE,
    fields.DecimalField: Kind.DECIMAL,
    fields.JSONField: Kind.JSON,
}
_PYTHON: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    Kind.PLAIN: lambda value: value,
    Kind.UUID: UUID,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.DATE: date.fromisoformat,
    Kind.DECIMAL: Decimal,
    Kind.JSON: lambda value: orjson.dumps(value).decode(),
}
"""What makes the value that a database takes of one that JSON has."""


def tables() -> list[type[Model]]:
    """All tables, each after those that its rows refer to."""
    waiting, sorted_tables = sorted(__models__, key=lambda model: model._meta.db_table), list[type[Model]]()
    while waiting:
        model = next(model for model in waiting if not parents(model) & set(waiting) - {model})
        waiting.remove(model)
        sorted_tables.append(model)
    return sorted_tables


def parents(model: type[Model]) -> set[type[Model]]:
    """The tables that rows of a table refer to."""
    relations = (model._meta.fields_map[name] for name in model._meta.fk_fields | model._meta.o2o_fields)
    return {relation.related_model for relation in relations if isinstance(relation, fields.relational.RelationalField)}


def columns(model: type[Model]) -> dict[str, Kind]:
    """The columns of a table with their kinds, the primary key first."""
    kinds = {
        column: next(
            (kind for cls, kind in _KINDS.items() if isinstance(model._meta.fields_map[name], cls)), Kind.PLAIN
        )
        for name, column in model._meta.fields_db_projection.items()
    }
    key = model._meta.db_pk_column
    return {key: kinds.pop(key)} | dict(sorted(kinds.items()))


async def pages(model: type[Model]) -> AsyncIterator[list[Row]]:
    """All rows of a table by primary key, some at a time; raises Unavailable where the database does not answer."""
    names = list(columns(model))
    table, key = model._meta.db_table, names[0]
    sql, params = f"SELECT {', '.join(names)} FROM {table} {{}} ORDER BY {key} LIMIT {PAGE_SIZE}", dict[str, Any]()
    while page := decode(model, names, await fetch(sql.format(f"WHERE {key} > :after" if params else ""), params)):
        yield page
        params = {"after": page[-1][key]}


def line(row: Row) -> bytes:
    """A row as one line of JSON."""
    return orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE)


async def first_filled(names: Sequence[str]) -> str | None:
    """The first of these tables that has rows which somebody made; None in a database that is new.

    Rows that migrations write go, in this transaction, as the copy has them too.
    """
    await execute(f"DELETE FROM {_WRITTEN_BY_MIGRATIONS}")
    for name in names:
        if await fetch(f"SELECT 1 FROM {name} LIMIT 1"):
            return name
    return None


async def write(table: str, kinds: Mapping[str, Kind], rows: Sequence[Row]) -> None:
    """Write rows of `line` to a table that has none of them; raises IntegrityError where they contradict others."""
    turns = {name: _PYTHON[Kind(kind)] for name, kind in kinds.items()}
    given = [{name: None if row[name] is None else turn(row[name]) for name, turn in turns.items()} for row in rows]
    values = ", ".join(f":{name}" for name in kinds)
    await execute_many(f"INSERT INTO {table} ({', '.join(kinds)}) VALUES ({values})", given)
