"""Rent knows what the operator takes of it, as it was agreed when it was charged."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0066_rent")]

    initial = False

    operations = [
        ops.AddField(
            model_name="RentCharge",
            name="fee_rate",
            field=fields.DecimalField(null=True, max_digits=7, decimal_places=4),
        ),
    ]
