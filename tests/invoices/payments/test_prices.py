"""Prices of a quarter of a cent, discounts, and the digits of every currency, from the request to the document."""

from pathlib import Path
from typing import Any

import pytest

from adapters.database.client import execute
from adapters.text.locales import Formats
from latchkey.migrate import migrate
from models.invoices.payments import Payment
from models.invoices.rows import Invoice, InvoiceLine
from models.orders.recommendations import Recommendation
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.invoicing import opened, words
from tests.support.mutations import act, done
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker

SHOWN = """invoice { id subtotal { amount } tax { amount } total { amount currency } pdf { url }
  lines { id unitPrice { amount currency } total { amount } tax { amount } } }"""


def line(price: str, quantity: str = "1", tax: str = "0", **changes: Any) -> dict[str, Any]:
    """A line of an invoice."""
    return {"kind": "PART", "description": "Screw", "quantity": quantity, "unitPrice": price, "taxRate": tax} | changes


async def customer_in(sam: Client, currency: str) -> str:
    """A new customer who is billed in that currency; gives the id."""
    made = await done(sam, "customerCreate", "customer { id }", name=f"Pays in {currency}", currency=currency)
    customer: str = made["customer"]["id"]
    return customer


async def billed(sam: Client, currency: str, *lines: dict[str, Any]) -> dict[str, Any]:
    """An invoice in that currency."""
    given: dict[str, Any] = {"customerId": await customer_in(sam, currency), "dueOn": "2030-01-01"}
    invoice: dict[str, Any] = (await done(sam, "invoiceCreate", SHOWN, lines=list(lines), **given))["invoice"]
    return invoice


async def test_the_price_of_a_screw_has_six_digits(server: Server, sam: Client) -> None:
    lines = [line("0.0025", "10000", "20"), line("0.000001", "500000"), line("12.5"), line("-0.0125", "1", "20")]
    invoice = await billed(sam, "EUR", *lines)
    prices = [each["unitPrice"] for each in invoice["lines"]]
    assert prices == [{"amount": amount, "currency": "EUR"} for amount in ("0.0025", "0.000001", "12.50", "-0.0125")]
    # 25.00 + 0.50 + 12.50 - 0.0125, each rounded at the half away from zero, and then its tax.
    assert [each["total"]["amount"] for each in invoice["lines"]] == ["25.00", "0.50", "12.50", "-0.01"]
    assert [each["tax"]["amount"] for each in invoice["lines"]] == ["5.00", "0.00", "0.00", "0.00"]
    assert (invoice["subtotal"]["amount"], invoice["total"]["amount"]) == ("37.99", "42.99")
    text = words((await server.client.get(invoice["pdf"]["url"])).content)
    assert all(price in text for price in ("€0.0025", "€0.000001", "€12.50", "-€0.0125"))


@ON_SQLITE
@pytest.mark.parametrize("price", ["0.0000001", "0.1234567"])
async def test_a_seventh_digit_of_a_price_is_refused(cast: Cast, sam: Client, price: str) -> None:
    given = {"customerId": cast.acme, "dueOn": "2030-01-01"}
    errors = (await act(sam, "invoiceCreate", **given, lines=[line("1"), line(price)]))["userErrors"]
    assert [(error["code"], error["field"]) for error in errors] == [("INVALID", ["lines", "1", "unitPrice"])]


async def test_a_discount_is_a_line_below_zero_and_the_total_is_not(sam: Client, cast: Cast) -> None:
    for discount in (line("10", "-1", "20"), line("-10", "1", "20")):
        invoice = await billed(sam, "EUR", line("100", "1", "20"), discount)
        assert (invoice["subtotal"]["amount"], invoice["tax"]["amount"]) == ("90.00", "18.00")
    given = {"customerId": cast.acme, "dueOn": "2030-01-01"}
    (error,) = (await act(sam, "invoiceCreate", **given, lines=[line("10"), line("-10.01")]))["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID", ["lines"])


@pytest.mark.parametrize(
    ("currency", "price", "shown"),
    [
        ("RSD", "150.52", "RSD150.52"),
        ("JPY", "1234", "JP¥1,234"),
        ("KWD", "1.234", "KWD1.234"),
        ("IQD", "1.234", "IQD1.234"),
        ("ISK", "1234", "ISK1,234"),
    ],
)
async def test_a_currency_has_the_digits_of_the_standard(
    server: Server, sam: Client, currency: str, price: str, shown: str
) -> None:
    invoice = await billed(sam, currency, line(price))
    assert invoice["total"] == {"amount": price, "currency": currency}
    assert shown in words((await server.client.get(invoice["pdf"]["url"])).content)
    assert Formats.of("en-GB", "UTC").money(invoice["total"]) == shown


