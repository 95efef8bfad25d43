"""Sort orders, and cursors: positions of rows in them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import orjson

from adapters.database.client import is_sqlite
from adapters.text import opaque
from models.core.errors import RequestError
from models.core.rows import Row


@dataclass(frozen=True, slots=True)
class Key:
    """One column of a sort order.

    `kind` is its Python type, by which a cursor's value is checked. If the column is empty, the value of the column
    `fallback` is used, or `empty`.
    """

    column: str
    kind: type
    fallback: str | None = None
    empty: datetime | int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a row needs for its position."""
        return (self.column, self.fallback) if self.fallback else (self.column,)

    def sql(self, table: str) -> str:
        """The key as SQL text, the same as in its index."""
        if self.fallback:
            return f"COALESCE({table}.{self.column}, {table}.{self.fallback})"
        if self.empty is not None:
            return f"COALESCE({table}.{self.column}, {_literal(self.empty)})"
        return f"{table}.{self.column}"

    def of(self, row: Row) -> Any:
        """The key of a row."""
        value = row[self.column]
        if value is None:
            return row[self.fallback] if self.fallback else self.empty
        return value

    def read(self, value: Any) -> Any:
        """A value from a cursor in the column's type; raises ValueError, TypeError or OverflowError."""
        return _READ.get(self.kind, self.kind)(value)


@dataclass(frozen=True, slots=True)
class Sort:
    """A total order of rows: all its keys in one direction, the last of them unique."""

    name: str
    keys: tuple[Key, ...]
    descending: bool = False

    def sql(self, table: str, *, backward: bool = False) -> str:
        """The order as SQL text; `backward` is the opposite order."""
        direction = "DESC" if self.descending != backward else "ASC"
        return ", ".join(f"{key.sql(table)} {direction}" for key in self.keys)

    def cursor(self, row: Row) -> str:
        """The position of a row in this order, valid for this order only."""
        return opaque.encode(orjson.dumps([self._tag, *(key.of(row) for key in self.keys)], default=str))

    def place(self, cursor: str, argument: str) -> list[Any]:
        """The key values in a cursor; RequestError BAD_USER_INPUT if it is not a cursor of this order."""
        try:
            tag, *values = orjson.loads(opaque.decode(cursor))
            if tag == self._tag and len(values) == len(self.keys):
                return [key.read(value) for key, value in zip(self.keys, values, strict=True)]
        except (ValueError, TypeError, OverflowError):
            pass
        raise RequestError(
            "BAD_USER_INPUT",
            "{argument}: not a cursor of this list. Use one from its pageInfo or edges.",
            argument=argument,
        )

    @property
    def _tag(self) -> str:
        return f"{self.name}{'-' if self.descending else '+'}"


LAST_MOMENT: Final = datetime(9999, 12, 31, tzinfo=UTC)
LAST_NUMBER: Final = 2**31 - 1


def _literal(value: datetime | int) -> str:
    if isinstance(value, int):
        return str(value)
    moment = f"'{value.isoformat(' ')}'"
    return moment if is_sqlite() else f"TIMESTAMPTZ {moment}"


def _integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise ValueError
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


_READ: Final[dict[type, Callable[[Any], Any]]] = {
    int: _integer,
    str: _string,
    UUID: lambda value: UUID(_string(value)),
    datetime: _moment,
    date: date.fromisoformat,
}
"""Functions that read values of a type; an enum reads its own."""
