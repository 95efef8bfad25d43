"""Upserts: a program sends its orders and invoices as they are to be, as often as it likes."""

import asyncio
from typing import Any

import pytest

from models.log.reading import head
from tests.support.cast import Cast
from tests.support.mutations import act, done, refused
from tests.support.orders import move
from tests.support.partners.keys import EVERY_SCOPE, OF_CUSTOMERS, new_key
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

RESULTS = "results { outcome userErrors { code field message } %s }"
ORDERS = RESULTS % "order { id number status priority problemSummary externalReference }"
INVOICES = RESULTS % "invoice { id number paymentStatus total { amount } lines { id description } externalReference }"
LINE = {"kind": "PART", "description": "Seal", "quantity": "2", "unitPrice": "4.50", "taxRate": "20"}


def order(reference: str, **given: Any) -> dict[str, Any]:
    """An order as a program sends it."""
    return {"externalReference": reference, "kind": "SERVICE_CALL", "problemSummary": f"Job {reference}"} | given


async def upsert(by: Client, name: str, payload: str, *items: dict[str, Any], **given: Any) -> list[dict[str, Any]]:
    """Send items; gives the results."""
    results: list[dict[str, Any]] = (await done(by, name, payload, items=items, **given))["results"]
    assert len(results) == len(items)
    return results


async def orders(by: Client, *items: dict[str, Any], **given: Any) -> list[dict[str, Any]]:
    """Send orders; gives the results."""
    return await upsert(by, "ordersUpsert", ORDERS, *items, **given)


async def invoices(by: Client, *items: dict[str, Any], **given: Any) -> list[dict[str, Any]]:
    """Send invoices; gives the results."""
    return await upsert(by, "invoicesUpsert", INVOICES, *items, **given)


def outcomes(results: list[dict[str, Any]]) -> list[str | None]:
    """The outcome of each."""
    return [each["outcome"] for each in results]


async def test_orders_become_as_given_however_often(sam: Client, ann: Client, cast: Cast) -> None:
    key = await new_key(ann, *OF_CUSTOMERS)
    items = [order("K-1"), order("K-2", priority="HIGH", siteId=cast.acme_site), order("K-3", asDraft=True)]
    made = await orders(key, *items)
    assert outcomes(made) == ["CREATED"] * 3
    assert [each["order"]["status"] for each in made] == ["SUBMITTED", "SUBMITTED", "DRAFT"]
    before = await head()
    assert [each["order"] for each in await orders(key, *items)] == [each["order"] for each in made]
    assert outcomes(await orders(key, *items, idempotencyKey="once")) == ["UNCHANGED"] * 3
    assert await head() == before, "what is as given already is no change"

    items[0] |= {"problemSummary": "  It  squeaks ", "problemDetail": "A lot", "kind": None}
    items[2]["asDraft"] = False
    changed = await orders(key, *items)
    assert outcomes(changed) == ["CHANGED", "UNCHANGED", "CHANGED"]
    assert changed[0]["order"]["problemSummary"] == "It squeaks" and changed[2]["order"]["number"]
    read = "{ events(last: 9) { nodes { kind actor { kind name } } } }"
    told = [each for each in (await sam.data(read))["events"]["nodes"] if each["kind"].startswith("ORDER")]
    assert {each["actor"]["name"] for each in told} == {"Program"}
    assert {"ORDER_CREATED", "ORDER_UPDATED", "ORDER_STATUS_CHANGED"} == {each["kind"] for each in told}


async def test_an_item_that_is_refused_stops_no_other(sam: Client, ann: Client, cast: Cast) -> None:
    key = await new_key(ann, *OF_CUSTOMERS)
    there = await orders(key, order("K-1"), order("K-2"))
    await move(sam, there[1]["order"]["id"], "IN_PROGRESS")
    await move(sam, there[1]["order"]["id"], "COMPLETED")
    wrong = [
        order("K-1", kind="WALK_IN_REPAIR", customerId=cast.zenith),
        order("K-2", problemSummary="Too late"),
        {"externalReference": "K-3"},
        order("  "),
        order("K-5", customerId=cast.zenith),
        order("K-6", problemSummary="x" * 300),
    ]
    results = await orders(key, *wrong, order("K-7"))
    told = [[(error["code"], *error["field"][2:]) for error in each["userErrors"]] for each in results]
    assert told == [
        [("INVALID", "kind"), ("INVALID", "customerId")],
        [("WRONG_STATE", "externalReference")],
        [("REQUIRED", "kind"), ("REQUIRED", "problemSummary")],
        [("REQUIRED", "externalReference")],
        [("NOT_FOUND", "customerId")],
        [("TOO_LONG", "problemSummary")],
        [],
    ]
    assert [error["field"][:2] for error in results[2]["userErrors"]] == [["items", "2"]] * 2
    assert outcomes(results) == [None] * 6 + ["CREATED"]
    assert outcomes(await orders(key, order("K-2"))) == ["UNCHANGED"], "a finished order that is as given is no error"


