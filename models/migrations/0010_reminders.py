"""Reminders of invoices, and the indexes by which old rows are found."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.core.entity import UtcDatetimeField
from models.invoices.reminder_schedule import ReminderKind

OLD_ROWS = {
    "sessions_expires_at_idx": "sessions (expires_at)",
    "sessions_ended_at_idx": "sessions (ended_at) WHERE ended_at IS NOT NULL",
    "links_expires_at_idx": "links (expires_at)",
    "idempotency_keys_created_at_idx": "idempotency_keys (created_at)",
    "deliveries_sent_idx": "deliveries (sent_at) WHERE status = 'SENT'",
    "deliveries_dead_idx": "deliveries (queued_at) WHERE status = 'DEAD'",
    "notifications_read_at_idx": "notifications (read_at) WHERE read_at IS NOT NULL",
}


class Migration(migrations.Migration):
    dependencies = [("models", "0009_customer_zones")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Reminder",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "invoice",
                    fields.ForeignKeyField(
                        "models.Invoice",
                        source_field="invoice_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=ReminderKind, max_length=8)),
                ("number", fields.IntField(default=1)),
                ("since", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", UtcDatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ("told", fields.JSONField(default=list)),
            ],
            options={
                "table": "reminders",
                "app": "models",
                "unique_together": (("invoice", "kind"),),
                "pk_attr": "id",
                "table_description": "What an invoice waits for, and when the worker looks at it next.",
            },
            bases=["VersionedEntity"],
        ),
        ops.RunSQL([f"CREATE INDEX {name} ON {on}" for name, on in OLD_ROWS.items()]),
    ]
