"""Compiled reads of pages: one statement for the page of every parent, and the connections made of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from adapters.database.reading import Reads, Records, Statement
from execution.compiled import shapes
from execution.compiled.connection_code import ConnectionCode
from execution.compiled.narrowing import narrowed
from execution.compiled.reads import Run, as_keys, check_rule, joins_of, remembered, viewer_of
from execution.compiled.row_code import Left, RowCode, Source
from execution.paging import AT_ONCE, Listing, PageArguments, page_statement
from execution.plans import FieldPlan
from models.core.scope import Scope, SqlParams, all_of
from models.core.viewer import Viewer

PAGING: Final = ("first", "after", "last", "before")

Lists = Sequence[Any]
"""The objects of a page for each of its selections, and, where they are needed, its rows after them."""


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
        asked: Asked = remembered(run, (self, told), lambda: self._asked(viewer, arguments))
        if asked.page.size == 0 or not self._connection.reads_rows:
            pages: dict[Any, Lists] = {key: [[] for _ in range(len(self._connection.selections) + 1)] for key in keys}
        else:
            pages = yield from self._lists(run, asked, told, keys, left)
        connections = {key: self._made(asked, lists) for key, lists in pages.items()}
        if self._connection.left:
            roots = [{"listing": asked.listing, "parent": key} for key in keys]
            left += [Left(planned, list(connections.values()), roots) for planned in self._connection.left]
        return connections

    def _made(self, asked: Asked, lists: Lists) -> dict[str, Any]:
        """The connection of a page, of which the lists may have one row more."""
        page, build = asked.page, self._connection.build
        has_more, begun = len(lists[0]) > page.size, page.place is not None
        if has_more:
            lists = [each[: page.size] for each in lists]
        if page.backward:
            return build([each[::-1] for each in lists], begun, has_more, asked.cursor)
        return build(lists, has_more, begun, asked.cursor)

    def _lists(
        self, run: Run, asked: Asked, told: str | None, keys: list[Any], left: list[Left]
    ) -> Reads[dict[Any, Lists]]:
        """The lists of the pages of all parents, with one row more of a page that has more."""
        listing, several, viewer = asked.listing, len(keys) > 1, viewer_of(run)
        if listing.search is None:
            key = (self, told, several)
            statement = remembered(run, key, lambda: self._statement(viewer, asked, listing.where, several))
        else:
            where = all_of(listing.where, (yield from listing.search.by_ids(asked.code.table)))
            statement = self._statement(viewer, asked, where, several)
        given = {} if listing.parent is None else {"keys": keys if several else keys[0]}
        (records,) = yield [(statement, given)]
        lists: Lists = yield from asked.code.objects(run, records, left)
        if self._connection.takes_rows or not lists:
            lists = [*lists, records]
        if len(records) > AT_ONCE:
            yield None
        return _by_parent(keys, records, lists)

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
        code, params = asked.code, SqlParams()
        joins, condition = joins_of(code, viewer, params), narrowed(where).sql(code.table, params)
        more = int(self._connection.tells_more)
        listing, page = asked.listing, asked.page
        return page_statement(listing, page, code.columns, condition, params, several=several, joins=joins, more=more)


def _by_parent(keys: list[Any], records: Records, lists: Lists) -> dict[Any, Lists]:
    """The part of each parent of the lists. The first column of rows of several parents has their key."""
    if len(keys) == 1:
        return {keys[0]: lists}
    pages: dict[Any, Lists] = {key: [[] for _ in lists] for key in keys}
    for place, each in enumerate(lists):
        own = {key: page[place] for key, page in pages.items()}
        for record, value in zip(records, each, strict=True):
            own[record[0]].append(value)
    return pages


def page_below(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Page) -> str:
    """The expression for a page below a row."""
    return code.below_rows(source, PageReading(planned, shape), shape.key)
