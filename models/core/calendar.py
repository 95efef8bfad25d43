"""Which day it is where the operator is: the roles that people have on properties begin and end with it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import settings
from adapters import clock


def today() -> date:
    """The day that it is now in the operator's time zone (TIME_ZONE)."""
    return day_of(clock.now())


def day_of(moment: datetime) -> date:
    """The day on which something happened, in the operator's time zone."""
    return moment.astimezone(_zone()).date()


def start_of(day: date) -> datetime:
    """The first moment of a day in the operator's time zone, in UTC."""
    return datetime.combine(day, time(), _zone()).astimezone(UTC)


def until_tomorrow() -> timedelta:
    """How long today lasts; a day on which clocks change has 23 or 25 hours."""
    return start_of(today() + timedelta(days=1)) - clock.now()


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.get().time_zone)
