"""Files that belong to an order."""

from typing import Any
from uuid import UUID

from tortoise import fields

from models.base import Entity, UtcDatetimeField
from models.events import Visibility
from models.notes import Note
from models.orders import Order


class Attachment(Entity):
    """A stored file. Its type is what its content says, not what its name says."""

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="attachments", on_delete=fields.RESTRICT
    )
    note: fields.ForeignKeyNullableRelation[Note] = fields.ForeignKeyField(
        "models.Note", related_name="attachments", null=True, on_delete=fields.RESTRICT
    )
    filename = fields.CharField(max_length=255)
    content_type = fields.CharField(max_length=127)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    storage_key = fields.CharField(max_length=255)
    visibility = fields.CharEnumField(Visibility, max_length=10)
    uploaded_at = UtcDatetimeField()
    uploaded_by: dict[str, Any] = fields.JSONField()
    order_id: UUID
    note_id: UUID | None

    class Meta:
        table = "attachments"
