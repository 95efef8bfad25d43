"""Relations: from rows to the rows that belong to them, one statement for all rows of a level, visibility inside."""

from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import Any
from uuid import UUID

from tortoise.models import Model

from execution import columns as selection
from execution.context import Info, raw, viewer_of
from execution.loading import Read
from models.core.rows import Row, select
from models.core.scope import Scope, all_of, one_of
from models.policy import visible

Relation = Callable[[Row, Info], Awaitable[Any] | None]


def by_id(
    info: Info, model: type[Model], key: UUID | None, columns: Collection[str] | None = None
) -> Awaitable[Any] | None:
    """The row of this identifier with what the query selects of it; None where the viewer may not see it."""
    if key is None:
        return None

    def reader() -> Read:
        wanted = frozenset(columns) if columns is not None else selection.columns(raw(info))
        pk, seen = model._meta.db_pk_column, visible(model, viewer_of(info))

        async def load(keys: list[UUID]) -> list[Row | None]:
            rows = await select(model, wanted | {pk}, all_of(one_of(pk, keys), seen))
            found = {row[pk]: row for row in rows}
            return [found.get(one) for one in keys]

        return load

    return info.context.loader(("one", model, *_what(info, columns)), reader).load(key)


def _what(info: Info, columns: Collection[str] | None) -> tuple[Hashable, ...]:
    """What tells one read of a table from another: the columns, or the fields whose selection says them."""
    return tuple(sorted(columns)) if columns is not None else tuple(map(id, raw(info).field_nodes))


def one(model: type[Model], column: str) -> Relation:
    """The resolver of a field that leads to one row, by the identifier in `column`."""

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
        wanted = frozenset(columns) if columns is not None else selection.columns(raw(info))
        condition = where if where is not None else visible(model, viewer_of(info))

        async def load(parents: list[UUID]) -> list[list[Row]]:
            grouped: dict[UUID, list[Row]] = {one: [] for one in parents}
            found = all_of(one_of(parent_column, parents), condition)
            for row in await select(model, wanted | {parent_column}, found, order=order):
                grouped[row[parent_column]].append(row)
            return [grouped[one] for one in parents]

        return load

    key = ("many", model, parent_column, order, *map(id, raw(info).field_nodes))
    return info.context.loader(key, reader).load(parent)


def many(model: type[Model], parent_column: str, *, order: str, where: Scope | None = None) -> Relation:
    """The resolver of a field that leads to all rows whose `parent_column` is this row.

    `where` takes the place of the policy for rows that are seen whenever their parent is (an invoice's lines).
    """

    def resolve(root: Row, info: Info) -> Awaitable[Any]:
        return many_of(info, model, parent_column, root["id"], order=order, where=where)

    return resolve
