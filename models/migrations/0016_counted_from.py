"""From when on wrong passwords for an account count."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField


class Migration(migrations.Migration):
    dependencies = [("models", "0015_mail_for_staff")]

    initial = False

    operations = [
        ops.AddField("Account", "counted_from", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False))
    ]
