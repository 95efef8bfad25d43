"""Money: whole minor units (cents, pence, yen) of one currency; never a floating-point number.

Rounding: each line is rounded by itself, half away from zero, to the digits of its currency (ISO 4217: two for most,
none for JPY, three for KWD). A unit price is not rounded: it has as many digits as it needs, up to six.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from models.core.currencies import digits
from models.core.errors import Refusal, RefusalCode
from models.core.validators import currency as checked_currency

MAX_MINOR: Final = 10**15
"""More than this is a typing error, and would not fit JavaScript's numbers."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal, currency: str, field: str = "amount", *, kept: str | None = None) -> "Money":
        """Money from a decimal amount; refuses with INVALID more digits than the currency has.

        `kept` is the currency of a row, which is taken even if it has been withdrawn since.
        """
        if currency != kept:
            checked_currency(currency, [field, "currency"])
        return cls(minor_units(amount, currency, [field, "amount"]), currency)

    def as_data(self) -> dict[str, str]:
        """The form in which messages carry it."""
        return {"amount": str(decimal(self.minor, self.currency)), "currency": self.currency}


def minor_units(amount: Decimal, currency: str, field: Sequence[str]) -> int:
    """A decimal amount in minor units; refuses with INVALID more digits than the currency has, and too much."""
    if not amount.is_finite() or abs(amount) > MAX_MINOR:
        raise Refusal(RefusalCode.INVALID, "The amount is too large.", field)
    # Compared as it was given: arithmetic rounds to 28 digits and would hide what lies beyond.
    if amount != round(amount, digits(currency)):
        raise Refusal(
            RefusalCode.INVALID,
            "{currency} has {digits} digits after the point.",
            field,
            currency=currency,
            digits=digits(currency),
        )
    minor = int(amount.scaleb(digits(currency)))
    if abs(minor) > MAX_MINOR:
        raise Refusal(RefusalCode.INVALID, "The amount is too large.", field)
    return minor


def decimal(minor: int, currency: str) -> Decimal:
    """Minor units as a decimal amount, with all the currency's digits."""
    return Decimal(minor).scaleb(-digits(currency))


def unit_amount(price: Decimal, currency: str) -> Decimal:
    """A unit price with all the currency's digits, and with more where it has more."""
    exponent = price.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "a price is a finite number"
    return price.quantize(Decimal(1).scaleb(min(exponent, -digits(currency))))


def rounded(amount: Decimal) -> int:
    """A number of minor units rounded to the nearest, and at the half away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
