"""Drafts: they are changed as a whole or not at all, until they are issued, and only staff know."""

from datetime import date
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.mutations import act, done, new_invoice, refused
from tests.support.orders import new_order
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

SHOWN = """invoice { version dueOn order { id } subtotal { amount } tax { amount } total { amount }
  lines { id description total { amount } } }"""


def line(description: str, price: str, **more: Any) -> dict[str, Any]:
    """A line of a draft."""
    about = {"kind": "PART", "description": description, "quantity": "2", "unitPrice": price, "taxRate": "20"}
    return about | more


async def test_a_draft_gets_other_lines_a_day_and_an_order(cast: Cast, sam: Client, ann: Client) -> None:
    draft, order = await _draft(cast, sam), await new_order(ann)
    first = [line("Seal", "1"), line("Screw", "0.0125")]
    made = (await done(sam, "invoiceUpdate", SHOWN, id=draft, lines=first))["invoice"]
    [seal, screw] = made["lines"]
    assert (made["subtotal"]["amount"], made["tax"]["amount"], made["total"]["amount"]) == ("2.03", "0.41", "2.44")
    lines = [line("Nut", "3"), line("Seal, red", "1", id=seal["id"])]
    more: dict[str, Any] = {"lines": lines, "orderId": order, "dueOn": "2030-02-01"}
    changed = (await done(sam, "invoiceUpdate", SHOWN, id=draft, **more))["invoice"]
    assert [each["description"] for each in changed["lines"]] == ["Nut", "Seal, red"]
    assert changed["lines"][1]["id"] == seal["id"]
    assert changed["lines"][0]["id"] not in (seal["id"], screw["id"])
    assert (changed["order"]["id"], changed["dueOn"], changed["total"]["amount"]) == (order, "2030-02-01", "9.60")
    kept = (await done(sam, "invoiceUpdate", SHOWN, id=draft, orderId=None))["invoice"]
    assert kept == changed | {"order": None, "version": changed["version"] + 1}
    history = """query($id: ID!) { invoice(by: {id: $id}) { history(first: 9) { nodes { kind } } } }"""
    await done(sam, "invoiceIssue", id=draft)
    kinds = [each["kind"] for each in (await sam.data(history, {"id": draft}))["invoice"]["history"]["nodes"]]
    assert kinds.count("INVOICE_CHANGED") == 3
    seen = (await ann.data(history, {"id": draft}))["invoice"]["history"]["nodes"]
    assert [each["kind"] for each in seen] == ["INVOICE_ISSUED"]


async def test_all_faults_of_a_draft_are_told_and_nothing_changes(cast: Cast, sam: Client) -> None:
    draft = await _draft(cast, sam)
    lines = [line(" ", "1"), line("Seal", "0.0000001", id=draft)]
    answer = await act(sam, "invoiceUpdate", id=draft, lines=lines, dueOn="9999-01-01")
    assert [(error["code"], ".".join(error["field"])) for error in answer["userErrors"]] == [
        ("NOT_FOUND", "lines.1.id"),
        ("REQUIRED", "lines.0.description"),
        ("INVALID", "lines.1.unitPrice"),
        ("INVALID", "dueOn"),
    ]
    assert await refused(sam, "invoiceUpdate", id=draft, lines=[]) == "REQUIRED"
    assert await refused(sam, "invoiceUpdate", id=draft, lines=[line("Less", "-1")]) == "INVALID"
    assert await refused(sam, "invoiceUpdate", id=draft, version=2, dueOn="2030-01-01") == "STALE_VERSION"
    query = "query($id: ID!) { invoice(by: {id: $id}) { version lines { description } } }"
    found = await sam.data(query, {"id": draft})
    assert found["invoice"] == {"version": 1, "lines": [{"description": "Seal"}]}


async def test_an_issued_invoice_is_not_changed(cast: Cast, sam: Client, ann: Client) -> None:
    draft = await _draft(cast, sam)
    assert await refused(ann, "invoiceUpdate", id=draft, dueOn="2030-01-01") == "FORBIDDEN"
    await done(sam, "invoiceIssue", id=draft)
    assert await refused(sam, "invoiceUpdate", id=draft, dueOn="2030-01-01") == "WRONG_STATE"


async def _draft(cast: Cast, sam: Client) -> str:
    return await new_invoice(sam, cast.acme, date(2030, 1, 1))
