"""The fields of an invoice's parts, such as its lines: their amounts are in the currency of the invoice."""

from collections.abc import Awaitable, Callable
from typing import Any

from execution.context import Info
from models.core.money import decimal, unit_amount
from models.core.rows import Row
from models.invoices.rows import Invoice
from resolvers.core.relations import load_row

Amount = Callable[[Any, str], Any]


def part_money(column: str) -> Callable[[Row, Info], Any]:
    """The resolver of an amount that a column of a part holds in minor units."""
    return _in_currency(column, decimal)


def unit_price(column: str) -> Callable[[Row, Info], Any]:
    """The resolver of a price that a column holds as a decimal number."""
    return _in_currency(column, unit_amount)


def _in_currency(column: str, amount: Amount) -> Callable[[Row, Info], Any]:
    def resolve(root: Row, info: Info) -> Row | Awaitable[Row | None]:
        # A part that is read by its own id has not met its invoice yet.
        return _money(root, root["currency"]) if "currency" in root else _of_invoice(root, info)

    async def _of_invoice(root: Row, info: Info) -> Row | None:
        invoice = await load_row(info, Invoice, root["invoice_id"], {"currency"})
        return None if invoice is None else _money(root, invoice["currency"])

    def _money(root: Row, currency: str) -> Row:
        return {"amount": amount(root[column], currency), "currency": currency}

    return resolve
