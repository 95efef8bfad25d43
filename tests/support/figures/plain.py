"""Figures in plain Python: rows by group, and the places of a number among others."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

ZONES: Final = ("Europe/London", "America/St_Johns", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca", "UTC")
PERIODS: Final = ("DAY", "WEEK", "MONTH")
_EDGES: Final = (
    *("2025-03-30T01:00", "2025-10-26T01:00", "2026-03-29T00:00", "2026-02-15T02:00"),
    *("2011-12-30T10:00", "2024-12-31T18:30", "2026-02-01T03:30", "2026-03-02T00:00"),
)
"""Moments at which clocks change somewhere, a day is left out, or a month or week begins."""


def moment(random: Random) -> datetime:
    """A moment of some years, mostly about one at which something begins somewhere."""
    edge = datetime.fromisoformat(random.choice(_EDGES)).replace(tzinfo=UTC)
    return edge + random.choice((1, 60, 3_600, 40_000)) * random.choice((-1, 1)) * timedelta(
        microseconds=random.randrange(1, 10**6)
    )


def groupings(dimensions: Collection[str]) -> list[tuple[str, ...]]:
    """Each way to group by two dimensions, by one, and by none."""
    pairs = [each for each in combinations(dimensions, 2) if not set(each) <= set(PERIODS)]
    return [(), *((each,) for each in dimensions), *pairs]


def start(unit: str, day: date) -> str:
    """The first day of the day, week or month."""
    back = {"DAY": 0, "WEEK": day.weekday(), "MONTH": day.day - 1}[unit]
    return (day - timedelta(days=back)).isoformat()


def day_in(zone: str, at: datetime | None) -> date | None:
    """The day on which a moment lies in a zone."""
    return at and at.astimezone(ZoneInfo(zone)).date()


def percentiles(values: Iterable[int | None]) -> dict[str, int | None]:
    """The distribution of the numbers that there are."""
    there = sorted(value for value in values if value is not None)
    n = len(there)
    at = {"median": (n + 1) // 2, "percentile90": (9 * n + 9) // 10}
    return {"count": n, **{name: there[place - 1] if n else None for name, place in at.items()}}


def by_group(
    rows: Iterable[Mapping[str, Any]],
    key: Callable[[Mapping[str, Any]], Iterable[tuple[Any, ...]]],
    tell: Callable[[list[Any]], Mapping[str, Any]],
) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """The figures of each group of rows; `key` gives the groups that a row is in."""
    groups: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        for each in key(row):
            groups[each].append(row)
    return {each: tell(of_group) for each, of_group in groups.items()}


def expect_order(groups: Sequence[Mapping[str, Any]]) -> None:
    """Fail unless groups of a later period come first, those without one last, and of one period the largest."""
    places = [(group["period"] or "", group["count"]) for group in groups]
    assert places == sorted(places, reverse=True)
