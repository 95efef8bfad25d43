"""Who took each order in, as its first event tells."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

FILL = """
UPDATE orders SET created_by = (SELECT e.actor FROM events e WHERE e.order_id = orders.id AND e.kind = 'ORDER_CREATED'
  ORDER BY e.position LIMIT 1)
"""


async def fill(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Give the orders that are there their creators."""
    client = schema_editor.client
    await client.execute_query(FILL)
    is_sqlite = client.capabilities.dialect == "sqlite"
    person = "json_extract(created_by, '$.id')" if is_sqlite else "(created_by ->> 'id')::uuid"
    await client.execute_query(f"UPDATE orders SET creator_id = {person} WHERE created_by IS NOT NULL")


class Migration(migrations.Migration):
    dependencies = [("models", "0018_billing_addresses")]

    initial = False

    operations = [
        ops.AddField("Order", "created_by", fields.JSONField(null=True)),
        ops.AddField("Order", "creator_id", fields.UUIDField(null=True)),
        ops.RunPython(fill),
        ops.RunSQL("CREATE INDEX orders_creator_id_created_at_id_idx ON orders (creator_id, created_at, id)"),
    ]
