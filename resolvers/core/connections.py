"""Lists that clients page through: the resolvers of connections, and of a connection's fields."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from adapters.database.client import fetch, is_sqlite
from execution.compiled.shapes import Page, shaped
from execution.context import Info
from execution.loading import Read
from execution.paging import Listing, condition_of, page
from models.core.rows import COUNTED, Row, count, counting
from models.core.scope import SqlParams
from models.core.viewer import Viewer


def paged(listing: Callable[..., Listing]) -> Callable[..., Any]:
    """The resolver of a root field that is a page of a list.

    `listing` makes the list from the viewer and the client's filters, which become arguments of the field.
    """

    @shaped(Page(listing))
    async def resolve(
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **filters: Any,
    ) -> Any:
        def filtered(viewer: Viewer) -> Listing:
            return listing(viewer, **filters)

        return await page(info, filtered, first=first, after=after, last=last, before=before)

    return _taking_filters(resolve, listing)


def connection(listing: Callable[..., Listing], column: str, key: str = "id") -> Callable[..., Any]:
    """The resolver of a row's field that is a page of a list: of the rows whose `column` is the `key` of this row.

    `listing` is called once for all rows of a level, with the viewer and the filters, like that of `paged`.
    """

    @shaped(Page(listing, column, key))
    def resolve(
        root: Row,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **filters: Any,
    ) -> Any:
        def filtered(viewer: Viewer) -> Listing:
            return replace(listing(viewer, **filters), parent=column)

        return page(info, filtered, first=first, after=after, last=last, before=before, parent=root[key])

    return _taking_filters(resolve, listing)


def _taking_filters(resolve: Callable[..., Any], listing: Callable[..., Listing]) -> Callable[..., Any]:
    """The resolver, with a signature that has the filters of `listing`, from which Strawberry makes arguments."""
    *own, _ = inspect.signature(resolve).parameters.values()
    _, *filters = inspect.signature(listing).parameters.values()
    named = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in filters]
    resolve.__signature__ = inspect.Signature([*own, *named])  # type: ignore[attr-defined]
    return resolve


def edges(root: Row) -> list[Row]:
    """The rows of a page, each with the sort order of its cursor."""
    sort = root["listing"].sort
    return [{"node": row, "sort": sort} for row in root["nodes"]]


def cursor(root: Row) -> str:
    """The cursor of an edge's row."""
    place: str = root["sort"].cursor(root["node"])
    return place


def start_cursor(root: Row) -> str | None:
    """The cursor of the first row of a page; None for an empty page."""
    return root["sort"].cursor(root["rows"][0]) if root["rows"] else None


def end_cursor(root: Row) -> str | None:
    """The cursor of the last row of a page; None for an empty page."""
    return root["sort"].cursor(root["rows"][-1]) if root["rows"] else None


async def total_count(root: Row, info: Info) -> int:
    """The number of rows of the whole list, or COUNTED if there are more."""
    return min(await _counted(root, info), COUNTED)


async def total_count_is_exact(root: Row, info: Info) -> bool:
    """Whether the list has no more rows than are counted."""
    return await _counted(root, info) <= COUNTED


def _counted(root: Row, info: Info) -> Awaitable[int]:
    """The rows of the whole list, counted to one more than COUNTED; one statement counts all lists of a level."""
    listing: Listing = root["listing"]

    def reader() -> Read:
        async def load(parents: list[UUID | None]) -> list[int]:
            rows = await condition_of(listing)
            if listing.parent is None:
                return [await count(listing.model, rows)] * len(parents)
            table, params = listing.model._meta.db_table, SqlParams()
            keys = "json_each({}) AS parent" if is_sqlite() else "unnest({}::uuid[]) AS parent(value)"
            where = f"{table}.{listing.parent} = parent.value AND {rows.sql(table, params)}"
            each = counting(f"FROM {listing.source or table} WHERE {where}")
            sql = f"SELECT parent.value AS id, ({each}) AS n FROM {keys.format(params.add(parents))}"
            counts = {str(row["id"]): row["n"] for row in await fetch(sql, params.values)}
            return [counts[str(parent)] for parent in parents]

        return load

    return info.context.loader(("count", id(listing)), reader).load(root["parent"])
