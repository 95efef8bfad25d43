"""Tenancies have the ids by which other systems know them, and the tax on their rent."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.migrating.operations import BuildIndex


class Migration(migrations.Migration):
    dependencies = [("models", "0071_offers")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Tenancy",
            name="external_reference",
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name="Tenancy",
            name="rent_tax_rate",
            field=fields.DecimalField(null=True, max_digits=7, decimal_places=4),
        ),
        BuildIndex(
            "tenancies_external_reference_idx",
            "tenancies (external_reference) WHERE external_reference IS NOT NULL",
            unique=True,
        ),
    ]
