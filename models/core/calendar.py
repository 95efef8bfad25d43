"""Calendar arithmetic: the operator's day, business days, and the hours that somebody works in their time zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import settings
from adapters import clock
from settings.types import HoursOfDay

SATURDAY: Final = 5
"""As `date.weekday` counts."""


def today() -> date:
    """Today in the operator's time zone (TIME_ZONE)."""
    return day_of(clock.now())


def day_of(moment: datetime) -> date:
    """The day on which something happened, in the operator's time zone."""
    return moment.astimezone(_zone()).date()


def start_of(day: date) -> datetime:
    """The first moment of a day in the operator's time zone, in UTC."""
    return datetime.combine(day, time(), _zone()).astimezone(UTC)


def until_tomorrow() -> timedelta:
    """The time that is left of today; a day on which clocks change has 23 or 25 hours."""
    return start_of(today() + timedelta(days=1)) - clock.now()


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.get().time_zone)


def after_business_days(
    start: datetime, days: int, zone: ZoneInfo, is_business_day: Callable[[date], bool]
) -> datetime:
    """The moment, in UTC, when `days` business days have passed since `start`; time on other days does not count.

    It is the same time of day, `days` business days later. A period that starts on another day starts with the next
    business day. If a clock change skips or repeats that time of day, it is the later moment: never too early.
    """
    local = start.astimezone(zone)
    day, time_of_day = local.date(), local.time().replace(fold=0)
    if not is_business_day(day):
        day, time_of_day = _next_business_day(day, is_business_day), time()
    for _ in range(days):
        day = _next_business_day(day, is_business_day)
    end = datetime.combine(day, time_of_day, zone)
    return max(end.astimezone(UTC), end.replace(fold=1).astimezone(UTC))


def _next_business_day(day: date, is_business_day: Callable[[date], bool]) -> date:
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


@lru_cache
def business_days(name: str | None) -> Callable[[date], bool]:
    """A predicate for business days, by the holidays and weekends of a country (GB) or part of one (DE-BY).

    None stands for a calendar without holidays, whose weekend is Saturday and Sunday.
    """
    if name is None:
        return lambda day: day.weekday() < SATURDAY
    import holidays  # takes long, and many processes never ask

    country, _, region = name.partition("-")
    return holidays.country_holidays(country, subdiv=region or None).is_working_day


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The working hours of somebody in their time zone. The moments that its methods return are in UTC."""

    zone: ZoneInfo
    hours: HoursOfDay
    is_business_day: Callable[[date], bool]

    def includes(self, moment: datetime) -> bool:
        """Whether they work at that moment."""
        local = moment.astimezone(self.zone)
        return self.hours.start <= local.hour < self.hours.end and self.is_business_day(local.date())

    def next(self, moment: datetime) -> datetime:
        """The first working moment at or after `moment`."""
        if self.includes(moment):
            return moment.astimezone(UTC)
        day = moment.astimezone(self.zone).date()
        while (opening := self._at(day, self.hours.start)) < moment or not self.includes(opening):
            day += timedelta(days=1)
        return opening

    def last_hour_before(self, moment: datetime) -> datetime:
        """The start of the last working hour of a day, the latest that is not after `moment`."""
        day = moment.astimezone(self.zone).date()
        while (hour := self._at(day, self.hours.end - 1)) > moment or not self.includes(hour):
            day -= timedelta(days=1)
        return hour

    def _at(self, day: date, hour: int) -> datetime:
        # An hour that a clock change skips begins with the next one.
        return datetime.combine(day, time(hour), self.zone).astimezone(UTC)
