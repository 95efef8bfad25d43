"""A payment that was recorded by mistake is taken back: it stays and counts no more, and the invoice is owed again."""

import asyncio
import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters import clock
from adapters.database.client import execute, fetch
from latchkey.migrate import migrate
from models.invoices.payments import Payment
from models.invoices.reminder_schedule import Reminder, ReminderKind
from models.invoices.statements import statement_csv, statement_pdf
from models.messages.deliveries import Delivery
from models.people.customers import Customer
from resolvers.core.ids import encode
from tests.invoices.payments.recording import invoice, pay, payment
from tests.support.cast import Cast
from tests.support.invoicing import acme, issued, key, line, opened, words
from tests.support.mutations import act, done, refused
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

LATE = timedelta(days=3)
STANDING = """id version paymentStatus isOverdue paid { amount } balance { amount } payments { totalCount nodes { id
  amount { amount } createdAt recordedBy { name } reversedAt reversedBy { name } reversalReason } }
  history(first: 1) { nodes { kind detail amount { amount } actor { name } } }"""
REVERSED = f"payment {{ id reversedAt reversalReason invoice {{ id }} }} invoice {{ {STANDING} }}"


async def recorded(sam: Client, this: str, amount: str = "100.00", **given: Any) -> str:
    """Record a payment; gives its id."""
    made = await done(sam, "paymentRecord", "payment { id }", **payment(this, amount, **given))
    found: str = made["payment"]["id"]
    return found


async def standing(by: Client, this: str) -> dict[str, Any]:
    """The invoice as somebody sees it."""
    found = await by.data(f"query($id: ID!) {{ invoice(by: {{id: $id}}) {{ {STANDING} }} }}", {"id": this})
    invoice: dict[str, Any] = found["invoice"]
    return invoice


async def test_a_reversed_payment_stays_and_counts_no_more(cast: Cast, sam: Client, ann: Client) -> None:
    this = await invoice(cast)
    first, second = await recorded(sam, this, "60.00"), await recorded(sam, this, "40.00")
    assert (await standing(ann, this))["paymentStatus"] == "PAID"
    answer = await done(sam, "paymentReverse", REVERSED, id=second, reason="  Typed twice ")
    assert (answer["payment"]["id"], answer["payment"]["invoice"]["id"]) == (second, this)
    assert answer["payment"]["reversalReason"] == "Typed twice"
    seen = await standing(ann, this)
    assert seen == answer["invoice"]
    assert (seen["paymentStatus"], seen["paid"]["amount"], seen["balance"]["amount"]) == (
        "OUTSTANDING",
        "60.00",
        "40.00",
    )
    assert seen["payments"]["totalCount"] == 2
    kept, gone = seen["payments"]["nodes"]
    assert (kept["id"], kept["reversedAt"], kept["reversedBy"], kept["reversalReason"]) == (first, None, None, None)
    assert gone["reversedAt"] and gone["createdAt"] < gone["reversedAt"]
    assert (gone["recordedBy"]["name"], gone["reversedBy"]["name"]) == ("Sam Sutton", "Sam Sutton")
    assert seen["history"]["nodes"] == [
        {
            "kind": "INVOICE_PAYMENT_REVERSED",
            "detail": "Typed twice",
            "amount": {"amount": "40.00"},
            "actor": {"name": "Sam Sutton"},
        }
    ]


async def test_a_paid_invoice_is_overdue_again_and_reminded_of(cast: Cast, sam: Client) -> None:
    late = await issued(
        cast, [line("Seal", unit_price=Decimal(100), tax_rate=Decimal(0))], due_on=clock.now().date() - LATE
    )
    this = encode("Invoice", late.id)
    overdue = Reminder.filter(invoice_id=late.id, kind=ReminderKind.OVERDUE)
    assert await overdue.count() == 1
    made = await recorded(sam, this)
    assert (await overdue.count(), (await standing(sam, this))["isOverdue"]) == (0, False)
    await done(sam, "paymentReverse", id=made, reason="Returned by the bank")
    assert (await standing(sam, this))["isOverdue"]
    assert await overdue.count() == 1


