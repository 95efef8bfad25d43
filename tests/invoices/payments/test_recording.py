"""Money received for an invoice: in parts, too much, of the right currency, once, and never back; and what void means."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from tests.invoices.payments.recording import STANDING, invoice, pay, payment
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import act, done, refused
from tests.support.server import Client

pytestmark = pytest.mark.without_worker


async def test_several_payments_add_up_until_it_is_paid(cast: Cast, sam: Client, ann: Client) -> None:
    this = await invoice(cast)
    first = await pay(sam, this, "30.00", method="CARD", reference="A-1")
    assert (first["paymentStatus"], first["paid"]["amount"], first["balance"]["amount"]) == (
        "OUTSTANDING",
        "30.00",
        "70.00",
    )
    second = await pay(sam, this, "69.99")
    assert (second["paymentStatus"], second["balance"]["amount"]) == ("OUTSTANDING", "0.01")
    last = await pay(sam, this, "0.01")
    assert (last["paymentStatus"], last["balance"]["amount"]) == ("PAID", "0.00")
    assert [(each["amount"]["amount"], each["method"], each["reference"]) for each in last["payments"]["nodes"]] == [
        ("30.00", "CARD", "A-1"),
        ("69.99", "BANK_TRANSFER", None),
        ("0.01", "BANK_TRANSFER", None),
    ]
    seen = await ann.data(f"query($id: ID!) {{ invoice(by: {{id: $id}}) {{ {STANDING} }} }}", {"id": this})
    assert seen["invoice"] == last


async def test_too_much_is_taken_and_shows(cast: Cast, sam: Client) -> None:
    this = await invoice(cast)
    over = await pay(sam, this, "130.00")
    assert (over["paymentStatus"], over["paid"]["amount"], over["balance"]["amount"]) == ("PAID", "130.00", "-30.00")
    # What comes in after that is money too.
    more = await pay(sam, this, "1.00")
    assert (more["paymentStatus"], more["balance"]["amount"]) == ("PAID", "-31.00")


@pytest.mark.parametrize(
    ("currency", "price", "part", "rest"),
    [("JPY", "1000", "999", "1"), ("KWD", "1.000", "0.999", "0.001"), ("EUR", "0.02", "0.01", "0.01")],
)
async def test_the_last_unit_of_any_currency_counts(
    cast: Cast, sam: Client, currency: str, price: str, part: str, rest: str
) -> None:
    this = await invoice(cast, price, currency)
    standing = await pay(sam, this, part, currency)
    assert (standing["paymentStatus"], standing["balance"]["amount"]) == ("OUTSTANDING", rest)
    assert (await pay(sam, this, rest, currency))["paymentStatus"] == "PAID"


@ON_SQLITE
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"amount": {"amount": "-5.00", "currency": "EUR"}}, ["amount", "amount"], "`paymentReverse`"),
        ({"amount": {"amount": "0", "currency": "EUR"}}, ["amount", "amount"], "more than zero"),
        ({"amount": {"amount": "5.00", "currency": "GBP"}}, ["amount", "currency"], "This invoice is in EUR"),
        ({"amount": {"amount": "5.001", "currency": "EUR"}}, ["amount", "amount"], "2 digits"),
        ({"amount": {"amount": "5", "currency": "XXQ"}}, ["amount", "currency"], "currency code"),
        ({"receivedOn": "2999-01-01"}, ["receivedOn"], "once it has been received"),
        ({"methodDetail": "x" * 61}, ["methodDetail"], ""),
        ({"reference": "x" * 201}, ["reference"], ""),
    ],
)
async def test_an_impossible_payment_is_refused_by_its_field(
    cast: Cast, sam: Client, changes: dict[str, Any], field: list[str], words: str
) -> None:
    this = await invoice(cast)
    await pay(sam, this, "10.00")
    (error,) = (await act(sam, "paymentRecord", **payment(this, "5.00") | changes))["userErrors"]
    assert error["field"] == field
    assert words in error["message"]
    seen = await sam.data(f"query($id: ID!) {{ invoice(by: {{id: $id}}) {{ {STANDING} }} }}", {"id": this})
    assert (seen["invoice"]["paid"]["amount"], len(seen["invoice"]["payments"]["nodes"])) == ("10.00", 1)


async def test_simultaneous_payments_all_count_and_a_key_counts_once(cast: Cast, sam: Client) -> None:
    this = await invoice(cast)
    same = [payment(this, "7.00", idempotencyKey="bank line 4711")] * 5
    others = [payment(this, "10.00", reference=str(number)) for number in range(5)]
    answers = await asyncio.gather(*(act(sam, "paymentRecord", **each) for each in same + others))
    assert [answer["userErrors"] for answer in answers] == [[]] * 10
    seen = await sam.data(f"query($id: ID!) {{ invoice(by: {{id: $id}}) {{ {STANDING} }} }}", {"id": this})
    assert seen["invoice"]["paid"]["amount"] == "57.00"
    assert sorted(each["amount"]["amount"] for each in seen["invoice"]["payments"]["nodes"]) == ["10.00"] * 5 + ["7.00"]


async def test_only_staff_with_the_permission_record_money(cast: Cast, rita: Client, ann: Client) -> None:
    this = await invoice(cast)
    for by in (rita, ann):
        assert await refused(by, "paymentRecord", **payment(this, "5.00")) == "FORBIDDEN"


async def test_no_payment_is_recorded_for_a_draft_or_a_void_invoice(cast: Cast, sam: Client) -> None:
    lines = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 1, "taxRate": 0}]
    given = {"customerId": cast.acme, "dueOn": "2030-01-01", "lines": lines, "issue": False}
    draft = (await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"]
    assert await refused(sam, "paymentRecord", **payment(draft, "1.00")) == "WRONG_STATE"
    await done(sam, "invoiceVoid", id=draft, reason="Never sent")
    assert await refused(sam, "paymentRecord", **payment(draft, "1.00")) == "WRONG_STATE"
    assert await refused(sam, "invoiceIssue", id=draft) == "WRONG_STATE"


async def test_an_invoice_with_payments_cannot_be_voided(cast: Cast, sam: Client) -> None:
    part, whole, none = [await invoice(cast) for _ in range(3)]
    await pay(sam, part, "0.01")
    await pay(sam, whole, "100.00")
    for this in (part, whole):
        assert await refused(sam, "invoiceVoid", id=this, reason="A mistake") == "WRONG_STATE"
    await done(sam, "invoiceVoid", id=none, reason="A mistake")
    # For good: nothing can be done with it any more.
    assert await refused(sam, "invoiceVoid", id=none, reason="Again") == "WRONG_STATE"
    for verb in ("invoiceApprove", "invoiceDecline", "invoiceHold", "invoiceIssue"):
        assert await refused(sam, verb, id=none) == "WRONG_STATE"


async def test_voiding_needs_a_reason_and_a_member_of_staff(cast: Cast, sam: Client, ann: Client) -> None:
    this = await invoice(cast)
    assert await refused(sam, "invoiceVoid", id=this, reason=" ") == "REQUIRED"
    assert await refused(ann, "invoiceVoid", id=this, reason="We do not like it") == "FORBIDDEN"


async def test_a_payment_and_a_voiding_at_once_have_one_winner(cast: Cast, sam: Client) -> None:
    for _ in range(5):
        this = await invoice(cast)
        paid, void = await asyncio.gather(
            act(sam, "paymentRecord", **payment(this, "100.00")), act(sam, "invoiceVoid", id=this, reason="A mistake")
        )
        codes = [error["code"] for answer in (paid, void) for error in answer["userErrors"]]
        assert len(codes) == 1
        assert codes[0] in ("WRONG_STATE", "STALE_VERSION")


async def test_an_invoice_of_nothing_is_paid_as_it_is_issued(cast: Cast, sam: Client, ann: Client) -> None:
    this = await invoice(cast, "0")
    clock.advance(timedelta(days=1))
    seen = await ann.data(
        f"query($id: ID!) {{ invoice(by: {{id: $id}}) {{ {STANDING} approvalStatus }} }}", {"id": this}
    )
    assert (seen["invoice"]["paymentStatus"], seen["invoice"]["approvalStatus"]) == ("PAID", "PENDING")
    await done(ann, "invoiceApprove", id=this)
