"""The schedule of a tenancy: the periods for which rent is charged, and when the worker has something to do for it.

Periods are whole days and are counted from one day, never from the period before: from the 31st, a month begins on the
30th of April and on the 31st of May again, and a year from the 29th of February on the 28th until the next leap year.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import settings
from models.core.calendar import start_of
from models.core.money import rounded
from models.tenancies.rows import IN_FORCE, RentPeriod

DAY: Final = timedelta(days=1)
_DAYS: Final = {RentPeriod.WEEKLY: 7, RentPeriod.FORTNIGHTLY: 14, RentPeriod.FOUR_WEEKLY: 28}
_MONTHS: Final = {
    RentPeriod.MONTHLY: 1,
    RentPeriod.QUARTERLY: 3,
    RentPeriod.HALF_YEARLY: 6,
    RentPeriod.YEARLY: 12,
}


@dataclass(frozen=True, slots=True)
class Due:
    """The rent of some days, both included; it is due on the first."""

    starts_on: date
    ends_on: date
    amount_minor: int


def beginning(due_from: date, period: RentPeriod, number: int) -> date:
    """The first day of a period by its number; that of number 0 is `due_from`."""
    if period in _DAYS:
        return due_from + timedelta(days=_DAYS[period] * number)
    months = due_from.year * 12 + due_from.month - 1 + _MONTHS[period] * number
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(due_from.day, monthrange(year, month)[1]))


def period_of(due_from: date, period: RentPeriod, day: date) -> tuple[date, date]:
    """The first and the last day of the whole period that has a day."""
    if period in _DAYS:
        number = (day - due_from).days // _DAYS[period]
    else:
        number = ((day.year - due_from.year) * 12 + day.month - due_from.month) // _MONTHS[period]
        if beginning(due_from, period, number) > day:
            number -= 1
    return beginning(due_from, period, number), beginning(due_from, period, number + 1) - DAY


def rent_of(tenancy: Mapping[str, Any], starts_on: date, ends_on: date) -> int:
    """The rent of some days of one period, in minor units: of a part of a period as much of it as it has days."""
    first, last = period_of(tenancy["rent_due_from"], RentPeriod(tenancy["rent_period"]), starts_on)
    days, whole = (ends_on - starts_on).days + 1, (last - first).days + 1
    return rounded(Decimal(tenancy["rent_minor"]) * days / whole)


def next_due(tenancy: Mapping[str, Any]) -> Due | None:
    """The rent that is charged next; None if the tenancy is not in force, or its last day is charged."""
    if not IN_FORCE.matches(tenancy):
        return None
    charged, ends_on = tenancy["charged_until"], tenancy["ends_on"]
    starts_on: date = tenancy["starts_on"] if charged is None else charged + DAY
    if ends_on is not None and starts_on > ends_on:
        return None
    _, last = period_of(tenancy["rent_due_from"], RentPeriod(tenancy["rent_period"]), starts_on)
    until = last if ends_on is None else min(last, ends_on)
    return Due(starts_on, until, rent_of(tenancy, starts_on, until))


def acts_at(tenancy: Mapping[str, Any]) -> datetime | None:
    """The moment at which something is due for a tenancy: its next charge, some days ahead, or the end of its last day.

    None if nothing ever is.
    """
    due, ends_on, moments = next_due(tenancy), tenancy["ends_on"], list[datetime]()
    if due is not None:
        moments.append(start_of(due.starts_on - timedelta(days=settings.get().rent_days_ahead)))
    if ends_on is not None and IN_FORCE.matches(tenancy):
        moments.append(start_of(ends_on + DAY))
    return min(moments, default=None)
