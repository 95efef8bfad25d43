"""From when on a password reset goes to an address that staff have set, and who may agree before."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.access.links import LinkPurpose
from models.core.entity import UtcDatetimeField
from models.core.migration_operations import RedescribeField


class Migration(migrations.Migration):
    dependencies = [("models", "0019_order_creators")]

    initial = False

    operations = [
        ops.AddField("Account", "resets_from", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
        ops.AddField("Account", "agreeing_email", fields.CharField(null=True, max_length=254)),
        RedescribeField("Link", "purpose", fields.CharEnumField(enum_type=LinkPurpose, max_length=14)),
    ]
