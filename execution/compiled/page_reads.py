"""Compiled reads of pages: one statement for the page of every parent, and the connections made of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from adapters.database.client import fetch, is_sqlite
from adapters.turns import give_way
from execution.compiled import shapes
from execution.compiled.reads import Run, Statement, as_keys, check_rule, joins_of, remembered, viewer_of
from execution.compiled.row_code import AT_ONCE, RowCode, Source
from execution.compiled.row_values import Bail, Unsupported
from execution.paging import Listing, PageArguments, beyond
from execution.plans import FieldPlan, SelectionPlan
from models.core.scope import Scope, SqlParams, all_of

PAGING: Final = ("first", "after", "last", "before")
CURSORS: Final = ("start_cursor", "end_cursor")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as a client asks for it, and the page of it."""

    listing: Listing
    page: PageArguments


@dataclass(slots=True)
class Page:
    """The rows of one page: the lists of their objects, one for each selection, and the rows as they were read."""

    lists: list[list[Any]]
    records: list[Any]
    has_more: bool


class PageReading:
    """A connection: the page of a list, or of the rows of a list that belong to others."""

    def __init__(self, planned: FieldPlan, shape: shapes.Page) -> None:
        assert planned.below is not None
        self._planned, self._shape = planned, shape
        self._fields = _fields(planned.below)
        self._selections: list[SelectionPlan] = []
        """The selections of the rows: that of `nodes`, and that of `node` in `edges`."""
        self._numbers: dict[int, int] = {}
        for each in self._fields:
            if each.column == "nodes":
                self._select(each)
            elif each.column == "edges":
                assert each.below is not None
                for inner in _fields(each.below):
                    if inner.column == "node":
                        self._select(inner)
        self._told = {inner.column for each in self._fields if each.column == "page_info" for inner in _inner(each)}
        in_edges = {inner.column for each in self._fields if each.column == "edges" for inner in _inner(each)}
        self._has_cursors = "cursor" in in_edges or not self._told.isdisjoint(CURSORS)
        self._reads_rows = bool(self._selections or self._told or in_edges)
        self._codes: dict[tuple[type, tuple[str, ...]], RowCode] = {}

    def _select(self, planned: FieldPlan) -> None:
        assert planned.below is not None
        self._numbers[id(planned)] = len(self._selections)
        self._selections.append(planned.below)

    async def values(self, run: Run, rows: list[Any]) -> list[Any]:
        if self._shape.parent is None:
            check_rule(run, self._planned)
            found = await self._pages(run, [None])
            return [found[None]] * len(rows)
        keys = as_keys([row[self._shape.key] for row in rows])
        found = await self._pages(run, list(dict.fromkeys(keys)))
        return [found[key] for key in keys]

    async def of_parents(self, run: Run, keys: list[Any]) -> Mapping[Any, Any]:
        """The connection of each parent."""
        return await self._pages(run, keys) if keys else {}

    async def _pages(self, run: Run, keys: list[Any]) -> dict[Any, Any]:
        viewer, arguments = viewer_of(run), run.arguments(self._planned)
        told = repr(arguments) if self._planned.has_variables else None
        asked: Asked = remembered(viewer, (self, told), lambda: self._asked(run, arguments))
        if asked.page.size == 0 or not self._reads_rows:
            pages = {key: Page([[] for _ in self._selections], [], False) for key in keys}
            return await self._connections(run, asked, pages)
        code = self._code_of(asked.listing)
        several = len(keys) > 1
        search = asked.listing.search
        if search is None:
            key = (self, told, several)
            sql, values = remembered(viewer, key, lambda: self._statement(run, asked, asked.listing.where, several))
        else:
            where = all_of(asked.listing.where, await search.by_ids(code.table))
            sql, values = self._statement(run, asked, where, several)
        given = {} if asked.listing.parent is None else {"keys": keys if several else keys[0]}
        depends = asked.listing.is_filtered or search is not None
        records: Any = await fetch(sql, values | given, planned_anew=depends)
        has_more = not several and len(records) > asked.page.size
        records = records[: asked.page.size] if has_more else records
        lists = await code.objects(run, records)
        if not several:
            return await self._connections(run, asked, {keys[0]: _page(lists, records, has_more, asked.page)})
        if len(records) > AT_ONCE:
            await give_way()
        places: dict[Any, list[int]] = {key: [] for key in keys}
        for place, record in enumerate(records):
            places[record[0]].append(place)
        pages = {}
        for key, found in places.items():
            has_more, of_key = len(found) > asked.page.size, found[: asked.page.size]
            own = [[each[place] for place in of_key] for each in lists]
            pages[key] = _page(own, [records[place] for place in of_key], has_more, asked.page)
        if len(records) > AT_ONCE:
            await give_way()
        return await self._connections(run, asked, pages)

    def _asked(self, run: Run, arguments: dict[str, Any]) -> Asked:
        """The list and the page; RequestError BAD_USER_INPUT names the argument at fault."""
        filters = {name: value for name, value in arguments.items() if name not in PAGING}
        listing = self._shape.listing(viewer_of(run), **filters)
        page = PageArguments.of(listing.sort, *(arguments.get(name) for name in PAGING))
        if self._shape.parent is not None:
            listing = replace(listing, parent=self._shape.parent)
        return Asked(listing, page)

    def _code_of(self, listing: Listing) -> RowCode:
        cursor = tuple(column for key in listing.sort.keys for column in key.columns) if self._has_cursors else ()
        code = self._codes.get((listing.model, cursor))
        if code is None:
            code = RowCode(listing.model, self._selections, listing.parent, cursor)
            self._codes[listing.model, cursor] = code
        return code

    def _statement(self, run: Run, asked: Asked, where: Scope, several: bool) -> Statement:
        listing, params, viewer = asked.listing, SqlParams(), viewer_of(run)
        code = self._code_of(listing)
        table, parent = code.table, f"{code.table}.{listing.parent}"
        condition = where.sql(table, params)
        if asked.page.place is not None:
            condition += f" AND {beyond(table, listing.sort, asked.page, params)}"
        order = listing.sort.sql(table, backward=asked.page.backward)
        tells_more = not self._told.isdisjoint(("has_next_page", "has_previous_page"))
        limit = asked.page.size + tells_more
        source, joins = listing.source or table, joins_of(code, viewer, params)
        if listing.parent is None or not several:
            if listing.parent is not None:
                condition += f" AND {parent} = :keys"
            text = f"SELECT {', '.join(code.columns)} FROM {source}{joins} WHERE {condition}"
            return f"{text} ORDER BY {order} LIMIT {limit}", params.values
        if is_sqlite():
            place = f"row_number() OVER (PARTITION BY {parent} ORDER BY {order}) AS place_"
            pk = code.model._meta.db_pk_column
            columns = ", ".join("parent_" if sql == parent else sql for sql in code.columns)
            text = f"""WITH page AS (SELECT * FROM (SELECT {table}.{pk} AS id_, {parent} AS parent_, {place}
                FROM {source} WHERE {parent} IN :keys AND {condition}) WHERE place_ <= {limit})
                SELECT {columns} FROM page JOIN {table} ON {table}.{pk} = id_{joins} ORDER BY place_"""
            return text, params.values
        columns = ", ".join(f"{sql} AS c{number}" for number, sql in enumerate(code.columns))
        text = f"""SELECT page.* FROM unnest(:keys::uuid[]) AS parent(id) CROSS JOIN LATERAL (SELECT {columns}
            FROM {source}{joins} WHERE {parent} = parent.id AND {condition} ORDER BY {order} LIMIT {limit}) AS page"""
        return text, params.values

    async def _connections(self, run: Run, asked: Asked, pages: dict[Any, Page]) -> dict[Any, Any]:
        """The connections in the response."""
        assert self._planned.below is not None
        connections: dict[Any, dict[str, Any]] = {key: {} for key in pages}
        for each in self._planned.below.fields(self._planned.below.named.name):
            if isinstance(each, str):
                values: Any = [self._planned.below.named.name] * len(pages)
            elif not isinstance(each, FieldPlan):
                raise Unsupported
            elif each.column == "nodes":
                values = [page.lists[self._numbers[id(each)]] for page in pages.values()]
            elif each.column == "edges":
                values = [self._edges(each, asked, page) for page in pages.values()]
            elif each.column == "page_info":
                values = [self._page_info(each, asked, page) for page in pages.values()]
            else:
                roots = [{"listing": asked.listing, "parent": key} for key in pages]
                column = await run.column(each, roots)
                if column.failures:
                    raise Bail
                values = column.values
            name = each if isinstance(each, str) else each.key
            for connection, value in zip(connections.values(), values, strict=True):
                connection[name] = value
        return connections

    def _edges(self, planned: FieldPlan, asked: Asked, page: Page) -> list[dict[str, Any]]:
        assert planned.below is not None
        edges: list[dict[str, Any]] = [{} for _ in page.records]
        for each in planned.below.fields(planned.below.named.name):
            if isinstance(each, str):
                values: list[Any] = [planned.below.named.name] * len(edges)
            elif isinstance(each, FieldPlan) and each.column == "node":
                values = page.lists[self._numbers[id(each)]]
            else:
                values = [self._cursor(asked, record) for record in page.records]
            name = each if isinstance(each, str) else each.key
            for edge, value in zip(edges, values, strict=True):
                edge[name] = value
        return edges

    def _page_info(self, planned: FieldPlan, asked: Asked, page: Page) -> dict[str, Any]:
        assert planned.below is not None
        begun = asked.page.place is not None
        told: dict[str, Any] = {}
        for each in planned.below.fields(planned.below.named.name):
            if isinstance(each, str):
                told[each] = planned.below.named.name
            elif isinstance(each, FieldPlan) and each.column == "has_next_page":
                told[each.key] = begun if asked.page.backward else page.has_more
            elif isinstance(each, FieldPlan) and each.column == "has_previous_page":
                told[each.key] = page.has_more if asked.page.backward else begun
            elif isinstance(each, FieldPlan):
                at = 0 if each.column == "start_cursor" else -1
                told[each.key] = self._cursor(asked, page.records[at]) if page.records else None
        return told

    def _cursor(self, asked: Asked, record: Any) -> str:
        sort = asked.listing.sort
        columns = [column for key in sort.keys for column in key.columns]
        return sort.cursor(self._code_of(asked.listing).row(record, columns))


def _fields(selection: SelectionPlan) -> list[FieldPlan]:
    return [each for each in selection.fields(selection.named.name) if isinstance(each, FieldPlan)]


def _inner(planned: FieldPlan) -> list[FieldPlan]:
    assert planned.below is not None
    return _fields(planned.below)


def _page(lists: Any, records: list[Any], has_more: bool, page: PageArguments) -> Page:
    if page.backward:
        return Page([each[::-1] for each in lists], records[::-1], has_more)
    return Page(list(lists), records, has_more)


def page_below(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Page) -> str:
    """The expression for a page below a row."""
    return code.below_rows(source, PageReading(planned, shape), shape.key)
