"""Compiled reads of short lists below rows: one statement for the lists of all rows, without pages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from adapters.database.reading import Reads, Records, Statement
from execution.compiled import shapes
from execution.compiled.narrowing import narrowed
from execution.compiled.reads import Run, joins_of, remembered, viewer_of
from execution.compiled.row_code import Left, RowCode, Source
from execution.compiled.row_values import Unsupported
from execution.plans import FieldPlan, SelectionPlan
from models.core.rows import Row
from models.core.scope import SqlParams
from models.core.viewer import Viewer


class ListReading:
    """The rows that belong to others: the objects of a selection, or, without one, the rows with these columns."""

    def __init__(self, shape: shapes.Rows, selection: SelectionPlan | None, columns: Sequence[str] = ()) -> None:
        self._shape, self._columns = shape, columns
        self._has_objects = selection is not None
        self._code = RowCode(shape.model, [selection] if selection is not None else [], shape.parent, columns)

    def of_parents(self, run: Run, keys: list[Any], left: list[Left]) -> Reads[Mapping[Any, list[Any]]]:
        """The list of each parent."""
        lists: dict[Any, list[Any]] = {key: [] for key in keys}
        if not keys:
            return lists
        viewer, several = viewer_of(run), len(keys) > 1
        statement = remembered(run, (self, several), lambda: self._statement(viewer, several))
        (records,) = yield [(statement, {"keys": keys if several else keys[0]})]
        items = yield from self._items(run, records, left)
        for record, item in zip(records, items, strict=True):
            lists[record[0]].append(item)
        return lists

    def _items(self, run: Run, records: Records, left: list[Left]) -> Reads[list[Any]]:
        if not self._has_objects:
            return [self._code.row(record, self._columns) for record in records]
        (objects,) = yield from self._code.objects(run, records, left)
        return objects

    def _statement(self, viewer: Viewer, several: bool) -> Statement:
        shape, code, params = self._shape, self._code, SqlParams()
        joins, where = joins_of(code, viewer, params), narrowed(shape.where(viewer)).sql(code.table, params)
        by = f"{code.table}.{shape.parent} {'IN' if several else '='} :keys"
        text = f"FROM {shape.source or code.table}{joins} WHERE {by} AND {where} ORDER BY {shape.order}"
        return Statement(code.columns, text, params.values, is_short=not several)


def rows_below(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Rows) -> str:
    """The expression for a short list below a row."""
    if planned.below is None or not planned.is_list:
        raise Unsupported
    return code.below_rows(source, ListReading(shape, planned.below), "id")


def made_below(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Made) -> str:
    """The expression for objects that are made of a row and of others below it."""
    objects = code.constant(_objects(planned, shape))
    rows = code.below_rows(source, ListReading(shape.rows, None, shape.columns), "id")
    return f"{objects}({code.row_of(planned, source)}, {rows})"


def _objects(planned: FieldPlan, shape: shapes.Made) -> Callable[[Row, list[Row]], list[dict[str, Any]]]:
    """The function from a row, and the others, to the objects of the response."""
    if planned.below is None or planned.below.is_abstract or not planned.is_list:
        raise Unsupported
    name = planned.below.named.name
    selected = planned.below.fields(name)
    if not all(isinstance(each, str) or _is_plain(each) for each in selected):
        raise Unsupported
    blank = {each if isinstance(each, str) else each.key: name for each in selected}
    fields = [(each.key, each.column, each.write) for each in selected if isinstance(each, FieldPlan) and each.write]

    def objects(row: Row, rows: list[Row]) -> list[dict[str, Any]]:
        made = shape.make(row, rows)
        found: list[dict[str, Any]] = [blank.copy() for _ in made]
        for key, column, write in fields:
            for each, value in zip(found, write([item[column] for item in made]), strict=True):
                each[key] = value
        return found

    return objects


def _is_plain(field: object) -> bool:
    """Whether a field is a single value under its name."""
    return isinstance(field, FieldPlan) and field.resolver is None and field.write is not None and not field.is_list
