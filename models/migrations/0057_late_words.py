"""Renaming something to which many rows belong changes the words of a thousand of them; a worker changes the others.

SQLite, where nobody else writes meanwhile, changes all at once.
"""

from collections.abc import Iterator
from importlib import import_module

from tortoise import migrations
from tortoise.migrations import operations as ops

SEARCH = import_module("models.migrations.0005_search")
AT_ONCE = 1000
TABLE = """CREATE TABLE late_search_words (searched VARCHAR(20) NOT NULL, source VARCHAR(20) NOT NULL,
    source_id UUID NOT NULL, after UUID NOT NULL, PRIMARY KEY (searched, source, source_id))"""


def functions() -> Iterator[str]:
    """For each table that is searched, and each that its rows belong to, the function that changes the words of the
    next rows and gives the last of these, or null after the last of all, and that of the trigger.

    What was renamed is locked before the rows: who comes to belong to it has its words from there, before or after.
    """
    for of in SEARCH.TABLES:
        for source in of.sources:
            key, words = source.key, source.words.format(row="new")
            yield f"""CREATE OR REPLACE FUNCTION {of.index}_{source.name}_next(renamed uuid, last_id uuid) RETURNS uuid
                LANGUAGE plpgsql AS $$
                DECLARE ids uuid[];
                BEGIN
                    PERFORM 1 FROM {source.table} WHERE id = renamed FOR SHARE;
                    SELECT array_agg(id ORDER BY id) INTO ids FROM (SELECT id FROM {of.index} WHERE {key} = renamed
                        AND (last_id IS NULL OR id > last_id) ORDER BY id LIMIT {AT_ONCE} FOR UPDATE) AS batch;
                    UPDATE {of.index} SET {source.name}_words = {words} FROM {source.table} AS new
                    WHERE new.id = renamed AND {of.index}.id = ANY (ids) AND {source.reaches.format(row=of.index)};
                    RETURN ids[{AT_ONCE}];
                END $$"""
            yield f"""CREATE OR REPLACE FUNCTION {of.index}_{source.name}() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE last_id uuid := {of.index}_{source.name}_next(NEW.id, NULL);
                BEGIN
                    IF last_id IS NOT NULL THEN
                        INSERT INTO late_search_words VALUES ('{of.table}', '{source.name}', NEW.id, last_id)
                        ON CONFLICT (searched, source, source_id) DO UPDATE SET after = excluded.after;
                    END IF;
                    RETURN NULL;
                END $$"""


async def replace(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Make the table of what is left to a worker, and replace the functions of the triggers."""
    if schema_editor.client.capabilities.dialect == "postgres":
        for statement in (TABLE, *functions()):
            await schema_editor.client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0056_open_positions")]

    initial = False

    operations = [ops.RunPython(replace)]
