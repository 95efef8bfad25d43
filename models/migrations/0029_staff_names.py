"""Staff are listed by name in any case, and found by the words of their names and addresses."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core import text
from models.core.migration_operations import batches, placeholders
from models.core.search import document


async def fill(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Write the names and words of the staff that there are."""
    client = schema_editor.client
    first, second, third = placeholders(client, 3)
    statement = f"UPDATE staff_members SET name_key = {first}, search_words = {second} WHERE id = {third}"
    async for rows in batches(client, "staff_members", ("name", "email")):
        values = [[text.key(row["name"]), document(row["name"], row["email"]), row["id"]] for row in rows]
        await client.execute_many(statement, values)


class Migration(migrations.Migration):
    dependencies = [("models", "0028_mails_of_invoices")]

    initial = False

    operations = [
        ops.AddField(
            model_name="StaffMember",
            name="name_key",
            field=fields.CharField(db_default="", max_length=400),
        ),
        ops.AddField(
            model_name="StaffMember",
            name="search_words",
            field=fields.TextField(null=True),
        ),
        ops.RunPython(fill),
    ]
