"""Searches find names without accents: the words of the rows that there are, and those of contacts, who had none."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.migration_search_words import renew


class Migration(migrations.Migration):
    dependencies = [("models", "0012_link_ends")]

    initial = False

    operations = [
        ops.AddField("Contact", "search_words", fields.TextField(null=True)),
        ops.AddField("Contact", "display_words", fields.TextField(null=True)),
        ops.RunPython(renew),
    ]
