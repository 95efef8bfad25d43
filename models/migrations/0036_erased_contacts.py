"""Contacts can be erased, and the log lets through that an actor in the data of an event is renamed too."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField

KEPT = ("customer_id", "site_id", "order_id", "invoice_id", "contact_id", "staff_id")
SQLITE = (
    "DROP TRIGGER events_no_update",
    f"""CREATE TRIGGER events_no_update BEFORE UPDATE ON events WHEN NOT (
    NEW.position = OLD.position AND NEW.kind = OLD.kind AND NEW.occurred_at = OLD.occurred_at
    AND NEW.visibility = OLD.visibility AND {" AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)}
    AND json_remove(NEW.actor, '$.name') IS json_remove(OLD.actor, '$.name')
    AND (SELECT count(*) FROM json_each(NEW.data)) = (SELECT count(*) FROM json_each(OLD.data))
    AND NOT EXISTS (SELECT 1 FROM json_each(NEW.data) AS new_ WHERE NOT EXISTS (
      SELECT 1 FROM json_each(OLD.data) AS old_ WHERE old_.key = new_.key
      AND CASE WHEN new_.type = 'null' THEN 1 WHEN new_.type <> old_.type THEN 0
        WHEN new_.type = 'object' THEN json_remove(new_.value, '$.name') IS json_remove(old_.value, '$.name')
        ELSE new_.value IS old_.value END))
    ) BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION events_redacted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF to_jsonb(NEW) - 'data' - 'actor' = to_jsonb(OLD) - 'data' - 'actor'
        AND NEW.actor - 'name' = OLD.actor - 'name'
        AND (SELECT count(*) FROM jsonb_each(NEW.data)) = (SELECT count(*) FROM jsonb_each(OLD.data))
        AND NOT EXISTS (SELECT 1 FROM jsonb_each(NEW.data) AS new_ WHERE NOT EXISTS (
          SELECT 1 FROM jsonb_each(OLD.data) AS old_ WHERE old_.key = new_.key
          AND CASE WHEN new_.value = 'null'::jsonb OR new_.value = old_.value THEN true
            WHEN jsonb_typeof(new_.value) = 'object' AND jsonb_typeof(old_.value) = 'object'
            THEN new_.value - 'name' = old_.value - 'name' ELSE false END))
      THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'the log is append-only';
    END $$""",
)


async def let_renaming_through(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Let the database itself refuse every other change of what has been recorded."""
    client = schema_editor.client
    for statement in SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL:
        await client.execute_script(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0035_order_sorts")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Contact",
            name="erased_at",
            field=UtcDatetimeField(null=True),
        ),
        ops.RunPython(let_renaming_through),
    ]
