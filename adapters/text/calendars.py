"""Calendar files: one appointment in the format of RFC 5545, as mail programs take it (RFC 6047)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

Method = Literal["REQUEST", "CANCEL"]
OCTETS: Final = 75
"""Bytes of a line; longer ones are folded."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as calendars know it: the same `uid` each time it is told, and a `sequence` that grows when it
    moves or is cancelled."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    is_cancelled: bool = False

    @property
    def method(self) -> Method:
        """The method of RFC 5546: whether it is asked for, or taken back."""
        return "CANCEL" if self.is_cancelled else "REQUEST"

    def as_data(self) -> dict[str, Any]:
        """The form in which messages carry it."""
        return {
            "uid": self.uid,
            "sequence": self.sequence,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "summary": self.summary,
            "location": self.location,
            "is_cancelled": self.is_cancelled,
        }

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Appointment":
        """The appointment that a message carries."""
        moments = {name: datetime.fromisoformat(data[name]) for name in ("starts_at", "ends_at")}
        return cls(**data | moments)

    def written(self, *, organizer: str, organizer_name: str, attendee: str, now: datetime) -> str:
        """The calendar file, for one reader; its times are in UTC, which every calendar shows by its own clock."""
        status = "CANCELLED" if self.is_cancelled else "CONFIRMED"
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Latchkey//Appointments//EN",
            "CALSCALE:GREGORIAN",
            f"METHOD:{self.method}",
            "BEGIN:VEVENT",
            f"UID:{self.uid}",
            f"SEQUENCE:{self.sequence}",
            f"DTSTAMP:{_moment(now)}",
            f"DTSTART:{_moment(self.starts_at)}",
            f"DTEND:{_moment(self.ends_at)}",
            f"SUMMARY:{_text(self.summary)}",
            f"LOCATION:{_text(self.location)}",
            f"ORGANIZER;CN={_parameter(organizer_name)}:mailto:{organizer}",
            f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{attendee}",
            f"STATUS:{status}",
            "TRANSP:OPAQUE",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
        return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """A text with what has a meaning in it escaped."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def _parameter(value: str) -> str:
    """The value of a parameter, in quotation marks, which it cannot have itself."""
    return '"' + "".join(each for each in value if each.isprintable() and each != '"') + '"'


def _folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, each but the first after a blank, and no character divided."""
    pieces, size = [""], 0
    for each in line:
        width = len(each.encode())
        if size + width > OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += each
        size += width
    return "\r\n".join(pieces)
