"""Notes and records of work, which stand in an order's timeline."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from adapters import clock
from adapters.text.sentences import Sentence
from models.core import text
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.viewer import Viewer
from models.log.events import EventKind, NewEvent, Visibility
from models.log.unit_of_work import unit_of_work
from models.messages.notifications import NotificationKind
from models.orders.followers import notify_followers
from models.orders.orders import Order, touch


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


async def add_note(
    order: Order, body: str, visibility: Visibility, *, quoted_text: str | None = None, by: Viewer
) -> Note:
    """Write a note; a contact's is always for everyone. `quoted_text` is what a mail quotes besides."""
    async with unit_of_work() as unit:
        faults = Faults()
        with faults.noted():
            if visibility is Visibility.STAFF_ONLY and not by.is_staff:
                raise Refusal(RefusalCode.FORBIDDEN, "Only staff write notes for staff.", "visibility")
        with faults.noted():
            body = text.body(body, "body")
        faults.expect_none()
        note = await Note.create(
            order_id=order.id,
            body=body,
            quoted_text=quoted_text,
            visibility=visibility,
            created_at=clock.now(),
        )
        await touch(order, visibility)
        event = unit.record(EventKind.NOTE_ADDED, by, **order.log_keys, visibility=visibility, note_id=str(note.id))
        await notify_followers(
            unit,
            event,
            order,
            NotificationKind.NOTE_ADDED,
            title=Sentence("{person} wrote on {order}", person=by.name, order=order.reference),
            body=note.body[:500],
            template="note_added",
            by=by,
            note=note.body,
        )
        return note


class WorkKind(StrEnum):
    """A kind of work on an order."""

    PARTS_ORDERED = "PARTS_ORDERED"
    PARTS_RECEIVED = "PARTS_RECEIVED"
    SITE_VISIT = "SITE_VISIT"


async def record_work(
    order: Order, kind: WorkKind, summary: str, *, occurred_at: datetime | None, by: Viewer
) -> NewEvent:
    """Put a piece of work on the timeline and return its entry; refuses with INVALID work in the future."""
    async with unit_of_work() as unit:
        summary = checked_work(summary, occurred_at)
        await touch(order)
        return unit.record(
            EventKind.WORK_RECORDED,
            by,
            **order.log_keys,
            occurred_at=occurred_at,
            work=kind.value,
            summary=summary,
        )


def checked_work(summary: str, occurred_at: datetime | None) -> str:
    """The description of work; refuses with all faults of it and of its time."""
    faults = Faults()
    with faults.noted():
        if occurred_at is not None and occurred_at > clock.now():
            raise Refusal(RefusalCode.INVALID, "Work is recorded after it was done.", "occurredAt")
    with faults.noted():
        summary = text.body(summary, "summary", 2000)
    faults.expect_none()
    return summary
