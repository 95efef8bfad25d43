"""Columns: the values of a field for all rows of a level, and the failures among them.

Failures are kept apart from the values, since there are almost never any. A response reports each of them once, and has
null at the field or, if the field may not be null, at the nearest place above that may.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, Final

from graphql import FieldNode, GraphQLError, located_error
from graphql.pyutils import is_iterable

from adapters.turns import give_way
from execution.serializers import Writer
from models.core.errors import RequestError
from models.core.viewers.anybody import Personal

MANY: Final = 100
"""The number of failures that take a few milliseconds, after which others have their turn."""

Nodes = Sequence[FieldNode]

_NO_FAILURES: Final[dict[int, Any]] = {}
_NOTHING_LOST: Final[set[int]] = set()
"""A set that most columns share, since making their own takes time."""


@dataclass(slots=True)
class Failure:
    """An error of the field that `nodes` select. `steps` lead to it from the place where it is kept, the last step
    first."""

    error: Exception
    nodes: Nodes
    steps: list[str | int] = field(default_factory=list)


class Column:
    """Values and, by place, the failures at each of them or below it, in the order of the document.

    `lost` are the places whose value was lost to a failure: they are None, and so are the values that contain them, up
    to one that may contain None.
    """

    __slots__ = ("failures", "lost", "values")

    def __init__(self, values: list[Any]) -> None:
        self.values = values
        self.failures: dict[int, list[Failure]] = _NO_FAILURES
        self.lost: set[int] = _NOTHING_LOST

    def fail(self, place: int, error: Exception, nodes: Nodes) -> None:
        """Lose a place to an error of its own."""
        if isinstance(error, RequestError):
            # Nobody needs the traceback, and it would keep all its frames until the next garbage collection.
            error.with_traceback(None)
        self._add(place, [Failure(error, nodes)], is_lost=True)

    async def collect(self, results: Iterator[Any], error: Exception, nodes: Nodes) -> None:
        """Add the remaining results of an iterator that continues after errors and has raised its first; each error is
        a failure.

        Raises Personal.
        """
        failed: Exception | None = error
        while failed is not None:
            self.values.append(None)
            self.fail(len(self.values) - 1, failed, nodes)
            if len(self.failures) % MANY == 0:
                await give_way()
            failed = None
            try:
                self.values.extend(results)  # keeps the results before an error
            except Personal:
                raise
            except Exception as another:  # noqa: BLE001  reported as the error of the field
                failed = another

    def fail_where_raised(self, nodes: Nodes) -> None:
        """Lose the places whose values are errors. Raises Personal, and exceptions that end the task."""
        for kind in set(map(type, self.values)):
            if issubclass(kind, BaseException):
                break
        else:
            return
        for place, value in enumerate(self.values):
            if isinstance(value, Personal) or (isinstance(value, BaseException) and not isinstance(value, Exception)):
                raise value
            if isinstance(value, Exception):
                self.fail(place, value, nodes)

    def fail_where_null(self, name: str, nodes: Nodes) -> None:
        """Lose the places that are None, for a field (`name`) that may not be null."""
        for place, value in enumerate(self.values):
            if value is None and place not in self.lost:
                self.fail(place, TypeError(f"Cannot return null for non-nullable field {name}."), nodes)

    def make_lists(self, name: str, nodes: Nodes) -> None:
        """Convert iterables that are not lists to lists, for a field (`name`) whose values are lists."""
        if set(map(type, self.values)) <= {list, NoneType}:
            return
        for place, value in enumerate(self.values):
            try:
                if not is_iterable(value) and value is not None:
                    raise GraphQLError(f"Expected Iterable, but did not find one for field '{name}'.")
                self.values[place] = value if value is None else list(value)
            except Exception as error:  # noqa: BLE001  reported as the error of the field
                self.fail(place, error, nodes)

    def write(self, write: Writer, nodes: Nodes) -> None:
        """Convert the values to their form in the response; those that have none fail."""
        try:
            self.values = write(self.values)
        except Exception:  # noqa: BLE001  the values at fault are found one by one
            for place, value in enumerate(self.values):
                try:
                    (self.values[place],) = write([value])
                except Exception as error:  # noqa: BLE001  reported as the error of the field
                    self.fail(place, error, nodes)

    def put(self, column: "Column", places: Sequence[int]) -> None:
        """Put the values and failures of `column` at these places, at which nothing has failed yet."""
        for place, value in zip(places, column.values, strict=True):
            self.values[place] = value
        for number, failures in column.failures.items():
            self._add(places[number], failures, is_lost=number in column.lost)

    def take(self, place: int, step: str | int, below: "Column", number: int, *, is_required: bool) -> None:
        """Take over the failures at a place of `below`, a column that a value of this one is made of, one step further
        down.

        Once a place is lost, further failures there are not reported.
        """
        if place in self.lost:
            return
        for each in below.failures[number]:
            each.steps.append(step)
        self._add(place, below.failures[number], is_lost=is_required and number in below.lost)

    def _add(self, place: int, failures: list[Failure], *, is_lost: bool) -> None:
        if self.failures is _NO_FAILURES:
            self.failures, self.lost = {}, set()
        self.failures.setdefault(place, []).extend(failures)
        if is_lost:
            self.values[place] = None
            self.lost.add(place)


async def located(failures: list[Failure]) -> list[GraphQLError]:
    """The errors for failures at the root, as graphql-core reports them: with their locations and paths."""
    samples: dict[int, GraphQLError] = {}
    errors = []
    for count, failure in enumerate(failures, start=1):
        key = id(getattr(failure.error, "nodes", None) or failure.nodes)
        errors.append(_located(failure, samples.get(key)))
        is_first = key not in samples  # which counts the lines of the document
        samples.setdefault(key, errors[-1])
        if is_first or count % MANY == 0:
            await give_way()
    return errors


def _located(failure: Failure, sample: GraphQLError | None) -> GraphQLError:
    """The error for a failure; `sample` is one for the same nodes, which spares counting lines in a long document."""
    error, path = failure.error, failure.steps[::-1]
    if sample is None:
        return located_error(error, failure.nodes, path)
    located = GraphQLError(str(getattr(error, "message", error)), path=path, original_error=error)
    located.nodes, located.source = sample.nodes, sample.source
    located.positions, located.locations = sample.positions, sample.locations
    return located
