"""Bulk exports: what somebody asked for, and the files that a worker has written."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildIndex
from models.partners.exports import BulkExportForm, BulkExportStatus


class Migration(migrations.Migration):
    dependencies = [("models", "0061_order_moments")]

    initial = False

    operations = [
        ops.CreateModel(
            name="BulkExport",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("created_at", UtcDatetimeField()),
                ("updated_at", UtcDatetimeField()),
                ("contact_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
                ("api_key_id", fields.UUIDField(null=True)),
                ("contents", fields.JSONField()),
                ("form", fields.CharEnumField(enum_type=BulkExportForm, max_length=6)),
                ("customer_id", fields.UUIDField(null=True)),
                ("since", fields.BigIntField(null=True)),
                ("position", fields.BigIntField(null=True)),
                ("status", fields.CharEnumField(enum_type=BulkExportStatus, max_length=7)),
                ("total_count", fields.BigIntField(null=True)),
                ("row_count", fields.BigIntField(default=0)),
                ("files", fields.JSONField(default=list)),
                ("due_at", UtcDatetimeField(null=True)),
                ("claim", fields.IntField(default=0)),
                ("finished_at", UtcDatetimeField(null=True)),
                ("expires_at", UtcDatetimeField(null=True)),
            ],
            options={
                "table": "bulk_exports",
                "app": "models",
                "indexes": [Index(fields=["expires_at", "id"])],
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
        BuildIndex("bulk_exports_due_at_idx", "bulk_exports (due_at) WHERE due_at IS NOT NULL"),
    ]
