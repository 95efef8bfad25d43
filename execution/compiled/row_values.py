"""The names that the code for rows uses: the values of a response, and the exceptions that end it."""

from binascii import b2a_base64
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from adapters.text.opaque import ALPHABET, PAIRS
from models.core.currencies import digits
from models.core.money import decimal

USUAL_DIGITS: Final = 2
"""Digits of most currencies, for which an amount is written without a Decimal."""


class Bail(Exception):
    """Something that only the ordinary execution can report, such as null in a field that may not be null."""


class Unsupported(Exception):
    """A field that cannot be compiled."""


def required(value: Any) -> Any:
    """The value, which may not be None."""
    if value is None:
        raise Bail
    return value


def moment(text: str) -> str:
    """SQLite's text of a moment in UTC, in the form of a response."""
    if text[-6:] != "+00:00":
        raise Bail
    return f"{text[:10]}T{text[11:-6]}Z"


def round_moment(text: str) -> str:
    """PostgreSQL's text of a moment, which leaves out zeros at the end of a fraction, in the form of a response."""
    if text[19:20] == ".":
        return f"{text[:10]}T{text[11:].ljust(len('09:00:00.000000'), '0')}Z"
    if len(text) != len("2026-11-27 09:00:00"):
        raise Bail
    return f"{text[:10]}T{text[11:]}Z"


def amount(minor: int, currency: str) -> str:
    """An amount in minor units, in the form of a response."""
    if minor >= 0 and digits(currency) == USUAL_DIGITS:
        text = str(minor).zfill(USUAL_DIGITS + 1)
        return f"{text[:-USUAL_DIGITS]}.{text[-USUAL_DIGITS:]}"
    return format(decimal(minor, currency), "f")


HELPERS: Final[Mapping[str, Any]] = {
    "required": required,
    "moment": moment,
    "round_moment": round_moment,
    "amount": amount,
    "loads": orjson.loads,
    "unhex": bytes.fromhex,
    "b64": b2a_base64,
    "ALPHABET": ALPHABET,
    "PAIRS": PAIRS,
}
"""The names that the code uses without defining them."""


class Typenames(dict[Any, str]):
    """The names of types by the value of the column that tells them, determined once for each value."""

    def __init__(self, column: str, resolve_type: Callable[..., str], interface: Any) -> None:
        super().__init__()
        self._column, self._resolve_type, self._interface = column, resolve_type, interface

    def __missing__(self, value: Any) -> str:
        name = self[value] = self._resolve_type({self._column: value}, None, self._interface)
        return name
