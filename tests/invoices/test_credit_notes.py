"""Credit notes: what an invoice charged for and should not have is taken back, in whole or in part, and never twice."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from adapters import clock
from models.invoices.credit_notes import CreditNote
from models.invoices.pricing import Line
from models.invoices.reminder_schedule import Reminder
from models.invoices.rows import Invoice, LineKind
from models.messages.deliveries import Delivery
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.invoicing import REPAIR, contact, issued, key, line, words
from tests.support.mutations import act, done, refused
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker

STANDING = """invoice { version paymentStatus approvalStatus isOnHold autoApprovesAt credited { amount } paid { amount }
  balance { amount currency } creditNotes { id number } lines { id } }"""
NOTE = """creditNote { id number reason issuedAt issuedBy { name } subtotal { amount } tax { amount }
  total { amount currency } invoice { number } lines { quantity total { amount } tax { amount } line { id description } } }"""
SEEN = f"query($id: ID!) {{ {STANDING.replace('invoice', 'invoice(by: {id: $id})', 1)} }}"


async def billed(cast: Cast, lines: Sequence[Line] = REPAIR) -> tuple[str, list[str]]:
    """An issued invoice of Acme over 291.78 or these lines; gives its id and those of its lines."""
    invoice = await issued(cast, lines)
    ids = [encode("InvoiceLine", each.id) for each in await invoice.lines.all().order_by("position")]  # type: ignore[attr-defined]
    return encode("Invoice", invoice.id), ids


async def credited(by: Client, invoice: str, *lines: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Credit these lines of an invoice, or all of it; gives the payload."""
    chosen = {"lines": list(lines)} if lines else {}
    about: dict[str, Any] = {"invoiceId": invoice, "reason": "Warranty"} | chosen | given
    return await done(by, "invoiceCreditCreate", f"{STANDING} {NOTE}", **about)


async def pay(by: Client, invoice: str, amount: str) -> None:
    """Record a payment of an invoice."""
    money = {"amount": amount, "currency": "EUR"}
    about: dict[str, Any] = {"invoiceId": invoice, "amount": money, "receivedOn": clock.now().date().isoformat()}
    await done(by, "paymentRecord", **about, method="CARD")


async def test_a_whole_invoice_is_credited(cast: Cast, sam: Client, ann: Client) -> None:
    invoice, lines = await billed(cast)
    await done(sam, "invoiceHold", id=invoice)
    made = await credited(sam, invoice)
    note, after = made["creditNote"], made["invoice"]
    assert (note["number"], note["reason"], note["issuedBy"]["name"]) == ("CN-000001", "Warranty", "Sam Sutton")
    assert note["total"] == {"amount": "291.78", "currency": "EUR"}
    assert (note["subtotal"]["amount"], note["tax"]["amount"]) == ("244.40", "47.38")
    assert [(each["line"]["id"], each["quantity"]) for each in note["lines"]] == list(
        zip(lines, ["1", "1.5", "1"], strict=True)
    )
    assert (after["paymentStatus"], after["balance"]["amount"]) == ("CREDITED", "0.00")
    # Nothing is asked of anybody any more.
    assert (after["isOnHold"], after["autoApprovesAt"]) == (False, None)
    assert await Reminder.all().count() == 0
    assert await refused(ann, "invoiceApprove", id=invoice) == "WRONG_STATE"
    assert await refused(sam, "invoiceCreditCreate", invoiceId=invoice, reason="Again") == "WRONG_STATE"
    assert (await ann.data(SEEN, {"id": invoice}))["invoice"] == after


async def test_parts_are_credited_until_nothing_is_left(cast: Cast, sam: Client) -> None:
    invoice, [element, labour, delivery] = await billed(cast)
    first = await credited(sam, invoice, {"lineId": labour, "quantity": "0.5"}, {"lineId": delivery, "amount": "5.00"})
    told = [(each["quantity"], each["total"]["amount"], each["tax"]["amount"]) for each in first["creditNote"]["lines"]]
    assert told == [("0.5", "29.00", "5.80"), (None, "5.00", "0.00")]
    assert first["invoice"]["balance"]["amount"] == "251.98"
    assert (first["invoice"]["paymentStatus"], first["invoice"]["approvalStatus"]) == ("OUTSTANDING", "PENDING")
    assert first["invoice"]["autoApprovesAt"] is not None
    second = await credited(sam, invoice, {"lineId": element}, {"lineId": labour})
    told = [
        (each["quantity"], each["total"]["amount"], each["tax"]["amount"]) for each in second["creditNote"]["lines"]
    ]
    assert told == [("1", "149.90", "29.98"), (None, "58.00", "11.60")]
    last = await credited(sam, invoice)
    assert [each["total"]["amount"] for each in last["creditNote"]["lines"]] == ["2.50"]
    assert [note["number"] for note in last["invoice"]["creditNotes"]] == ["CN-000001", "CN-000002", "CN-000003"]
    assert (last["invoice"]["credited"]["amount"], last["invoice"]["paymentStatus"]) == ("291.78", "CREDITED")


