"""Orders and invoices have the ids by which other systems know them.

Those of imported orders had a table of their own, which goes.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

FILL = """UPDATE orders SET external_reference =
    (SELECT min(reference) FROM imported_orders WHERE imported_orders.order_id = orders.id)
    WHERE id IN (SELECT order_id FROM imported_orders)"""
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
        ops.RunSQL(FILL),
        *(
            ops.RunSQL(
                f"CREATE UNIQUE INDEX {table}_external_reference_idx ON {table} (external_reference) "
                "WHERE external_reference IS NOT NULL"
            )
            for table in TABLES
        ),
        ops.DeleteModel(name="ImportedOrder"),
    ]
