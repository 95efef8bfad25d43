"""Which day it is where the operator is: the roles that people have on properties begin and end with it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import settings
from adapters import clock


def today() -> date:
    """The day that it is now in the operator's time zone (TIME_ZONE)."""
    return clock.now().astimezone(_zone()).date()


def until_tomorrow() -> timedelta:
    """How long today lasts; a day on which clocks change has 23 or 25 hours."""
    tomorrow = datetime.combine(today() + timedelta(days=1), time(), _zone())
    return tomorrow.astimezone(clock.now().tzinfo) - clock.now()


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.get().time_zone)