async def test_the_last_part_takes_the_last_cent_of_the_tax(cast: Cast, sam: Client) -> None:
    invoice, [only] = await billed(cast, [Line(LineKind.PART, "Seal", Decimal(3), Decimal("0.33"), Decimal(20))])
    part = {"lineId": only, "amount": "0.33"}
    made = [await credited(sam, invoice, given) for given in (part, part, {"lineId": only})]
    # 0.20 on 0.99, while three times the tax on 0.33 is 0.21.
    assert [each["creditNote"]["tax"]["amount"] for each in made] == ["0.07", "0.07", "0.06"]
    assert made[-1]["invoice"]["balance"]["amount"] == "0.00"


async def test_a_payment_for_what_is_credited_is_owed_back(cast: Cast, sam: Client, ann: Client) -> None:
    invoice, [_, _, delivery] = await billed(cast)
    await pay(sam, invoice, "291.78")
    made = (await credited(sam, invoice, {"lineId": delivery}))["invoice"]
    assert (made["paymentStatus"], made["balance"]["amount"]) == ("PAID", "-7.50")
    made = (await credited(sam, invoice))["invoice"]
    assert (made["paymentStatus"], made["balance"]["amount"], made["paid"]["amount"]) == (
        "CREDITED",
        "-291.78",
        "291.78",
    )


async def test_the_rest_of_a_part_payment_may_be_credited(cast: Cast, sam: Client) -> None:
    invoice, [element, *_] = await billed(cast, [line("Element")])
    await pay(sam, invoice, "79.88")
    made = (await credited(sam, invoice, {"lineId": element, "amount": "83.33"}))["invoice"]
    assert (made["paymentStatus"], made["balance"]["amount"]) == ("PAID", "0.00")
    assert made["autoApprovesAt"] is None
    assert await Reminder.filter(kind="OVERDUE").count() == 0


@ON_SQLITE
@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ([], [("REQUIRED", "lines")]),
        ([{"amount": "149.91"}], [("INVALID", "lines.0.amount")]),
        ([{"amount": "0"}], [("INVALID", "lines.0.amount")]),
        ([{"amount": "-1"}], [("INVALID", "lines.0.amount")]),
        ([{"amount": "0.001"}], [("INVALID", "lines.0.amount")]),
        ([{"quantity": "1.0001"}], [("INVALID", "lines.0.quantity")]),
        ([{"quantity": "-1"}], [("INVALID", "lines.0.quantity")]),
        ([{"quantity": "0.00001"}], [("INVALID", "lines.0.quantity")]),
        ([{"quantity": "1", "amount": "1"}], [("INVALID", "lines.0.amount")]),
        ([{}, {}], [("INVALID", "lines.1.lineId")]),
        ([{"amount": "200"}, {"lineId": "other"}], [("INVALID", "lines.0.amount"), ("NOT_FOUND", "lines.1.lineId")]),
        ([{"lineId": "discount"}], [("INVALID", "lines")]),
        ([{"lineId": "discount", "amount": "1"}], [("INVALID", "lines.0.amount")]),
        ([{"lineId": "charge"}], [("INVALID", "lines")]),
    ],
)
async def test_an_impossible_credit_is_refused_by_its_place(
    cast: Cast, sam: Client, given: list[dict[str, str]], faults: list[tuple[str, str]]
) -> None:
    discount = Line(LineKind.OTHER, "Discount", Decimal(1), Decimal(-200), Decimal(0))
    charge = Line(LineKind.OTHER, "Site", Decimal(1), Decimal(200), Decimal(0))
    invoice, [element, minus, plus] = await billed(cast, [line("Element"), discount, charge])
    _, [other] = await billed(cast, [line("Element")])
    names = {"other": other, "discount": minus, "charge": plus}
    lines = [{"lineId": element} | each for each in given]
    lines = [each | {"lineId": names.get(each["lineId"], each["lineId"])} for each in lines]
    answer = await act(sam, "invoiceCreditCreate", invoiceId=invoice, reason="Warranty", lines=lines)
    assert [(error["code"], ".".join(error["field"])) for error in answer["userErrors"]] == faults
    assert (await ann_sees(sam, invoice))["credited"]["amount"] == "0.00"
    assert await CreditNote.all().count() == 0


