"""Why a link ended before it was used. Of those that had ended before nobody knows."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.access.links import LinkEnd


class Migration(migrations.Migration):
    dependencies = [("models", "0011_address_keys")]

    initial = False

    operations = [
        ops.AddField("Link", "ended_as", fields.CharEnumField(enum_type=LinkEnd, max_length=10, null=True)),
        ops.RunSQL("UPDATE links SET ended_as = 'OUTDATED' WHERE superseded_at IS NOT NULL"),
    ]
