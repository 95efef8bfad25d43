"""Compiled reads: a field with a shape reads its rows, and everything below them, without asking a resolver.

A reading is made once for a field of a plan. Its statement starts from what the viewer may see, as every read does; the
text is remembered with the viewer. Whatever cannot be answered here is left to the resolver (`Bail`).
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final, Protocol
from uuid import UUID

from adapters import clock
from adapters.database.client import fetch, is_sqlite
from execution.compiled import shapes
from execution.compiled.row_code import RowCode
from execution.compiled.row_values import Bail, Unsupported
from execution.context import Context
from execution.limits import MAX_PAGE_SIZE
from execution.plans import FieldPlan
from models.core.scope import SqlParams
from models.core.viewer import Viewer
from models.policy import visible

REMEMBERED: Final = 64
"""Statements that are kept for a viewer."""

Statement = tuple[str, dict[str, Any]]

bailed: Final = Counter[str]()
"""Reads that were left to resolvers while they ran, by the exception."""


class Run(Protocol):
    """The execution that a reading is part of."""

    @property
    def context(self) -> Context:
        """The context of the operation."""
        ...

    def arguments(self, planned: FieldPlan) -> dict[str, Any]:
        """The arguments of a field, as its resolver takes them."""
        ...

    async def column(self, planned: FieldPlan, rows: list[Any]) -> Any:
        """The values of a field for all rows, read in whichever way."""
        ...


class Reading(Protocol):
    """The compiled read of a field."""

    async def values(self, run: Run, rows: list[Any]) -> list[Any]:
        """The values of the field for rows, as they are in the response; raises Bail."""
        ...


def remembered(viewer: Viewer, key: Any, make: Callable[[], Any]) -> Any:
    """The result of `make` for a viewer, made once a second: conditions may depend on the time."""
    key = (key, clock.now().replace(microsecond=0))
    known = viewer.statements.get(key)
    if known is None:
        known = viewer.statements[key] = make()
        if len(viewer.statements) > REMEMBERED:
            del viewer.statements[next(iter(viewer.statements))]
    return known


def viewer_of(run: Run) -> Viewer:
    """The viewer; Bail if nobody is signed in, which the resolver reports."""
    if run.context.viewer is None:
        raise Bail
    return run.context.viewer


def check_rule(run: Run, planned: FieldPlan) -> None:
    """Raise RequestError if the viewer may not use a field, which has a rule if it is a root field."""
    rule = getattr(planned.resolver, "rule", None)
    if rule is not None:
        rule.check(run.context)


def select_of(code: RowCode, viewer: Viewer, params: SqlParams) -> str:
    """The beginning of a statement: the columns, the table and its joins."""
    return f"SELECT {', '.join(code.columns)} FROM {code.table}{joins_of(code, viewer, params)}"


def joins_of(code: RowCode, viewer: Viewer, params: SqlParams) -> str:
    """The joins of a statement; a joined row is null if the viewer may not see it."""
    text = ""
    for join in code.joins:
        seen = visible(join.model, viewer).sql(join.alias, params)
        table, pk = join.model._meta.db_table, join.model._meta.db_pk_column
        text += f" LEFT JOIN {table} {join.alias} ON {join.alias}.{pk} = {join.key} AND {seen}"
    return text


def as_keys(values: list[Any]) -> list[Any]:
    """Keys as the driver has them in its rows."""
    return [str(value) if isinstance(value, UUID) else value for value in values] if is_sqlite() else values


class OneReading:
    """The rows that a column of other rows leads to."""

    def __init__(self, planned: FieldPlan, shape: shapes.One) -> None:
        assert planned.below is not None
        if planned.below.is_abstract or planned.is_list:
            raise Unsupported
        self._planned, self._shape = planned, shape
        self._code = RowCode(shape.model, [planned.below], shape.model._meta.db_pk_column)

    async def values(self, run: Run, rows: list[Any]) -> list[Any]:
        keys = as_keys([self._key(row) for row in rows])
        wanted = list(dict.fromkeys(key for key in keys if key is not None))
        found = await self._read(run, wanted) if wanted else {}
        values = [found.get(key) for key in keys]
        if self._planned.is_required and None in values:
            raise Bail
        return values

    def _key(self, row: Any) -> Any:
        value = row[self._shape.column]
        if self._shape.key is not None:
            value = value.get(self._shape.key)
        return UUID(value) if isinstance(value, str) else value

    async def _read(self, run: Run, keys: list[Any]) -> dict[Any, Any]:
        viewer = viewer_of(run)
        several = len(keys) > 1
        sql, values = remembered(viewer, (self, several), lambda: self._statement(viewer, several))
        records: Any = await fetch(sql, values | {"keys": keys if several else keys[0]})
        (objects,) = await self._code.objects(run, records)
        return {record[0]: each for record, each in zip(records, objects, strict=True)}

    def _statement(self, viewer: Viewer, several: bool) -> Statement:
        code, params = self._code, SqlParams()
        key = f"{code.table}.{code.model._meta.db_pk_column} {'IN' if several else '='} :keys"
        seen = visible(code.model, viewer).sql(code.table, params)
        return f"{select_of(code, viewer, params)} WHERE {key} AND {seen}", params.values


class FoundReading:
    """One row, by a value in the arguments."""

    def __init__(self, planned: FieldPlan, shape: shapes.Found) -> None:
        assert planned.below is not None
        self._planned, self._shape = planned, shape
        self._code = RowCode(shape.model, [planned.below], None)

    async def values(self, run: Run, rows: list[Any]) -> list[Any]:
        check_rule(run, self._planned)
        viewer = viewer_of(run)
        by = self._shape.by(viewer, **run.arguments(self._planned))
        if by is None:
            return [None] * len(rows)
        column, value = by
        sql, values = remembered(viewer, (self, column), lambda: self._statement(viewer, column))
        records: Any = await fetch(sql, values | {"key": value})
        (objects,) = await self._code.objects(run, records)
        return [objects[0] if objects else None] * len(rows)

    def _statement(self, viewer: Viewer, column: str) -> Statement:
        code, params = self._code, SqlParams()
        seen = visible(code.model, viewer).sql(code.table, params)
        return f"{select_of(code, viewer, params)} WHERE {code.table}.{column} = :key AND {seen}", params.values


class FirstReading:
    """The first rows of a table."""

    def __init__(self, planned: FieldPlan, shape: shapes.First) -> None:
        assert planned.below is not None
        self._planned, self._shape = planned, shape
        self._code = RowCode(shape.model, [planned.below], None)

    async def values(self, run: Run, rows: list[Any]) -> list[Any]:
        viewer, limit = viewer_of(run), run.arguments(self._planned).get("first", shapes.DEFAULT_FIRST)
        if not 0 <= limit <= MAX_PAGE_SIZE:
            raise Bail
        sql, values = remembered(viewer, self, lambda: self._statement(viewer))
        records: Any = await fetch(sql, values | {"limit": limit})
        (objects,) = await self._code.objects(run, records)
        return [objects] * len(rows)

    def _statement(self, viewer: Viewer) -> Statement:
        code, params = self._code, SqlParams()
        select = select_of(code, viewer, params)
        seen = visible(code.model, viewer).sql(code.table, params)
        where = self._shape.where(viewer).sql(code.table, params)
        return f"{select} WHERE {seen} AND {where} ORDER BY {self._shape.order} LIMIT :limit", params.values
