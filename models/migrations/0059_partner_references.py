"""The programs of a customer give rows the ids that these have in their own system."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7


class Migration(migrations.Migration):
    dependencies = [("models", "0058_trimmed_log")]

    initial = False

    operations = [
        ops.CreateModel(
            name="PartnerReference",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("owner_id", fields.UUIDField()),
                ("table_name", fields.CharField(max_length=20)),
                ("row_id", fields.UUIDField()),
                ("reference", fields.CharField(max_length=100)),
            ],
            options={
                "table": "partner_references",
                "app": "models",
                "unique_together": (("owner_id", "table_name", "reference"), ("row_id", "owner_id")),
                "pk_attr": "id",
            },
            bases=["Entity"],
        ),
    ]
