"""Files that belong to an order."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from adapters.text.sentences import Sentence
from models.core.entity import DatedEntity, DatedManager, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.files.uploads import Upload, use_upload
from models.log.events import EventKind, Visibility
from models.log.unit_of_work import unit_of_work
from models.messages.notifications import NotificationKind
from models.orders.followers import notify_followers
from models.orders.notes import Note
from models.orders.orders import Order, touch
from models.orders.recommendations import Recommendation

PICTURES: Final = ("image/jpeg", "image/png", "image/gif", "image/webp")
"""The content types that have thumbnails."""


class Attachment(DatedEntity):
    """A stored file. Its type is what its content says, not what its name says.

    `storage_key` is the identifier of the upload that it came by, whose parts hold its bytes. Once it is removed, there
    is no such upload, and its name and hash are empty.
    """

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="attachments", on_delete=fields.RESTRICT
    )
    note: fields.ForeignKeyNullableRelation[Note] = fields.ForeignKeyField(
        "models.Note", related_name="attachments", null=True, on_delete=fields.RESTRICT
    )
    recommendation: fields.ForeignKeyNullableRelation[Recommendation] = fields.ForeignKeyField(
        "models.Recommendation", related_name="attachments", null=True, on_delete=fields.RESTRICT
    )
    filename = fields.CharField(max_length=255)
    content_type = fields.CharField(max_length=127)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    storage_key = fields.CharField(max_length=255)
    visibility = fields.CharEnumField(Visibility, max_length=10)
    uploaded_at = UtcDatetimeField()
    uploaded_by: dict[str, Any] = fields.JSONField()
    of_property = fields.BooleanField(default=False, db_default=False)
    removed_at = UtcDatetimeField(null=True)
    removed_by: dict[str, Any] | None = fields.JSONField(null=True)
    removal_reason: str | None = fields.TextField(null=True)
    order_id: UUID
    note_id: UUID | None
    recommendation_id: UUID | None

    ADDED_AT = "uploaded_at"

    class Meta:
        table = "attachments"
        manager = DatedManager()


async def is_attached(order_id: UUID, digest: str, visibility: Visibility) -> bool:
    """Whether the order has a file with this SHA-256 already, for the same readers."""
    return await Attachment.filter(order_id=order_id, sha256=digest, visibility=visibility).exists()


async def add_attachment(
    order: Order,
    upload: Upload,
    visibility: Visibility,
    *,
    note_id: UUID | None = None,
    recommendation_id: UUID | None = None,
    is_news: bool = True,
    field: str | Sequence[str] = "uploadId",
    by: Viewer,
) -> Attachment:
    """Attach a complete upload. One that comes with a note or a recommendation is no entry of its own.

    `is_news` is whether anybody is notified. Refuses with WRONG_STATE an upload that is incomplete or used.
    """
    async with unit_of_work() as unit:
        if visibility is Visibility.STAFF_ONLY and not by.is_staff:
            raise Refusal(RefusalCode.FORBIDDEN, "Only staff add files for staff.", "visibility")
        content = await use_upload(upload, field)
        attachment = await Attachment.create(
            order_id=order.id,
            note_id=note_id,
            recommendation_id=recommendation_id,
            filename=upload.filename,
            content_type=content.type,
            size=upload.size,
            sha256=content.sha256,
            storage_key=str(upload.id),
            visibility=visibility,
            uploaded_at=clock.now(),
            uploaded_by=by.as_actor(),
        )
        if note_id is not None or recommendation_id is not None:
            return attachment
        await touch(order, visibility)
        kind, attachment_id = EventKind.ATTACHMENT_ADDED, str(attachment.id)
        event = unit.record(kind, by, **order.log_keys, visibility=visibility, attachment_id=attachment_id)
        if is_news:
            await notify_followers(
                unit,
                event,
                order,
                NotificationKind.ATTACHMENT_ADDED,
                title=Sentence("{person} added a file to {order}", person=by.name, order=order.reference),
                body=attachment.filename,
                template="attachment_added",
                by=by,
                filename=attachment.filename,
            )
        return attachment
