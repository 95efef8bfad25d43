"""Properties are let: a tenancy has its tenants, the rent and the deposit."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildIndex
from models.tenancies.rows import NoticeSide, RentPeriod, TenancyState


class Migration(migrations.Migration):
    dependencies = [("models", "0064_payments_that_count")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Tenancy",
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
                        related_name="tenancies",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "models.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tenancies",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("state", fields.CharEnumField(default=TenancyState.PROPOSED, enum_type=TenancyState, max_length=12)),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField(null=True)),
                ("rent_minor", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                ("rent_period", fields.CharEnumField(enum_type=RentPeriod, max_length=11)),
                ("rent_due_from", fields.DateField()),
                ("fee_rate", fields.DecimalField(null=True, max_digits=7, decimal_places=4)),
                ("deposit_minor", fields.BigIntField(null=True)),
                ("deposit_held_by", fields.CharField(null=True, max_length=200)),
                ("deposit_reference", fields.CharField(null=True, max_length=100)),
                ("notice_given_on", fields.DateField(null=True)),
                ("notice_by", fields.CharEnumField(null=True, enum_type=NoticeSide, max_length=8)),
                ("activated_at", UtcDatetimeField(null=True)),
                ("ended_at", UtcDatetimeField(null=True)),
                ("acts_at", UtcDatetimeField(null=True)),
            ],
            options={
                "table": "tenancies",
                "app": "models",
                "indexes": [
                    Index(fields=["created_at", "id"]),
                    Index(fields=["updated_at", "id"]),
                    Index(fields=["starts_on", "id"]),
                    Index(fields=["site_id", "starts_on", "id"]),
                    Index(fields=["customer_id", "starts_on", "id"]),
                ],
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
        ops.CreateModel(
            name="TenancyTenant",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "tenancy",
                    fields.ForeignKeyField(
                        "models.Tenancy",
                        source_field="tenancy_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tenants",
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
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "tenancy_tenants",
                "app": "models",
                "unique_together": (("tenancy", "contact"),),
                "pk_attr": "id",
            },
            bases=["Entity"],
        ),
        BuildIndex("tenancies_acts_at_idx", "tenancies (acts_at) WHERE acts_at IS NOT NULL"),
        BuildIndex("tenancy_tenants_contact_id_idx", "tenancy_tenants (contact_id)"),
    ]