async def test_an_overpaid_invoice_stays_paid_without_the_rest(cast: Cast, sam: Client) -> None:
    this = await invoice(cast)
    twice = [await recorded(sam, this, reference=each) for each in ("A", "B")]
    await done(sam, "paymentReverse", id=twice[0], reason="Twice")
    seen = await standing(sam, this)
    assert (seen["paymentStatus"], seen["balance"]["amount"]) == ("PAID", "0.00")
    await done(sam, "paymentReverse", id=twice[1], reason="Not this one either")
    assert (await standing(sam, this))["paymentStatus"] == "OUTSTANDING"
    # Nothing has been received for it any more.
    await done(sam, "invoiceVoid", id=this, reason="A mistake")


async def test_a_payment_is_reversed_once_also_by_two_at_once(cast: Cast, sam: Client) -> None:
    this = await invoice(cast)
    first, second = await recorded(sam, this, "30.00"), await recorded(sam, this, "70.00")
    answers = await asyncio.gather(*(act(sam, "paymentReverse", id=first, reason=f"{each}") for each in range(4)))
    codes = [error["code"] for answer in answers for error in answer["userErrors"]]
    assert codes == ["WRONG_STATE"] * 3
    assert await refused(sam, "paymentReverse", id=first, reason="Again") == "WRONG_STATE"
    assert (await standing(sam, this))["paid"]["amount"] == "70.00"
    # With a key the first answer comes again.
    same = [act(sam, "paymentReverse", "payment { id }", id=second, reason="So", idempotencyKey="k") for _ in range(3)]
    assert [answer["payment"]["id"] for answer in await asyncio.gather(*same)] == [second] * 3
    assert (await standing(sam, this))["paid"]["amount"] == "0.00"


async def test_reversals_and_payments_at_once_add_up(cast: Cast, sam: Client) -> None:
    this = await invoice(cast)
    old = [await recorded(sam, this, "1.00") for _ in range(4)]
    await asyncio.gather(
        *(act(sam, "paymentReverse", id=each, reason="So") for each in old),
        *(act(sam, "paymentRecord", **payment(this, "10.00")) for _ in range(4)),
    )
    counted = await Payment.filter(invoice_id=key(this, "Invoice"), reversed_at=None)
    assert (await standing(sam, this))["paid"]["amount"] == f"{sum(each.amount_minor for each in counted) / 100:.2f}"
    assert len(counted) == 4


async def test_only_those_who_manage_invoices_reverse_a_payment(
    cast: Cast, sam: Client, rita: Client, ann: Client, zoe: Client
) -> None:
    this = await invoice(cast)
    made = await recorded(sam, this)
    for by in (rita, ann):
        assert await refused(by, "paymentReverse", id=made, reason="I say so") == "FORBIDDEN"
    assert await refused(sam, "paymentReverse", id=made, reason=" ") == "REQUIRED"
    assert await refused(sam, "paymentReverse", id=this, reason="Not a payment") == "NOT_FOUND"
    query = "query($id: ID!) { node(id: $id) { ... on Payment { amount { amount currency } invoice { id } } } }"
    shown = {"amount": {"amount": "100.00", "currency": "EUR"}, "invoice": {"id": this}}
    assert (await ann.data(query, {"id": made}))["node"] == shown
    assert (await zoe.data(query, {"id": made}))["node"] is None


async def test_a_reversal_names_the_version_of_the_invoice(cast: Cast, sam: Client) -> None:
    this = await invoice(cast)
    version = (await standing(sam, this))["version"]
    made = await recorded(sam, this)
    answer = await act(sam, "paymentReverse", "invoice { version }", id=made, reason="So", version=version)
    assert [error["code"] for error in answer["userErrors"]] == ["STALE_VERSION"]
    await done(sam, "paymentReverse", id=made, reason="So", version=answer["invoice"]["version"])


