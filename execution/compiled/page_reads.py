"""Compiled reads of pages: one statement for the page of every parent, and the connections made of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from adapters.database.client import is_sqlite
from adapters.database.reading import Reads, Records, Statement
from execution.compiled import shapes
from execution.compiled.connection_code import ConnectionCode
from execution.compiled.narrowing import narrowed
from execution.compiled.reads import Run, as_keys, check_rule, joins_of, remembered, viewer_of
from execution.compiled.row_code import AT_ONCE, Left, RowCode, Source
from execution.paging import Listing, PageArguments, beyond
from execution.plans import FieldPlan
from models.core.scope import Scope, SqlParams, all_of
from models.core.viewer import Viewer

PAGING: Final = ("first", "after", "last", "before")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as a client asks for it, the page of it, and the code for its rows."""

    listing: Listing
    page: PageArguments
    code: RowCode

    def cursor(self, record: Any) -> str:
        """The cursor of a row; `code` reads the columns that it is made of."""
        sort = self.listing.sort
        return sort.cursor(self.code.row(record, [column for key in sort.keys for column in key.columns]))


class PageReading:
    """A connection: the page of a list, or of the rows of a list that belong to others."""

    def __init__(self, planned: FieldPlan, shape: shapes.Page) -> None:
        assert planned.below is not None
        self._planned, self._shape = planned, shape
        self._connection = ConnectionCode(planned.below)
        self._codes: dict[tuple[type, tuple[str, ...]], RowCode] = {}

    def values(self, run: Run, rows: list[Any], left: list[Left]) -> Reads[list[Any]]:
        if self._shape.parent is None:
            check_rule(run, self._planned)
            found = yield from self._pages(run, [None], left)
            return [found[None]] * len(rows)
        keys = as_keys([row[self._shape.key] for row in rows])
        found = yield from self._pages(run, list(dict.fromkeys(keys)), left)
        return [found[key] for key in keys]

    def of_parents(self, run: Run, keys: list[Any], left: list[Left]) -> Reads[Mapping[Any, Any]]:
        """The connection of each parent."""
        return (yield from self._pages(run, keys, left)) if keys else {}

    def _pages(self, run: Run, keys: list[Any], left: list[Left]) -> Reads[dict[Any, Any]]:
        """The connections of parents, or of the list as a whole under the key None."""
        viewer, arguments = viewer_of(run), run.arguments(self._planned)
        told = repr(arguments) if self._planned.variables else None
        asked: Asked = remembered(viewer, (self, told), lambda: self._asked(viewer, arguments))
        page, listing = asked.page, asked.listing
        build, begun = self._connection.build, page.place is not None

        def connection(lists: Sequence[list[Any]], records: Records, has_more: bool) -> dict[str, Any]:
            if page.backward:
                lists, records = [each[::-1] for each in lists], records[::-1]
                return build(lists, records, begun, has_more, asked.cursor)
            return build(lists, records, has_more, begun, asked.cursor)

        if page.size == 0 or not self._connection.reads_rows:
            connections = {key: connection([[] for _ in self._connection.selections], [], False) for key in keys}
        else:
            records, lists = yield from self._rows(run, asked, told, keys, left)
            size, pages = page.size, _by_parent(keys, records, lists)
            connections = {
                key: connection([each[:size] for each in own], found[:size], len(found) > size)
                if len(found) > size
                else connection(own, found, False)
                for key, found, *own in pages
            }
            if len(records) > AT_ONCE:
                yield None
        roots = [{"listing": listing, "parent": key} for key in keys]
        left += [Left(planned, list(connections.values()), roots) for planned in self._connection.left]
        return connections

    def _rows(
        self, run: Run, asked: Asked, told: str | None, keys: list[Any], left: list[Left]
    ) -> Reads[tuple[Records, tuple[list[Any], ...]]]:
        """The rows of the pages of all parents, one more of a page that has more, and their objects."""
        listing, several, viewer = asked.listing, len(keys) > 1, viewer_of(run)
        if listing.search is None:
            key = (self, told, several)
            statement = remembered(viewer, key, lambda: self._statement(viewer, asked, listing.where, several))
        else:
            where = all_of(listing.where, (yield from listing.search.by_ids(asked.code.table)))
            statement = self._statement(viewer, asked, where, several)
        given = {} if listing.parent is None else {"keys": keys if several else keys[0]}
        (records,) = yield [(statement, given)]
        return records, (yield from asked.code.objects(run, records, left))

    def _asked(self, viewer: Viewer, arguments: dict[str, Any]) -> Asked:
        """The list and the page; RequestError BAD_USER_INPUT names the argument at fault."""
        filters = {name: value for name, value in arguments.items() if name not in PAGING}
        listing = self._shape.listing(viewer, **filters)
        page = PageArguments.of(listing.sort, *(arguments.get(name) for name in PAGING))
        if self._shape.parent is not None:
            listing = replace(listing, parent=self._shape.parent)
        return Asked(listing, page, self._code_of(listing))

    def _code_of(self, listing: Listing) -> RowCode:
        columns = tuple(column for key in listing.sort.keys for column in key.columns)
        cursor = columns if self._connection.has_cursors else ()
        code = self._codes.get((listing.model, cursor))
        if code is None:
            code = RowCode(listing.model, self._connection.selections, listing.parent, cursor)
            self._codes[listing.model, cursor] = code
        return code

    def _statement(self, viewer: Viewer, asked: Asked, where: Scope, several: bool) -> Statement:
        listing, params, code = asked.listing, SqlParams(), asked.code
        table, parent = code.table, f"{code.table}.{listing.parent}"
        joins, condition = joins_of(code, viewer, params), narrowed(where).sql(table, params)
        source, depends = listing.source or table, listing.is_filtered or listing.search is not None
        if listing.parent is not None and not depends and is_sqlite():
            # By the plus SQLite uses no index for what the viewer may see: that of the parent has fewer rows.
            condition = f"+({condition})"
        if asked.page.place is not None:
            condition += f" AND {beyond(table, listing.sort, asked.page, params)}"
        order = listing.sort.sql(table, backward=asked.page.backward)
        limit = asked.page.size + self._connection.tells_more
        if not several:
            if listing.parent is not None:
                condition += f" AND {parent} = :keys"
            text = f"FROM {source}{joins} WHERE {condition} ORDER BY {order} LIMIT {limit}"
            return Statement(code.columns, text, params.values, is_short=True, is_planned_anew=depends)
        if is_sqlite():
            key = f"{table}.{code.model._meta.db_pk_column}"
            columns = ["parent.value" if sql == parent else sql for sql in code.columns]
            text = f"""FROM json_each(:keys) AS parent CROSS JOIN {table} ON {key} IN (SELECT {key} FROM {source}
                WHERE {parent} = parent.value AND {condition} ORDER BY {order} LIMIT {limit}){joins} ORDER BY {order}"""
            return Statement(columns, text, params.values)
        named = ", ".join(f"{sql} AS c{number}" for number, sql in enumerate(code.columns))
        text = f"""FROM unnest(:keys::uuid[]) AS parent(id) CROSS JOIN LATERAL (SELECT {named}
            FROM {source}{joins} WHERE {parent} = parent.id AND {condition} ORDER BY {order} LIMIT {limit}) AS page"""
        return Statement(["page.*"], text, params.values, is_planned_anew=depends)


def _by_parent(keys: list[Any], records: Records, lists: Sequence[list[Any]]) -> list[tuple[Any, ...]]:
    """The key of each parent, its rows, and its list of each kind of object. The first column has the key of several
    parents."""
    if len(keys) == 1:
        return [(keys[0], records, *lists)]
    pages: dict[Any, tuple[Any, ...]] = {key: (key, *([] for _ in range(len(lists) + 1))) for key in keys}
    if len(lists) == 1:
        for record, found in zip(records, lists[0], strict=True):
            _, own, objects = pages[record[0]]
            own.append(record)
            objects.append(found)
        return list(pages.values())
    for record, *found in zip(records, *lists, strict=True):
        for each, value in zip(pages[record[0]][1:], (record, *found), strict=True):
            each.append(value)
    return list(pages.values())


def page_below(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Page) -> str:
    """The expression for a page below a row."""
    return code.below_rows(source, PageReading(planned, shape), shape.key)
