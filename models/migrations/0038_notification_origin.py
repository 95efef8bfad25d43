"""Notification origin."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0037_credit_notes")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Notification",
            name="actor",
            field=fields.JSONField(null=True),
        ),
        ops.AddField(
            model_name="Notification",
            name="path",
            field=fields.CharField(null=True, max_length=200),
        ),
    ]
