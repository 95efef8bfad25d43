"""The log lets events go that no history needs, up to where it is announced to be trimmed."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

GONE = " OR ".join(
    f"(OLD.{noun}_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {noun}s WHERE {noun}s.id = OLD.{noun}_id))"
    for noun in ("order", "invoice")
)
PASSING = """(OLD.kind IN ('NOTIFICATION_CREATED', 'NOTIFICATIONS_READ', 'STANDING_CHANGED', 'UPLOAD_OPENED')
    AND OLD.position <= (SELECT announced FROM log_trims))"""
SQLITE = (
    "DROP TRIGGER events_no_delete",
    f"""CREATE TRIGGER events_no_delete BEFORE DELETE ON events WHEN NOT COALESCE({GONE} OR {PASSING}, 0)
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)
POSTGRESQL = f"""CREATE OR REPLACE FUNCTION events_taken_out() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {GONE} OR {PASSING} THEN RETURN OLD; END IF;
      RAISE EXCEPTION 'the log is append-only';
    END $$"""


async def let_passing_events_go(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Let the database itself refuse to delete any others."""
    client = schema_editor.client
    for statement in SQLITE if client.capabilities.dialect == "sqlite" else [POSTGRESQL]:
        await client.execute_script(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0057_late_words")]

    initial = False

    operations = [
        ops.CreateModel(
            name="LogTrim",
            fields=[
                ("id", fields.SmallIntField(primary_key=True, generated=False, unique=True, db_index=True)),
                ("announced", fields.BigIntField(default=0)),
                ("deleted", fields.BigIntField(default=0)),
            ],
            options={"table": "log_trims", "app": "models", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.RunPython(let_passing_events_go),
    ]
