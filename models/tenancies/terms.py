"""The terms of a tenancy: its days, the rent and the deposit, checked before they are written."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money
from models.tenancies.rows import Tenancy

EARLIEST: Final = date(1800, 1, 1)
LATEST: Final = date(2400, 12, 31)
LONGEST: Final = timedelta(days=366 * 150)
"""Flats are let for 125 years; more is a typing error."""
FEE_DIGITS: Final = 4
"""After the point, of a rate in percent."""
_RATES: Final = {"fee_rate": "feeRate", "rent_tax_rate": "rentTaxRate"}
_TEXTS: Final = {"deposit_held_by": ("depositHeldBy", 200), "deposit_reference": ("depositReference", 100)}


def expect_terms(given: Mapping[str, Any]) -> None:
    """Refuse with all that is wrong with the terms that are given, as far as it needs no row to be known."""
    faults, starts_on, due_from = Faults(), given.get("starts_on"), given.get("rent_due_from")
    with faults.noted():
        expect_days(starts_on, given.get("ends_on"))
    with faults.noted():
        if starts_on is not None and due_from is not None and abs(due_from - starts_on) > timedelta(days=366):
            raise Refusal(
                RefusalCode.INVALID, "A whole rent period begins within a year of the first day.", "rentDueFrom"
            )
    for name, field in _RATES.items():
        with faults.noted():
            _expect_rate(given.get(name), field)
    for name, (field, most) in _TEXTS.items():
        with faults.noted():
            text.optional_line(given.get(name), field, most)
    faults.expect_none()


def expect_days(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse with INVALID a last day before the first, and days that no tenancy has."""
    for day, field in ((starts_on, "startsOn"), (ends_on, "endsOn")):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise Refusal(RefusalCode.INVALID, "No tenancy has this day.", field)
    if starts_on is not None and ends_on is not None and not starts_on <= ends_on <= starts_on + LONGEST:
        raise Refusal(RefusalCode.INVALID, "A tenancy ends after it starts, and within 150 years.", "endsOn")


def _expect_rate(rate: Decimal | None, field: str) -> None:
    if rate is not None and not (rate.is_finite() and 0 <= rate <= 100 and rate == round(rate, FEE_DIGITS)):
        raise Refusal(RefusalCode.INVALID, "A rate is 0 to 100 percent, with four digits after the point.", field)


def columns(given: Mapping[str, Any], currency: str, tenancy: Tenancy | None = None) -> dict[str, Any]:
    """The columns of the terms that are given; `tenancy` is the row that they change.

    Refuses with INVALID days in the wrong order, and amounts in another currency than that of the customer who pays.
    """
    faults, changes = Faults(), dict(given)
    days = {} if tenancy is None else {"starts_on": tenancy.starts_on, "ends_on": tenancy.ends_on}
    with faults.noted():
        expect_terms(days | changes)
    for name in ("rent", "deposit"):
        if name in changes:
            with faults.noted():
                changes[f"{name}_minor"] = _minor(changes.pop(name), currency, name)
    faults.expect_none()
    words = {name: text.optional_line(changes[name], *_TEXTS[name]) for name in _TEXTS if name in changes}
    return changes | words


def _minor(money: Money | None, currency: str, field: str) -> int | None:
    if money is None:
        return None
    if money.currency != currency:
        raise Refusal(RefusalCode.INVALID, "The customer pays in {currency}.", [field, "currency"], currency=currency)
    if money.minor <= 0:
        raise Refusal(RefusalCode.INVALID, "The amount is more than zero.", [field, "amount"])
    return money.minor
