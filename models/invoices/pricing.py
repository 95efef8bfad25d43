"""The price of an invoice's lines.

The net of a line, quantity times unit price, is rounded once, and so is its tax, which is computed from the rounded
net: both to minor units of the currency, at the half away from zero. A discount is a line below zero, by its quantity
or by its unit price, at the tax rate of what it is given on; an invoice as a whole comes to zero at least.
"""

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, Final

from models.core import text
from models.core.currencies import digits
from models.core.errors import Faults, Refusal, RefusalCode, within
from models.core.money import MAX_MINOR, rounded
from models.invoices.rows import LineKind

MAX_DIGITS: Final = 4
"""After the point, of a quantity and of a tax rate."""
MAX_PRICE_DIGITS: Final = 6
"""After the point, of a unit price: a screw may cost a quarter of a cent."""
_EXACT: Final = Context(prec=60)
"""More digits than a product has: Python's own 28 would round it once before it is rounded."""


def net_of(quantity: Decimal, unit_price: Decimal, currency: str) -> int:
    """The price of a quantity in minor units, rounded once."""
    return rounded(_EXACT.multiply(quantity, unit_price).scaleb(digits(currency), _EXACT))


def tax_on(net: int, rate: Decimal) -> int:
    """The tax on minor units at a rate in percent, rounded once."""
    return rounded(net * rate / 100)


@dataclass(frozen=True, slots=True)
class Line:
    """A line before it has been added up. `tax_rate` is in percent: 20 for 20 %."""

    kind: LineKind
    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal

    def priced(self, currency: str, position: int) -> dict[str, Any]:
        """The line as columns; each line is rounded by itself. Refuses with all that no invoice can say."""
        field, faults = ["lines", str(position)], Faults()
        with faults.noted(), within(*field):
            description = self.expect_readable()
        with faults.noted():
            self._expect_unit_price(currency, [*field, "unitPrice"])
        faults.expect_none()
        if self.quantity < 0 and self.unit_price < 0:
            raise Refusal(
                RefusalCode.INVALID,
                "Quantity and unit price are not both negative: one of them is, on a line that takes something off.",
                [*field, "quantity"],
            )
        net = net_of(self.quantity, self.unit_price, currency)
        if abs(net) > MAX_MINOR:
            raise Refusal(RefusalCode.INVALID, "The line comes to too much.", [*field, "quantity"])
        return {
            "position": position,
            "kind": self.kind,
            "description": description,
            "quantity": self.quantity,
            "unit_price": self.unit_price,
            "tax_rate": self.tax_rate,
            "total_minor": net,
            "tax_minor": tax_on(net, self.tax_rate),
        }

    def expect_readable(self) -> str:
        """The description in the form it is kept; refuses what no invoice can say, whatever its currency."""
        faults = Faults()
        with faults.noted():
            description = text.line(self.description, "description", 500)
        with faults.noted():
            self._expect_quantity("quantity")
        with faults.noted():
            self._expect_tax_rate("taxRate")
        faults.expect_none()
        return description

    def _expect_quantity(self, field: str) -> None:
        if not _is_short(self.quantity, most=10**6) or self.quantity == 0:
            raise Refusal(
                RefusalCode.INVALID,
                "A quantity is up to a million and not zero, with four digits after the point at most.",
                field,
            )

    def _expect_unit_price(self, currency: str, field: list[str]) -> None:
        if not _is_short(self.unit_price, most=MAX_MINOR // 10 ** digits(currency), digits=MAX_PRICE_DIGITS):
            raise Refusal(
                RefusalCode.INVALID, "A unit price is not too large, with six digits after the point at most.", field
            )

    def _expect_tax_rate(self, field: str) -> None:
        if not _is_short(self.tax_rate, most=100) or self.tax_rate < 0:
            raise Refusal(
                RefusalCode.INVALID,
                "A tax rate is between 0 and 100 percent, with four digits after the point at most.",
                field,
            )


def _is_short(value: Decimal, most: int, digits: int = MAX_DIGITS) -> bool:
    # Compared as it was given: arithmetic rounds to 28 digits and would hide what lies beyond.
    return value.is_finite() and abs(value) <= most and value == round(value, digits)
