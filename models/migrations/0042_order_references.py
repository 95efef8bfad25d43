"""Orders and invoices have the ids by which other systems know them.

Those of imported orders had a table of their own, `imported_orders`, which the previous version reads: the next
release drops it where it is.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.migrating.operations import Backfill, BuildIndex, LeaveTable

FILLED = "external_reference = (SELECT min(reference) FROM imported_orders WHERE imported_orders.order_id = orders.id)"
TABLES = ("invoices", "orders")


class Migration(migrations.Migration):
    dependencies = [("models", "0041_external_references")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Invoice",
            name="external_reference",
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name="Order",
            name="external_reference",
            field=fields.CharField(null=True, max_length=100),
        ),
        Backfill("orders", FILLED, "id IN (SELECT order_id FROM imported_orders)"),
        *(
            BuildIndex(
                f"{table}_external_reference_idx",
                f"{table} (external_reference) WHERE external_reference IS NOT NULL",
                unique=True,
            )
            for table in TABLES
        ),
        LeaveTable("ImportedOrder"),
    ]
