"""How often each person gets the e-mails that can wait, and the e-mails that wait."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.log.events import EventKind, Visibility
from models.messages.digests import DigestFrequency


class Migration(migrations.Migration):
    dependencies = [("models", "0005_search")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Digest",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("contact_id", fields.UUIDField(null=True, unique=True)),
                ("staff_id", fields.UUIDField(null=True, unique=True)),
                ("frequency", fields.CharEnumField(enum_type=DigestFrequency, max_length=7)),
                ("made_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "digests",
                "app": "models",
                "pk_attr": "id",
                "table_description": "How often one person gets the e-mails that can wait, and when the last digest was made. No row: at once.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="DigestEntry",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "digest",
                    fields.ForeignKeyField(
                        "models.Digest",
                        source_field="digest_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="entries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=EventKind, max_length=32)),
                ("visibility", fields.CharEnumField(enum_type=Visibility, max_length=10)),
                ("customer_id", fields.UUIDField(null=True)),
                ("site_id", fields.UUIDField(null=True)),
                ("order_id", fields.UUIDField(null=True)),
                ("invoice_id", fields.UUIDField(null=True)),
                ("contact_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
                ("template", fields.CharField(max_length=60)),
                ("data", fields.JSONField()),
                ("occurred_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", UtcDatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False)),
                ("delivery_id", fields.UUIDField(null=True, db_index=True)),
            ],
            options={
                "table": "digest_entries",
                "app": "models",
                "indexes": [Index(fields=["digest_id", "due_at"])],
                "pk_attr": "id",
                "table_description": "A mail that waits for a digest until `due_at`, and then is a piece of it.",
            },
            bases=["Entity"],
        ),
    ]
