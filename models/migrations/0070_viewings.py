"""Viewings of properties, and the parts that applicants have in them."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildIndex
from models.market.viewings import Interest, ViewingStatus


class Migration(migrations.Migration):
    dependencies = [("models", "0069_interest"), ("models", "0066_rent")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Viewing",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("created_at", UtcDatetimeField()),
                ("updated_at", UtcDatetimeField()),
                (
                    "listing",
                    fields.ForeignKeyField(
                        "models.Listing",
                        source_field="listing_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="viewings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "site",
                    fields.ForeignKeyField(
                        "models.Site",
                        source_field="site_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="viewings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "accompanied_by",
                    fields.ForeignKeyField(
                        "models.StaffMember",
                        source_field="accompanied_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="viewings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("status", fields.CharEnumField(enum_type=ViewingStatus, max_length=9)),
                ("starts_at", UtcDatetimeField()),
                ("ends_at", UtcDatetimeField()),
                ("sequence", fields.IntField(default=0)),
                ("requested_by", fields.JSONField()),
                ("note", fields.TextField(null=True)),
                ("cancel_reason", fields.TextField(null=True)),
                ("remind_at", UtcDatetimeField(null=True)),
            ],
            options={
                "table": "viewings",
                "app": "models",
                "indexes": [
                    Index(fields=["site_id", "starts_at", "id"]),
                    Index(fields=["starts_at", "id"]),
                    Index(fields=["updated_at", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
        BuildIndex("viewings_listing_id_idx", "viewings (listing_id, starts_at, id)"),
        BuildIndex("viewings_remind_at_idx", "viewings (remind_at) WHERE remind_at IS NOT NULL"),
        BuildIndex("viewings_accompanied_by_id_idx", "viewings (accompanied_by_id)"),
        ops.CreateModel(
            name="Attendance",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("created_at", UtcDatetimeField()),
                ("updated_at", UtcDatetimeField()),
                (
                    "viewing",
                    fields.ForeignKeyField(
                        "models.Viewing",
                        source_field="viewing_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attendances",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attendances",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("feedback", fields.TextField(null=True)),
                ("interest", fields.CharEnumField(null=True, enum_type=Interest, max_length=14)),
                ("recorded_at", UtcDatetimeField(null=True)),
                ("released_at", UtcDatetimeField(null=True)),
            ],
            options={
                "table": "attendances",
                "app": "models",
                "unique_together": (("viewing", "contact"),),
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
        BuildIndex("attendances_contact_id_idx", "attendances (contact_id)"),
    ]
