"""What is written on an order's timeline: notes and records of work."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core import text
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.log.events import Event, EventKind, Visibility
from models.log.unit_of_work import unit_of_work
from models.messages.notifications import NotificationKind
from models.orders.orders import Order


class Note(Entity):
    """Something that somebody wrote about an order."""

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="notes", on_delete=fields.RESTRICT
    )
    body = fields.TextField()
    quoted_text: str | None = fields.TextField(null=True)
    visibility = fields.CharEnumField(Visibility, max_length=10)
    created_at = UtcDatetimeField()
    of_property = fields.BooleanField(default=False, db_default=False)
    order_id: UUID

    class Meta:
        table = "notes"

    @classmethod
    async def add(
        cls, order: Order, body: str, visibility: Visibility, *, by: Viewer, quoted_text: str | None = None
    ) -> Event:
        """Write a note; a contact's is always for everyone. `quoted_text` is what a mail said besides."""
        async with unit_of_work() as unit:
            if visibility is Visibility.STAFF_ONLY and not by.is_staff:
                raise Refusal(RefusalCode.FORBIDDEN, "Only staff write notes for staff.", "visibility")
            note = await cls.create(
                order_id=order.id,
                body=text.body(body, "body"),
                quoted_text=quoted_text,
                visibility=visibility,
                created_at=clock.now(),
            )
            await order.touch(visibility)
            event = order.record(unit, EventKind.NOTE_ADDED, by, visibility=visibility, note_id=str(note.id))
            await order.tell(
                unit,
                event,
                NotificationKind.NOTE_ADDED,
                by,
                title=f"{by.name} wrote on {order.reference}",
                body=note.body[:500],
                template="note_added",
                note=note.body,
            )
            return event


class WorkKind(StrEnum):
    """What was done."""

    PARTS_ORDERED = "PARTS_ORDERED"
    PARTS_RECEIVED = "PARTS_RECEIVED"
    SITE_VISIT = "SITE_VISIT"


async def record_work(order: Order, kind: WorkKind, summary: str, *, by: Viewer, occurred_at: datetime | None) -> Event:
    """Put a piece of work on the timeline; refuses with INVALID work in the future."""
    async with unit_of_work() as unit:
        if occurred_at is not None and occurred_at > clock.now():
            raise Refusal(RefusalCode.INVALID, "Work is recorded after it was done.", "occurredAt")
        await order.touch()
        return unit.record(
            EventKind.WORK_RECORDED,
            by,
            customer_id=order.customer_id,
            site_id=order.site_id,
            order_id=order.id,
            occurred_at=occurred_at,
            work=kind.value,
            summary=text.body(summary, "summary", 2000),
        )
