"""Nobody is called by a title or by "Hill,": display names that were made of the first word of a name."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from models.core.display_names import display_name_of
from models.core.migration_operations import batches, placeholders
from models.core.search import document


async def renew(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Write the display names that nobody can have meant."""
    client = schema_editor.client
    first, second, third, fourth = placeholders(client, 4)
    statement = f"""UPDATE contacts SET display_name = {first}, display_words = {second}, search_words = {third}
        WHERE id = {fourth}"""
    async for rows in batches(client, "contacts", ("name", "display_name", "email")):
        for row in rows:
            shown = display_name_of(row["name"])
            was_first_word = row["display_name"] == (row["name"].split() or [""])[0]
            if was_first_word and shown != row["display_name"] and row["display_name"].endswith((".", ",")):
                words = document(row["name"], shown, row["email"])
                await client.execute_query(statement, [shown, document(shown), words, row["id"]])


class Migration(migrations.Migration):
    dependencies = [("models", "0016_counted_from")]

    initial = False

    operations = [ops.RunPython(renew)]
