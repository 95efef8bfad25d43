"""Every row that changes tells when it was created and changed last, and memberships, roles and staff have versions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import Backfill, BuildModelIndex, DefaultNow
from models.core.migration_operations import RedescribeField, batches, placeholders

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEW = "updated_at = '1970-01-01 00:00:00+00:00'"
"""Rows that were there before the column."""

VERSIONED = ("Membership", "Party", "StaffMember", "StaffRole")
CREATED = ("AccessRequest", "Recommendation", "Reminder", "StaffRole")
CHANGED = (
    "AccessRequest",
    "Asset",
    "Contact",
    "Customer",
    "Invoice",
    "Membership",
    "Party",
    "Recommendation",
    "Reminder",
    "Site",
    "StaffMember",
    "StaffRole",
)
SORTED = {
    "Asset": ("created_at", "updated_at"),
    "Contact": ("created_at", "updated_at"),
    "Customer": ("created_at", "updated_at"),
    "Invoice": ("updated_at",),
    "Recommendation": ("updated_at",),
    "Site": ("created_at", "updated_at"),
}


def _added(model: str, name: str, field: fields.Field[Any]) -> Iterator[ops.TortoiseOperation]:
    """The column, with defaults in the database alone: for the rows that there are, and for the previous version."""
    is_number = isinstance(field, fields.IntField)
    yield ops.AddField(model, name, type(field)(db_default=1 if is_number else "1970-01-01 00:00:00+00:00"))
    if not is_number:
        yield DefaultNow(model, name)
    yield RedescribeField(model, name, field)


async def date_staff_roles(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Take the time of creation from the identifier, which begins with it in milliseconds."""
    client = schema_editor.client
    first, second, third = placeholders(client, 3)
    async for rows in batches(client, "staff_roles", ("name",)):
        for row in rows:
            created_at = EPOCH + timedelta(milliseconds=UUID(str(row["id"])).int >> 80)
            values = [str(created_at) if client.capabilities.dialect == "sqlite" else created_at] * 2
            statement = f"UPDATE staff_roles SET created_at = {first}, updated_at = {second} WHERE id = {third}"
            await client.execute_query(statement, [*values, row["id"]])


class Migration(migrations.Migration):
    dependencies = [("models", "0031_unit_prices")]

    initial = False

    operations = [
        *(each for model in VERSIONED for each in _added(model, "version", fields.IntField(default=1))),
        *(each for model in CREATED for each in _added(model, "created_at", UtcDatetimeField())),
        *(each for model in CHANGED for each in _added(model, "updated_at", UtcDatetimeField())),
        Backfill("access_requests", "created_at = requested_at, updated_at = COALESCE(resolved_at, requested_at)", NEW),
        Backfill("recommendations", "created_at = posted_at, updated_at = COALESCE(answered_at, posted_at)", NEW),
        Backfill("reminders", "created_at = since, updated_at = since", NEW),
        ops.RunPython(date_staff_roles),
        # The log tells when a contact or an invoice changed last. Of the others only the creation is known.
        *(
            Backfill(
                table,
                f"""updated_at = COALESCE(
                (SELECT MAX(occurred_at) FROM events WHERE events.{column} = {table}.id {kinds}), created_at)""",
                NEW,
            )
            for table, column, kinds in (
                ("contacts", "contact_id", "AND events.kind = 'CONTACT_CHANGED'"),
                ("invoices", "invoice_id", ""),
            )
        ),
        *(
            Backfill(table, "updated_at = created_at", NEW)
            for table in ("assets", "customers", "memberships", "parties", "sites", "staff_members")
        ),
        *(
            BuildModelIndex(model, Index(fields=[column, "id"], name=f"{model.lower()}s_{column}_id_idx"))
            for model, columns in SORTED.items()
            for column in columns
        ),
    ]
