"""Many invoices are approved at once, each by itself: one that is refused does not stop the others."""

import asyncio
from typing import Any

import pytest

from models.invoices.rows import Invoice
from models.log.events import Event, EventKind
from models.messages.deliveries import Delivery
from models.messages.notifications import Notification
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.invoicing import issued
from tests.support.mutations import act, done, refused
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

RESULTS = "results { invoice { id approvalStatus decisionComment version } userErrors { code field } }"


async def some(cast: Cast, count: int) -> list[str]:
    """The ids of invoices that await approval."""
    return [encode("Invoice", (await issued(cast)).id) for _ in range(count)]


def items(ids: list[str]) -> list[dict[str, Any]]:
    """The items of an input."""
    return [{"id": each} for each in ids]


async def approve(by: Client, ids: list[str], **given: Any) -> list[dict[str, Any]]:
    """The results of approving these."""
    results: list[dict[str, Any]] = (await done(by, "invoicesApprove", RESULTS, items=items(ids), **given))["results"]
    return results


def outcomes(results: list[dict[str, Any]]) -> list[str]:
    """The status of each invoice that was approved, the code of the error of each other."""
    return [
        each["userErrors"][0]["code"] if each["userErrors"] else each["invoice"]["approvalStatus"] for each in results
    ]


async def test_one_that_is_refused_does_not_stop_the_others(cast: Cast, ann: Client, sam: Client, zoe: Client) -> None:
    ids = await some(cast, 5)
    await done(ann, "invoiceHold", id=ids[1])
    await done(ann, "invoiceDecline", id=ids[2])
    given = items([*ids, cast.acme])
    given[3]["version"] = 99
    results = (await done(ann, "invoicesApprove", RESULTS, items=given, comment="All fine"))["results"]
    codes = ["APPROVED", "WRONG_STATE", "WRONG_STATE", "STALE_VERSION", "APPROVED", "NOT_FOUND"]
    assert outcomes(results) == codes
    assert [each["invoice"] and each["invoice"]["id"] for each in results] == [*ids, None]
    assert results[0]["invoice"]["decisionComment"] == "All fine"
    assert results[3]["userErrors"][0]["field"] == ["items", "3", "version"]
    assert results[5]["userErrors"][0]["field"] == ["items", "5", "id"]
    assert results[3]["invoice"]["approvalStatus"] == "PENDING"
    assert outcomes(await approve(zoe, [ids[3]])) == ["NOT_FOUND"]
    assert await Event.filter(kind=EventKind.INVOICE_APPROVED).count() == 2


async def test_each_is_told_of_as_if_it_were_alone(cast: Cast, ann: Client, sam: Client) -> None:
    one, *others = await some(cast, 3)
    await done(ann, "invoiceApprove", id=one, comment="So")
    await approve(ann, others, comment="So")
    events = await Event.filter(kind=EventKind.INVOICE_APPROVED).order_by("position")
    assert len(events) == 3
    assert events[0].data == events[1].data == events[2].data
    for table in (Delivery.filter(template="invoice_approved"), Notification.filter(kind="INVOICE_APPROVED")):
        assert await table.count() % 3 == 0
    assert await Notification.filter(kind="INVOICE_APPROVED").count() >= 3
    decided = await Invoice.filter(approval_status="APPROVED")
    assert {each.decided_by["name"] for each in decided if each.decided_by} == {"Ann"}
    assert len(decided) == 3


async def test_with_the_same_key_each_is_approved_once(cast: Cast, ann: Client) -> None:
    ids = await some(cast, 3)
    await done(ann, "invoiceHold", id=ids[1])
    first = await approve(ann, ids, idempotencyKey="month")
    assert outcomes(first) == ["APPROVED", "WRONG_STATE", "APPROVED"]
    await done(ann, "invoiceRelease", id=ids[1])
    # What was refused is tried again, as a single mutation would be.
    again = await asyncio.gather(*(approve(ann, ids, idempotencyKey="month") for _ in range(3)))
    assert [outcomes(each) for each in again] == [["APPROVED"] * 3] * 3
    assert await Event.filter(kind=EventKind.INVOICE_APPROVED).count() == 3
    given: dict[str, Any] = {"items": items(ids[:2]), "idempotencyKey": "month"}
    assert await refused(ann, "invoicesApprove", **given) == "IDEMPOTENCY_KEY_REUSED"
    # Without a key it is said that they are approved already.
    assert outcomes(await approve(ann, ids)) == ["WRONG_STATE"] * 3


async def test_a_list_that_is_empty_long_or_has_one_twice_is_refused(cast: Cast, ann: Client, rita: Client) -> None:
    one, other = await some(cast, 2)
    assert await refused(ann, "invoicesApprove", items=[]) == "REQUIRED"
    assert await refused(ann, "invoicesApprove", items=items([one] * 101)) == "TOO_LONG"
    errors = (await act(ann, "invoicesApprove", items=items([one, other, one, one])))["userErrors"]
    assert [(each["code"], each["field"]) for each in errors] == [
        ("INVALID", ["items", "2", "id"]),
        ("INVALID", ["items", "3", "id"]),
    ]
    assert await refused(rita, "invoicesApprove", items=items([one])) == "FORBIDDEN"
    assert not await Event.filter(kind=EventKind.INVOICE_APPROVED).exists()
