"""Contacts are found by any part of a name: on PostgreSQL an index has the ends of all words, and a part begins one.

SQLite looks at all contacts, of whom it has fewer.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

from models.core.migrating.operations import BuildIndexOnPostgresql

FUNCTION = """CREATE OR REPLACE FUNCTION word_ends(words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT array_to_tsvector(array_agg(DISTINCT substr(word, place, 12)))
    FROM unnest(string_to_array(words, ' ')) AS word, generate_series(1, length(word)) AS place $$"""


async def make(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Make the function that tells the ends of words, as many characters of each as are searched for."""
    if schema_editor.client.capabilities.dialect == "postgres":
        await schema_editor.client.execute_query(FUNCTION)


class Migration(migrations.Migration):
    dependencies = [("models", "0051_invoice_sums")]

    initial = False

    operations = [
        ops.RunPython(make),
        BuildIndexOnPostgresql(
            "contacts_search_words_ends_idx", "contacts USING gin (word_ends(search_words)) WITH (fastupdate = off)"
        ),
    ]
