"""Conditions on rows that can be asked of the database and of a row at hand: one rule, two uses.

A list reads its rows through the SQL form; a live stream asks the same condition of each event as it comes.
"""

import operator
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

from adapters.database.client import is_sqlite

FEW: Final = 20
"""Values up to which each is compared."""
_NAME: Final = re.compile(r"[A-Z_]+")


@dataclass(slots=True)
class SqlParams:
    """Collects parameters under fresh names while the text of a statement is put together.

    With `of_one_row`, conditions are asked of a row that is found otherwise, and need not find rows quickly.
    """

    values: dict[str, Any] = field(default_factory=dict)
    of_one_row: bool = False

    def add(self, value: Any, *, once: bool = False) -> str:
        """Keep a value and give the placeholder for it; with `once`, that of the same object if it is there already."""
        if once:
            for name, known in self.values.items():
                if known is value:
                    return f":{name}"
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f":{name}"


class Scope(Protocol):
    """A condition on the rows of one table."""

    def sql(self, table: str, params: SqlParams) -> str:
        """The condition as SQL text on the table or alias `table`."""
        ...

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether a row at hand fulfils it."""
        ...


@dataclass(frozen=True, slots=True)
class Everything:
    """Every row."""

    def sql(self, table: str, params: SqlParams) -> str:
        return "1 = 1"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class OneOf:
    """Rows whose column has one of the values; none where there are no values."""

    column: str
    values: Collection[Any]

    def sql(self, table: str, params: SqlParams) -> str:
        if not self.values:
            return "1 = 0"
        if len(self.values) == 1:
            # What is equal to one value has the order of an index after it; what is in a list has not.
            return f"{table}.{self.column} = {params.add(next(iter(self.values)))}"
        return f"{table}.{self.column} IN {params.add(self.values, once=True)}"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return bool(self.values) and row[self.column] in self.values


@dataclass(frozen=True, slots=True)
class Among:
    """Rows whose column has one of these names, which stand in the code and so in the text of the statement: the
    database plans for them, and not for any."""

    column: str
    names: frozenset[str]

    def sql(self, table: str, params: SqlParams) -> str:
        names = sorted(self.names)
        assert all(map(_NAME.fullmatch, names))
        if len(names) == 1:
            return f"{table}.{self.column} = '{names[0]}'"
        return f"{table}.{self.column} IN ({', '.join(map(repr, names))})"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return row[self.column] in self.names


@dataclass(frozen=True, slots=True)
class Present:
    """Rows whose column has a value."""

    column: str

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.{self.column} IS NOT NULL"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return row[self.column] is not None


@dataclass(frozen=True, slots=True)
class Related:
    """Rows whose column is found in a column of the rows of another table that fulfil a condition."""

    column: str
    other: str
    other_column: str
    where: Scope
    by_row: bool = False

    def sql(self, table: str, params: SqlParams) -> str:
        condition = self.where.sql(self.other, params)
        same = f"{self.other}.{self.other_column} = {table}.{self.column}"
        if self.by_row and condition != "1 = 0":
            return f"(SELECT {condition} FROM {self.other} WHERE {same})"
        if params.of_one_row and table != self.other:
            return f"EXISTS (SELECT 1 FROM {self.other} WHERE {same} AND {condition})"
        return f"{table}.{self.column} IN (SELECT {self.other}.{self.other_column} FROM {self.other} WHERE {condition})"

    def matches(self, row: Mapping[str, Any]) -> bool:
        raise TypeError(f"whether {self.column} is in {self.other} has to be asked of the database")


@dataclass(frozen=True, slots=True)
class Together:
    """Rows that fulfil both conditions of one of the pairs: the first is asked of the row of another table whose `id`
    stands in a column, the second of the row itself, which `looks_there` if it names columns of the other."""

    column: str
    other: str
    pairs: tuple[tuple[Scope, Scope], ...]
    looks_there: bool = False

    def sql(self, table: str, params: SqlParams) -> str:
        if not self.pairs:
            return "1 = 0"
        theirs = AnyOf(tuple(their for their, _ in self.pairs)).sql(self.other, params)
        same = f"{self.other}.id = {table}.{self.column}"
        ids = f"SELECT {self.other}.id FROM {self.other} WHERE {theirs}"
        # Beside an OR, PostgreSQL uses an index for what is in an array; for a subquery it goes through all rows.
        found = f"{table}.{self.column} " + (f"IN ({ids})" if is_sqlite() else f"= ANY (ARRAY({ids}))")
        if len(self.pairs) == 1 and not self.looks_there:
            return f"({found} AND {self.pairs[0][1].sql(table, params)})"
        both = _either([f"({their.sql(self.other, params)} AND {own.sql(table, params)})" for their, own in self.pairs])
        return f"({found} AND EXISTS (SELECT 1 FROM {self.other} WHERE {same} AND {both}))"

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether it does; the other row is at hand under its table's name, None if there is none."""
        found = row[self.other]
        return found is not None and any(their.matches(found) and own.matches(row) for their, own in self.pairs)


