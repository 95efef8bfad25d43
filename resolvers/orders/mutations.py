"""The mutations of orders."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from adapters.text.sentences import Sentence
from execution.context import Info, viewer_of
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode, within
from models.core.rows import select
from models.core.scope import all_of, equals
from models.core.viewer import KeyScope, Permission, Viewer
from models.files.uploads import Upload, expect_usable
from models.log.events import Event, EventKind, Visibility
from models.log.unit_of_work import unit_of_work
from models.orders.attachments import Attachment, add_attachment
from models.orders.intake import open_order
from models.orders.lifecycle import OrderStatus
from models.orders.notes import Note, add_note, checked_work, record_work
from models.orders.orders import Order
from models.orders.progress import assign_technicians, change_status, expect_active, expect_visit, schedule_visit
from models.orders.property_marks import expect_markable, mark_of_property
from models.people.staff import StaffMember
from models.places.assets import Asset, add_asset
from models.policy import find, visible
from resolvers.core import external_references, ids
from resolvers.core.forms import COMMENT, NEW_ORDER, REASON, fields
from resolvers.core.ids import find_each, find_named, find_node
from resolvers.core.mutations import mutation
from resolvers.core.rules import REQUESTS_WORK, permission
from resolvers.orders.entry_inputs import AttachmentAddInput, NoteAddInput, OfPropertySetInput, WorkRecordInput
from resolvers.orders.inputs import (
    OrderAssignInput,
    OrderCancelInput,
    OrderCreateInput,
    OrderScheduleInput,
    OrderStatusChangeInput,
    OrderSubmitInput,
)
from resolvers.places.mutations import customer_and_site, only_customer

MANAGES_ORDERS: Final = permission(Permission.MANAGE_ORDERS)


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED TOO_LONG WRONG_STATE",
    form=NEW_ORDER,
)
async def order_create(info: Info, input: OrderCreateInput) -> dict[str, Any]:
    """Create an order, with a new asset if one is described."""
    return {"order_id": (await create_order(input, viewer_of(info))).id}


async def create_order(input: OrderCreateInput, viewer: Viewer) -> Order:
    """The new order that an input describes."""
    faults = Faults()
    customer, site = await customer_and_site(input.customer_id, input.site_id, viewer, faults)
    asset = await find_named(Asset, input.asset_id, viewer, to="see", field="assetId", faults=faults)
    with faults.noted():
        if input.asset_id and input.new_asset:
            raise Refusal(RefusalCode.INVALID, "Give assetId or newAsset, not both.", "newAsset")
    with faults.noted():
        external_references.given(input.external_reference, viewer)
    uploads = await uploads_of(input.upload_ids, viewer, faults)
    faults.expect_none()
    customer_id = customer.id if customer else (site.customer_id if site else None)
    customer_id = customer_id or (asset.customer_id if asset else None)
    if customer_id is None and site is None:
        customer_id = await only_customer(viewer, Sentence("Give the customer, the site or the asset."))
    if input.new_asset:
        described = input.new_asset
        with within("newAsset"):
            asset = await add_asset(
                described.name,
                customer_id=customer_id,
                site=site,
                serial_number=described.serial_number,
                manufacturer=described.manufacturer,
                model=described.model,
                by=viewer,
            )
    order = await open_order(
        kind=input.kind,
        priority=input.priority,
        customer_id=customer_id,
        site=site,
        asset=asset,
        problem_summary=input.problem_summary,
        problem_detail=input.problem_detail,
        external_reference=input.external_reference,
        as_draft=input.as_draft,
        by=viewer,
    )
    await attach(order, uploads, Visibility.EVERYONE, viewer)
    return order


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
)
async def order_submit(info: Info, input: OrderSubmitInput) -> dict[str, Any]:
    """Submit a draft, which assigns its number."""
    viewer = viewer_of(info)
    order = await find_node(Order, input.id, viewer, to="change", version=input.version)
    with within(status="id"):
        await change_status(order, OrderStatus.SUBMITTED, by=viewer)
    return {"order_id": order.id}


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=REASON,
)
async def order_cancel(info: Info, input: OrderCancelInput) -> dict[str, Any]:
    """Cancel an order before work starts."""
    viewer = viewer_of(info)
    order = await find_node(Order, input.id, viewer, to="change", version=input.version)
    with within(status="id", comment="reason"):
        await change_status(order, OrderStatus.CANCELLED, comment=input.reason, by=viewer)
    return {"order_id": order.id}


@mutation(
    MANAGES_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=COMMENT,
)
async def order_status_change(info: Info, input: OrderStatusChangeInput) -> dict[str, Any]:
    """Move an order along its lifecycle."""
    viewer = viewer_of(info)
    order = await find_node(Order, input.id, viewer, to="manage", version=input.version)
    await change_status(order, input.status, comment=input.comment, by=viewer)
    return {"order_id": order.id}


@mutation(
    MANAGES_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=lambda given: expect_visit(given.scheduled_for, given.comment),
)
async def order_schedule(info: Info, input: OrderScheduleInput) -> dict[str, Any]:
    """Schedule the visit for an order, and assign its technicians."""
    viewer = viewer_of(info)
    technicians, faults = None, Faults()
    with faults.noted():
        order = await find_node(Order, input.id, viewer, to="manage", version=input.version)
    if input.technician_ids is not None:
        technicians = await technicians_of(input.technician_ids, viewer, faults)
    faults.expect_none()
    await schedule_visit(order, input.scheduled_for, technicians, comment=input.comment, by=viewer)
    return {"order_id": order.id}


@mutation(MANAGES_ORDERS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG")
async def order_assign(info: Info, input: OrderAssignInput) -> dict[str, Any]:
    """Assign technicians to an order."""
    viewer = viewer_of(info)
    faults = Faults()
    with faults.noted():
        order = await find_node(Order, input.id, viewer, to="manage", version=input.version)
    technicians = await technicians_of(input.technician_ids, viewer, faults)
    faults.expect_none()
    await assign_technicians(order, technicians, by=viewer)
    return {"order_id": order.id}


async def technicians_of(global_ids: Sequence[str], viewer: Viewer, faults: Faults) -> list[StaffMember]:
    """The staff of the input field `technicianIds`; notes those who are not found, or not active."""
    return await find_each(
        StaffMember, global_ids, viewer, to="assign", field="technicianIds", faults=faults, check=expect_active
    )


@mutation(
    MANAGES_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG",
    form=lambda given: checked_work(given.summary, given.occurred_at),
)
async def work_record(info: Info, input: WorkRecordInput) -> dict[str, Any]:
    """Record work on the timeline: parts ordered, parts received or a visit."""
    viewer = viewer_of(info)
    order = await find_node(Order, input.order_id, viewer, to="manage", field="orderId")
    event = await record_work(order, input.work, input.summary, occurred_at=input.occurred_at, by=viewer)
    return {"entry": event, "order_id": order.id}


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=fields(body=text.body),
)
async def note_add(info: Info, input: NoteAddInput) -> dict[str, Any]:
    """Add a note to an order's timeline."""
    viewer, faults, visibility = viewer_of(info), Faults(), input.visibility
    with faults.noted():
        order = await find_node(Order, input.order_id, viewer, to="note", field="orderId")
    uploads = await uploads_of(input.upload_ids, viewer, faults)
    faults.expect_none()
    if input.of_property:
        with faults.noted():
            await expect_markable(order, visibility, "ofProperty", by=viewer)
    async with unit_of_work() as unit:
        with faults.noted():
            note = await add_note(order, input.body, visibility, by=viewer)
        faults.expect_none()
        entry = unit.last(EventKind.NOTE_ADDED)
    await attach(order, uploads, visibility, viewer, note_id=note.id)
    if input.of_property:
        await mark_of_property(order, note, field="ofProperty", by=viewer)
    return {"entry": entry, "order_id": order.id}


