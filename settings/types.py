"""The kinds of values that settings have: how each is read from the environment, and what is refused, and why."""

import re
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import localedata
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

MIN_GUESSES_LOG10: Final = 18
"""As many guesses as 60 bits take; a key of 32 random characters is far beyond."""
PLACEHOLDER: Final = re.compile(r"change.?(me|this|it)|secret|example|placeholder|password|insecure", re.IGNORECASE)
LOGO_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")


def url_with(*schemes: str) -> AfterValidator:
    """A URL that starts with one of `schemes`."""

    def check(value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in schemes or not (parts.netloc or parts.path):
            raise ValueError(f"must be a URL that starts with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        if parts.scheme in ("http", "https") and not value.isascii():
            # Browsers name the portal so, in the Origin of what it asks for.
            raise ValueError("must be in ASCII: with xn-- for letters of the host beyond it, and % in a path")
        try:
            _ = parts.port
        except ValueError:
            # The original words would repeat what may be a part of a password.
            raise ValueError("the port must be a number; write / and @ in a password as %2F and %40") from None
        return value.rstrip("/") if parts.scheme in ("http", "https") else value

    return AfterValidator(check)


def with_otel(value: str | None) -> str | None:
    """The value of a setting that needs the packages of OpenTelemetry."""
    if value is not None and find_spec("opentelemetry") is None:
        raise ValueError("needs the packages of OpenTelemetry: pip install 'latchkey[otel]'")
    return value


def _split(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _origins(value: list[str]) -> list[str]:
    for origin in value:
        if not _is_origin(origin):
            raise ValueError(
                "must be origins like https://portal.example.com with no path, and with xn-- for letters beyond ASCII; "
                "a * may stand in the first part of a name with at least two more, as in https://*.example.app"
            )
    return value


def _is_origin(origin: str) -> bool:
    # Browsers write other letters with xn--.
    if not origin.isascii() or not re.fullmatch(r"(https?|capacitor|ionic|tauri)://[^/?#@\s]+", origin, re.IGNORECASE):
        return False
    try:
        parts = urlsplit(origin)
        _ = parts.port
    except ValueError:
        return False
    name = parts.hostname or ""
    if "*" not in name:
        return bool(name)
    return parts.scheme == "https" and bool(re.fullmatch(r"[a-z0-9-]*\*[a-z0-9-]*(\.[a-z0-9-]+){2,}", name))


def is_plain_and_remote(origin: str) -> bool:
    """Whether what such an origin sends travels unencrypted; an app on somebody's own machine sends nothing far."""
    parts = urlsplit(origin)
    return parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1")


def can_be_guessed(key: str) -> bool:
    """Whether a key is a placeholder, or so regular that somebody could find it by trying."""
    # Only production waits for the package to load.
    from zxcvbn_rs_py import zxcvbn

    return bool(PLACEHOLDER.search(key)) or zxcvbn(key[:64]).guesses_log10 < MIN_GUESSES_LOG10


def _networks(value: list[str]) -> list[str]:
    for network in value:
        ip_network(network, strict=False)
    return value


def _numbers(value: list[str]) -> list[str]:
    if not all(re.fullmatch(r"\+[1-9]\d{6,14}", number) for number in value):
        raise ValueError("must be numbers with their country code, like +442079460000")
    return value


def _rising(value: list[int]) -> list[int]:
    if value == [0]:
        return []
    if any(not 1 <= days <= 365 for days in value) or sorted(set(value)) != value:
        raise ValueError("must be days from 1 to 365, each later than the one before, like 1,7,14, or 0")
    return value


def _calendar(value: str | None) -> str | None:
    if value is not None:
        # Only who names a calendar waits for the package to load.
        import holidays

        country, _, region = value.partition("-")
        parts = holidays.list_supported_countries().get(country)
        if parts is None or (region and region not in parts):
            raise ValueError("must be a country with known holidays, or a part of one, like GB or DE-BY")
    return value


def _logo(value: Path | None) -> Path | None:
    if value is not None and (value.suffix.lower() not in LOGO_SUFFIXES or not value.is_file()):
        raise ValueError(f"must be a file that exists and ends with one of {', '.join(LOGO_SUFFIXES)}")
    return value


def _colour(value: str | None) -> str | None:
    if value is not None and not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise ValueError("must be a colour of six hexadecimal digits, like #17594a")
    return value


def _one_line(value: str) -> str:
    if any(character in value for character in "\r\n\0"):
        raise ValueError("must be one line")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone of the IANA database, like Europe/London") from None
    return value


def _sender(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise ValueError(f"must be an e-mail address: {error}") from None


def _support_address(value: str | None) -> str | None:
    return value if value is None else _sender(value)


def _support_phone(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"\+[1-9][\d ()/.-]{5,28}\d", value):
        raise ValueError("must be a number with its country code, like +44 20 7946 0000")
    return value


def _english(value: str) -> str:
    if not re.fullmatch(r"en-([A-Z]{2}|[0-9]{3})", value) or not localedata.exists(value.replace("-", "_")):
        raise ValueError("must be English with a country, like en-GB or en-US")
    return value


def _mailbox(value: str | None) -> str | None:
    # A mailbox name has at most 64 characters, and a plus and 48 characters are added to this one.
    if value is not None and not re.fullmatch(r"[a-z0-9._-]{1,15}@[a-z0-9-]+(\.[a-z0-9-]+)+", value):
        raise ValueError(
            "must be an address in lower case, like reply@in.example.com, with at most 15 characters before the @"
        )
    return value


def _secret_of_webhook(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(
        r"whsec_([A-Za-z0-9+/]{4}){8,}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", value
    ):
        raise ValueError("must be whsec_ and the Base64 of 24 bytes or more")
    return value


def _iban(value: str | None) -> str | None:
    if value is None:
        return None
    iban = re.sub(r"\s", "", value).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban):
        raise ValueError("must be an IBAN, like DE89 3704 0044 0532 0130 00")
    if int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 != 1:
        raise ValueError("must be an IBAN without a typing error: its check digits do not fit")
    return iban


def _payment_address(value: list[str]) -> list[str]:
    if value and (len(value) != 4 or len(value[1]) > 16 or not re.fullmatch("[A-Z]{2}", value[3])):
        raise ValueError("must be four parts, like Bahnhofstrasse 1, 8001, Zürich, CH")
    return value


def _bic(value: str | None) -> str | None:
    bic = value and value.replace(" ", "").upper()
    if bic and not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", bic):
        raise ValueError("must be a BIC of 8 or 11 characters, like COBADEFFXXX")
    return bic


class HoursOfDay(NamedTuple):
    """From one full hour of the day to another, which does not belong to it: 9 and 17 for nine to five."""

    start: int
    end: int


def hours_of_day(value: str) -> HoursOfDay:
    """The hours that a setting like `9-17` stands for; raises ValueError for what is none."""
    start, dash, end = value.partition("-")
    if not (dash and re.fullmatch(r"\d{1,2}", start) and re.fullmatch(r"\d{1,2}", end) and int(start) < int(end) <= 24):
        raise ValueError("must be two full hours of the day, like 9-17")
    return HoursOfDay(int(start), int(end))


def _hours(value: str) -> str:
    hours_of_day(value)
    return value


Minutes = Annotated[int, Field(ge=1, le=60 * 24 * 365)]
Hours = Annotated[int, Field(ge=1, le=24 * 365)]
Days = Annotated[int, Field(ge=1, le=3650)]
KeptDays = Annotated[int, Field(ge=0, le=36_500)]
OneLine = Annotated[str, AfterValidator(_one_line)]
CommaList = Annotated[list[str], NoDecode, BeforeValidator(_split)]
OriginList = Annotated[CommaList, AfterValidator(_origins)]
NetworkList = Annotated[CommaList, AfterValidator(_networks)]
NumberList = Annotated[CommaList, AfterValidator(_numbers)]
DayList = Annotated[list[int], NoDecode, AfterValidator(_rising), BeforeValidator(_split)]
Calendar = Annotated[str | None, AfterValidator(_calendar)]
ZoneName = Annotated[str, AfterValidator(_zone)]
LogoFile = Annotated[Path | None, AfterValidator(_logo)]
Colour = Annotated[str | None, AfterValidator(_colour)]
SupportAddress = Annotated[str | None, AfterValidator(_support_address)]
Iban = Annotated[str | None, AfterValidator(_iban)]
Bic = Annotated[str | None, AfterValidator(_bic)]
PaymentAddress = Annotated[CommaList, AfterValidator(_payment_address)]
SupportPhone = Annotated[str | None, AfterValidator(_support_phone)]
SenderAddress = Annotated[str, AfterValidator(_sender)]
EnglishTag = Annotated[str, AfterValidator(_english)]
Mailbox = Annotated[str | None, AfterValidator(_mailbox)]
WebhookSecret = Annotated[str | None, AfterValidator(_secret_of_webhook)]
WorkingHours = Annotated[str, AfterValidator(_hours)]