@ON_SQLITE
@pytest.mark.parametrize("currency", ["XAU", "XTS", "X" * 3, "XDR", "CHW", "CLF", "HRK", "ITL", "eur", "EURO"])
async def test_nobody_is_billed_in_what_is_no_money(cast: Cast, sam: Client, currency: str) -> None:
    (error,) = (await act(sam, "customerCreate", name="Midas", currency=currency))["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID", ["currency"])


@pytest.mark.migrated_to("0028_mails_of_invoices")
async def test_old_prices_and_amounts_are_carried_over_exactly(older_database: str, tmp_path: Path) -> None:
    async with opened(older_database, tmp_path):
        await execute(_CUSTOMER)
        for number, (currency, price) in enumerate(OLD, start=1):
            await execute(_INVOICE, {"id": f"{_ID}1{number}", "number": number, "currency": currency})
            await execute(_LINE, {"id": f"{_ID}2{number}", "invoice": f"{_ID}1{number}", "price": price})
            await execute(_PAYMENT, {"id": f"{_ID}3{number}", "invoice": f"{_ID}1{number}"})
        await execute(_ORDER)
        await execute(_RECOMMENDATION)
        await migrate(older_database)
    async with opened(older_database, tmp_path):
        prices = [str(each.unit_price.normalize()) for each in await InvoiceLine.all().order_by("id")]
        assert prices == ["12.34", "-0.05", "1234", "-1.234", "0.0001", "151", "7"]
        invoices = await Invoice.all().order_by("number")
        assert [each.total_minor for each in invoices] == [1100] * 5 + [110_000, 1_100_000]
        assert [each.paid_minor for each in invoices] == [5] * 5 + [500, 5000]
        assert [each.amount_minor for each in await Payment.all().order_by("id")] == [5] * 5 + [500, 5000]
        tax = [(each.total_minor, each.tax_minor) for each in await InvoiceLine.all().order_by("id")]
        assert tax == [(1000, 100)] * 5 + [(100_000, 10_000), (1_000_000, 100_000)]
        assert (await Recommendation.get()).estimate_minor == 900


OLD = [("EUR", 1234), ("EUR", -5), ("JPY", 1234), ("KWD", -1234), ("CLF", 1), ("RSD", 151), ("IQD", 7)]
_ID = "0190a6e0-0000-7000-8000-0000000000"
_DAY = "'2026-01-01 00:00:00+00:00'"
_CUSTOMER = f"""INSERT INTO customers (id, version, name, name_key, code, currency, created_at, approval_mode,
  approval_channel) VALUES ('{_ID}01', 1, 'Old', 'old', 'OLD', 'EUR', {_DAY}, 'REVIEW_AND_APPROVE', 'EMAIL')"""
_INVOICE = f"""INSERT INTO invoices (id, version, number, customer_id, currency, payment_status, approval_status,
  approval_mode, due_on, subtotal_minor, tax_minor, total_minor, paid_minor, open_holds, created_at, issued_at) VALUES
  (:id, 1, :number, '{_ID}01', :currency, 'OUTSTANDING', 'PENDING', 'REVIEW_AND_APPROVE', '2026-01-31', 1000, 100, 1100,
  5, 0, {_DAY}, {_DAY})"""
_LINE = """INSERT INTO invoice_lines (id, invoice_id, position, kind, description, quantity, unit_price_minor, tax_rate,
  total_minor, tax_minor) VALUES (:id, :invoice, 0, 'PART', 'Seal', '1', :price, '10', 1000, 100)"""
_PAYMENT = f"""INSERT INTO payments (id, invoice_id, amount_minor, method, received_on, recorded_at, recorded_by) VALUES
  (:id, :invoice, 5, 'Card', '2026-01-01', {_DAY}, '{{}}')"""
_ORDER = f"""INSERT INTO orders (id, version, customer_id, kind, status, priority, problem_summary, created_at,
  updated_at) VALUES ('{_ID}41', 1, '{_ID}01', 'SERVICE_CALL', 'DRAFT', 2, 'Cold', {_DAY}, {_DAY})"""
_RECOMMENDATION = f"""INSERT INTO recommendations (id, version, order_id, title, estimate_minor, currency, status,
  posted_at, posted_by) VALUES ('{_ID}51', 1, '{_ID}41', 'A new one', 9, 'RSD', 'PENDING', {_DAY}, '{{}}')"""
