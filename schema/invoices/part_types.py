"""Lines, holds and payments of invoices."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from models.invoices.payments import PaymentMethod
from models.invoices.rows import HoldSource, LineKind
from models.invoices.rows import Invoice as InvoiceRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.invoices import invoices, parts
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyInvoice
from schema.core.types import Actor, Money, Node


@object_type
class InvoiceLine(Node):
    """An item that an invoice charges for. A discount is a line with a quantity or a price below zero."""

    id: strawberry.ID = global_id("InvoiceLine")
    invoice: LazyInvoice = relation(one(InvoiceRow, "invoice_id"), "The invoice that it is on.", ("invoice_id",))
    kind: LineKind = column("The kind of item.")
    description: str = column("The description of the item.")
    quantity: Decimal = relation(values.trimmed_decimal("quantity"), "The quantity.", ("quantity",))
    unit_price: Money = relation(
        parts.unit_price("unit_price"),
        "The price of one, without tax: with all the digits of its currency, and with up to six where it has more.",
        ("unit_price", "invoice_id"),
    )
    tax_rate: Decimal = relation(
        values.trimmed_decimal("tax_rate"), "The tax rate in percent: 20 for 20 %.", ("tax_rate",)
    )
    total: Money = relation(
        parts.part_money("total_minor"), "The price of the whole quantity, without tax.", ("total_minor", "invoice_id")
    )
    tax: Money = relation(parts.part_money("tax_minor"), "The tax on the total.", ("tax_minor", "invoice_id"))
    created_at: datetime = created_at("line")
    updated_at: datetime = column(
        "Time at which the line was written last: with all lines of a draft when these are changed; until then, that "
        "at which it was added."
    )


@object_type
class InvoiceHold(Node):
    """A hold on an invoice, which stops its approval and its review clock until it is released."""

    id: strawberry.ID = global_id("InvoiceHold")
    invoice: LazyInvoice = relation(one(InvoiceRow, "invoice_id"), "The invoice that it is on.", ("invoice_id",))
    source: HoldSource = column("The channel by which the hold reached the operator.")
    reason: str | None = column("The reason for the hold.")
    placed_at: datetime = column("Time at which the hold was placed.")
    placed_by: Actor = column("The person who placed the hold.")
    released_at: datetime | None = column("Time at which the hold was released; null while it is open.")
    released_by: Actor | None = column("The person who released the hold.")
    created_at: datetime = created_at("hold", "placed_at")
    updated_at: datetime = updated_at("hold")


@object_type
class Payment(Node):
    """A payment that was received for an invoice."""

    id: strawberry.ID = global_id("Payment")
    invoice: LazyInvoice = relation(one(InvoiceRow, "invoice_id"), "The invoice that it is for.", ("invoice_id",))
    amount: Money = relation(parts.part_money("amount_minor"), "The amount received.", ("amount_minor", "invoice_id"))
    method: PaymentMethod = relation(values.column("method_kind"), "The method of payment.", ("method_kind",))
    method_detail: str | None = relation(
        invoices.method_detail, "More about the method, such as the payment service.", ("method",)
    )
    reference: str | None = column("The reference given with the payment.")
    received_on: date = column("The day on which the payment was received.")
    created_at: datetime = relation(values.column("recorded_at"), "Time at which it was recorded.", ("recorded_at",))
    updated_at: datetime = updated_at("payment")
    recorded_by: Actor = column("The person who recorded it.")
    reversed_at: datetime | None = column("Time at which it was reversed; null while it counts.")
    reversed_by: Actor | None = column("The person who reversed it.")
    reversal_reason: str | None = column("The reason for which it was reversed.")
    viewer_can_reverse: bool = relation(
        invoices.can_reverse, "Whether the viewer may reverse it: `paymentReverse`.", ("reversed_at",)
    )
