"""Listings of properties with their files and moves, one open listing of a kind for each property; sites have a zone."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildIndex
from models.market.listing_files import ListingFileKind
from models.market.listing_states import ListingKind, ListingStatus, PriceQualifier


class Migration(migrations.Migration):
    dependencies = [("models", "0062_bulk_exports")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Listing",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("created_at", UtcDatetimeField()),
                ("updated_at", UtcDatetimeField()),
                ("search_words", fields.TextField(null=True)),
                ("number", fields.IntField(unique=True)),
                (
                    "site",
                    fields.ForeignKeyField(
                        "models.Site",
                        source_field="site_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="listings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=ListingKind, max_length=8)),
                (
                    "status",
                    fields.CharEnumField(default=ListingStatus.PREPARING, enum_type=ListingStatus, max_length=24),
                ),
                ("headline", fields.CharField(max_length=200)),
                ("area", fields.CharField(max_length=200)),
                ("description", fields.TextField(null=True)),
                ("price_minor", fields.BigIntField(null=True)),
                ("currency", fields.CharField(null=True, max_length=3)),
                ("price_qualifier", fields.CharEnumField(enum_type=PriceQualifier, max_length=20)),
                ("bedrooms", fields.IntField(null=True)),
                ("bathrooms", fields.IntField(null=True)),
                ("receptions", fields.IntField(null=True)),
                ("available_on", fields.DateField(null=True)),
                ("marketing_started_on", fields.DateField(null=True)),
                ("exchange_on", fields.DateField(null=True)),
                ("completion_on", fields.DateField(null=True)),
                ("closed_at", UtcDatetimeField(null=True)),
            ],
            options={
                "table": "listings",
                "app": "models",
                "indexes": [
                    Index(fields=["created_at", "id"]),
                    Index(fields=["updated_at", "id"]),
                    Index(fields=["status", "created_at", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["Searchable"],
        ),
        BuildIndex("listings_site_id_idx", "listings (site_id, created_at, id)"),
        BuildIndex("listings_price_minor_idx", "listings (COALESCE(price_minor, 0), id)"),
        BuildIndex("listings_open_idx", "listings (site_id, kind) WHERE closed_at IS NULL", unique=True),
        ops.RunSQL("INSERT INTO counters (name, value) VALUES ('listing', 0)"),
        ops.CreateModel(
            name="ListingFile",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("updated_at", UtcDatetimeField()),
                (
                    "listing",
                    fields.ForeignKeyField(
                        "models.Listing",
                        source_field="listing_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="files",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=ListingFileKind, max_length=10)),
                ("position", fields.IntField()),
                ("caption", fields.CharField(null=True, max_length=200)),
                ("filename", fields.CharField(max_length=255)),
                ("content_type", fields.CharField(max_length=127)),
                ("size", fields.BigIntField()),
                ("sha256", fields.CharField(max_length=64)),
                ("storage_key", fields.CharField(max_length=255)),
                ("uploaded_at", UtcDatetimeField()),
                ("uploaded_by", fields.JSONField()),
            ],
            options={"table": "listing_files", "app": "models", "pk_attr": "id"},
            bases=["DatedEntity"],
        ),
        BuildIndex("listing_files_listing_id_idx", "listing_files (listing_id, position)"),
        ops.CreateModel(
            name="ListingMove",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "listing",
                    fields.ForeignKeyField(
                        "models.Listing",
                        source_field="listing_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="moves",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("status", fields.CharEnumField(enum_type=ListingStatus, max_length=24)),
                ("moved_at", UtcDatetimeField()),
            ],
            options={"table": "listing_moves", "app": "models", "pk_attr": "id"},
            bases=["Entity"],
        ),
        BuildIndex("listing_moves_listing_id_idx", "listing_moves (listing_id, moved_at)"),
        ops.AddField(
            model_name="Site",
            name="time_zone",
            field=fields.CharField(null=True, max_length=64),
        ),
    ]
