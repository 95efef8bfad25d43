"""Those who manage an API key are told before it ends."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import BuildModelIndex


class Migration(migrations.Migration):
    dependencies = [("models", "0054_archives")]

    initial = False

    operations = [
        ops.AddField(model_name="ApiKey", name="warns_at", field=UtcDatetimeField(null=True)),
        BuildModelIndex(model_name="ApiKey", index=Index(fields=["warns_at", "id"], name="api_keys_warns_at_id_idx")),
    ]
