"""Keyset pages: rows that are added or change while a client pages are neither skipped nor repeated.

A page is read for one parent or, in one statement, for all parents of a level.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from tortoise.models import Model

from adapters.database.client import fetch, is_sqlite
from adapters.database.reading import Statement, read
from adapters.turns import give_way
from execution import columns as selection
from execution.context import Info, raw, viewer_of
from execution.limits import DEFAULT_PAGE, MAX_PAGE_SIZE
from execution.loading import Read
from execution.sorting import Sort
from models.core.errors import RequestError
from models.core.rows import Row, decode
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
    several, chosen = len(parents) > 1, [f"{table}.{name}" for name in names]
    statement = page_statement(listing, arguments, chosen, where.sql(table, params), params, several=several)
    given = {} if listing.parent is None else {"keys": parents if several else parents[0]}
    values = {**statement.values, **given}
    records = await fetch(statement.sql, values, planned_anew=statement.is_planned_anew)
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


def page_statement(
    listing: Listing,
    arguments: PageArguments,
    columns: Sequence[str],
    condition: str,
    params: SqlParams,
    *,
    several: bool,
    joins: str = "",
    more: int = 1,
) -> Statement:
    """The statement of a page of the rows that meet a condition, and of so many `more`; of a nested list that of one
    parent, or of `several`, whose `keys` are given when it runs."""
    table, parent = listing.model._meta.db_table, f"{listing.model._meta.db_table}.{listing.parent}"
    source, depends = listing.source or table, listing.is_filtered or listing.search is not None
    if listing.parent is not None and not depends and is_sqlite():
        # By the plus SQLite uses no index for what the viewer may see: that of the parent has fewer rows.
        condition = f"+({condition})"
    if arguments.place is not None:
        condition += f" AND {_beyond(table, listing.sort, arguments, params)}"
    order, limit = listing.sort.sql(table, backward=arguments.backward), arguments.size + more
    if not several:
        if listing.parent is not None:
            condition += f" AND {parent} = :keys"
        text = f"FROM {source}{joins} WHERE {condition} ORDER BY {order} LIMIT {limit}"
        return Statement(columns, text, params.values, is_short=True, is_planned_anew=depends)
    if is_sqlite():
        key = f"{table}.{listing.model._meta.db_pk_column}"
        own = ["parent.value" if sql == parent else sql for sql in columns]
        text = f"""FROM json_each(:keys) AS parent CROSS JOIN {table} ON {key} IN (SELECT {key} FROM {source}
            WHERE {parent} = parent.value AND {condition} ORDER BY {order} LIMIT {limit}){joins} ORDER BY {order}"""
        return Statement(own, text, params.values)
    named = ", ".join(f"{sql} AS c{number}" for number, sql in enumerate(columns))
    text = f"""FROM unnest(:keys::uuid[]) AS parent(id) CROSS JOIN LATERAL (SELECT {named}
        FROM {source}{joins} WHERE {parent} = parent.id AND {condition} ORDER BY {order} LIMIT {limit}) AS page"""
    return Statement(["page.*"], text, params.values, is_planned_anew=depends)


def _beyond(table: str, sort: Sort, arguments: PageArguments, params: SqlParams) -> str:
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
