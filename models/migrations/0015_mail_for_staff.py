"""Mail that came in may wait for a member of staff, with its words, and may be about an invoice."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField
from models.messages.inbound_mails import InboundMailState

NEW: dict[str, Any] = {
    "text": fields.TextField(null=True),
    "state": fields.CharEnumField(enum_type=InboundMailState, max_length=7, null=True),
    "told_at": UtcDatetimeField(null=True, auto_now=False, auto_now_add=False),
    "cleared_at": UtcDatetimeField(null=True, auto_now=False, auto_now_add=False),
    "cleared_by": fields.JSONField(null=True),
    "invoice_id": fields.UUIDField(null=True, db_index=True),
}


class Migration(migrations.Migration):
    dependencies = [("models", "0014_approval_questions")]

    initial = False

    operations = [
        *(ops.AddField(model_name="InboundMail", name=name, field=field) for name, field in NEW.items()),
        ops.RunSQL("CREATE INDEX inbound_mails_open_idx ON inbound_mails (received_at) WHERE state = 'OPEN'"),
    ]
