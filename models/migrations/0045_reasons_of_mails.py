"""The reason for what became of a mail keeps its facts beside its sentence, so that it is told in any language."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0044_restores")]

    initial = False

    operations = [
        ops.AddField(
            model_name="InboundMail",
            name="reason_facts",
            field=fields.JSONField(null=True),
        ),
    ]