async def test_a_reversal_is_told_to_those_who_see_the_invoice(cast: Cast, sam: Client, ann: Client) -> None:
    this = await invoice(cast)
    made = await recorded(sam, this)
    await Customer.filter(id=key(cast.acme, "Customer")).update(name="Acme")
    await done(sam, "paymentReverse", id=made, reason="The bank has returned it")
    (mail,) = await Delivery.filter(template="invoice_payment_reversed", recipient=cast.ann.email)
    assert (mail.data["comment"], mail.data["is_paid"]) == ("The bank has returned it", False)
    shown = await ann.data("{ notifications(first: 1) { nodes { kind title body } } }")
    (notice,) = shown["notifications"]["nodes"]
    assert (notice["kind"], notice["body"]) == ("INVOICE_PAYMENT_REVERSED", "The bank has returned it")


async def test_a_statement_shows_the_payment_and_its_reversal(cast: Cast, sam: Client) -> None:
    this = await invoice(cast)
    today = clock.now().date()
    made = await recorded(sam, this, reference="R-1", receivedOn=(today - timedelta(days=1)).isoformat())
    await done(sam, "paymentReverse", id=made, reason="Returned")
    customer, period = await acme(cast), (today - timedelta(days=2), today + timedelta(days=2))
    rows = list(csv.DictReader(io.StringIO((await statement_csv(customer, *period, "UTC")).decode())))
    assert [(row["entry"], row["charged"], row["received"], row["balance"]) for row in rows[1:-1]] == [
        ("payment", "0.00", "100.00", "-100.00"),
        ("invoice", "100.00", "0.00", "0.00"),
        ("reversal", "0.00", "-100.00", "100.00"),
    ]
    text = words(await statement_pdf(customer, *period, "en-GB", "UTC"))
    assert "Payment reversed: Bank transfer, R-1" in text
    assert "Closing balance €100.00" in text


async def test_the_same_money_twice_is_refused_unless_it_is_meant(cast: Cast, sam: Client) -> None:
    this, other = await invoice(cast), await invoice(cast)
    made = await recorded(sam, this, "30.00", reference="Bank line 47")
    again = payment(this, "30.00", reference=" BANK LINE 47 ")
    (error,) = (await act(sam, "paymentRecord", **again))["userErrors"]
    assert (error["code"], error["field"]) == ("NOT_UNIQUE", ["reference"])
    assert "`allowDuplicate: true`" in error["message"]
    # Another amount, no reference, another invoice: other money.
    for different in ({"amount": {"amount": "29.00", "currency": "EUR"}}, {"reference": None}, {"invoiceId": other}):
        await done(sam, "paymentRecord", **again | different)
    await done(sam, "paymentRecord", **again, allowDuplicate=True)
    assert (await standing(sam, this))["paid"]["amount"] == "119.00"
    third = await invoice(cast)
    made = await recorded(sam, third, "30.00", reference="X")
    await done(sam, "paymentReverse", id=made, reason="On the wrong day")
    await done(sam, "paymentRecord", **payment(third, "30.00", reference="X"))


async def test_of_the_same_money_at_once_one_is_recorded(cast: Cast, sam: Client) -> None:
    this = await invoice(cast)
    same = [act(sam, "paymentRecord", **payment(this, "30.00", reference="X")) for _ in range(4)]
    codes = [error["code"] for answer in await asyncio.gather(*same) for error in answer["userErrors"]]
    assert codes == ["NOT_UNIQUE"] * 3


