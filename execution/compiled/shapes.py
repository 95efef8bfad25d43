"""Shapes: declarations of what a field is made of, from which statements and the code for their rows are compiled.

A resolver carries the shape of its field as its attribute `shape`, and answers for graphql-core and for whatever is not
compiled; both have to give the same. A field without a resolver is the column of its name. A resolver without a shape
is called for each row, as ever.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from tortoise.models import Model

from execution.paging import Listing
from models.core.rows import Row
from models.core.scope import Scope
from models.core.viewer import Viewer

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_FIRST: Final = 10
"""The rows of `First` if a client does not say a number."""


@dataclass(frozen=True, slots=True)
class GlobalId:
    """The global id of a row: `prefix` and the bytes of a column."""

    prefix: bytes
    column: str


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money in minor units of the row's currency; that of a column, `less` those of others."""

    column: str
    less: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A column under another name, or the value under `key` of the JSON that it holds; `otherwise` for an empty one."""

    column: str
    key: str | None = None
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    """The value that a table has for that of a column."""

    column: str
    table: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ByViewer:
    """A value that follows from the viewer and the columns that the field names."""

    tell: Callable[[Viewer, Row], Any]


@dataclass(frozen=True, slots=True)
class Same:
    """An object that shows a part of the row itself."""


@dataclass(frozen=True, slots=True)
class One:
    """The row of a table that the viewer may see whose primary key is in a column, or under `key` of its JSON."""

    model: type[Model]
    column: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A column of the row that `one` leads to; `otherwise` if the viewer may not see it."""

    one: One
    column: str
    otherwise: Any


@dataclass(frozen=True, slots=True)
class Guarded:
    """A column, for rows that meet a condition of the viewer's; for others the column `otherwise`, or nothing."""

    column: str
    where: Callable[[Viewer], Scope]
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; with `parent`, of the rows of it whose `parent` is the `key` of this row."""

    listing: Callable[..., Listing]
    parent: str | None = None
    key: str = "id"


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a table that meet a condition and whose `parent` is the id of this row, for short lists. `source`
    stands for the table in FROM, as in a `Listing`."""

    model: type[Model]
    parent: str
    order: str
    where: Callable[[Viewer], Scope]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """Objects that `make` makes of this row and of `columns` of others; what it returns has their fields by name."""

    rows: Rows
    columns: tuple[str, ...]
    make: Callable[[Row, list[Row]], list[Row]]


@dataclass(frozen=True, slots=True)
class First:
    """The first rows of a table that the viewer may see and that meet a condition; as many as the argument `first`
    says."""

    model: type[Model]
    order: str
    where: Callable[[Viewer], Scope]


@dataclass(frozen=True, slots=True)
class Found:
    """One row of a table that the viewer may see, by the column and the value that `by` makes of the viewer and the
    arguments."""

    model: type[Model]
    by: Callable[..., tuple[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of rows of a table that the viewer may see and that meet a condition."""

    model: type[Model]
    where: Callable[[Viewer], Scope]


@dataclass(frozen=True, slots=True)
class Single:
    """A value that `make` makes of the column of the only row that a condition leaves of a table, which is the same for
    everybody."""

    table: str
    column: str
    where: Scope
    make: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A value that follows from the viewer alone."""

    tell: Callable[[Viewer], Any]


@dataclass(frozen=True, slots=True)
class Inside:
    """An object that is no row: its fields depend on the viewer, or are lists and rows of their own."""


OfRow = GlobalId | Amount | Value | Mapped | ByViewer | Same | One | Joined | Guarded
Shape = OfRow | Page | Rows | Made | First | Found | Counted | Single | Told | Inside


def shaped(shape: Shape) -> Callable[[F], F]:
    """Declare the shape of a resolver's field."""

    def declare(resolver: F) -> F:
        resolver.shape = shape  # type: ignore[attr-defined]
        return resolver

    return declare
