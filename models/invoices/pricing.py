"""What an invoice is made of: its lines, the holds on it, and the money received for it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core import text
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.money import MAX_MINOR, minor_units, rounded
from models.core.viewer import Viewer

if TYPE_CHECKING:
    from models.invoices.rows import Invoice

MAX_DIGITS: Final = 4
"""After the point, of a quantity and of a tax rate."""


class HoldSource(StrEnum):
    """How a hold reached us."""

    PORTAL = "PORTAL"
    SMS = "SMS"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    LIVE_CHAT = "LIVE_CHAT"


class LineKind(StrEnum):
    """What a line charges for."""

    PART = "PART"
    LABOUR = "LABOUR"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Line:
    """A line before it has been added up. `tax_rate` is in percent: 20 for 20 %."""

    kind: LineKind
    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal

    def priced(self, currency: str, position: int) -> dict[str, Any]:
        """The line as columns; each line is rounded by itself. Refuses what no invoice can say."""
        field = ["lines", str(position)]
        if not _is_short(self.tax_rate, most=100) or self.tax_rate < 0:
            raise Refusal(
                RefusalCode.INVALID,
                "A tax rate is between 0 and 100 percent, with four digits after the point at most.",
                [*field, "taxRate"],
            )
        if not _is_short(self.quantity, most=10**6) or self.quantity == 0:
            raise Refusal(
                RefusalCode.INVALID,
                "A quantity is up to a million and not zero, with four digits after the point at most.",
                [*field, "quantity"],
            )
        unit_minor = minor_units(self.unit_price, currency, [*field, "unitPrice"])
        net = rounded(self.quantity * unit_minor)
        if abs(net) > MAX_MINOR:
            raise Refusal(RefusalCode.INVALID, "The line comes to too much.", [*field, "quantity"])
        return {
            "position": position,
            "kind": self.kind,
            "description": _described(self.description, [*field, "description"]),
            "quantity": self.quantity,
            "unit_price_minor": unit_minor,
            "tax_rate": self.tax_rate,
            "total_minor": net,
            "tax_minor": rounded(net * self.tax_rate / 100),
        }


def _is_short(value: Decimal, most: int) -> bool:
    return value.is_finite() and abs(value) <= most and value == round(value, MAX_DIGITS)


def _described(description: str, field: list[str]) -> str:
    try:
        return text.line(description, "description", 500)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.message, field) from None


class InvoiceLine(Entity):
    """One thing charged for. Amounts are in minor units of the invoice's currency, without tax but for `tax_minor`."""

    invoice: fields.ForeignKeyRelation["Invoice"] = fields.ForeignKeyField(
        "models.Invoice", related_name="lines", on_delete=fields.CASCADE
    )
    position = fields.IntField()
    kind = fields.CharEnumField(LineKind, max_length=6)
    description = fields.CharField(max_length=500)
    quantity = fields.DecimalField(max_digits=14, decimal_places=4)
    unit_price_minor = fields.BigIntField()
    tax_rate = fields.DecimalField(max_digits=7, decimal_places=4)
    total_minor = fields.BigIntField()
    tax_minor = fields.BigIntField()

    class Meta:
        table = "invoice_lines"
        unique_together = (("invoice", "position"),)


class InvoiceHold(Entity):
    """Somebody's word that an invoice is not to be approved yet."""

    invoice: fields.ForeignKeyRelation["Invoice"] = fields.ForeignKeyField(
        "models.Invoice", related_name="holds", on_delete=fields.CASCADE
    )
    source = fields.CharEnumField(HoldSource, max_length=9)
    reason: str | None = fields.TextField(null=True)
    placed_at = UtcDatetimeField()
    placed_by: dict[str, Any] = fields.JSONField()
    released_at = UtcDatetimeField(null=True)
    released_by: dict[str, Any] | None = fields.JSONField(null=True)

    class Meta:
        table = "invoice_holds"

    @classmethod
    async def end_all(cls, invoice_id: UUID, *, by: Viewer) -> None:
        """Release every open hold of an invoice, which counts them itself."""
        await cls.filter(invoice_id=invoice_id, released_at=None).update(
            released_at=clock.now(), released_by=by.as_actor()
        )


class Payment(Entity):
    """Money received for an invoice."""

    invoice: fields.ForeignKeyRelation["Invoice"] = fields.ForeignKeyField(
        "models.Invoice", related_name="payments", on_delete=fields.CASCADE
    )
    amount_minor = fields.BigIntField()
    method = fields.CharField(max_length=60)
    reference = fields.CharField(max_length=200, null=True)
    received_on = fields.DateField()
    recorded_at = UtcDatetimeField()
    recorded_by: dict[str, Any] = fields.JSONField()

    class Meta:
        table = "payments"
