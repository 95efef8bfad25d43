"""Calendar files by RFC 5545: escaped, folded, and with the method of what they say."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from adapters.text.calendars import Appointment

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def written(**changes: object) -> list[str]:
    """The lines of a calendar file, unfolded."""
    berlin = timezone(timedelta(hours=1))
    usual = Appointment(
        uid="viewing-1",
        sequence=0,
        starts_at=datetime(2026, 3, 16, 10, 30, tzinfo=berlin),
        ends_at=datetime(2026, 3, 16, 11, tzinfo=berlin),
        summary="House; by the quay, \\ with\na garden",
        location="12 Quay Street",
    )
    appointment = Appointment.of(usual.as_data() | changes)  # as messages carry it
    text = appointment.written(
        organizer="portal@latchkey.test", organizer_name='Jo "the" Agent', attendee="ben@people.test", now=NOW
    )
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def test_times_are_in_utc_and_texts_are_escaped() -> None:
    lines = written()
    assert {"DTSTART:20260316T093000Z", "DTEND:20260316T100000Z", "DTSTAMP:20260314T120000Z"} <= set(lines)
    assert "SUMMARY:House\\; by the quay\\, \\\\ with\\na garden" in lines
    assert 'ORGANIZER;CN="Jo the Agent":mailto:portal@latchkey.test' in lines


@pytest.mark.parametrize(
    ("cancelled", "method", "status"), [(False, "REQUEST", "CONFIRMED"), (True, "CANCEL", "CANCELLED")]
)
def test_a_cancelled_appointment_is_taken_back(cancelled: bool, method: str, status: str) -> None:
    lines = written(is_cancelled=cancelled, sequence=3)
    assert {f"METHOD:{method}", f"STATUS:{status}", "SEQUENCE:3", "UID:viewing-1"} <= set(lines)


def test_long_lines_are_folded_between_characters() -> None:
    name = "Straße und Küche " * 20
    assert f"LOCATION:{name}" in written(location=name)
