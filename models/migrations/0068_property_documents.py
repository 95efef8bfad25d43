"""Properties and tenancies have documents, which say who sees them and when people are reminded of them."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildIndex
from models.tenancies.documents import DocumentKind


class Migration(migrations.Migration):
    dependencies = [("models", "0067_fee_of_rent")]

    initial = False

    operations = [
        ops.CreateModel(
            name="PropertyDocument",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("created_at", UtcDatetimeField()),
                ("updated_at", UtcDatetimeField()),
                (
                    "site",
                    fields.ForeignKeyField(
                        "models.Site",
                        source_field="site_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="documents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "tenancy",
                    fields.ForeignKeyField(
                        "models.Tenancy",
                        source_field="tenancy_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="documents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=DocumentKind, max_length=11)),
                ("title", fields.CharField(max_length=200)),
                ("issued_on", fields.DateField(null=True)),
                ("expires_on", fields.DateField(null=True)),
                ("seen_by", fields.JSONField()),
                ("filename", fields.CharField(max_length=255)),
                ("content_type", fields.CharField(max_length=127)),
                ("size", fields.BigIntField()),
                ("sha256", fields.CharField(max_length=64)),
                ("storage_key", fields.CharField(max_length=255)),
                ("added_by", fields.JSONField()),
                ("reminds_at", UtcDatetimeField(null=True)),
            ],
            options={
                "table": "property_documents",
                "app": "models",
                "indexes": [
                    Index(fields=["site_id", "created_at", "id"]),
                    Index(fields=["tenancy_id", "created_at", "id"]),
                    Index(fields=["expires_on", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
        BuildIndex("property_documents_reminds_at_idx", "property_documents (reminds_at) WHERE reminds_at IS NOT NULL"),
    ]
