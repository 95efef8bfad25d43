"""Recommendations that are talked about before they are answered, and orders from other systems."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7


class Migration(migrations.Migration):
    dependencies = [("models", "0007_inbound_mail")]

    initial = False

    operations = [
        # A question is no answer: who asked, and what, stands in the timeline.
        ops.RunSQL(
            "UPDATE recommendations SET answered_at = NULL, answered_by = NULL, answer_comment = NULL "
            "WHERE status IN ('PENDING', 'CLARIFICATION_REQUESTED')"
        ),
        ops.CreateModel(
            name="ImportedOrder",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("reference", fields.CharField(unique=True, max_length=100)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "models.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="imports",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "imported_orders",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What an order was called where it came from.",
            },
            bases=["Entity"],
        ),
        # Foreign keys get no index by themselves.
        ops.RunSQL("CREATE INDEX imported_orders_order_id_idx ON imported_orders (order_id)"),
    ]
