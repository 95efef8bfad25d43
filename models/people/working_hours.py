"""Working time: the hours of a reader's working days, in their zone and by the holidays of their country."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays

import settings
from models.invoices.review_clock import business_days
from models.people.contacts import Contact
from settings.types import HoursOfDay, hours_of_day


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When somebody works. Moments that it gives are in UTC."""

    zone: ZoneInfo
    hours: HoursOfDay
    is_business_day: Callable[[date], bool]

    def includes(self, moment: datetime) -> bool:
        """Whether they work at that moment."""
        local = moment.astimezone(self.zone)
        return self.hours.start <= local.hour < self.hours.end and self.is_business_day(local.date())

    def next(self, moment: datetime) -> datetime:
        """The first moment of work that is not before `moment`."""
        if self.includes(moment):
            return moment.astimezone(UTC)
        day = moment.astimezone(self.zone).date()
        while (opening := self._at(day, self.hours.start)) < moment or not self.includes(opening):
            day += timedelta(days=1)
        return opening

    def last_hour_before(self, moment: datetime) -> datetime:
        """The beginning of the last working hour of a day that is not after `moment`."""
        day = moment.astimezone(self.zone).date()
        while (hour := self._at(day, self.hours.end - 1)) > moment or not self.includes(hour):
            day -= timedelta(days=1)
        return hour

    def _at(self, day: date, hour: int) -> datetime:
        # An hour that a clock change leaves out begins with the next one.
        return datetime.combine(day, time(hour), self.zone).astimezone(UTC)


async def working_times(contact_ids: Collection[UUID]) -> dict[UUID, WorkingTime]:
    """When these contacts work, by the setting WORKING_HOURS."""
    hours = hours_of_day(settings.get().working_hours)
    return {
        contact.id: WorkingTime(ZoneInfo(contact.time_zone), hours, _business_days_in(contact.country))
        for contact in await Contact.filter(id__in=list(contact_ids))
    }


def _business_days_in(country: str | None) -> Callable[[date], bool]:
    """The business days of a country; by HOLIDAY_CALENDAR where that is a part of it, or the country is not known."""
    calendar = settings.get().holiday_calendar
    if country is None or (calendar or "").partition("-")[0] == country:
        return business_days(calendar)
    return business_days(country if country in _countries() else None)


@lru_cache
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries())
