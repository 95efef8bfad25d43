"""Days, weeks and months of moments in a time zone, as SQL.

No database is asked about time zones: the offsets of a zone stand in the statement. So both databases tell the same,
and the same as the rest of the server.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from adapters import clock
from adapters.database.client import is_sqlite

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_STEP: Final = timedelta(days=7)
"""No zone has changed its clocks twice within such a time since 1970."""


def day(moment: str, zone: str) -> str:
    """The day on which a moment lies in an IANA zone."""
    shift = _shift(moment, zone)
    # SQLite rounds to milliseconds, and so may take the end of a day for the beginning of the next.
    return (
        f"date(substr({moment}, 1, 19), {shift})" if is_sqlite() else f"({moment} AT TIME ZONE 'UTC' + {shift})::date"
    )


def start(unit: str, of_day: str) -> str:
    """The first day of the DAY, WEEK or MONTH in which a day lies; weeks begin on Mondays."""
    if not is_sqlite():
        return f"date_trunc('{unit.lower()}', ({of_day})::timestamp)::date"
    changes = {"DAY": "'0 days'", "WEEK": "'-6 days', 'weekday 1'", "MONTH": "'start of month'"}
    return f"date({of_day}, {changes[unit]})"


def days_between(begin: str, end: str) -> str:
    """The number of days from one day to another."""
    return f"CAST(julianday({end}) - julianday({begin}) AS INTEGER)" if is_sqlite() else f"(({end}) - ({begin}))"


def seconds_between(begin: str, end: str) -> str:
    """The number of seconds from one moment to another, each without its fraction of a second."""
    return f"({_seconds(end)} - {_seconds(begin)})"


def _seconds(moment: str) -> str:
    if is_sqlite():
        return f"CAST(strftime('%s', substr({moment}, 1, 19)) AS INTEGER)"
    # `extract` gives a decimal number, with which PostgreSQL reckons several times as long.
    return f"floor(date_part('epoch', {moment}))::bigint"


def _shift(moment: str, zone: str) -> str:
    """The time by which the clocks of a zone are ahead of UTC at a moment."""
    *changes, (_, first) = reversed(offsets(zone, clock.now().year))
    ahead = "'{:+d} seconds'" if is_sqlite() else "interval '{} seconds'"
    otherwise = ahead.format(first)
    if not changes:
        return otherwise
    cases = " ".join(f"WHEN {moment} >= '{since.isoformat(' ')}' THEN {ahead.format(by)}" for since, by in changes)
    return f"(CASE {cases} ELSE {otherwise} END)"


@lru_cache(maxsize=64)
def offsets(zone: str, year: int) -> tuple[tuple[datetime, int], ...]:
    """The seconds that a zone is ahead of UTC, each with the moment since when, from 1970 to the end of the year after
    `year`."""
    place, end = ZoneInfo(zone), datetime(year + 2, 1, 1, tzinfo=UTC)
    found, moment = [(EPOCH, _offset(EPOCH, place))], EPOCH
    while moment < end:
        later = moment + _STEP
        if (offset := _offset(later, place)) != found[-1][1]:
            found.append((_change(moment, later, place), offset))
        moment = later
    return tuple(found)


def _change(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The first second after `before` with the offset of `after`."""
    offset = _offset(after, place)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (before, middle) if _offset(middle, place) == offset else (middle, after)
    return after


def _offset(moment: datetime, place: ZoneInfo) -> int:
    offset = moment.astimezone(place).utcoffset()
    assert offset is not None, "a zone of the IANA database has an offset at any moment"
    return round(offset.total_seconds())
