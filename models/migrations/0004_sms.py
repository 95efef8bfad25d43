"""Text messages that come in, and the numbers that get none."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migration_operations import RedescribeField
from models.log.events import EventKind
from models.messages.notifications import NotificationKind
from models.messages.sms_messages import SmsCommand, SmsOutcome


class Migration(migrations.Migration):
    dependencies = [("models", "0003_uploads")]

    initial = False

    operations = [
        ops.CreateModel(
            name="SmsMessage",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("provider_id", fields.CharField(unique=True, max_length=64)),
                ("sender", fields.CharField(max_length=20)),
                ("recipient", fields.CharField(max_length=20)),
                ("body", fields.TextField(unique=False)),
                ("received_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("command", fields.CharEnumField(enum_type=SmsCommand, max_length=7)),
                ("outcome", fields.CharEnumField(enum_type=SmsOutcome, max_length=17)),
                ("contact_id", fields.UUIDField(null=True)),
                ("invoice_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "sms_messages",
                "app": "models",
                "indexes": [Index(fields=["sender", "received_at"])],
                "pk_attr": "id",
                "table_description": "A text that came in, and what became of it.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="SmsOptOut",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("number", fields.CharField(unique=True, max_length=20)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sms_opt_outs",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A number in E.164 form whose holder wrote STOP, until they write START.",
            },
            bases=["Entity"],
        ),
        # Without words of their own these follow the enums: a value more is no migration more.
        RedescribeField("Event", "kind", fields.CharEnumField(enum_type=EventKind, max_length=32)),
        RedescribeField("Notification", "kind", fields.CharEnumField(enum_type=NotificationKind, max_length=24)),
        RedescribeField(
            "NotificationPreference", "kind", fields.CharEnumField(enum_type=NotificationKind, max_length=24)
        ),
        # Incoming texts are looked up by the number of whoever has it.
        ops.RunSQL("CREATE INDEX contacts_mobile_idx ON contacts (mobile)"),
    ]