async def ann_sees(by: Client, invoice: str) -> dict[str, Any]:
    """An invoice as it stands."""
    found: dict[str, Any] = (await by.data(SEEN, {"id": invoice}))["invoice"]
    return found


async def test_a_discount_is_taken_back_with_its_line(cast: Cast, sam: Client) -> None:
    discount = Line(LineKind.OTHER, "Discount", Decimal(-1), Decimal("49.90"), Decimal(20))
    invoice, [element, minus] = await billed(cast, [line("Element"), discount])
    made = await credited(sam, invoice, {"lineId": element, "amount": "50"}, {"lineId": minus, "quantity": "-1"})
    assert [each["total"]["amount"] for each in made["creditNote"]["lines"]] == ["50.00", "-49.90"]
    assert made["creditNote"]["total"]["amount"] == "0.12"


async def test_only_issued_invoices_are_credited_and_by_staff(
    cast: Cast, sam: Client, ann: Client, zoe: Client
) -> None:
    given = {"customerId": cast.acme, "dueOn": "2030-01-01", "issue": False}
    lines = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 1, "taxRate": 0}]
    draft = (await done(sam, "invoiceCreate", "invoice { id }", **given, lines=lines))["invoice"]["id"]
    assert await refused(sam, "invoiceCreditCreate", invoiceId=draft, reason="No") == "WRONG_STATE"
    invoice, _ = await billed(cast)
    assert await refused(ann, "invoiceCreditCreate", invoiceId=invoice, reason="No") == "FORBIDDEN"
    assert await refused(sam, "invoiceCreditCreate", invoiceId=invoice, reason=" ") == "REQUIRED"
    assert await refused(sam, "invoiceCreditCreate", invoiceId=invoice, version=1, reason="No") == "STALE_VERSION"
    note = (await credited(sam, invoice))["creditNote"]
    for by, found in ((ann, note["number"]), (sam, note["number"]), (zoe, None)):
        for where in ({"id": note["id"]}, {"number": "cn-12" if found is None else note["number"]}):
            query = "query($by: CreditNoteRef!) { creditNote(by: $by) { number total { amount } } }"
            seen = (await by.data(query, {"by": where}))["creditNote"]
            assert (seen and seen["number"]) == found
    voided, _ = await billed(cast)
    await done(sam, "invoiceVoid", id=voided, reason="A mistake")
    assert await refused(sam, "invoiceCreditCreate", invoiceId=voided, reason="No") == "WRONG_STATE"


async def test_an_invoice_with_a_credit_note_is_not_voided(cast: Cast, sam: Client) -> None:
    invoice, [element, *_] = await billed(cast)
    await credited(sam, invoice, {"lineId": element})
    assert await refused(sam, "invoiceVoid", id=invoice, reason="A mistake") == "WRONG_STATE"
    await credited(sam, invoice)
    assert await refused(sam, "invoiceVoid", id=invoice, reason="A mistake") == "WRONG_STATE"


async def test_credits_at_one_instant_never_exceed_the_invoice(cast: Cast, sam: Client) -> None:
    invoice, [element, *_] = await billed(cast, [line("Element")])
    part = {"invoiceId": invoice, "reason": "Twice?", "lines": [{"lineId": element, "amount": "60"}]}
    answers = await asyncio.gather(*(act(sam, "invoiceCreditCreate", STANDING, **part) for _ in range(6)))
    codes = [error["code"] for answer in answers for error in answer["userErrors"]]
    assert len(codes) == 4
    assert set(codes) <= {"INVALID", "STALE_VERSION"}
    assert (await ann_sees(sam, invoice))["credited"]["amount"] == "144.00"
    numbers = sorted(note.number for note in await CreditNote.all())
    assert numbers == [1, 2], "a refused one takes no number"
    same = [part | {"lines": [{"lineId": element, "amount": "1"}], "idempotencyKey": "once"}] * 4
    notes = await asyncio.gather(*(done(sam, "invoiceCreditCreate", "creditNote { number }", **one) for one in same))
    assert {note["creditNote"]["number"] for note in notes} == {"CN-000003"}


