"""Relations from rows to their related rows that the viewer may see, with one statement for all rows of a level."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Sequence
from typing import Any
from uuid import UUID

from tortoise.models import Model

from execution import columns as selection
from execution.compiled.shapes import One, shaped
from execution.context import Info, raw, viewer_of
from execution.loading import Read
from models.core.references import number_of_reference
from models.core.rows import Row, select
from models.core.scope import Scope, all_of, equals, one_of
from models.policy import visible
from resolvers.core import ids

Relation = Callable[[Row, Info], Awaitable[Any] | None]


def load_row(
    info: Info, model: type[Model], key: UUID | int, columns: Collection[str] | None = None
) -> Awaitable[Row | None]:
    """The row of this primary key, with `columns` or the selected ones; None if the viewer may not see it."""

    def reader() -> Read:
        selected = frozenset(columns) if columns is not None else selection.columns(raw(info))
        pk, seen = model._meta.db_pk_column, visible(model, viewer_of(info))

        async def load(keys: list[UUID | int]) -> list[Row | None]:
            rows = {row[pk]: row for row in await select(model, selected | {pk}, all_of(one_of(pk, keys), seen))}
            return [rows.get(key) for key in keys]

        return load

    return info.context.loader(("one", model, *_selection_key(info, columns)), reader).load(key)


def by_id(
    info: Info, model: type[Model], key: UUID | int | None, columns: Collection[str] | None = None
) -> Awaitable[Row | None] | None:
    """Like `load_row`, for a key that may be missing."""
    return None if key is None else load_row(info, model, key, columns)


async def load_rows(info: Info, model: type[Model], keys: Sequence[UUID]) -> list[Row]:
    """The rows of these primary keys that the viewer may see, in their order."""
    rows = await asyncio.gather(*(load_row(info, model, key) for key in keys))
    return [row for row in rows if row is not None]


async def by_global_id(
    info: Info, model: type[Model], global_id: str, columns: Collection[str] | None = None
) -> Row | None:
    """The row of this global id; None if the viewer sees no such row, or if it is an id of another type."""
    key = ids.decode(global_id, model.__name__)
    return None if key is None else await load_row(info, model, key, columns)


def key_in(model: type[Model], global_id: str) -> tuple[str, Any] | None:
    """The column and the value by which the row of a global id is found; None if it is an id of another type."""
    key = ids.decode(global_id, model.__name__)
    return None if key is None else (model._meta.db_pk_column, key)


def key_of_reference(
    model: type[Model], global_id: str | None, reference: str | None, prefix: str
) -> tuple[str, Any] | None:
    """The column and the value for a global id, or for a reference like SR-000145, with the `prefix` SR; None if there
    can be no such row."""
    if global_id:
        return key_in(model, global_id)
    number = number_of_reference(reference or "", prefix)
    return None if number is None else ("number", number)


async def found(info: Info, model: type[Model], by: tuple[str, Any] | None) -> Row | None:
    """The row with this value in this column; None if the viewer sees no such row."""
    return None if by is None else await found_where(info, model, equals(*by))


async def found_where(info: Info, model: type[Model], where: Scope) -> Row | None:
    """The only row that fulfils a condition; None if the viewer sees no such row."""
    seen = all_of(where, visible(model, viewer_of(info)))
    rows = await select(model, selection.columns(raw(info)) | {"id"}, seen)
    return rows[0] if rows else None


def _selection_key(info: Info, columns: Collection[str] | None) -> tuple[Hashable, ...]:
    """The part of a loader's key that stands for the columns: their names, or the fields that select them."""
    return tuple(sorted(columns)) if columns is not None else tuple(map(id, raw(info).field_nodes))


def one(model: type[Model], column: str) -> Relation:
    """The resolver of a field that leads to one row, by the identifier in `column`."""

    @shaped(One(model, column))
    def resolve(root: Row, info: Info) -> Awaitable[Any] | None:
        return by_id(info, model, root[column])

    return resolve


def many_of(
    info: Info,
    model: type[Model],
    parent_column: str,
    parent: UUID,
    *,
    order: str,
    where: Scope | None = None,
    columns: Collection[str] | None = None,
) -> Awaitable[list[Row]]:
    """All rows that belong to a parent, in an order; for short lists that are not paged."""

    def reader() -> Read:
        selected = frozenset(columns) if columns is not None else selection.columns(raw(info))
        condition = where if where is not None else visible(model, viewer_of(info))

        async def load(parents: list[UUID]) -> list[list[Row]]:
            grouped: dict[UUID, list[Row]] = {key: [] for key in parents}
            scope = all_of(one_of(parent_column, parents), condition)
            for row in await select(model, selected | {parent_column}, scope, order=order):
                grouped[row[parent_column]].append(row)
            return [grouped[key] for key in parents]

        return load

    key = ("many", model, parent_column, order, *map(id, raw(info).field_nodes))
    return info.context.loader(key, reader).load(parent)
