"""Offers for listings: one of a person stands for each, and one is accepted."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildIndex
from models.market.offers import BuyerPosition, OfferStatus


class Migration(migrations.Migration):
    dependencies = [("models", "0070_viewings")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Offer",
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
                        related_name="offers",
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
                        related_name="offers",
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
                        related_name="offers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("applicant_name", fields.CharField(max_length=200)),
                ("status", fields.CharEnumField(default=OfferStatus.MADE, enum_type=OfferStatus, max_length=9)),
                ("amount_minor", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                ("position", fields.CharEnumField(enum_type=BuyerPosition, max_length=20)),
                ("conditions", fields.TextField(null=True)),
                ("raised_at", UtcDatetimeField(null=True)),
                ("answered_at", UtcDatetimeField(null=True)),
                ("answered_by", fields.JSONField(null=True)),
                ("answer_comment", fields.TextField(null=True)),
            ],
            options={
                "table": "offers",
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
        BuildIndex("offers_listing_id_idx", "offers (listing_id, created_at, id)"),
        BuildIndex(
            "offers_open_idx", "offers (listing_id, contact_id) WHERE status IN ('MADE', 'ACCEPTED')", unique=True
        ),
        BuildIndex("offers_accepted_idx", "offers (listing_id) WHERE status = 'ACCEPTED'", unique=True),
        BuildIndex("offers_site_id_idx", "offers (site_id)"),
    ]
