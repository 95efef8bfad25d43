"""Lists that clients page through: the resolvers of connections, and of a connection's fields."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from adapters.database.client import fetch
from execution.compiled.shapes import Page, shaped
from execution.context import Info, raw
from execution.loading import Read
from execution.paging import Listing, page
from models.core.rows import Row, count
from models.core.scope import SqlParams, all_of, one_of
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


def total_count(root: Row, info: Info) -> Any:
    """The number of rows of the whole list; one statement counts all lists of a level."""
    listing: Listing = root["listing"]

    def reader() -> Read:
        async def load(parents: list[UUID | None]) -> list[int]:
            if listing.parent is None:
                return [await count(listing.model, listing.rows)] * len(parents)
            table, params = listing.model._meta.db_table, SqlParams()
            where = all_of(one_of(listing.parent, parents), listing.rows).sql(table, params)
            sql = f"""SELECT {listing.parent} AS parent, count(*) AS n FROM {listing.source or table} WHERE {where}
                GROUP BY {listing.parent}"""
            counts = {str(row["parent"]): row["n"] for row in await fetch(sql, params.values)}
            return [counts.get(str(parent), 0) for parent in parents]

        return load

    return info.context.loader(("count", *map(id, raw(info).field_nodes)), reader).load(root["parent"])
