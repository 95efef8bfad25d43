"""Payments: the input of one, and how the invoice stands after it."""

from decimal import Decimal
from typing import Any

from adapters import clock
from models.invoices.pricing import Line
from models.invoices.rows import LineKind
from models.people.customers import Customer
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.invoicing import issued, key
from tests.support.mutations import done
from tests.support.server import Client

STANDING = "paymentStatus paid { amount currency } balance { amount } payments { nodes { amount { amount } method reference receivedOn } }"


async def invoice(cast: Cast, price: str = "100.00", currency: str = "EUR") -> str:
    """An issued invoice of Acme without tax; gives its id."""
    await Customer.filter(id=key(cast.acme, "Customer")).update(currency=currency)
    made = await issued(cast, [Line(LineKind.PART, "Seal", Decimal(1), Decimal(price), Decimal(0))])
    return encode("Invoice", made.id)


def payment(invoice: str, amount: str, currency: str = "EUR", **given: Any) -> dict[str, Any]:
    """The input of a payment received today."""
    today = clock.now().date().isoformat()
    about = {"invoiceId": invoice, "amount": {"amount": amount, "currency": currency}}
    return about | {"method": "BANK_TRANSFER", "receivedOn": today} | given


async def pay(sam: Client, invoice: str, amount: str, currency: str = "EUR", **given: Any) -> dict[str, Any]:
    """Record a payment; gives how the invoice stands then."""
    shown = f"invoice {{ {STANDING} }} payment {{ amount {{ amount currency }} }}"
    paid = await done(sam, "paymentRecord", shown, **payment(invoice, amount, currency, **given))
    assert paid["payment"] == {"amount": {"amount": amount, "currency": currency}}
    standing: dict[str, Any] = paid["invoice"]
    return standing
