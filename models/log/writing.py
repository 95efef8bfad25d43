"""Writing what a unit of work has collected: new rows, and its events with their positions.

PostgreSQL writes all of it in one statement, to which the rows of each table are one value: its text depends on the
tables alone, and the positions are open for no round trip but that of the commit.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from tortoise.models import Model

from adapters.database.client import fetch_returning, is_sqlite
from models.core.entity import Entity
from models.core.rows import Row
from models.log.events import Event, NewEvent

NewRows = Mapping[type[Entity], Sequence[Row]]


async def next_numbers(name: str, count: int = 1) -> int:
    """Take `count` numbers of a gapless sequence and return the last; a rollback returns them.

    The sequence is locked until the end of the transaction: so its numbers are in commit order.
    """
    rows = await fetch_returning(
        "UPDATE counters SET value = value + :count WHERE name = :name RETURNING value", {"name": name, "count": count}
    )
    return int(rows[0]["value"])


def new_row(model: type[Entity], values: Mapping[str, Any]) -> Row:
    """A row of a table with these values, and the usual ones in its other columns."""
    usual = _usual(model)
    if unknown := values.keys() - usual.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(unknown)}")
    return {
        name: values[name] if name in values else default() if callable(default) else default
        for name, default in usual.items()
    }


@cache
def _usual(model: type[Entity]) -> Mapping[str, Any]:
    """The usual values of a table's columns.

    TypeError for a table whose rows refer to others, or are unique: writing one may have to wait for another
    transaction, and nobody could read on in the log meanwhile.
    """
    meta = model._meta
    fields = {name: meta.fields_map[name] for name in meta.fields_db_projection}
    if meta.fk_fields or meta.unique_together or any(field.unique and not field.pk for field in fields.values()):
        raise TypeError(f"a row of {meta.db_table} may have to wait for others, and has to be written at once")
    return {name: field.default for name, field in fields.items()}


async def write(rows: NewRows, events: Sequence[NewEvent]) -> None:
    """Write new rows and events; the events get their positions, the next ones of the log in this order.

    Until the transaction ends, nobody reads the log beyond them.
    """
    for place, event in enumerate(events, start=1):
        event.position = place
    if is_sqlite():
        positions = await _write_in_turn(rows, events)
    else:
        values = {model._meta.db_table: _json(of_model) for model, of_model in rows.items()}
        sql = _statement(tuple(rows), with_events=bool(events))
        (written,) = await fetch_returning(sql, values | {"events": _json(events), "count": len(events)})
        positions = written["positions"]
    for event, position in zip(events, positions, strict=True):
        event.position = position


def _json(rows: Sequence[Any]) -> str:
    return orjson.dumps(rows, default=_as_text).decode()


def _as_text(value: Any) -> str:
    if isinstance(value, UUID):  # of a kind that the driver makes
        return str(value)
    raise TypeError(f"{type(value).__name__} is for no column")


@cache
def _statement(models: tuple[type[Entity], ...], *, with_events: bool) -> str:
    parts = [f"{model._meta.db_table}_added AS ({_insert(model)})" for model in models]
    if not with_events:
        return f"WITH {', '.join(parts)} SELECT ARRAY[]::bigint[] AS positions"
    parts += [
        "taken AS MATERIALIZED (SELECT take_positions(:count) AS positions)",
        f"events_added AS ({_insert(Event, position='(SELECT positions FROM taken)[given.position]')})",
    ]
    return f"WITH {', '.join(parts)} SELECT positions FROM taken"


def _insert(model: type[Model], **otherwise: str) -> str:
    """Inserts the rows of a JSON list that is the value of the table's name; some columns are made by expressions."""
    table, columns = model._meta.db_table, model._meta.fields_db_projection.values()
    values = ", ".join(otherwise.get(name, f"given.{name}") for name in columns)
    given = f"json_populate_recordset(NULL::{table}, :{table}) AS given"
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {given}"


async def _write_in_turn(rows: NewRows, events: Sequence[NewEvent]) -> Sequence[int]:
    """Write them by a statement for each table; gives the positions of the events."""
    for model, of_model in rows.items():
        await model.bulk_create([model(**row) for row in of_model])
    if not events:
        return ()
    before = await next_numbers("event", len(events)) - len(events)
    values = [{name: getattr(event, name) for name in Event._meta.fields_db_projection} for event in events]
    await Event.bulk_create([Event(**row | {"position": before + row["position"]}) for row in values])
    return range(before + 1, before + 1 + len(events))