@mutation(MANAGES_ORDERS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE")
async def of_property_set(info: Info, input: OfPropertySetInput) -> dict[str, Any]:
    """Mark an order, or one of its notes or files, as of the property, or remove the mark."""
    viewer = viewer_of(info)
    order, entry = await _to_mark(input.id, viewer)
    order.expect_version(input.version)
    await mark_of_property(order, entry, input.of_property, field="id", by=viewer)
    return {"order_id": order.id}


async def _to_mark(global_id: str, viewer: Viewer) -> tuple[Order, Note | Attachment | None]:
    """The order that an id leads to, and its note or file if the id is of one; refuses with NOT_FOUND."""
    typename, key = ids.decode_any(global_id) or ("", 0)
    if typename == "TimelineEntry":
        seen = all_of(equals("position", key), visible(Event, viewer))
        for row in await select(Event, ("data",), seen):
            for model, name in (("Note", "note_id"), ("Attachment", "attachment_id")):
                if name in row["data"]:
                    typename, key = model, UUID(row["data"][name])
    if isinstance(key, UUID) and typename == "Order":
        return await find(Order, key, viewer, to="manage"), None
    models: dict[str, type[Note | Attachment]] = {"Note": Note, "Attachment": Attachment}
    if not isinstance(key, UUID) or typename not in models:
        raise Refusal(RefusalCode.NOT_FOUND, "No order, note or file has this id.", "id")
    entry = await find(models[typename], key, viewer, to="see")
    return await find(Order, entry.order_id, viewer, to="manage"), entry


async def uploads_of(global_ids: Sequence[str] | None, viewer: Viewer, faults: Faults) -> list[Upload]:
    """The uploads of the input field `uploadIds`; notes those that are not found, or cannot be attached."""
    given = global_ids or []
    return await find_each(Upload, given, viewer, to="send", field="uploadIds", faults=faults, check=expect_usable)


async def attach(
    order: Order,
    uploads: Sequence[Upload],
    visibility: Visibility,
    viewer: Viewer,
    *,
    note_id: UUID | None = None,
    recommendation_id: UUID | None = None,
) -> None:
    """Attach the uploads of an order, a note or a recommendation, without notifications of their own."""
    for place, upload in enumerate(uploads):
        await add_attachment(
            order,
            upload,
            visibility,
            note_id=note_id,
            recommendation_id=recommendation_id,
            is_news=False,
            field=("uploadIds", str(place)),
            by=viewer,
        )


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND TOO_LONG WRONG_STATE",
)
async def attachment_add(info: Info, input: AttachmentAddInput) -> dict[str, Any]:
    """Attach a finished upload to an order."""
    viewer = viewer_of(info)
    faults = Faults()
    with faults.noted():
        order = await find_node(Order, input.order_id, viewer, to="note", field="orderId")
    with faults.noted():
        upload = await find_node(Upload, input.upload_id, viewer, to="send", field="uploadId")
    faults.expect_none()
    visibility = input.visibility
    attachment = await add_attachment(order, upload, visibility, by=viewer)
    if input.of_property:
        await mark_of_property(order, attachment, field="ofProperty", by=viewer)
    return {"attachment_id": attachment.id, "order_id": order.id}
