"""Uploads, and the parts in which their bytes are stored."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField


class Migration(migrations.Migration):
    dependencies = [("models", "0002_guards")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Upload",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("contact_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
                ("filename", fields.CharField(max_length=255)),
                ("declared_type", fields.CharField(max_length=127)),
                ("size", fields.BigIntField()),
                ("received", fields.BigIntField(default=0)),
                ("content_type", fields.CharField(null=True, max_length=127)),
                ("sha256", fields.CharField(null=True, max_length=64)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", UtcDatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False)),
                ("completed_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("attached_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "uploads",
                "app": "models",
                "indexes": [Index(fields=["contact_id", "created_at"]), Index(fields=["staff_id", "created_at"])],
                "pk_attr": "id",
                "table_description": "A file that somebody sends. It is complete once all its bytes are recorded, and of a type that is taken.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="UploadPart",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "upload",
                    fields.ForeignKeyField(
                        "models.Upload",
                        source_field="upload_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="upload_parts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("start", fields.BigIntField()),
                ("size", fields.IntField()),
                ("storage_key", fields.CharField(max_length=255)),
            ],
            options={
                "table": "upload_parts",
                "app": "models",
                "unique_together": (("upload", "start"),),
                "pk_attr": "id",
                "table_description": "One recorded part.",
            },
            bases=["Entity"],
        ),
    ]
