"""People are reminded in their working hours, and never when it is too late."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

import settings
from adapters import clock
from models.core.calendar import WorkingTime, business_days
from models.invoices.reminder_schedule import NOTICE, Span
from settings.types import HoursOfDay
from tests.support.reminders import local

ZONES = ["Europe/London", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]


class TestMoments:
    """Somebody is reminded twelve hours before a review ends, if they work then."""

    @pytest.mark.parametrize(
        ("asked", "ends", "reminded"),
        [
            ("2026-03-10 21:30", "2026-03-12 21:30", "2026-03-12 09:30"),  # at that very time
            ("2026-03-10 15:00", "2026-03-12 15:00", "2026-03-12 09:00"),  # in the night: later
            ("2026-03-10 12:00", "2026-03-12 12:00", "2026-03-12 09:00"),
            ("2026-03-10 09:30", "2026-03-12 09:30", "2026-03-11 16:00"),  # half an hour before the end: earlier
            ("2026-03-10 04:00", "2026-03-12 04:00", "2026-03-11 16:00"),
            ("2026-03-13 10:00", "2026-03-15 10:00", "2026-03-13 16:00"),  # the weekend comes: before it
            ("2026-03-27 10:00", "2026-03-29 11:00", "2026-03-27 16:00"),  # in which the clocks go forward
            ("2026-10-23 10:00", "2026-10-25 09:00", "2026-10-23 16:00"),  # or back
            ("2026-10-23 20:00", "2026-10-26 12:00", "2026-10-26 09:00"),
            ("2026-04-02 11:00", "2026-04-04 11:00", "2026-04-02 16:00"),  # Good Friday
            ("2026-04-03 11:00", "2026-04-05 11:00", None),  # no working hour from Friday's holiday on
            ("2026-03-13 15:30", "2026-03-15 15:30", None),  # half an hour after being asked
            ("2026-03-13 18:00", "2026-03-15 18:00", None),
        ],
    )
    @pytest.mark.parametrize("zone", ["Europe/London", "Europe/Berlin"])
    def test_a_reminder_comes_before_the_clock_and_in_working_hours(
        self, asked: str, ends: str, reminded: str | None, zone: str
    ) -> None:
        work = WorkingTime(ZoneInfo(zone), HoursOfDay(9, 17), business_days("GB-ENG"))
        since, until = local(asked, zone), local(ends, zone)
        with clock.moved_to(since):
            found = Span(until - timedelta(hours=12), since, until).moment(work)
        assert found == (local(reminded, zone) if reminded else None)

    @pytest.mark.parametrize(
        ("now", "reminded"),
        [
            ("2026-03-11 16:30", "2026-03-11 16:00"),  # late, and at work still
            ("2026-03-11 18:00", None),  # they work no more before the end
            ("2026-03-12 09:20", "2026-03-11 16:00"),  # ten minutes are better than none
            ("2026-03-12 09:31", None),
        ],
    )
    def test_a_late_worker_reminds_only_while_it_helps(self, now: str, reminded: str | None) -> None:
        work = WorkingTime(ZoneInfo("Europe/London"), HoursOfDay(9, 17), business_days("GB-ENG"))
        since, until = local("2026-03-10 09:30"), local("2026-03-12 09:30")
        with clock.moved_to(local(now)):
            found = Span(until - timedelta(hours=12), since, until).moment(work)
        assert found == (local(reminded) if reminded else None)

    @examples(deadline=None)
    @given(
        st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        st.integers(1, 24 * 14),
        st.integers(1, 72),
        st.integers(0, 24 * 14),
        st.sampled_from(ZONES),
        st.sampled_from([(0, 24), (9, 17), (1, 3), (22, 24), (8, 9)]),
        st.sampled_from([None, "GB-ENG", "CA-NL", "EG", "IL"]),
    )
    def test_nobody_is_disturbed_or_reminded_too_late(
        self, since: datetime, lasts: int, before: int, gone: int, zone: str, hours: tuple[int, int], calendar: str
    ) -> None:
        work = WorkingTime(ZoneInfo(zone), HoursOfDay(*hours), business_days(calendar))
        until, now = since + timedelta(hours=lasts), since + timedelta(hours=gone)
        with clock.moved_to(now):
            found = Span(until - timedelta(hours=before), since, until).moment(work)
            if found is None:
                return
            assert found < until
            assert work.includes(max(found, clock.now()))
            assert found >= min(since + NOTICE, until - timedelta(hours=before))


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("working_hours", "8-18", "8-18"),
        ("working_hours", "17-9", None),
        ("working_hours", "9-25", None),
        ("working_hours", "nine to five", None),
        ("overdue_reminder_days", "3, 10", [3, 10]),
        ("overdue_reminder_days", "0", []),
        ("overdue_reminder_days", "10,3", None),
        ("overdue_reminder_days", "-1", None),
        ("overdue_reminder_days", "soon", None),
    ],
)
def test_the_settings_are_read_strictly(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, kept: list[int] | str | None
) -> None:
    monkeypatch.setenv(name.upper(), value)
    if kept is not None:
        assert getattr(settings.read(), name) == kept
        return
    with pytest.raises(settings.SettingsError, match=f"^{name.upper()}: "):
        settings.read()
