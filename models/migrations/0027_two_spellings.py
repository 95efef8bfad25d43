"""Searches find Müller by Mueller and the other way: the words of the rows that there are."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from models.core.migration_search_words import renew


class Migration(migrations.Migration):
    dependencies = [("models", "0026_notification_addresses")]

    initial = False

    operations = [ops.RunPython(renew)]
