"""The error of a message keeps its facts beside its sentence, so that it is told in any language."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0048_growth_of_lists")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Delivery",
            name="last_error_facts",
            field=fields.JSONField(null=True),
        ),
    ]
