"""Validators of fields that people type: e-mail addresses, numbers, countries, zones; each returns the value in one
form."""

import re
from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale, UnknownLocaleError

import settings
from adapters.mail.addresses import NotAnAddress, checked_address
from adapters.phone_numbers import one_form
from models.core.currencies import DIGITS
from models.core.errors import Refusal, RefusalCode

NO_COUNTRIES = frozenset({"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"})
"""Codes of CLDR that stand for more or less than a country, or for none."""
_SEPARATORS = re.compile(r"[\s().\-/]+")
_ABROAD = re.compile(r"\A00(?=[1-9])")
"""Is dialled in most countries before the code of another."""
_TAG = re.compile(r"(?=.{2,35}\Z)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def email(value: str, field: str = "email") -> str:
    """An e-mail address in its normal form; refuses with INVALID what no mail could be sent to."""
    options = settings.get()
    try:
        return checked_address(value.strip(), takes_tests=options.takes_test_addresses, takes_unicode=options.smtp_utf8)
    except NotAnAddress as error:
        raise Refusal(RefusalCode.INVALID, "Not an e-mail address: {reason}", field, reason=error.reason) from None


def mobile(value: str, field: str = "mobile", *, country: str | None = None) -> str:
    """A mobile phone's number in E.164 form, and in one form of two; refuses with INVALID what cannot be one.

    With `country` it may be written as it is dialled there.
    """
    try:
        number = phonenumbers.parse(one_form(_ABROAD.sub("+", _SEPARATORS.sub("", value))), country)
    except phonenumbers.NumberParseException:
        raise Refusal(
            RefusalCode.INVALID, "Write the number with its country code, like +44 20 7946 0000.", field
        ) from None
    if not phonenumbers.is_possible_number(number):
        raise Refusal(RefusalCode.INVALID, "There is no such telephone number.", field)
    return one_form(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes."""
    territories = {str(code) for code in Locale("en").territories}
    return frozenset(code for code in territories if len(code) == 2 and code.isalpha()) - NO_COUNTRIES


def currency(value: str, field: str | Sequence[str] = "currency") -> str:
    """A code of ISO 4217; refuses with INVALID what is none, and what nobody can pay in, such as gold."""
    if value not in DIGITS:
        raise Refusal(RefusalCode.INVALID, "Not a currency code of ISO 4217 that one can pay in, like EUR.", field)
    return value


def country(value: str, field: str = "country") -> str:
    """An ISO 3166-1 alpha-2 code; refuses with INVALID what is none."""
    if value not in countries():
        raise Refusal(RefusalCode.INVALID, "Not a country code of ISO 3166-1 (two capital letters).", field)
    return value


def time_zone(value: str, field: str = "timeZone") -> str:
    """An IANA zone name; refuses with INVALID what is none."""
    if value not in _zones():
        raise Refusal(RefusalCode.INVALID, "Not a time zone of the IANA database, like Europe/London.", field)
    return value


def locale(value: str, field: str = "locale") -> str:
    """A BCP 47 tag; refuses with INVALID what is none, and languages that nobody knows."""
    try:
        if not _TAG.fullmatch(value):
            raise ValueError
        Locale.parse(value, sep="-")
    except (ValueError, UnknownLocaleError):
        raise Refusal(RefusalCode.INVALID, "Not a language tag, like en-GB.", field) from None
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
