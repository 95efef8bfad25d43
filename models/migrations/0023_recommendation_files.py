"""Files that show what a recommendation proposes."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0022_verified_mobiles")]

    initial = False

    operations = [
        ops.AddField(
            "Attachment",
            "recommendation",
            fields.ForeignKeyField(
                "models.Recommendation",
                source_field="recommendation_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="attachments",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.RunSQL("CREATE INDEX attachments_recommendation_id_idx ON attachments (recommendation_id)"),
    ]
