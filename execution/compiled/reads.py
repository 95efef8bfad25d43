"""Compiled reads: a field with a shape reads its rows, and everything below them, without asking a resolver.

A reading is made once for a field of a plan. Its statement starts from what the viewer may see, as every read does, and
is remembered with the viewer. Whatever cannot be answered here is left to the resolver (`Bail`).
"""

from collections.abc import Callable
from typing import Any, Final, Protocol
from uuid import UUID

from adapters import clock
from adapters.database.client import is_sqlite
from adapters.database.reading import Reads, Statement
from execution.compiled import shapes
from execution.compiled.narrowing import narrowed
from execution.compiled.row_code import Left, RowCode
from execution.compiled.row_values import Bail, Unsupported
from execution.context import Context
from execution.limits import MAX_PAGE_SIZE
from execution.plans import FieldPlan
from models.core.rows import COUNTED
from models.core.scope import SqlParams, all_of
from models.core.viewer import Viewer
from models.policy import visible

REMEMBERED: Final = 64
"""Statements that are kept for a viewer."""
QUARTER: Final = 15 * 60
"""Seconds for which a statement is kept. Roles begin and end with a day, which begins everywhere at such a quarter."""


class Run(Protocol):
    """The execution that a reading is part of."""

    context: Context
    quarter: float
    """The quarter of an hour in which it began, counted."""

    def arguments(self, planned: FieldPlan) -> dict[str, Any]:
        """The arguments of a field, as its resolver takes them."""
        ...


class Reading(Protocol):
    """The compiled read of a field."""

    def values(self, run: Run, rows: list[Any], left: list[Left]) -> Reads[list[Any]]:
        """The values of the field for rows, as they are in the response; raises Bail. What resolvers have to fill in
        afterwards is added to `left`."""
        ...


def quarter_now() -> float:
    """The number of the present quarter of an hour."""
    return clock.now().timestamp() // QUARTER


def remembered(run: Run, key: Any, make: Callable[[], Any]) -> Any:
    """The result of `make` for the viewer, made once in a quarter of an hour."""
    viewer = viewer_of(run)
    known = viewer.statements.get(key)
    if known is None or known[0] != run.quarter:
        known = viewer.statements[key] = run.quarter, make()
        if len(viewer.statements) > REMEMBERED:
            oldest, *_ = list(viewer.statements)  # a copy, as another thread may read, too
            viewer.statements.pop(oldest, None)
    return known[1]


def viewer_of(run: Run) -> Viewer:
    """The viewer; Bail if nobody is signed in, which the resolver reports."""
    if run.context.viewer is None:
        raise Bail
    return run.context.viewer


def check_rule(run: Run, planned: FieldPlan) -> None:
    """Raise RequestError if the viewer may not use a field, which has a check if it is a root field."""
    check = getattr(planned.resolver, "check", None)
    if check is not None:
        check(run.context)


def joins_of(code: RowCode, viewer: Viewer, params: SqlParams) -> str:
    """The joins of a statement; a joined row is null if the viewer may not see it."""
    text, params.of_one_row = "", True
    for join in code.joins:
        seen = visible(join.model, viewer).sql(join.alias, params)
        table, pk = join.model._meta.db_table, join.model._meta.db_pk_column
        text += f" LEFT JOIN {table} {join.alias} ON {join.alias}.{pk} = {join.key} AND {seen}"
    for guard in code.guards:
        text += f" LEFT JOIN (SELECT 1 AS is_met) {guard.alias} ON {guard.where(viewer).sql(guard.rows, params)}"
    params.of_one_row = False
    return text


def statement_of(code: RowCode, viewer: Viewer, by: str) -> Statement:
    """The statement of the rows that the viewer may see and that meet the condition `by`."""
    params = SqlParams()
    joins, seen = joins_of(code, viewer, params), visible(code.model, viewer).sql(code.table, params)
    return Statement(code.columns, f"FROM {code.table}{joins} WHERE {by} AND {seen}", params.values, is_short=True)


def as_keys(values: list[Any]) -> list[Any]:
    """Keys as the driver has them in its rows."""
    return [str(value) if isinstance(value, UUID) else value for value in values] if is_sqlite() else values


class OneReading:
    """The rows that a column of other rows leads to."""

    def __init__(self, planned: FieldPlan, shape: shapes.One) -> None:
        assert planned.below is not None
        if planned.below.is_abstract or planned.is_list:
            raise Unsupported
        self._shape = shape
        self._code = RowCode(shape.model, [planned.below], shape.model._meta.db_pk_column)

    def values(self, run: Run, rows: list[Any], left: list[Left]) -> Reads[list[Any]]:
        keys = as_keys([self._key(row) for row in rows])
        wanted = list(dict.fromkeys(key for key in keys if key is not None))
        found = (yield from self._read(run, wanted, left)) if wanted else {}
        return [found.get(key) for key in keys]

    def _key(self, row: Any) -> Any:
        value = row[self._shape.column]
        if self._shape.key is not None:
            value = value.get(self._shape.key)
        return UUID(value) if isinstance(value, str) else value

    def _read(self, run: Run, keys: list[Any], left: list[Left]) -> Reads[dict[Any, Any]]:
        viewer, several = viewer_of(run), len(keys) > 1
        by = f"{self._code.table}.{self._shape.model._meta.db_pk_column} {'IN' if several else '='} :keys"
        statement = remembered(run, (self, several), lambda: statement_of(self._code, viewer, by))
        (records,) = yield [(statement, {"keys": keys if several else keys[0]})]
        (objects,) = yield from self._code.objects(run, records, left)
        return {record[0]: each for record, each in zip(records, objects, strict=True)}


