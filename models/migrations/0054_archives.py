"""Orders that ended long ago can be taken out: the log lets events go whose order, or invoice, is no longer there."""

from tortoise import migrations
from tortoise.migrations import operations as ops

GONE = " OR ".join(
    f"(OLD.{noun}_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {noun}s WHERE {noun}s.id = OLD.{noun}_id))"
    for noun in ("order", "invoice")
)
SQLITE = (
    "DROP TRIGGER events_no_delete",
    f"""CREATE TRIGGER events_no_delete BEFORE DELETE ON events WHEN NOT ({GONE})
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION events_taken_out() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {GONE} THEN RETURN OLD; END IF;
      RAISE EXCEPTION 'the log is append-only';
    END $$""",
    "DROP TRIGGER events_no_delete ON events",
    "CREATE TRIGGER events_no_delete BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_taken_out()",
)


async def let_old_events_go(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Let the database itself refuse to delete events of what is there."""
    client = schema_editor.client
    for statement in SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL:
        await client.execute_script(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0053_webhooks")]

    initial = False

    operations = [ops.RunPython(let_old_events_go)]
