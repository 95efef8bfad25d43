"""Keyset pages: rows that are added or change while a client pages are neither skipped nor repeated.

A page is read for one parent or, in one statement, for all parents of a level.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from tortoise.models import Model

from adapters.database.client import fetch, is_sqlite
from adapters.database.reading import read
from adapters.turns import give_way
from execution import columns as selection
from execution.context import Info, raw, viewer_of
from execution.limits import DEFAULT_PAGE, MAX_PAGE_SIZE
from execution.loading import Read
from execution.sorting import Sort
from models.core.errors import RequestError
from models.core.rows import Row, column_list, decode
from models.core.scope import Scope, SqlParams, all_of
from models.core.search import Found
from models.core.viewer import Viewer

AT_ONCE: Final = 500
"""Rows that are read into objects before others have their turn."""


@dataclass(frozen=True, slots=True)
class PageArguments:
    """The arguments of a page: validated, with the default filled in."""

    size: int
    backward: bool
    place: list[Any] | None

    @classmethod
    def of(
        cls, sort: Sort, first: int | None, after: str | None, last: int | None, before: str | None
    ) -> "PageArguments":
        """Validate a client's arguments; RequestError BAD_USER_INPUT names the argument at fault."""
        if first is not None and last is not None:
            raise RequestError("BAD_USER_INPUT", "first, last: use one of them.")
        if (after is not None and (last is not None or before is not None)) or (
            before is not None and first is not None
        ):
            raise RequestError("BAD_USER_INPUT", "after goes with first, before goes with last.")
        backward = last is not None or before is not None
        name, size = ("last", last) if backward else ("first", first)
        size = DEFAULT_PAGE if size is None else size
        if not 0 <= size <= MAX_PAGE_SIZE:
            raise RequestError("BAD_USER_INPUT", "{argument}: use 0 to {most}.", argument=name, most=MAX_PAGE_SIZE)
        cursor, argument = (before, "before") if backward else (after, "after")
        return cls(size, backward, sort.place(cursor, argument) if cursor is not None else None)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can be paged: rows of a table that meet a condition, in an order.

    `parent` is a column, for lists that belong to something. `source` stands for the table in FROM, under the table's
    name: a subquery whose rows have the column `parent` besides those of the table. `is_filtered` says that a client
    asks for some of its rows: the best way to read these depends on how many they are.
    """

    model: type[Model]
    where: Scope
    sort: Sort
    parent: str | None = None
    source: str | None = None
    search: Found | None = None
    is_filtered: bool = False


def page(
    info: Info,
    listing: Callable[[Viewer], Listing],
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    parent: UUID | None = None,
) -> Any:
    """The page that a field asks for, as the root value of a connection; for a nested list, the page of one parent.

    `listing` is called once for all rows of a level.
    """

    def reader() -> Read:
        rows_of = listing(viewer_of(info))
        arguments = PageArguments.of(rows_of.sort, first, after, last, before)
        columns = selection.columns(raw(info)) | {column for key in rows_of.sort.keys for column in key.columns}

        async def load(parents: list[UUID | None]) -> list[Row]:
            rows = await _pages(rows_of, columns, arguments, parents)
            return [_connection(rows_of, arguments, rows.get(parent, []), parent) for parent in parents]

        return load

    return info.context.loader(("page", *map(id, raw(info).field_nodes)), reader).load(parent)


async def condition_of(listing: Listing) -> Scope:
    """The condition on the rows of a list; the few that a search finds are named in it."""
    if listing.search is None:
        return listing.where
    return all_of(listing.where, await read(listing.search.by_ids(listing.model._meta.db_table)))


async def _pages(
    listing: Listing, columns: Collection[str], arguments: PageArguments, parents: Sequence[UUID | None]
) -> dict[UUID | None, list[Row]]:
    if arguments.size == 0:
        return {}
    table, params = listing.model._meta.db_table, SqlParams()
    where = await condition_of(listing)
    own = set(columns) & listing.model._meta.fields_db_projection.keys()
    names = tuple(sorted(own | {listing.parent} if listing.parent else own))
    source = listing.source or table
    chosen, condition = column_list(table, names), where.sql(table, params)
    if arguments.place is not None:
        condition += f" AND {beyond(table, listing.sort, arguments, params)}"
    order, limit = listing.sort.sql(table, backward=arguments.backward), arguments.size + 1
    if listing.parent is None or len(parents) == 1:
        if listing.parent is not None:
            condition += f" AND {table}.{listing.parent} = {params.add(parents[0])}"
        sql = f"SELECT {chosen} FROM {source} WHERE {condition} ORDER BY {order} LIMIT {limit}"
    elif is_sqlite():
        place = f"row_number() OVER (PARTITION BY {table}.{listing.parent} ORDER BY {order})"
        sql = f"""SELECT * FROM (SELECT {chosen}, {place} AS place_ FROM {source}
            WHERE {table}.{listing.parent} IN {params.add(parents)} AND {condition})
            WHERE place_ <= {limit} ORDER BY place_"""
    else:
        sql = f"""SELECT page.* FROM unnest({params.add(parents)}::uuid[]) AS parent(id) CROSS JOIN LATERAL (
            SELECT {chosen} FROM {source} WHERE {table}.{listing.parent} = parent.id AND {condition}
            ORDER BY {order} LIMIT {limit}) AS page"""
    depends = listing.is_filtered or listing.search is not None
    records = await fetch(sql, params.values, planned_anew=depends)
    rows: list[Row] = []
    for start in range(0, len(records), AT_ONCE):
        if start:
            await give_way()
        rows += decode(listing.model, names, records[start : start + AT_ONCE])
    if listing.parent is None:
        return {None: rows}
    grouped: dict[UUID | None, list[Row]] = {}
    for row in rows:
        key = row[listing.parent]
        grouped.setdefault(UUID(key) if isinstance(key, str) else key, []).append(row)
    return grouped


def beyond(table: str, sort: Sort, arguments: PageArguments, params: SqlParams) -> str:
    operator = "<" if sort.descending != arguments.backward else ">"
    left = ", ".join(key.sql(table) for key in sort.keys)
    right = ", ".join(params.add(value) for value in arguments.place or ())
    return f"({left}) {operator} ({right})"


def _connection(listing: Listing, arguments: PageArguments, rows: list[Row], parent: UUID | None) -> Row:
    has_more, rows = len(rows) > arguments.size, rows[: arguments.size]
    if arguments.backward:
        rows.reverse()
    return {
        "nodes": rows,
        "page_info": {
            "has_next_page": has_more if not arguments.backward else arguments.place is not None,
            "has_previous_page": has_more if arguments.backward else arguments.place is not None,
            "rows": rows,
            "sort": listing.sort,
        },
        "listing": listing,
        "parent": parent,
    }
