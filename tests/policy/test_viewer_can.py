"""The fields `viewerCan…` of an invoice say what the mutation then answers, in every state and for everybody."""

from typing import Any

import pytest

from adapters import clock
from tests.support.cast import Cast
from tests.support.mutations import act, done
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

STATES = (
    "draft",
    "pending",
    "held",
    "approved",
    "declined",
    "partly paid",
    "paid",
    "paid and approved",
    "partly credited",
    "credited",
    "void",
)
VERBS = {
    "viewerCanApprove": ("invoiceApprove", {}),
    "viewerCanDecline": ("invoiceDecline", {}),
    "viewerCanHold": ("invoiceHold", {}),
    "viewerCanRelease": ("invoiceRelease", {}),
    "viewerCanHandOver": ("invoiceHandOver", {}),
    "viewerCanUpdate": ("invoiceUpdate", {}),
    "viewerCanIssue": ("invoiceIssue", {}),
    "viewerCanVoid": ("invoiceVoid", {"reason": "So"}),
    "viewerCanRecordPayment": ("paymentRecord", {"method": "CASH"}),
    "viewerCanCredit": ("invoiceCreditCreate", {"reason": "So"}),
}
ALL = {
    "draft": {"Update", "Issue", "Void"},
    "pending": {"Approve", "Decline", "Hold", "HandOver", "Void", "RecordPayment", "Credit"},
    "held": {"Decline", "Hold", "Release", "HandOver", "Void", "RecordPayment", "Credit"},
    "approved": {"Void", "RecordPayment", "Credit"},
    "declined": {"Void", "RecordPayment", "Credit"},
    "partly paid": {"Approve", "Decline", "Hold", "HandOver", "RecordPayment", "Credit"},
    "paid": {"Approve", "Decline", "Hold", "HandOver", "RecordPayment", "Credit"},
    "paid and approved": {"RecordPayment", "Credit"},
    "partly credited": {"Approve", "Decline", "Hold", "HandOver", "RecordPayment", "Credit"},
    "credited": {"RecordPayment"},
    "void": set[str](),
}
"""The verbs that a state allows."""
OF_APPROVERS = {"Approve", "Decline", "Hold", "Release", "HandOver"}
LINES = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 100, "taxRate": 0}]
DAY = {"dueOn": "2030-01-31"}


async def invoice_in(state: str, sam: Client, cast: Cast) -> str:
    """A new invoice of Acme in a state; gives its id."""
    given = {"customerId": cast.acme, "lines": LINES, "issue": state != "draft", **DAY}
    created = (await done(sam, "invoiceCreate", "invoice { id lines { id } }", **given))["invoice"]
    this: str = created["id"]
    if "paid" in state:
        await done(sam, "paymentRecord", **payment(this, "40" if state == "partly paid" else "100"))
    if "approved" in state:
        await done(sam, "invoiceApprove", id=this)
    if "credited" in state:
        part = {"lineId": created["lines"][0]["id"], "amount": "40" if state == "partly credited" else "100"}
        await done(sam, "invoiceCreditCreate", invoiceId=this, reason="So", lines=[part])
    if state in ("declined", "held", "void"):
        verb = {"declined": "Decline", "held": "Hold", "void": "Void"}[state]
        await done(sam, f"invoice{verb}", id=this, **({"reason": "So"} if verb == "Void" else {}))
    return this


def payment(this: str, amount: str) -> dict[str, Any]:
    """The input of a payment."""
    day = clock.now().date().isoformat()
    return {
        "invoiceId": this,
        "amount": {"amount": amount, "currency": "EUR"},
        "method": "CASH",
        "receivedOn": day,
    }


async def can(by: Client, this: str) -> dict[str, bool] | None:
    """The fields of an invoice as somebody sees them; None if they do not see it."""
    found = await by.data(f"query($id: ID!) {{ invoice(by: {{id: $id}}) {{ {' '.join(VERBS)} }} }}", {"id": this})
    cans: dict[str, bool] | None = found["invoice"]
    return cans


async def codes(by: Client, field: str, this: str, cast: Cast) -> list[str]:
    """The codes with which the mutation of a field is refused; none if it happens."""
    name, more = VERBS[field]
    key = "invoiceId" if name == "invoiceCreditCreate" else "id"
    given = payment(this, "1") if name == "paymentRecord" else {key: this, **more}
    if name == "invoiceHandOver":
        given["approverId"] = cast.ann.id
    return [error["code"] for error in (await act(by, name, **given))["userErrors"]]


@pytest.mark.parametrize("state", STATES)
async def test_the_fields_say_what_the_mutations_then_answer(
    cast: Cast, sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, state: str
) -> None:
    this = await invoice_in(state, sam, cast)
    rights = {"customerId": cast.acme, "contactId": cast.ben.id, "role": "MEMBER", "rights": ["INVOICES"]}
    await done(sam, "membershipSet", **rights)
    everybody = {"sam": sam, "rita": rita, "ann": ann, "ben": ben, "zoe": zoe}
    for who, by in everybody.items():
        cans = await can(by, this)
        if who == "zoe" or (state == "draft" and who in ("ann", "ben")):
            assert cans is None
            continue
        assert cans is not None
        named = {field.removeprefix("viewerCan") for field, is_so in cans.items() if is_so}
        mine = {"sam": ALL[state], "ann": ALL[state] & OF_APPROVERS}
        assert named == mine.get(who, set()), (who, state)
        for field, is_so in cans.items():
            # What is refused changes nothing; what happens, happens to another one.
            answer = await codes(by, field, await invoice_in(state, sam, cast) if is_so else this, cast)
            if is_so:
                assert answer == [], (who, state, field)
            else:
                assert answer in (["FORBIDDEN"], ["WRONG_STATE"]), (who, state, field)


async def test_an_approver_who_was_chosen_decides_alone(cast: Cast, sam: Client, ann: Client, ben: Client) -> None:
    rights = ["INVOICES", "INVOICE_APPROVAL"]
    await done(sam, "membershipSet", customerId=cast.acme, contactId=cast.ben.id, role="MEMBER", rights=rights)
    this = await invoice_in("pending", sam, cast)
    await done(sam, "invoiceHandOver", id=this, approverId=cast.ann.id)
    of_ben = await can(ben, this)
    assert of_ben == {field: field == "viewerCanHold" for field in VERBS}
    for field in VERBS.keys() - {"viewerCanHold"}:
        assert await codes(ben, field, this, cast) in (["FORBIDDEN"], ["WRONG_STATE"]), field
    assert await codes(ben, "viewerCanHold", this, cast) == []
