"""Rows that change without a version tell when they changed last, and lines of invoices when they were written."""

from typing import Final

from tortoise import migrations
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import Backfill, DefaultNow
from models.core.migration_operations import RedescribeField

EPOCH: Final = "'1970-01-01 00:00:00+00:00'"
CHANGED: Final = {
    "Attachment": ("attachments", "COALESCE(removed_at, uploaded_at)"),
    "Delivery": ("deliveries", "COALESCE(sent_at, queued_at)"),
    "InboundMail": ("inbound_mails", "COALESCE(cleared_at, told_at, received_at)"),
    "InvoiceHold": ("invoice_holds", "COALESCE(released_at, placed_at)"),
    "InvoiceLine": ("invoice_lines", "created_at"),
    "Notification": ("notifications", "COALESCE(read_at, created_at)"),
    "Payment": ("payments", "COALESCE(reversed_at, recorded_at)"),
    "Session": ("sessions", "COALESCE(ended_at, last_used_at)"),
    "SmsMessage": ("sms_messages", "received_at"),
    "Upload": ("uploads", "COALESCE(attached_at, completed_at, created_at)"),
}
"""The tables, and the last change that the other columns of older rows know of."""


def _added(model: str, name: str) -> tuple[ops.TortoiseOperation, ...]:
    """The column, with defaults in the database alone: for the rows that there are, and for the previous version."""
    with_default = UtcDatetimeField(db_default="1970-01-01 00:00:00+00:00")
    return (
        ops.AddField(model, name, with_default),
        DefaultNow(model, name),
        RedescribeField(model, name, UtcDatetimeField()),
    )


class Migration(migrations.Migration):
    dependencies = [("models", "0045_reasons_of_mails")]

    initial = False

    operations = [
        *_added("InvoiceLine", "created_at"),
        Backfill(
            "invoice_lines",
            "created_at = (SELECT created_at FROM invoices WHERE invoices.id = invoice_id)",
            f"created_at = {EPOCH}",
        ),
        *(each for model in CHANGED for each in _added(model, "updated_at")),
        *(Backfill(table, f"updated_at = {moment}", f"updated_at = {EPOCH}") for table, moment in CHANGED.values()),
    ]