async def test_a_list_of_items_is_whole_and_names_each_once(sam: Client, ann: Client, tom: Client, cast: Cast) -> None:
    key = await new_key(ann, *OF_CUSTOMERS)
    assert await refused(key, "ordersUpsert", items=[]) == "REQUIRED"
    assert await refused(key, "ordersUpsert", items=[order(f"K-{n}") for n in range(201)]) == "TOO_LONG"
    twice = await act(key, "ordersUpsert", items=[order("K 1"), order("K-2"), order(" K  1")])
    [error] = twice["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID", ["items", "2", "externalReference"])
    for person in (ann, tom):
        assert await refused(person, "ordersUpsert", items=[order("K-1")]) == "FORBIDDEN"
    many = await orders(key, *(order(f"M-{n}") for n in range(200)))
    assert outcomes(many) == ["CREATED"] * 200
    ours = await orders(sam, order("M-1", customerId=cast.acme))
    assert outcomes(ours) == ["CREATED"], "the ids of the operator are others than those of a customer's programs"
    of_operator = await new_key(sam, *EVERY_SCOPE, customerIds=[cast.acme])
    assert outcomes(await orders(of_operator, order("M-1"))) == ["UNCHANGED"]
    for_zenith = await new_key(sam, *EVERY_SCOPE, customerIds=[cast.zenith])
    [hidden] = await orders(for_zenith, order("M-1"))
    assert hidden["userErrors"][0]["code"] == "NOT_UNIQUE" and hidden["order"] is None


async def test_the_same_order_sent_twice_at_once_is_one_order(ann: Client) -> None:
    key = await new_key(ann, *OF_CUSTOMERS)
    sent = await asyncio.gather(*(orders(key, order("K-1"), order("K-2")) for _ in range(4)))
    for place in (0, 1):
        assert sorted(each[place]["outcome"] for each in sent) == ["CREATED"] + ["UNCHANGED"] * 3
        assert len({each[place]["order"]["id"] for each in sent}) == 1


async def test_invoices_become_as_given_however_often(sam: Client, ann: Client, cast: Cast) -> None:
    key = await new_key(sam, "WRITE_INVOICES", "READ_EVENTS", customerIds=[cast.acme])
    draft = {
        "externalReference": "B-1",
        "customerId": cast.acme,
        "dueOn": "2030-01-31",
        "lines": [LINE],
        "issue": False,
    }
    made = await invoices(key, draft, draft | {"externalReference": "B-2", "issue": True})
    assert outcomes(made) == ["CREATED"] * 2
    assert [each["invoice"]["paymentStatus"] for each in made] == ["DRAFT", "OUTSTANDING"]
    before = await head()
    again = await invoices(key, draft, draft | {"externalReference": "B-2", "lines": [LINE | {"quantity": "2.0"}]})
    assert outcomes(again) == ["UNCHANGED"] * 2 and await head() == before
    dearer = [LINE, LINE | {"description": "Labour", "kind": "LABOUR"}]
    changed = await invoices(
        key, draft | {"lines": dearer, "issue": True}, draft | {"externalReference": "B-2", "lines": dearer}
    )
    assert outcomes(changed) == ["CHANGED", None]
    assert changed[0]["invoice"]["total"]["amount"] == "21.60" and changed[0]["invoice"]["number"]
    assert changed[1]["userErrors"][0]["code"] == "WRONG_STATE"
    kinds = [each["kind"] for each in (await key.data("{ events { nodes { kind } } }"))["events"]["nodes"]]
    assert {"INVOICE_DRAFTED", "INVOICE_CHANGED", "INVOICE_ISSUED"} <= {*kinds}, "it sees what it drafts"
    assert outcomes(await invoices(sam, draft | {"lines": dearer})) == ["UNCHANGED"]
    assert await refused(ann, "apiKeyCreate", name="x", scopes=["WRITE_INVOICES"]) == "FORBIDDEN"
    assert await refused(ann, "invoicesUpsert", items=[draft]) == "FORBIDDEN"
    reads = await new_key(sam, "READ_INVOICES", customerIds=[cast.acme])
    seen = "{ invoices { nodes { paymentStatus } } }"
    await invoices(key, draft | {"externalReference": "B-3"})
    counts = [len((await each.data(seen))["invoices"]["nodes"]) for each in (key, reads)]
    assert counts == [3, 2], "drafts are seen by those who write them"