class FoundReading:
    """One row, by a value in the arguments or of the viewer."""

    def __init__(self, planned: FieldPlan, shape: shapes.Found) -> None:
        assert planned.below is not None
        self._planned, self._shape = planned, shape
        self._code = RowCode(shape.model, [planned.below], None)

    def values(self, run: Run, rows: list[Any], left: list[Left]) -> Reads[list[Any]]:
        check_rule(run, self._planned)
        viewer = viewer_of(run)
        by = self._shape.by(viewer, **run.arguments(self._planned))
        if by is None:
            return [None] * len(rows)
        column, value = by
        condition = f"{self._code.table}.{column} = :key"
        statement = remembered(run, (self, column), lambda: statement_of(self._code, viewer, condition))
        (records,) = yield [(statement, {"key": value})]
        (objects,) = yield from self._code.objects(run, records, left)
        return [objects[0] if objects else None] * len(rows)


class FirstReading:
    """The first rows of a table."""

    def __init__(self, planned: FieldPlan, shape: shapes.First) -> None:
        assert planned.below is not None
        self._planned, self._shape = planned, shape
        self._code = RowCode(shape.model, [planned.below], None)

    def values(self, run: Run, rows: list[Any], left: list[Left]) -> Reads[list[Any]]:
        viewer, limit = viewer_of(run), run.arguments(self._planned).get("first", shapes.DEFAULT_FIRST)
        if not 0 <= limit <= MAX_PAGE_SIZE:
            raise Bail
        statement = remembered(run, self, lambda: self._statement(viewer))
        (records,) = yield [(statement, {"limit": limit})]
        (objects,) = yield from self._code.objects(run, records, left)
        return [objects] * len(rows)

    def _statement(self, viewer: Viewer) -> Statement:
        code, params = self._code, SqlParams()
        joins = joins_of(code, viewer, params)
        where = narrowed(all_of(self._shape.where(viewer), visible(code.model, viewer))).sql(code.table, params)
        text = f"FROM {code.table}{joins} WHERE {where} ORDER BY {self._shape.order} LIMIT :limit"
        return Statement(code.columns, text, params.values, is_short=True)


class CountReading:
    """The number of rows of a table, or COUNTED if there are more."""

    def __init__(self, _planned: FieldPlan, shape: shapes.Counted) -> None:
        self._shape = shape

    def values(self, run: Run, rows: list[Any], _left: list[Left]) -> Reads[list[Any]]:
        viewer = viewer_of(run)
        statement = remembered(run, self, lambda: self._statement(viewer))
        (records,) = yield [(statement, {})]
        return [records[0][0]] * len(rows)

    def _statement(self, viewer: Viewer) -> Statement:
        model, params = self._shape.model, SqlParams()
        table = model._meta.db_table
        where = narrowed(all_of(self._shape.where(viewer), visible(model, viewer)))
        rows = f"(SELECT 1 FROM {table} WHERE {where.sql(table, params)} LIMIT {COUNTED}) AS counted"
        return Statement(["count(*)"], f"FROM {rows}", params.values, is_short=True)


class SingleReading:
    """A value of one row, which is the same for everybody."""

    def __init__(self, planned: FieldPlan, shape: shapes.Single) -> None:
        self._planned, self._shape = planned, shape

    def values(self, run: Run, rows: list[Any], _left: list[Left]) -> Reads[list[Any]]:
        check_rule(run, self._planned)
        assert self._planned.write is not None
        ((record,),) = yield [(remembered(run, self, self._statement), {})]
        return self._planned.write([self._shape.make(record[0])]) * len(rows)

    def _statement(self) -> Statement:
        shape, params = self._shape, SqlParams()
        where = shape.where.sql(shape.table, params)
        return Statement([shape.column], f"FROM {shape.table} WHERE {where}", params.values, is_short=True)


class ToldReading:
    """A value that follows from who asks."""

    def __init__(self, planned: FieldPlan, shape: shapes.Told) -> None:
        self._planned, self._tell = planned, shape.tell

    def values(self, run: Run, rows: list[Any], _left: list[Left]) -> Reads[list[Any]]:
        assert self._planned.write is not None
        value = self._tell(viewer_of(run))
        written = self._planned.write(value if self._planned.is_list else [value])
        yield from ()
        return [written if self._planned.is_list else written[0]] * len(rows)
