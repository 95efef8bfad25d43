"""The compiled reads of fields, made when they are first asked for."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

from adapters import work
from adapters.database.reading import Reads, read, together
from execution.compiled import expressions, shapes
from execution.compiled.list_reads import made_below, rows_below
from execution.compiled.page_reads import PageReading, page_below
from execution.compiled.reads import (
    CountReading,
    FirstReading,
    FoundReading,
    OneReading,
    Reading,
    Run,
    SingleReading,
    ToldReading,
    check_rule,
    viewer_of,
)
from execution.compiled.row_code import EXPRESSIONS, Left
from execution.compiled.row_values import Bail, Unsupported
from execution.plans import FieldPlan
from models.core.errors import RequestError

counted: Final = Counter[str]()
"""The reads of this process: "compiled", and those that were left to resolvers while they ran, by the reason."""

EXPRESSIONS.update(expressions.BY_SHAPE | {shapes.Page: page_below, shapes.Rows: rows_below, shapes.Made: made_below})


class Executing(Run, Protocol):
    """The execution, which can also ask resolvers."""

    async def column(self, planned: FieldPlan, rows: list[Any]) -> Any:
        """The values of a field for all rows, read in whichever way."""
        ...


class InsideReading:
    """An object that is no row, whose fields are read side by side."""

    def __init__(self, planned: FieldPlan, _shape: shapes.Inside) -> None:
        assert planned.below is not None
        self._planned = planned
        name = planned.below.named.name
        selected = planned.below.fields(name)
        self._blank = {each if isinstance(each, str) else each.key: name for each in selected}
        fields = [each for each in selected if isinstance(each, FieldPlan)]
        self._read = [each for each in fields if reading_of(each)]
        self._left = [each for each in fields if not reading_of(each)]

    def values(self, run: Run, rows: list[Any], left: list[Left]) -> Reads[list[Any]]:
        check_rule(run, self._planned)
        viewer_of(run)
        read = yield from together([_values(each, run, [{}], left) for each in self._read])
        found: dict[str, Any] = self._blank | {each.key: value for each, (value,) in zip(self._read, read, strict=True)}
        left += [Left(each, [found], [{}]) for each in self._left]
        return [found] * len(rows)


_READINGS: Final[dict[type, Callable[[FieldPlan, Any], Reading]]] = {
    shapes.One: OneReading,
    shapes.Found: FoundReading,
    shapes.First: FirstReading,
    shapes.Counted: CountReading,
    shapes.Single: SingleReading,
    shapes.Page: PageReading,
    shapes.Told: ToldReading,
    shapes.Inside: InsideReading,
}
"""The readings of shapes that need no row, or whose rows are read by a statement of their own."""


def reading_of(planned: FieldPlan) -> Reading | None:
    """The compiled read of a field; None if it has none."""
    if planned.reading is None:
        # Made of a copy: a plan to which its own reading leads would stay until the garbage collector looks at what is
        # old, after its document is forgotten.
        planned.reading = _made(replace(planned)) or False
    return planned.reading or None


def _made(planned: FieldPlan) -> Reading | None:
    shape = getattr(planned.resolver, "shape", None)
    make = _READINGS.get(type(shape))
    try:
        return make(planned, shape) if make is not None else None
    except Unsupported:
        return None


async def compiled_values(run: Executing, fields: Sequence[FieldPlan], rows: list[Any]) -> list[list[Any] | None]:
    """The values for rows of fields that have compiled reads; None for a field whose resolver has to be asked."""
    left: list[list[Left]] = [[] for _ in fields]
    found = await read(together([_attempted(each, run, rows, own) for each, own in zip(fields, left, strict=True)]))
    filled_in = [
        values is not None and (not own or await _filled_in(run, own)) for values, own in zip(found, left, strict=True)
    ]
    compiled = sum(filled_in)
    counted["compiled"] += compiled
    if asked_for := work.current():
        asked_for.compiled += compiled
        asked_for.left += len(filled_in) - compiled
    return [values if is_whole else None for values, is_whole in zip(found, filled_in, strict=True)]


def _attempted(planned: FieldPlan, run: Run, rows: list[Any], left: list[Left]) -> Reads[list[Any] | None]:
    try:
        return (yield from _values(planned, run, rows, left))
    except (Bail, RequestError) as error:
        counted[type(error).__name__] += 1
    except Unsupported:
        planned.reading = False
    return None


def _values(planned: FieldPlan, run: Run, rows: list[Any], left: list[Left]) -> Reads[list[Any]]:
    values: list[Any] = yield from planned.reading.values(run, rows, left)
    if planned.is_required and None in values:
        raise Bail
    return values


async def _filled_in(run: Executing, left: list[Left]) -> bool:
    """Whether the values of fields that are left to their resolvers could be put into the objects."""
    for each in left:
        column = await run.column(each.planned, each.rows)
        if column.failures:
            counted["errors of resolvers"] += 1
            return False
        for found, value in zip(each.objects, column.values, strict=True):
            found[each.planned.key] = value
    return True