async def test_people_are_told_and_the_history_has_it(cast: Cast, sam: Client, ann: Client) -> None:
    invoice, [element, *_] = await billed(cast)
    note = (await credited(sam, invoice, {"lineId": element}, reason="The part was under warranty."))["creditNote"]
    mails = await Delivery.filter(template="invoice_credited", contact_id=key(cast.ann))
    assert [(mail.data["credit_note_number"], mail.data["is_owed"]) for mail in mails] == [("CN-000001", True)]
    assert mails[0].data["balance"] == {"amount": "111.90", "currency": "EUR"}
    query = """query($id: ID!) { invoice(by: {id: $id}) { history(first: 1) { nodes {
      kind detail amount { amount } creditNote { id } clock } } } }"""
    [entry] = (await ann.data(query, {"id": invoice}))["invoice"]["history"]["nodes"]
    assert entry == {
        "kind": "INVOICE_CREDITED",
        "detail": "The part was under warranty.",
        "amount": {"amount": "179.88"},
        "creditNote": {"id": note["id"]},
        "clock": None,
    }
    await credited(sam, invoice)
    [entry] = (await ann.data(query, {"id": invoice}))["invoice"]["history"]["nodes"]
    assert entry["clock"] == "STOPPED"


async def test_the_documents_name_each_other(cast: Cast, server: Server, sam: Client, ann: Client, zoe: Client) -> None:
    invoice, [element, labour, _] = await billed(cast)
    await contact(cast.ann, locale="de-DE", time_zone="Europe/Berlin")
    await pay(sam, invoice, "291.78")
    lines = [{"lineId": element}, {"lineId": labour, "amount": "8.00"}]
    note = (await credited(sam, invoice, *lines, reason="Garantie"))["creditNote"]["id"]
    query = "query($id: ID!) { node(id: $id) { ... on CreditNote { pdf { url filename } invoice { pdf { url } } } } }"
    assert (await zoe.data(query, {"id": note}))["node"] is None
    mine = (await ann.data(query, {"id": note}))["node"]
    assert mine["pdf"]["filename"] == "CN-000001.pdf"
    text = words((await server.client.get(mine["pdf"]["url"])).content)
    day = (await Invoice.get()).issued_at
    assert day is not None
    for part in (
        "Rechnungskorrektur (Gutschrift)",
        "Korrekturnummer CN-000001",
        "Zur Rechnung INV-000001",
        "Rechnung vom",
        "Grund Garantie",
        "1 Heating element, 2 kW 1 149,90 € 20 % 149,90 €",
        "2 Labour 20 % 8,00 €",
        "Gutgeschrieben 189,48 €",
    ):
        assert part in text.replace("\xa0", " ")
    text = words((await server.client.get(mine["invoice"]["pdf"]["url"])).content).replace("\xa0", " ")
    assert "Gutgeschrieben (CN-000001) 189,48 €" in text
    assert "Guthaben 189,48 €" in text


async def test_totals_and_statements_count_credits(cast: Cast, server: Server, sam: Client, ann: Client) -> None:
    invoice, [element, *_] = await billed(cast)
    await billed(cast, [line("Element")])
    await credited(sam, invoice, {"lineId": element})
    query = """query { invoices(first: 0) { totals { currency total { amount } credited { amount } paid { amount }
      outstanding { amount } } } }"""
    [totals] = (await ann.data(query))["invoices"]["totals"]
    amounts = {name: sums["amount"] for name, sums in totals.items() if name != "currency"}
    assert amounts == {"total": "471.66", "credited": "179.88", "paid": "0.00", "outstanding": "291.78"}
    today = clock.now().date()
    period = {"from": today.isoformat(), "to": (today + timedelta(days=1)).isoformat()}
    query = """query($id: ID!, $from: Date!, $to: Date!) { customer(id: $id) {
      statement(startsOn: $from, endsOn: $to) { pdf { url } csv { url } } } }"""
    statement = (await ann.data(query, {"id": cast.acme, **period}))["customer"]["statement"]
    table = (await server.client.get(statement["csv"]["url"])).text.splitlines()
    assert table[0] == "date,entry,reference,charged,credited,received,balance,currency"
    assert table[4].endswith(",credit,CN-000001 INV-000001,0.00,179.88,0.00,291.78,EUR")
    assert table[5].endswith(",closing,,,,,291.78,EUR")
    text = words((await server.client.get(statement["pdf"]["url"])).content)
    assert "Credit note CN-000001 · INV-000001 €179.88 €291.78" in text