_COMPARES: Final = {">=": operator.ge, "<": operator.lt, "<=": operator.le, ">": operator.gt}


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows whose column compares to a value: `>=`, `<`, `<=` or `>`. An empty column never does.

    The value may be a function that tells it, such as `clock.now`, whenever the condition is asked.
    """

    column: str
    operator: Literal[">=", "<", "<=", ">"]
    value: Any

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.{self.column} {self.operator} {params.add(self.value)}"

    def matches(self, row: Mapping[str, Any]) -> bool:
        found, value = row[self.column], self.value() if callable(self.value) else self.value
        return found is not None and bool(_COMPARES[self.operator](found, value))


@dataclass(frozen=True, slots=True)
class Lists:
    """Rows whose JSON list in a column has the text as an item."""

    column: str
    item: str

    def sql(self, table: str, params: SqlParams) -> str:
        name = f"{table}.{self.column}"
        items = f"json_each({name})" if is_sqlite() else f"jsonb_array_elements_text({name}) AS item (value)"
        return f"EXISTS (SELECT 1 FROM {items} WHERE value = {params.add(self.item)})"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return self.item in row[self.column]


@dataclass(frozen=True, slots=True)
class Not:
    """Rows that do not fulfil the condition."""

    part: Scope

    def sql(self, table: str, params: SqlParams) -> str:
        return f"NOT ({self.part.sql(table, params)})"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return not self.part.matches(row)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Rows that fulfil each of the conditions."""

    parts: tuple[Scope, ...]

    def sql(self, table: str, params: SqlParams) -> str:
        return "(" + " AND ".join(part.sql(table, params) for part in self.parts) + ")"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return all(part.matches(row) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Rows that fulfil at least one of the conditions."""

    parts: tuple[Scope, ...]

    def sql(self, table: str, params: SqlParams) -> str:
        # A part that no row fulfils would keep SQLite from using an index for the others.
        parts = [text for part in self.parts if (text := part.sql(table, params)) != "1 = 0"]
        return _either(parts) if parts else "1 = 0"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return any(part.matches(row) for part in self.parts)


def _either(parts: list[str]) -> str:
    """One of the conditions; many of them as a tree, since SQLite takes no expression of a thousand levels."""
    if len(parts) <= 50:
        return f"({' OR '.join(parts)})"
    middle = len(parts) // 2
    return f"({_either(parts[:middle])} OR {_either(parts[middle:])})"


EVERYTHING = Everything()
NOTHING = OneOf("id", ())


def equals(column: str, value: Any) -> Scope:
    """Rows whose column has the value."""
    return OneOf(column, (value,))


def among(column: str, names: Iterable[str]) -> Scope:
    """Rows whose column has one of the names, such as values of an enum; no row without names."""
    return Among(column, frozenset(map(str, names))) if (names := list(names)) else NOTHING


def one_of(column: str, values: Collection[Any]) -> Scope:
    """Rows whose column has one of the values."""
    different = values if isinstance(values, frozenset) else tuple(dict.fromkeys(values))
    # In a set one is found without a look at each.
    return OneOf(column, different if len(different) <= FEW else frozenset(different))


def present(column: str) -> Scope:
    """Rows whose column has a value."""
    return Present(column)


def related(column: str, other: str, other_column: str, where: Scope, *, by_row: bool = False) -> Scope:
    """Rows whose column is found in `other.other_column` of the rows there that fulfil `where`.

    With `by_row`, for a column there that is unique, the other row of each row is looked at, and never all rows there.
    """
    return Related(column, other, other_column, where, by_row)


def all_of(*parts: Scope) -> Scope:
    """Rows that fulfil each of the conditions."""
    return AllOf(parts) if parts else EVERYTHING


def any_of(*parts: Scope) -> Scope:
    """Rows that fulfil at least one of the conditions; no row without conditions."""
    return AnyOf(parts) if parts else NOTHING
