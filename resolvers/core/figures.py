"""Figures over all rows of a list: how many there are, sums and percentiles, by group, in one statement."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from tortoise.models import Model

from adapters.database.client import fetch, is_sqlite
from execution.paging import Listing, condition_of
from models.core import validators
from models.core.errors import Refusal, RequestError
from models.core.rows import Row, typed
from models.core.scope import EVERYTHING, SqlParams, related
from models.core.viewer import Viewer
from models.policy import visible

MAX_GROUPS: Final = 1000
USUAL_GROUPS: Final = 100
MAX_DIMENSIONS: Final = 2
PERIODS: Final = frozenset({"DAY", "WEEK", "MONTH"})
"""The dimensions that are the field `period` of a group."""
TECHNICIANS: Final = " LEFT JOIN order_technicians ON order_technicians.order_id = orders.id"
_TYPES: Final[Mapping[str, type]] = {"period": date, "customer_id": UUID, "site_id": UUID, "technician_id": UUID}


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that are wanted, by name, as SQL about a row of the list.

    `keys` say to which group a row belongs. `sums` are numbers that are added up. Of numbers that are `ranked`, some of
    which may be empty, the median and the 90th percentile are told: values of rows, and nothing between them.
    """

    keys: Mapping[str, str]
    sums: Mapping[str, str]
    ranked: Mapping[str, str]
    joins: str = ""

    def only(self, wanted: Collection[str]) -> "Figures":
        """The same without figures that nobody wants."""
        sums, ranked = (
            {name: sql for name, sql in part.items() if name in wanted} for part in (self.sums, self.ranked)
        )
        return Figures(self.keys, sums, ranked, self.joins)

    async def groups(self, listing: Listing, params: SqlParams, most: int) -> tuple[list[Row], bool]:
        """At most so many groups of the rows of a list, and whether there are more.

        Those of the latest period come first, and then those of most rows. Without keys there is one group, of all
        rows. `params` has the parameters of the figures.
        """
        table = listing.model._meta.db_table
        condition = (await condition_of(listing)).sql(table, params)
        types = {name: _TYPES[name] for name in self.keys if name in _TYPES}
        sql = self._statement(f"{table}{self.joins} WHERE {condition}", most + 1)
        rows = typed(await fetch(sql, params.values, planned_anew=True), **types)
        return [self._group(row) for row in rows[:most]], len(rows) > most

    def _statement(self, source: str, most: int) -> str:
        values = {**self.keys, **self.sums, **self.ranked} or {"one": "1"}
        rows = f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in values.items())} FROM {source}"
        if not is_sqlite():
            # Else PostgreSQL works a value out anew for each figure that is made of it, which takes half as long again.
            rows += " OFFSET 0"
        elif self.ranked:
            rows = f"SELECT each.*, {', '.join(map(self._place, self.ranked))} FROM ({rows}) AS each"
        told = [*self.keys, "count(*) AS n", *(f"sum({name}) AS {name}" for name in self.sums)]
        told += map(_percentiles_by_place if is_sqlite() else _percentiles, self.ranked)
        by = f"GROUP BY {', '.join(self.keys)}" if self.keys else ""
        latest = ["period DESC NULLS LAST"] if "period" in self.keys else []
        order = ", ".join((*latest, "n DESC", *(f"{name} NULLS LAST" for name in self.keys)))
        return f"SELECT {', '.join(told)} FROM ({rows}) AS figures {by} ORDER BY {order} LIMIT {most}"

    def _place(self, name: str) -> str:
        """The place of a number among those of its group, and how many have one."""
        group = f"PARTITION BY {', '.join(self.keys)}" if self.keys else ""
        return f"""row_number() OVER ({group} ORDER BY {name} NULLS LAST) AS {name}_place,
            count({name}) OVER ({group}) AS {name}_n"""

    def _group(self, row: Row) -> Row:
        ranked = {
            name: {
                "count": row[f"{name}_n"] or 0,
                **{each: row[f"{name}_{each}"] for each in ("median", "percentile90")},
            }
            for name in self.ranked
        }
        sums = {name: int(row[name] or 0) for name in self.sums}
        return {**{name: row[name] for name in self.keys}, "count": row["n"], **sums, **ranked}


def _percentiles(name: str) -> str:
    at = f"percentile_disc({{}}) WITHIN GROUP (ORDER BY {name})"
    return f"count({name}) AS {name}_n, {at.format(0.5)} AS {name}_median, {at.format(0.9)} AS {name}_percentile90"


def _percentiles_by_place(name: str) -> str:
    at = f"max(CASE WHEN {name}_place = {{}} THEN {name} END)"
    return f"""max({name}_n) AS {name}_n, {at.format(f"({name}_n + 1) / 2")} AS {name}_median,
        {at.format(f"({name}_n * 9 + 9) / 10")} AS {name}_percentile90"""


def expect_dimensions(given: Sequence[StrEnum] | None, first: int) -> list[StrEnum]:
    """The dimensions by which a client groups; RequestError BAD_USER_INPUT for too many of them, or of groups."""
    dimensions = list(given or ())
    periods = [each for each in dimensions if each in PERIODS]
    if len(dimensions) > MAX_DIMENSIONS or len(set(dimensions)) < len(dimensions) or len(periods) > 1:
        raise RequestError(
            "BAD_USER_INPUT",
            "groupBy: use at most {most} different ones, and only one of DAY, WEEK and MONTH.",
            most=MAX_DIMENSIONS,
        )
    if not 1 <= first <= MAX_GROUPS:
        raise RequestError("BAD_USER_INPUT", "first: use 1 to {most}.", most=MAX_GROUPS)
    return dimensions


def zone_of(viewer: Viewer, given: str | None) -> str:
    """The time zone that a client asks for, or else the viewer's; RequestError BAD_USER_INPUT for what is none."""
    if given is None:
        return viewer.time_zone
    try:
        return validators.time_zone(given)
    except Refusal as refusal:
        raise RequestError(
            "BAD_USER_INPUT", "timeZone: use a time zone of the IANA database, like Europe/London."
        ) from refusal


def seen(model: type[Model], table: str, column: str, viewer: Viewer, params: SqlParams) -> str:
    """The key of a row in a column of a table; nothing where the viewer may not see that row."""
    rows = visible(model, viewer)
    if rows is EVERYTHING:
        return f"{table}.{column}"
    is_seen = related(column, model._meta.db_table, "id", rows).sql(table, params)
    return f"CASE WHEN {is_seen} THEN {table}.{column} END"
