"""Scalars, each of which accepts one form and nothing else. The verbs check further, for example that a country
exists."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

EmailAddress = NewType("EmailAddress", str)
PhoneNumber = NewType("PhoneNumber", str)
CountryCode = NewType("CountryCode", str)
CurrencyCode = NewType("CurrencyCode", str)
TimeZone = NewType("TimeZone", str)
Locale = NewType("Locale", str)
URL = NewType("URL", str)
ByteCount = NewType("ByteCount", int)
EventCursor = NewType("EventCursor", str)

MAX_BYTES: Final = 2**53
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:]{8}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


def _refused(name: str, why: str) -> GraphQLError:
    return GraphQLError(f"{name}: {why}", extensions={"code": "BAD_USER_INPUT"})


def _read_moment(value: Any) -> datetime:
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _refused("DateTime", "write a moment with its offset, like 2025-03-01T09:30:00Z.")


def _write_moment(value: datetime) -> str:
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def _read_day(value: Any) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _refused("Date", "write a calendar date, like 2025-03-01.")


def _read_decimal(value: Any) -> Decimal:
    is_number = isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    if is_number and not isinstance(value, bool) and abs(value) < 10**15:
        value = format(Decimal(str(value)), "f")
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    raise _refused("Decimal", 'write a number with up to 15 digits before and 9 after the point, like "12.50".')


def _read_bytes(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_BYTES:
        return value
    raise _refused("ByteCount", "write a whole number from 0 to 2^53.")


def _line(name: str, most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise _refused(name, "write a string.")
        if len(value) > most:
            raise _refused(name, f"use at most {most} characters.")
        if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in value):
            raise _refused(name, "use one line, without line breaks or control characters.")
        return value

    return read


def _text(name: str, description: str, specified_by: str | None = None, most: int = 100) -> ScalarDefinition:
    return strawberry.scalar(
        name=name, description=description, specified_by_url=specified_by, parse_value=_line(name, most)
    )


SCALAR_MAP: Final[Mapping[object, ScalarDefinition]] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment by RFC 3339 with an offset, like `2025-03-01T09:30:00Z`. Responses are in UTC.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        parse_value=_read_moment,
        serialize=_write_moment,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar date by ISO 8601, like `2025-03-01`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        parse_value=_read_day,
        serialize=date.isoformat,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='A finite decimal number, as a string so that no digit is lost, like `"12.50"`.',
        parse_value=_read_decimal,
        serialize=lambda value: format(value, "f"),
    ),
    EmailAddress: _text(
        "EmailAddress",
        "An e-mail address.",
        "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address",
        most=500,
    ),
    PhoneNumber: _text(
        "PhoneNumber",
        "A telephone number with its country code; responses are in E.164 form, like `+442079460000`.",
        "https://www.itu.int/rec/T-REC-E.164",
    ),
    CountryCode: _text(
        "CountryCode",
        "A country by ISO 3166-1 alpha-2, like `GB`.",
        "https://www.iso.org/iso-3166-country-codes.html",
    ),
    CurrencyCode: _text(
        "CurrencyCode", "A currency by ISO 4217, like `EUR`.", "https://www.iso.org/iso-4217-currency-codes.html"
    ),
    TimeZone: _text(
        "TimeZone", "A time zone of the IANA database, like `Europe/London`.", "https://www.iana.org/time-zones"
    ),
    Locale: _text("Locale", "A language tag by BCP 47, like `en-GB`.", "https://www.rfc-editor.org/info/bcp47"),
    URL: _text("URL", "An absolute web address.", "https://url.spec.whatwg.org/", most=2000),
    ByteCount: strawberry.scalar(
        name="ByteCount", description="A whole number of bytes, up to 2^53.", parse_value=_read_bytes
    ),
    EventCursor: _text(
        "EventCursor", "A position in the event log. Opaque: store it and send it back, but do not parse it."
    ),
}
"""For StrawberryConfig: the scalar of each Python type."""
