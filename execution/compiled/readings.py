"""The compiled reads of fields, made when they are first asked for."""

from collections.abc import Callable
from typing import Any, Final

from execution.compiled import expressions, shapes
from execution.compiled.page_reads import PageReading, page_below
from execution.compiled.reads import FirstReading, FoundReading, OneReading, Reading, Run, bailed
from execution.compiled.row_code import EXPRESSIONS
from execution.compiled.row_values import Bail, Unsupported
from execution.plans import FieldPlan
from models.core.errors import RequestError

_READINGS: Final[dict[type, Callable[[FieldPlan, Any], Reading]]] = {
    shapes.One: OneReading,
    shapes.Found: FoundReading,
    shapes.First: FirstReading,
    shapes.Page: PageReading,
}
"""The readings of shapes whose rows are read by a statement of their own."""


EXPRESSIONS.update(expressions.BY_SHAPE | {shapes.Page: page_below})


async def compiled_values(run: Run, planned: FieldPlan, rows: list[Any]) -> list[Any] | None:
    """The values of a field for rows by its compiled read; None if its resolver has to be asked."""
    reading = _reading_of(planned)
    if reading is None:
        return None
    try:
        return await reading.values(run, rows)
    except (Bail, RequestError) as error:
        bailed[type(error).__name__] += 1
    except Unsupported:
        planned.reading = False
    return None


def _reading_of(planned: FieldPlan) -> Reading | None:
    if planned.reading is None:
        planned.reading = _made(planned) or False
    return planned.reading or None


def _made(planned: FieldPlan) -> Reading | None:
    shape = getattr(planned.resolver, "shape", None)
    make = _READINGS.get(type(shape))
    if make is None or planned.below is None:
        return None
    try:
        return make(planned, shape)
    except Unsupported:
        return None
