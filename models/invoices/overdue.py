"""Overdue invoices: an invoice is overdue from the first instant of the day after its due date, where the customer is.

The instant is kept with the invoice (`overdue_at`), so that lists, reminders and streams compare one indexed moment
with the clock and no database has to know time zones. It moves when the customer's zone does.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from adapters import clock
from models.core.errors import Refusal, RefusalCode
from models.core.scope import Compared, Scope, all_of
from models.invoices.rows import OUTSTANDING

FURTHEST_DUE: Final = timedelta(days=3653)
"""Due dates further away are typing errors, and no time zone has an hour beyond the last year of the calendar."""


def overdue_from(due_on: date, zone: str) -> datetime:
    """The moment, in UTC, at which an invoice due on that day is overdue in an IANA zone.

    It is the midnight after the day. If a clock change skips that midnight it is the moment of the change, if one
    repeats it the first of the two.
    """
    return datetime.combine(due_on + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def expect_due_date(due_on: date) -> None:
    """Refuse with INVALID a due date that is more than ten years away."""
    if abs(due_on - clock.now().date()) > FURTHEST_DUE:
        raise Refusal(RefusalCode.INVALID, "An invoice is due within ten years from today.", "dueOn")


def is_overdue() -> Scope:
    """Invoices that are overdue now: issued, not paid in full, and past their day in the customer's zone."""
    return all_of(OUTSTANDING, Compared("overdue_at", "<=", clock.now))
