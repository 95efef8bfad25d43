"""Mail that comes in as an answer to a notification."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.messages.inbound_mails import InboundMailOutcome


class Migration(migrations.Migration):
    dependencies = [("models", "0006_digests")]

    initial = False

    operations = [
        ops.CreateModel(
            name="InboundMail",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("received_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("message_key", fields.CharField(unique=True, max_length=64)),
                ("webhook_id", fields.CharField(null=True, unique=True, max_length=255)),
                ("message_id", fields.CharField(max_length=255)),
                ("sender", fields.CharField(max_length=320)),
                ("subject", fields.CharField(max_length=300)),
                ("outcome", fields.CharEnumField(enum_type=InboundMailOutcome, max_length=21)),
                ("reason", fields.CharField(null=True, max_length=500)),
                ("contact_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
                ("order_id", fields.UUIDField(null=True, db_index=True)),
                ("note_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "inbound_mails",
                "app": "models",
                "indexes": [Index(fields=["received_at", "id"])],
                "pk_attr": "id",
                "table_description": "A mail that came in. Of one that was refused nothing is kept that it said, but for its subject.",
            },
            bases=["Entity"],
        ),
    ]
