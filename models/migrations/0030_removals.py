"""Files and words can be removed, and the log lets redaction through: a value becomes null, an actor is renamed."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

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
      AND (new_.type = 'null' OR (new_.type = old_.type AND new_.value IS old_.value))))
    ) BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION events_redacted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF to_jsonb(NEW) - 'data' - 'actor' = to_jsonb(OLD) - 'data' - 'actor'
        AND NEW.actor - 'name' = OLD.actor - 'name'
        AND (SELECT count(*) FROM jsonb_each(NEW.data)) = (SELECT count(*) FROM jsonb_each(OLD.data))
        AND NOT EXISTS (SELECT 1 FROM jsonb_each(NEW.data) AS new_ WHERE NOT EXISTS (
          SELECT 1 FROM jsonb_each(OLD.data) AS old_ WHERE old_.key = new_.key
          AND (new_.value = 'null'::jsonb OR new_.value = old_.value)))
      THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'the log is append-only';
    END $$""",
    "DROP TRIGGER events_no_change ON events",
    "CREATE TRIGGER events_no_change BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION events_redacted()",
    "CREATE TRIGGER events_no_delete BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_append_only()",
)


async def let_redaction_through(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Let the database itself refuse every other change of what has been recorded."""
    client = schema_editor.client
    for statement in SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL:
        await client.execute_script(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0029_staff_names")]

    initial = False

    operations = [
        ops.CreateModel(
            name="StorageRemoval",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("path", fields.CharField(max_length=255)),
                ("created_at", UtcDatetimeField()),
            ],
            options={"table": "storage_removals", "app": "models", "pk_attr": "id"},
            bases=["Entity"],
        ),
        ops.AddField(
            model_name="Attachment",
            name="removal_reason",
            field=fields.TextField(null=True),
        ),
        ops.AddField(
            model_name="Attachment",
            name="removed_at",
            field=UtcDatetimeField(null=True),
        ),
        ops.AddField(
            model_name="Attachment",
            name="removed_by",
            field=fields.JSONField(null=True),
        ),
        ops.RunPython(let_redaction_through),
    ]
