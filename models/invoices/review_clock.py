"""The review clock: when an invoice that nobody answers is approved. By default after a number of hours; by setting
after business days, which are whole days of the approver's calendar, however long daylight saving makes them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays

import settings
from adapters import clock
from models.core.viewer import MembershipRole
from models.people.contacts import Contact
from models.people.customers import ApprovalMode

SATURDAY = 5


async def review_ends(mode: ApprovalMode, customer_id: UUID, approver_id: UUID | None) -> datetime | None:
    """When a review that starts now ends by itself; None where the mode has no clock."""
    if mode is not ApprovalMode.REVIEW_THEN_AUTO_APPROVE:
        return None
    options = settings.get()
    if not options.review_business_days:
        return clock.now() + timedelta(hours=options.review_period_hours)
    zone = await _zone_of_review(customer_id, approver_id)
    return after_business_days(clock.now(), options.review_business_days, zone, business_days(options.holiday_calendar))


async def _zone_of_review(customer_id: UUID, approver_id: UUID | None) -> ZoneInfo:
    """The approver's zone; without one that of the customer's first administrator."""
    people = Contact.filter(id=approver_id)
    if approver_id is None:
        admins = Contact.filter(memberships__customer_id=customer_id, memberships__role=MembershipRole.ADMIN)
        people = admins.filter(archived_at=None).order_by("memberships__created_at")
    person = await people.first()
    return ZoneInfo(person.time_zone if person is not None else "UTC")


def after_business_days(
    start: datetime, days: int, zone: ZoneInfo, is_business_day: Callable[[date], bool]
) -> datetime:
    """The moment, in UTC, when so many business days have passed since `start`; time on other days does not count.

    It is the same time of day, `days` business days later. What starts on another day starts with the next business
    day. Where a clock change leaves out or repeats that time of day, it is the later moment: never too early.
    """
    local = start.astimezone(zone)
    day, time_of_day = local.date(), local.time().replace(fold=0)
    if not is_business_day(day):
        day, time_of_day = _next(day, is_business_day), time()
    for _ in range(days):
        day = _next(day, is_business_day)
    end = datetime.combine(day, time_of_day, zone)
    return max(end.astimezone(UTC), end.replace(fold=1).astimezone(UTC))


def _next(day: date, is_business_day: Callable[[date], bool]) -> date:
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


@lru_cache
def business_days(name: str | None) -> Callable[[date], bool]:
    """Which days are business days: by the public holidays and weekends of a country (GB) or a part of it (DE-BY)."""
    if name is None:
        return lambda day: day.weekday() < SATURDAY
    country, _, region = name.partition("-")
    return holidays.country_holidays(country, subdiv=region or None).is_working_day
