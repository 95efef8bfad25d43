"""Customers, contacts, sites and assets have the ids by which other systems know them."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.migrating.operations import BuildIndex

TABLES = ("customers", "contacts", "sites", "assets")


class Migration(migrations.Migration):
    dependencies = [("models", "0040_invoice_orders")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Asset",
            name="external_reference",
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name="Contact",
            name="external_reference",
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name="Customer",
            name="external_reference",
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name="Site",
            name="external_reference",
            field=fields.CharField(null=True, max_length=100),
        ),
        *(
            BuildIndex(
                f"{table}_external_reference_idx",
                f"{table} (external_reference) WHERE external_reference IS NOT NULL",
                unique=True,
            )
            for table in TABLES
        ),
    ]
