"""Rent is charged: each charge of a tenancy has its invoice, and such an invoice its tenancy and property."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildIndex


class Migration(migrations.Migration):
    dependencies = [("models", "0065_tenancies")]

    initial = False

    operations = [
        ops.CreateModel(
            name="RentCharge",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("created_at", UtcDatetimeField()),
                ("updated_at", UtcDatetimeField()),
                (
                    "tenancy",
                    fields.ForeignKeyField(
                        "models.Tenancy",
                        source_field="tenancy_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="charges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField()),
                ("due_on", fields.DateField()),
                ("amount_minor", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                (
                    "invoice",
                    fields.ForeignKeyField(
                        "models.Invoice",
                        source_field="invoice_id",
                        unique=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "rent_charges",
                "app": "models",
                "unique_together": (("tenancy", "starts_on"),),
                "pk_attr": "id",
            },
            bases=["VersionedEntity"],
        ),
        ops.AddField(
            model_name="Invoice",
            name="site",
            field=fields.ForeignKeyField(
                "models.Site",
                source_field="site_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="invoices",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        BuildIndex("invoices_site_id_idx", "invoices (site_id)"),
        ops.AddField(
            model_name="Invoice",
            name="tenancy",
            field=fields.ForeignKeyField(
                "models.Tenancy",
                source_field="tenancy_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="invoices",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        BuildIndex("invoices_tenancy_id_idx", "invoices (tenancy_id)"),
        ops.AddField(
            model_name="Tenancy",
            name="charged_until",
            field=fields.DateField(null=True),
        ),
    ]
