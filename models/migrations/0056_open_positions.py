"""On PostgreSQL events get their positions without a lock that others wait for, and readers know how far to read.

Version 1.0 takes positions from the counter, and holds its row, as long as that row is there, for processes of the
version before: see models/log/positions.py. A database in which nothing has happened yet has no such processes.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

SPACE = 0x6C6F67 << 40
"""Where the advisory locks of open positions are among all others: the upper bytes of their keys."""
POSTGRESQL = (
    "CREATE SEQUENCE event_positions MINVALUE 0 START 0",
    "SELECT setval('event_positions', 0)",
    f"""CREATE FUNCTION take_positions(wanted integer) RETURNS bigint[] LANGUAGE plpgsql AS $$
    DECLARE last bigint;
    BEGIN
      UPDATE counters SET value = value + wanted WHERE name = 'event' RETURNING value INTO last;
      IF FOUND THEN
        RETURN ARRAY(SELECT generate_series(last - wanted + 1, last));
      END IF;
      -- Those taken below are all higher than the one that is locked: until the commit nobody reads beyond it.
      SELECT last_value INTO last FROM event_positions;
      PERFORM pg_advisory_xact_lock_shared({SPACE} + last);
      RETURN ARRAY(SELECT nextval('event_positions') FROM generate_series(1, wanted));
    END $$""",
    f"""CREATE FUNCTION end_of_log(OUT reach bigint, OUT newest bigint) LANGUAGE plpgsql AS $$
    DECLARE taken bigint; open bigint;
    BEGIN
      IF pg_is_in_recovery() THEN
        RAISE EXCEPTION 'a replica does not know the end of the log' USING ERRCODE = 'serialization_failure';
      END IF;
      SELECT value, value INTO reach, newest FROM counters WHERE name = 'event';
      IF FOUND THEN
        RETURN;
      END IF;
      -- In this order: who takes a position after the first statement takes a higher one, and who took one before it
      -- has locked by the second, or has ended and is seen by the third.
      SELECT last_value INTO taken FROM event_positions;
      SELECT min((classid::bigint << 32 | objid::bigint) - {SPACE}) INTO open FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 8 = {SPACE >> 40}
        AND mode = 'ShareLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
      SELECT COALESCE(max(events.position), 0) INTO reach FROM events WHERE events.position <= LEAST(taken, open);
      SELECT COALESCE(max(events.position), 0) INTO newest FROM events;
    END $$""",
    "CREATE VIEW log_end AS SELECT reach AS position, newest FROM end_of_log()",
    "DELETE FROM counters WHERE name = 'event' AND value = 0 AND NOT EXISTS (SELECT FROM events)",
)
SQLITE = ("CREATE VIEW log_end AS SELECT value AS position, value AS newest FROM counters WHERE name = 'event'",)


async def open_positions(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Make the sequence of positions, and the view of the end of the log."""
    client = schema_editor.client
    for statement in SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL:
        await client.execute_script(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0055_key_warnings")]

    initial = False

    operations = [ops.RunPython(open_positions)]
