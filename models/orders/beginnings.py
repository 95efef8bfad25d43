"""The beginnings of a viewer's roles on properties, and the rows that are not older than these.

Whoever has few properties is asked about in one condition for each beginning, which finds rows by an index. A landlord
of a thousand may have as many beginnings: a statement with a condition for each would take seconds. There the beginning
of each row's property is looked up among all of them.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, Generic, Literal, TypeVar
from uuid import UUID

from adapters.database.client import as_driver_has_it, is_sqlite
from models.core.calendar import day_of
from models.core.scope import EVERYTHING, Compared, Not, Scope, SqlParams, any_of, present
from models.core.viewer import PartyRole, Viewer

FEW: Final = 20
"""Beginnings up to which there is a condition for each."""
SITE: Final = "site_id"


T = TypeVar("T", date, datetime)


class Told(Generic[T]):
    """A moment or a day for each of many properties."""

    def __init__(self, values: Mapping[UUID, T]) -> None:
        self.values: Mapping[UUID, T] = values

    @cached_property
    def as_json(self) -> str:
        """All of it in one text, as a statement takes it: made once for all of a viewer's statements."""
        texts = {str(site_id): as_driver_has_it(value, for_sqlite=True) for site_id, value in self.values.items()}
        return json.dumps(texts)

    def sql(self, site: str, params: SqlParams) -> str:
        """The SQL of what is told for the property in a column, as text; NULL for others."""
        if is_sqlite():
            return f"""json_extract({params.add(self.as_json, once=True)}, '$."' || {site} || '"')"""
        return f"(CAST({params.add(self.as_json, once=True)} AS jsonb) ->> CAST({site} AS text))"


class Beginnings:
    """The moment from which each of many properties shows what happened there."""

    def __init__(self, moments: Mapping[UUID, datetime]) -> None:
        self.moments = Told(moments)

    @cached_property
    def days(self) -> Told[date]:
        """The days of these moments."""
        return Told({site_id: day_of(moment) for site_id, moment in self.moments.values.items()})


Since = datetime | Beginnings | None
"""The moment from which some properties show what happened there, or the moment of each; None: all of it."""


def by_beginning(viewer: Viewer, roles: Collection[PartyRole]) -> list[tuple[Since, Collection[UUID]]]:
    """The properties by the moment from which the viewer's roles there show what happened."""
    tenures = viewer.tenures(*roles)
    # Whoever has one role everywhere has the same beginnings whichever roles are asked for, and the same statements.
    known: list[tuple[Any, Any]] = viewer.remembered.setdefault("beginnings", [])
    for others, found in known:
        if others == tenures:
            return found  # type: ignore[no-any-return]
    known.append((tenures, _by_beginning(tenures)))
    return known[-1][1]  # type: ignore[no-any-return]


def _by_beginning(tenures: Mapping[UUID, datetime | None]) -> list[tuple[Since, Collection[UUID]]]:
    sites: dict[datetime | None, list[UUID]] = {}
    for site_id, since in tenures.items():
        sites.setdefault(since, []).append(site_id)
    if len(sites) <= FEW:
        return list(sites.items())
    later = {site_id: since for site_id, since in tenures.items() if since is not None}
    of_all = sites.get(None, [])
    return [(Beginnings(later), frozenset(later)), *([(None, of_all)] if of_all else [])]


def happened_since(since: Since, column: str, *, of: str | None = None) -> Scope:
    """Rows of the time since a role began, by the column that says when. `of` is the table whose row has the property,
    if it is not the row itself."""
    if since is None:
        return EVERYTHING
    if isinstance(since, Beginnings):
        return NotBefore(column, since.moments, "timestamptz", of)
    return Compared(column, ">=", since)


def lasted_until(since: Since) -> Scope:
    """Rows that were not over, by their last day, when a role began."""
    if since is None:
        return EVERYTHING
    goes_on = Not(present("ends_on"))
    if isinstance(since, Beginnings):
        return any_of(goes_on, NotBefore("ends_on", since.days, "date"))
    return any_of(goes_on, Compared("ends_on", ">=", day_of(since)))


@dataclass(frozen=True, slots=True)
class NotBefore:
    """Rows whose column is not before what is told for their property, or for that of their row in the table `of`."""

    column: str
    told: Told[datetime] | Told[date]
    kind: Literal["timestamptz", "date"]
    of: str | None = None

    def sql(self, table: str, params: SqlParams) -> str:
        told = self.told.sql(f"{self.of or table}.{SITE}", params)
        return f"{table}.{self.column} >= " + (told if is_sqlite() else f"CAST({told} AS {self.kind})")

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether it is one; the other row is at hand under its table's name."""
        at, value = row if self.of is None else row[self.of], row[self.column]
        told = self.told.values.get(at[SITE])
        return told is not None and value is not None and bool(value >= told)
