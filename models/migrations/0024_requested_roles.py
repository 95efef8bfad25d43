"""Requests for access carry the role and the rights that are wanted."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.viewer import MembershipRole


class Migration(migrations.Migration):
    dependencies = [("models", "0023_recommendation_files")]

    initial = False

    operations = [
        ops.AddField("AccessRequest", "role", fields.CharEnumField(null=True, enum_type=MembershipRole, max_length=6)),
        ops.AddField("AccessRequest", "rights", fields.SmallIntField(null=True)),
    ]
