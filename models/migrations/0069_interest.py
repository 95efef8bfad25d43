"""Enquiries about listings, one open of a person about each, and what people are looking for."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildIndex
from models.market.enquiries import EnquirySource
from models.market.listing_states import ListingKind


class Migration(migrations.Migration):
    dependencies = [("models", "0068_property_documents")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Enquiry",
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
                        related_name="enquiries",
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
                        related_name="enquiries",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="enquiries",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("source", fields.CharEnumField(enum_type=EnquirySource, max_length=7)),
                ("message", fields.TextField(null=True)),
                ("opened_by", fields.JSONField()),
                ("closed_at", UtcDatetimeField(null=True)),
                ("close_reason", fields.TextField(null=True)),
                ("gave_role", fields.BooleanField(default=False)),
            ],
            options={
                "table": "enquiries",
                "app": "models",
                "indexes": [
                    Index(fields=["contact_id", "created_at", "id"]),
                    Index(fields=["created_at", "id"]),
                    Index(fields=["updated_at", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
        BuildIndex("enquiries_listing_id_idx", "enquiries (listing_id)"),
        BuildIndex("enquiries_site_id_idx", "enquiries (site_id)"),
        BuildIndex("enquiries_open_idx", "enquiries (listing_id, contact_id) WHERE closed_at IS NULL", unique=True),
        ops.CreateModel(
            name="ListingMatch",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "listing",
                    fields.ForeignKeyField(
                        "models.Listing",
                        source_field="listing_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="matches",
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
                        related_name="matches",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("matched_at", UtcDatetimeField()),
            ],
            options={
                "table": "listing_matches",
                "app": "models",
                "unique_together": (("listing", "contact"),),
                "pk_attr": "id",
            },
            bases=["Entity"],
        ),
        BuildIndex("listing_matches_contact_id_idx", "listing_matches (contact_id)"),
        ops.CreateModel(
            name="Requirement",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("created_at", UtcDatetimeField()),
                ("updated_at", UtcDatetimeField()),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="requirements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=ListingKind, max_length=8)),
                ("areas", fields.JSONField(default=list)),
                ("min_price_minor", fields.BigIntField(null=True)),
                ("max_price_minor", fields.BigIntField(null=True)),
                ("currency", fields.CharField(null=True, max_length=3)),
                ("min_bedrooms", fields.IntField(null=True)),
                ("closed_at", UtcDatetimeField(null=True)),
            ],
            options={
                "table": "requirements",
                "app": "models",
                "indexes": [
                    Index(fields=["contact_id", "created_at", "id"]),
                    Index(fields=["kind", "closed_at"]),
                    Index(fields=["updated_at", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
    ]
