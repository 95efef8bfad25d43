"""Refusals about orders, their notes and files, recommendations and uploads."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from adapters import clock
from models.files import uploads
from tests.support.attacks.bad_values import LONGER_THAN_ANY
from tests.support.files import announce, attached, pdf, uploaded
from tests.support.mutations import done
from tests.support.orders import move, new_order, order_at
from tests.support.refusals.stage import Stage

FILE = {"filename": "a.pdf", "contentType": "application/pdf"}


async def refuse(on: Stage) -> None:
    """Ask for what the state of orders does not allow."""
    await _of_orders(on)
    await _of_many_orders(on)
    await _of_upserts(on)
    await _of_entries(on)
    await _of_recommendations(on)
    await on.refused(on.ann, "uploadCreate", "TOO_LARGE", "size", **FILE, size=2**50)
    with patch.object(uploads, "MAX_OPEN", 1):
        await on.refused(on.ann, "uploadCreate", "TOO_MANY_ATTEMPTS", None, **FILE, size=1)


async def _of_orders(on: Stage) -> None:
    ann, sam = on.ann, on.sam
    order, finished = await new_order(ann), await new_order(ann)
    for status in ("IN_PROGRESS", "COMPLETED"):
        await move(sam, finished, status)
    pending = (await announce(ann, 10))["id"]
    about = {"kind": "WALK_IN_REPAIR", "problemSummary": "It squeaks", "newAsset": {"name": "Mixer"}}
    await on.refused(ann, "orderCreate", "WRONG_STATE", "uploadIds.0", **about, uploadIds=[pending])
    await on.refused_reference("order", order, **about, customerId=on.cast.acme)
    await on.refused(ann, "orderUpdate", "INVALID", "problemSummary", id=order, problemSummary="a\x01")
    await on.refused(ann, "orderUpdate", "REQUIRED", "problemSummary", id=order, problemSummary=" ")
    await on.refused(ann, "orderUpdate", "WRONG_STATE", "id", id=finished, problemSummary="Other")
    await on.refused(ann, "orderSubmit", "WRONG_STATE", "id", id=finished)
    await on.refused(ann, "orderCancel", "WRONG_STATE", "id", id=finished, reason="Late")
    await on.refused(sam, "orderStatusChange", "WRONG_STATE", "status", id=finished, status="SUBMITTED")
    await on.refused(sam, "orderStatusChange", "REQUIRED", "comment", id=finished, status="IN_PROGRESS")
    await on.refused(sam, "orderSchedule", "WRONG_STATE", "id", id=finished, scheduledFor=_in(days=1))
    await on.refused(sam, "orderSchedule", "INVALID", "scheduledFor", id=order, scheduledFor=_in(days=4000))
    await done(sam, "staffUpdate", id=on.cast.rita.id, isActive=False)
    await on.refused(sam, "orderAssign", "INVALID", "technicianIds.0", id=order, technicianIds=[on.cast.rita.id])
    await done(sam, "staffUpdate", id=on.cast.rita.id, isActive=True)
    work = {"orderId": order, "work": "SITE_VISIT", "summary": "Was there"}
    await on.refused(sam, "workRecord", "INVALID", "occurredAt", **work, occurredAt=_in(days=1))


def _in(**ahead: float) -> str:
    return (clock.now() + timedelta(**ahead)).isoformat()


async def _of_many_orders(on: Stage) -> None:
    sam, name, order = on.sam, "ordersUpdate", await new_order(on.ann)
    items, at = [{"id": order}], "items.0.id"
    await on.refused(sam, name, "NOT_FOUND", at, items=[{"id": "garbage"}], priority="HIGH")
    await on.refused(sam, name, "INVALID", "items.1.id", items=items * 2, priority="HIGH")
    await on.refused(sam, name, "REQUIRED", "items", items=[], priority="HIGH")
    stale = [{"id": order, "version": 99}]
    await on.refused(sam, name, "STALE_VERSION", "items.0.version", items=stale, priority="HIGH")
    await on.refused(sam, name, "WRONG_STATE", at, items=items, status="DRAFT")
    await done(sam, "contactCreate", name="Kim", idempotencyKey="a")
    again = {"items": items, "priority": "HIGH", "idempotencyKey": "a"}
    await on.refused(sam, name, "IDEMPOTENCY_KEY_REUSED", "idempotencyKey", **again)


async def _of_upserts(on: Stage) -> None:
    about = {"kind": "SERVICE_CALL", "problemSummary": "It squeaks", "customerId": on.cast.acme}
    item, changed = about | {"externalReference": "U-1"}, {"problemSummary": "It is cold"}
    await on.refused_upserts("ordersUpsert", "WRITE_ORDERS", item, changed, kind="WALK_IN_REPAIR")
    [made] = (await done(on.sam, "ordersUpsert", "results { order { id } }", items=[item]))["results"]
    for status in ("IN_PROGRESS", "COMPLETED"):
        await move(on.sam, made["order"]["id"], status)
    at = "items.0.externalReference"
    await on.refused(on.sam, "ordersUpsert", "WRONG_STATE", at, items=[item | changed])


async def _of_entries(on: Stage) -> None:
    ann, sam = on.ann, on.sam
    order, at_property = await new_order(ann), await order_at(on.tom, on.cast.quay_street)
    pending = (await announce(ann, 10))["id"]
    secret: dict[str, Any] = {"orderId": at_property, "visibility": "STAFF_ONLY"}
    await on.refused(ann, "noteAdd", "WRONG_STATE", "uploadIds.0", orderId=order, body="Look", uploadIds=[pending])
    await on.refused(sam, "noteAdd", "INVALID", "ofProperty", **secret, body="Look", ofProperty=True)
    await on.refused(ann, "attachmentAdd", "WRONG_STATE", "uploadId", orderId=order, uploadId=pending)
    upload = (await uploaded(sam, pdf(1000)))["id"]
    await on.refused(sam, "attachmentAdd", "INVALID", "ofProperty", **secret, uploadId=upload, ofProperty=True)
    note = (await done(sam, "noteAdd", "entry { id }", **secret, body="For us"))["entry"]["id"]
    await on.refused(sam, "ofPropertySet", "INVALID", "id", id=note, ofProperty=True)
    await on.refused(sam, "ofPropertySet", "WRONG_STATE", "id", id=order, ofProperty=True)

    entries = await sam.data("query($id: ID!) { order(by: {id: $id}) { timeline { nodes { id } } } }", {"id": order})
    opened = entries["order"]["timeline"]["nodes"][-1]["id"]
    await on.refused(sam, "noteRedact", "INVALID", "id", id=opened)
    await on.refused(sam, "noteRedact", "TOO_LONG", "reason", id=note, reason=LONGER_THAN_ANY)
    await done(sam, "noteRedact", id=note)
    await on.refused(sam, "noteRedact", "WRONG_STATE", "id", id=note)
    file = (await attached(ann, order, pdf(1000)))["id"]
    await on.refused(ann, "attachmentRemove", "TOO_LONG", "reason", id=file, reason=LONGER_THAN_ANY)
    await on.refused(on.ben, "attachmentRemove", "FORBIDDEN", "id", id=file)
    await done(ann, "attachmentRemove", id=file)
    await on.refused(sam, "attachmentRemove", "WRONG_STATE", "id", id=file)


async def _of_recommendations(on: Stage) -> None:
    sam, pending = on.sam, (await announce(on.sam, 10))["id"]
    order = await new_order(on.ann)
    given = {"orderId": order, "title": "New seal"}
    await on.refused(sam, "recommendationCreate", "WRONG_STATE", "uploadIds.0", **given, uploadIds=[pending])
    made = await done(sam, "recommendationCreate", "recommendation { id }", **given)
    proposal = made["recommendation"]["id"]
    await on.refused(on.ann, "recommendationRespond", "REQUIRED", "comment", id=proposal, answer="ASK_CLARIFICATION")
    await done(on.ann, "recommendationRespond", id=proposal, answer="APPROVE")
    await on.refused(on.ann, "recommendationRespond", "WRONG_STATE", "id", id=proposal, answer="DECLINE")
    await on.refused(sam, "recommendationReply", "WRONG_STATE", "id", id=proposal, comment="More")
    await on.refused(sam, "recommendationWithdraw", "WRONG_STATE", "id", id=proposal)
