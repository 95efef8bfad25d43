"""Restores."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField


class Migration(migrations.Migration):
    dependencies = [("models", "0043_growth")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Restore",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("taken_at", UtcDatetimeField(null=True)),
                ("restored_at", UtcDatetimeField()),
                ("is_released", fields.BooleanField(default=False)),
            ],
            options={"table": "restores", "app": "models", "pk_attr": "id"},
            bases=["Entity"],
        ),
    ]
