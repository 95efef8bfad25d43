"""What the generated migration leaves out: indexes on foreign keys and for lists, counters, an append-only log."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from models.core.migration_operations import AddCheck

CHECKS = {
    ("accounts", "one_person"): "({row}contact_id IS NULL) <> ({row}staff_id IS NULL)",
    ("accounts", "username_key"): "({row}username IS NULL) = ({row}username_key IS NULL)",
    ("notifications", "one_person"): "({row}contact_id IS NULL) <> ({row}staff_id IS NULL)",
    ("notification_preferences", "one_person"): "({row}contact_id IS NULL) <> ({row}staff_id IS NULL)",
    ("parties", "days"): "{row}ends_on IS NULL OR {row}starts_on IS NULL OR {row}starts_on <= {row}ends_on",
    ("orders", "owner"): "{row}customer_id IS NOT NULL OR {row}site_id IS NOT NULL",
    ("orders", "number"): "{row}number IS NOT NULL OR {row}status IN ('DRAFT', 'CANCELLED')",
    ("invoices", "amounts"): "{row}total_minor >= 0 AND {row}paid_minor >= 0 AND {row}open_holds >= 0",
    ("invoices", "total"): "{row}total_minor = {row}subtotal_minor + {row}tax_minor",
    ("invoices", "number"): "{row}number IS NOT NULL OR {row}payment_status IN ('DRAFT', 'VOID')",
    ("payments", "positive"): "{row}amount_minor > 0",
}
"""What must be true of each row."""

INDEXES = {
    "memberships": ["contact_id"],
    "sessions": ["account_id"],
    "sites": ["customer_id", "name_key, id"],
    "parties": ["contact_id"],
    "assets": ["customer_id, name_key", "site_id, name_key"],
    "customers": ["name_key, id"],
    "contacts": ["name_key, id"],
    "orders": [
        "customer_id, created_at",
        "customer_id, updated_at",
        "site_id, created_at",
        "asset_id, created_at",
        "created_at, id",
        "updated_at, id",
        "priority, id",
        "status, updated_at",
    ],
    "order_technicians": ["staff_id"],
    "notes": ["order_id"],
    "attachments": ["order_id, uploaded_at", "note_id"],
    "recommendations": ["order_id, posted_at", "status, posted_at"],
    "invoices": [
        "customer_id, issued_at",
        "order_id",
        "issued_at, id",
        "due_on, id",
        "total_minor, id",
        "auto_approves_at",
    ],
    "invoice_holds": ["invoice_id"],
    "payments": ["invoice_id"],
    "events": ["staff_id, position"],
    "access_requests": ["customer_id, requested_at", "status, requested_at"],
}

CREATE_INDEXES = [
    f"CREATE INDEX {table}_{columns.replace(', ', '_')}_idx ON {table} ({columns})"
    for table, each in INDEXES.items()
    for columns in each
]

COUNTERS = [
    f"INSERT INTO counters (name, value) VALUES ('{name}', 0)" for name in ("event", "order", "invoice", "customer")
]

APPEND_ONLY_SQLITE = [
    f"""CREATE TRIGGER events_no_{verb} BEFORE {verb.upper()} ON events
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"""
    for verb in ("update", "delete")
]
APPEND_ONLY_POSTGRESQL = [
    """CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the log is append-only'; END $$""",
    "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_append_only()",
    "CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events EXECUTE FUNCTION events_append_only()",
]


async def guard(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Let the database itself refuse any change to what has been recorded."""
    client = schema_editor.client
    is_sqlite = client.capabilities.dialect == "sqlite"
    for statement in APPEND_ONLY_SQLITE if is_sqlite else APPEND_ONLY_POSTGRESQL:
        await client.execute_script(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    operations = [
        ops.RunSQL(CREATE_INDEXES),
        ops.RunSQL(COUNTERS),
        *(AddCheck(table, name, condition) for (table, name), condition in CHECKS.items()),
        ops.RunPython(guard),
    ]
