"""The time zone of a customer, in which invoices become overdue; incoming texts in the order in which they came."""

from datetime import date

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

import settings
from models.core.entity import UtcDatetimeField
from models.invoices.overdue import overdue_from


async def fill(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Give the customers who are there the operator's zone, and their invoices the instant that follows from it."""
    client, zone = schema_editor.client, settings.get().time_zone
    await client.execute_query(f"UPDATE customers SET time_zone = '{zone}'")
    _, rows = await client.execute_query("SELECT DISTINCT due_on FROM invoices WHERE issued_at IS NOT NULL")
    for row in rows:
        day = date.fromisoformat(str(row["due_on"]))
        if day < date.max:
            instant = overdue_from(day, zone).isoformat(" ")
            await client.execute_query(
                f"UPDATE invoices SET overdue_at = '{instant}' WHERE due_on = '{day}' AND issued_at IS NOT NULL"
            )


class Migration(migrations.Migration):
    dependencies = [("models", "0008_clarifications")]

    initial = False

    operations = [
        ops.AddField("Customer", "time_zone", fields.CharField(db_default="UTC", max_length=64)),
        ops.AddField("Invoice", "overdue_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
        ops.RunPython(fill),
        # Incoming texts are listed by when they came.
        ops.RunSQL("CREATE INDEX sms_messages_received_at_id_idx ON sms_messages (received_at, id)"),
        ops.RunSQL("CREATE INDEX invoices_payment_status_overdue_at_idx ON invoices (payment_status, overdue_at)"),
    ]
