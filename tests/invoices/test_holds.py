"""Lines and holds have ids, and one of several holds can be released."""

from typing import Any

import pytest

from models.messages.notifications import Notification
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.invoicing import issued
from tests.support.mutations import act, done, new_invoice, refused
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

HOLDS = "invoice { isOnHold autoApprovesAt holds { id reason releasedAt releasedBy { name } } }"
PARTS = """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id
  ... on InvoiceLine { description unitPrice { amount currency } total { amount } invoice { number } }
  ... on InvoiceHold { reason invoice { number } } } }"""


async def held(cast: Cast, sam: Client, *reasons: str) -> tuple[str, list[str]]:
    """An invoice with these holds; gives its id and theirs."""
    invoice = encode("Invoice", (await issued(cast)).id)
    held: list[dict[str, str]] = []
    for reason in reasons:
        held = (await done(sam, "invoiceHold", HOLDS, id=invoice, reason=reason))["invoice"]["holds"]
    return invoice, [hold["id"] for hold in held]


async def test_some_holds_are_released_and_others_stay(cast: Cast, sam: Client, ann: Client) -> None:
    invoice, [first, second, third] = await held(cast, sam, "Price?", "Hours?", "Order?")
    some = (await done(ann, "invoiceRelease", HOLDS, id=invoice, holdIds=[first, third]))["invoice"]
    assert [hold["releasedBy"] and hold["releasedBy"]["name"] for hold in some["holds"]] == [
        "Ann",
        None,
        "Ann",
    ]
    assert (some["isOnHold"], some["autoApprovesAt"]) == (True, None)
    assert await refused(ann, "invoiceApprove", id=invoice) == "WRONG_STATE"
    # It is still on hold, so nobody is told otherwise.
    assert await Notification.filter(kind="INVOICE_RELEASED").count() == 0
    rest = (await done(ann, "invoiceRelease", HOLDS, id=invoice, holdIds=[second]))["invoice"]
    assert rest["isOnHold"] is False
    assert rest["autoApprovesAt"] is not None
    assert await Notification.filter(kind="INVOICE_RELEASED").count() > 0


async def test_without_ids_all_holds_are_released(cast: Cast, sam: Client) -> None:
    invoice, _ = await held(cast, sam, "Price?", "Hours?")
    released = (await done(sam, "invoiceRelease", HOLDS, id=invoice))["invoice"]
    assert all(hold["releasedAt"] for hold in released["holds"])
    assert released["isOnHold"] is False


@ON_SQLITE
async def test_a_hold_of_another_invoice_is_refused_by_its_place(cast: Cast, sam: Client) -> None:
    other, [elsewhere] = await held(cast, sam, "Other")
    invoice, [first, second] = await held(cast, sam, "Price?", "Hours?")
    await done(sam, "invoiceRelease", id=invoice, holdIds=[first])
    given: dict[str, Any] = {"id": invoice, "holdIds": [second, first, elsewhere]}
    errors = (await act(sam, "invoiceRelease", **given))["userErrors"]
    assert [(error["code"], error["field"]) for error in errors] == [
        ("WRONG_STATE", ["holdIds", "1"]),
        ("NOT_FOUND", ["holdIds", "2"]),
    ]
    assert await refused(sam, "invoiceRelease", id=invoice, holdIds=[]) == "REQUIRED"
    assert await refused(sam, "invoiceRelease", id=invoice, holdIds=[other]) == "NOT_FOUND"


async def test_parts_are_found_by_those_who_see_the_invoice(
    cast: Cast, sam: Client, ann: Client, zoe: Client, tom: Client
) -> None:
    invoice, [hold] = await held(cast, sam, "Price?")
    query = "query($id: ID!) { invoice(by: {id: $id}) { lines { id } } }"
    lines = [line["id"] for line in (await ann.data(query, {"id": invoice}))["invoice"]["lines"]]
    assert len({*lines, hold}) == 4
    for by in (sam, ann):
        part, *_, held_by = (await by.data(PARTS, {"ids": [*lines, hold]}))["nodes"]
        assert part == {
            "__typename": "InvoiceLine",
            "id": lines[0],
            "description": "Heating element, 2 kW",
            "unitPrice": {"amount": "149.90", "currency": "EUR"},
            "total": {"amount": "149.90"},
            "invoice": {"number": "INV-000001"},
        }
        assert (held_by["id"], held_by["reason"], held_by["invoice"]["number"]) == (hold, "Price?", "INV-000001")
    for by in (zoe, tom):
        assert (await by.data(PARTS, {"ids": [*lines, hold]}))["nodes"] == [None] * 4
    draft = await new_invoice(sam, cast.acme, (await issued(cast)).due_on)
    [hidden] = (await sam.data(query, {"id": draft}))["invoice"]["lines"]
    assert (await ann.data(PARTS, {"ids": [hidden["id"]]}))["nodes"] == [None]
