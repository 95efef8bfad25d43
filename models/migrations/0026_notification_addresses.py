"""An address for notices beside the one for signing in."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.access.links import LinkPurpose
from models.core.migration_operations import RedescribeField


class Migration(migrations.Migration):
    dependencies = [("models", "0025_whole_mails")]

    initial = False

    operations = [
        ops.AddField("Contact", "notification_email", fields.CharField(null=True, max_length=254)),
        RedescribeField("Link", "purpose", fields.CharEnumField(enum_type=LinkPurpose, max_length=14)),
    ]
