"""E-mail addresses are compared by IDNA 2008, and before the @ by their case alone: the keys of those that there are."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

from adapters.mail.addresses import address_key
from models.core.migration_operations import batches, placeholders

UNIQUE = (("staff_members", "email", "email_key"), ("accounts", "username", "username_key"))


async def renew(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Write each key that is another one now."""
    client = schema_editor.client
    first, second, third = placeholders(client, 3)
    async for rows in batches(client, "contacts", ("email", "email_key")):
        for key, row in _changed(rows, "email", "email_key"):
            statement = f"UPDATE contacts SET email_key = {first} WHERE id = {second}"
            await client.execute_query(statement, [key, row["id"]])
    for table, column, name in UNIQUE:
        async for rows in batches(client, table, (column, name)):
            for key, row in _changed(rows, column, name):
                # Two that were told apart by how a domain was written are one now: the second keeps its old key.
                free = f"NOT EXISTS (SELECT 1 FROM {table} WHERE {name} = {third})"
                statement = f"UPDATE {table} SET {name} = {first} WHERE id = {second} AND {free}"
                await client.execute_query(statement, [key, row["id"], key])


def _changed(rows: list[dict[str, Any]], column: str, name: str) -> list[tuple[str, dict[str, Any]]]:
    keys = [(address_key(row[column]), row) for row in rows if "@" in (row[column] or "")]
    return [(key, row) for key, row in keys if key != row[name]]


class Migration(migrations.Migration):
    dependencies = [("models", "0010_reminders")]

    initial = False

    operations = [ops.RunPython(renew)]
