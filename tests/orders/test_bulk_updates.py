"""Changing many orders at once: each is changed completely or not at all, whatever becomes of the others."""

from typing import Any

from tests.support.cast import Cast
from tests.support.mutations import act, done, refused
from tests.support.orders import move, new_order
from tests.support.server import Client

RESULTS = """results { order { id version status priority technicians { name } }
  userErrors { code field ... on StaleVersionError { currentVersion } } }"""
SEEN = "query($id: ID!) { order(by: {id: $id}) { version status priority timeline { totalCount } } }"


async def seen(by: Client, order: str) -> dict[str, Any]:
    """An order as it is."""
    found: dict[str, Any] = (await by.data(SEEN, {"id": order}))["order"]
    return found


async def test_one_refusal_does_not_undo_the_others(sam: Client, ann: Client, cast: Cast) -> None:
    good, stale, closed, last = [await new_order(ann) for _ in range(4)]
    await done(ann, "orderCancel", id=closed, reason="Never mind")
    before = await seen(sam, closed)
    given = [{"id": good, "version": 1}, {"id": stale, "version": 7}, {"id": closed}, {"id": "nonsense"}, {"id": last}]
    payload = await done(
        sam,
        "ordersUpdate",
        RESULTS,
        items=given,
        technicianIds=[cast.rita.id],
        status="IN_PROGRESS",
        comment="Today",
    )
    errors = [[(each["code"], each["field"]) for each in one["userErrors"]] for one in payload["results"]]
    assert errors == [
        [],
        [("STALE_VERSION", ["items", "1", "version"])],
        [("WRONG_STATE", ["items", "2", "id"])],
        [("NOT_FOUND", ["items", "3", "id"])],
        [],
    ]
    orders = [one["order"] for one in payload["results"]]
    assert [each and each["status"] for each in orders] == [
        "IN_PROGRESS",
        "SUBMITTED",
        "CANCELLED",
        None,
        "IN_PROGRESS",
    ]
    assert [each and len(each["technicians"]) for each in orders] == [1, 0, 0, None, 1]
    assert payload["results"][1]["userErrors"][0]["currentVersion"] == 1
    assert await seen(sam, closed) == before


async def test_an_order_that_is_named_twice_is_told(sam: Client, ann: Client) -> None:
    order, other = await new_order(ann), await new_order(ann)
    wrong = await act(sam, "ordersUpdate", items=[{"id": order}, {"id": other}, {"id": order}], priority="URGENT")
    assert [(each["code"], each["field"]) for each in wrong["userErrors"]] == [("INVALID", ["items", "2", "id"])]
    assert (await seen(sam, order))["version"] == 1


async def test_a_key_makes_a_bulk_change_happen_once(sam: Client, ann: Client) -> None:
    first, second = await new_order(ann), await new_order(ann)
    given: dict[str, Any] = {"items": [{"id": first}, {"id": second}], "priority": "HIGH", "idempotencyKey": "k" * 200}
    answers = [await done(sam, "ordersUpdate", RESULTS, **given) for _ in range(2)]
    assert answers[0] == answers[1]
    assert (await seen(sam, first))["version"] == 2
    assert await refused(sam, "ordersUpdate", **given | {"priority": "LOW"}) == "IDEMPOTENCY_KEY_REUSED"


async def test_faults_of_a_bulk_change_are_told_at_once(sam: Client, ann: Client, cast: Cast) -> None:
    order = await new_order(ann)
    await move(sam, order, "IN_PROGRESS")
    given: dict[str, Any] = {"items": [{"id": order}] * 101, "technicianIds": [cast.rita.id, order], "comment": "x"}
    wrong = await act(sam, "ordersUpdate", RESULTS, **given)
    assert [(each["code"], each["field"]) for each in wrong["userErrors"]] == [
        ("TOO_LONG", ["items"]),
        ("INVALID", ["comment"]),
        ("NOT_FOUND", ["technicianIds", "1"]),
    ]
    assert wrong["results"] == []
    empty = await act(sam, "ordersUpdate", items=[])
    assert [(each["code"], each["field"]) for each in empty["userErrors"]] == [
        ("REQUIRED", ["items"]),
        ("REQUIRED", ["priority"]),
    ]
    assert await refused(ann, "ordersUpdate", items=[{"id": order}], priority="LOW") == "FORBIDDEN"
