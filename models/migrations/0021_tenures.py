"""When roles on properties were given, from when on they show what happened; what is marked as of the property."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField

MARKED = ("Order", "Note", "Attachment")


class Migration(migrations.Migration):
    dependencies = [("models", "0020_resets_from")]

    initial = False

    operations = [
        ops.AddField("Party", "given_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
        # Whoever is a landlord without a first day has been it all along; every other role was given when it was added.
        ops.RunSQL("UPDATE parties SET given_at = created_at WHERE role <> 'LANDLORD' OR starts_on IS NOT NULL"),
        *(ops.AddField(model, "of_property", fields.BooleanField(db_default=False)) for model in MARKED),
    ]
