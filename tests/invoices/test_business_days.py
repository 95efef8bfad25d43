"""The review clock in business days: whole days of the approver's calendar, never ending too early."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import clock
from models.core.calendar import after_business_days, business_days
from models.invoices.rows import Invoice
from settings import Settings
from tests.support.cast import Cast
from tests.support.invoicing import contact, issued, key, opened
from tests.support.reminders import local

ZONES = ["Europe/London", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "UTC"]
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-10 15:00", 2, "2026-03-12 15:00"),  # Tuesday to Thursday
        ("2026-03-12 15:00", 2, "2026-03-16 15:00"),  # over a weekend
        ("2026-03-13 23:59", 1, "2026-03-16 23:59"),
        ("2026-03-14 10:00", 2, "2026-03-18 00:00"),  # Saturday: Monday and Tuesday count whole
        ("2026-03-15 23:59", 1, "2026-03-17 00:00"),
        ("2026-04-02 12:00", 2, "2026-04-08 12:00"),  # Good Friday and Easter Monday
        ("2026-04-03 12:00", 1, "2026-04-08 00:00"),
        ("2026-03-27 15:00", 1, "2026-03-30 15:00"),  # the clocks go forward in between
        ("2026-10-23 15:00", 1, "2026-10-26 15:00"),  # and back
        ("2026-12-24 09:00", 2, "2026-12-30 09:00"),  # Christmas, and the day off instead of Boxing Day's Saturday
    ],
)
def test_business_days_are_counted(start: str, days: int, end: str) -> None:
    found = after_business_days(local(start), days, ZoneInfo("Europe/London"), business_days("GB-ENG"))
    assert found == local(end)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("calendar", "start", "end"),
    [
        (None, "2026-04-02 12:00", "2026-04-03 12:00"),  # without a calendar only weekends are none
        ("DE-BY", "2026-01-05 12:00", "2026-01-07 12:00"),  # Epiphany is a holiday in Bavaria
        ("DE-BE", "2026-01-05 12:00", "2026-01-06 12:00"),  # and not in Berlin
        ("EG", "2026-06-04 12:00", "2026-06-07 12:00"),  # where Friday and Saturday are the weekend
    ],
)
def test_the_calendar_is_that_of_the_setting(calendar: str | None, start: str, end: str) -> None:
    zone = "Europe/Berlin"
    assert after_business_days(local(start, zone), 1, ZoneInfo(zone), business_days(calendar)) == local(end, zone)


def test_a_time_that_a_clock_change_leaves_out_or_repeats_ends_later() -> None:
    every_day = lambda day: True  # noqa: E731
    berlin = ZoneInfo("Europe/Berlin")
    # 02:30 does not exist on 29 March 2026, and comes twice on 25 October.
    assert after_business_days(local("2026-03-28 02:30", "Europe/Berlin"), 1, berlin, every_day) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    assert after_business_days(local("2026-10-24 02:30", "Europe/Berlin"), 1, berlin, every_day) == datetime(
        2026, 10, 25, 1, 30, tzinfo=UTC
    )


@settings(deadline=None)
@given(MOMENTS, st.integers(1, 10), st.sampled_from(ZONES), st.sampled_from([None, "GB-ENG", "DE-BY", "US"]))
def test_the_span_has_the_right_number_of_business_days(
    start: datetime, days: int, zone: str, calendar: str | None
) -> None:
    is_business_day, here = business_days(calendar), ZoneInfo(zone)
    end = after_business_days(start, days, here, is_business_day)
    first, last = start.astimezone(here).date(), end.astimezone(here).date()
    between = [first + timedelta(days=number) for number in range((last - first).days)]
    assert sum(is_business_day(day) for day in between) == days
    # Never less than the days have hours, but for the hour that a clock change takes.
    assert end - start >= timedelta(hours=24 * days - 1)
    assert is_business_day(last)
    later = after_business_days(start + timedelta(hours=3), days, here, is_business_day)
    assert later >= end


@pytest.mark.parametrize("name", ["XX", "GB-XX", "gb", "Germany"])
def test_an_unknown_calendar_is_refused_at_start(name: str) -> None:
    with pytest.raises(ValueError, match="holidays"):
        Settings(holiday_calendar=name)


class TestInvoices:
    """The setting reaches the invoice, in the zone of who is asked."""

    @pytest.fixture(autouse=True)
    async def _house(self, database: str, tmp_path: Path) -> AsyncIterator[None]:
        async with opened(database, tmp_path, review_business_days=2, holiday_calendar="GB-ENG"):
            yield

    @pytest.mark.parametrize("named", [True, False])
    async def test_an_invoice_waits_for_business_days_where_its_approver_is(self, cast: Cast, named: bool) -> None:
        await contact(cast.ann, time_zone="Pacific/Auckland")
        # Thursday evening in London is Friday morning in Auckland.
        with clock.moved_to(datetime(2026, 3, 12, 20, tzinfo=UTC)):
            invoice = await issued(cast, approver_id=key(cast.ann) if named else None)
        ends_at = (await Invoice.get(id=invoice.id)).auto_approves_at
        assert ends_at is not None
        ends = ends_at.astimezone(ZoneInfo("Pacific/Auckland"))
        assert (ends.date(), ends.hour) == (date(2026, 3, 17), 9)