async def test_payments_are_paged_with_their_methods(cast: Cast, sam: Client, ann: Client) -> None:
    this = await invoice(cast)
    await pay(sam, this, "1.00", method="ONLINE", methodDetail="PayPal", receivedOn="2026-01-02")
    await pay(sam, this, "2.00", method="OTHER", methodDetail="Gold", receivedOn="2026-01-01")
    await pay(sam, this, "3.00", method="CARD", receivedOn="2026-01-02")
    page = """query($id: ID!, $after: String) { invoice(by: {id: $id}) { payments(first: 2, after: $after) { totalCount
      nodes { method methodDetail } pageInfo { hasNextPage endCursor } } } }"""
    one = (await ann.data(page, {"id": this}))["invoice"]["payments"]
    assert one["nodes"] == [{"method": "OTHER", "methodDetail": "Gold"}, {"method": "ONLINE", "methodDetail": "PayPal"}]
    assert (one["totalCount"], one["pageInfo"]["hasNextPage"]) == (3, True)
    two = (await ann.data(page, {"id": this, "after": one["pageInfo"]["endCursor"]}))["invoice"]["payments"]
    assert two["nodes"] == [{"method": "CARD", "methodDetail": None}]


async def test_payments_of_many_invoices_are_one_statement(cast: Cast, sam: Client, statements: list[str]) -> None:
    for number in range(3):
        this = await invoice(cast)
        for amount in range(number + 1):
            await recorded(sam, this, f"{amount + 1}.00")
    query = "{ invoices(first: 9) { nodes { payments(first: 9) { nodes { amount { amount } invoice { id } } } } } }"
    statements.clear()
    nodes = (await sam.data(query))["invoices"]["nodes"]
    assert sorted(len(node["payments"]["nodes"]) for node in nodes) == [1, 2, 3]
    assert sum("payments" in each for each in statements) == 1


@pytest.mark.migrated_to("0028_mails_of_invoices")
async def test_methods_from_before_are_kept_word_for_word(older_database: str, tmp_path: Path) -> None:
    texts = {
        "Bank transfer": ("BANK_TRANSFER", ""),
        "Überweisung": ("BANK_TRANSFER", "Überweisung"),
        "credit card": ("CARD", "credit card"),
        "CASH": ("CASH", ""),
        "PayPal": ("ONLINE", "PayPal"),
        "It's gold": ("OTHER", "It's gold"),
    }
    async with opened(older_database, tmp_path):
        await execute(OLD_CUSTOMER)
        await execute(OLD_INVOICE)
        for number, text in enumerate(texts):
            await execute(OLD_PAYMENT % (number, text.replace("'", "''")))
        await migrate(older_database)
    async with opened(older_database, tmp_path):
        rows = await fetch("SELECT method_kind, method FROM payments ORDER BY id")
        assert [(row["method_kind"], row["method"]) for row in rows] == list(texts.values())
        assert all(each.reversed_at is None for each in await Payment.all())


_ID = "0190a6e0-0000-7000-8000-00000000000"
_DAY = "'2026-01-01 00:00:00+00:00'"
OLD_CUSTOMER = f"""INSERT INTO customers (id, version, name, name_key, code, currency, created_at, approval_mode,
  approval_channel) VALUES ('{_ID}1', 1, 'Old', 'old', 'OLD', 'EUR', {_DAY}, 'REVIEW_AND_APPROVE', 'EMAIL')"""
OLD_INVOICE = f"""INSERT INTO invoices (id, version, number, customer_id, currency, payment_status, approval_status,
  approval_mode, due_on, subtotal_minor, tax_minor, total_minor, paid_minor, open_holds, created_at, issued_at) VALUES
  ('{_ID}2', 1, 1, '{_ID}1', 'EUR', 'OUTSTANDING', 'PENDING', 'REVIEW_AND_APPROVE', '2026-01-31', 100, 0, 100, 6, 0,
  {_DAY}, {_DAY})"""
OLD_PAYMENT = f"""INSERT INTO payments (id, invoice_id, amount_minor, method, received_on, recorded_at, recorded_by)
  VALUES ('0190a6e0-0000-7000-8000-00000000001%d', '{_ID}2', 1, '%s', '{date(2026, 1, 2)}', {_DAY}, '{{}}')"""
