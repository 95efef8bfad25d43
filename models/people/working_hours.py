"""The working hours of contacts, by their time zone, country and the setting WORKING_HOURS."""

from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import settings
from models.core.calendar import WorkingTime, business_days
from models.people.contacts import Contact
from settings.types import hours_of_day


async def working_times(contact_ids: Collection[UUID]) -> dict[UUID, WorkingTime]:
    """The working time of each of these contacts."""
    hours = hours_of_day(settings.get().working_hours)
    return {
        contact.id: WorkingTime(ZoneInfo(contact.time_zone), hours, _business_days_in(contact.country))
        for contact in await Contact.filter(id__in=list(contact_ids))
    }


def _business_days_in(country: str | None) -> Callable[[date], bool]:
    """The business days of a country, by HOLIDAY_CALENDAR if that is part of it or the country is unknown."""
    calendar = settings.get().holiday_calendar
    if country is None or (calendar or "").partition("-")[0] == country:
        return business_days(calendar)
    return business_days(country if country in _countries() else None)


@lru_cache
def _countries() -> frozenset[str]:
    import holidays

    return frozenset(holidays.list_supported_countries())
