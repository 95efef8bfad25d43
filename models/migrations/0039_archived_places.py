"""Customers, sites and assets can be archived."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField


class Migration(migrations.Migration):
    dependencies = [("models", "0038_notification_origin")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Asset",
            name="archived_at",
            field=UtcDatetimeField(null=True),
        ),
        ops.AddField(
            model_name="Customer",
            name="archived_at",
            field=UtcDatetimeField(null=True),
        ),
        ops.AddField(
            model_name="Site",
            name="archived_at",
            field=UtcDatetimeField(null=True),
        ),
    ]
