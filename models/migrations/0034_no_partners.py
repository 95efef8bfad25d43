"""Roles lose the permission MANAGE_PARTNERS, behind which there is nothing yet."""

from tortoise import migrations
from tortoise.migrations import operations as ops

SQLITE = """UPDATE staff_roles SET permissions =
    (SELECT json_group_array(value) FROM json_each(permissions) WHERE value <> 'MANAGE_PARTNERS')
    WHERE permissions LIKE '%"MANAGE_PARTNERS"%'"""
POSTGRESQL = """UPDATE staff_roles SET permissions = permissions - 'MANAGE_PARTNERS'
    WHERE permissions @> '["MANAGE_PARTNERS"]'"""


async def remove(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Take it from the roles that there are."""
    client = schema_editor.client
    await client.execute_query(SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [("models", "0033_payments")]

    initial = False

    operations = [ops.RunPython(remove)]
