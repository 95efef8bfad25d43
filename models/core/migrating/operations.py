"""Operations of migrations during which others read and write."""

from typing import Any

from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from models.core.migrating.steps import Online, is_online, patiently, run

BATCH = 1000
"""Rows that are changed, and locked, at a time."""
_VALIDITY = """SELECT indisvalid AS is_valid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relname = '{name}' AND relnamespace = current_schema()::regnamespace"""

_KEY = "SELECT FROM pg_constraint WHERE conrelid = '{table}'::regclass AND conname = '{name}'"


class BuildIndex(Online, ops.TortoiseOperation):
    """Creates an index: `BuildIndex("pets_name_idx", "pets (name)")`, or with `unique=True` a unique one.

    `sqlite` is what SQLite indexes, where it writes that differently. An index of this name that is there stays; one
    that a broken try has left invalid is created again. Raises IntegrityError if rows have equal values.
    """

    def __init__(self, name: str, on: str, *, unique: bool = False, sqlite: str | None = None) -> None:
        self.name, self.on, self.unique, self.sqlite = name, on, unique, sqlite or on

    def describe(self) -> str:
        """The operation and its object."""
        return f"Build index {self.name}"

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Create the index."""
        if state_editor is not None:
            on = self.sqlite if state_editor.DIALECT == "sqlite" else self.on
            await _build(state_editor, self.name, on, unique=self.unique)


class BuildIndexOnPostgresql(BuildIndex):
    """Creates an index, as `BuildIndex` does, that SQLite does not have."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Create the index."""
        if state_editor is not None and state_editor.DIALECT == "postgres":
            await _build(state_editor, self.name, self.on, unique=self.unique)


class BuildModelIndex(Online, ops.AddIndex):
    """Creates an index that `Meta.indexes` names, as `BuildIndex` does."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Create the index."""
        if state_editor is not None:
            table = new_state.models[app_label, self.model_name].table
            await _build(state_editor, str(self.index.name), f"{table} ({', '.join(self.index.field_names)})")


class DropIndex(Online, ops.TortoiseOperation):
    """Drops an index."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Drop the index."""
        if state_editor is not None:
            await run(state_editor, f"DROP INDEX {_concurrently(state_editor)}IF EXISTS {self.name}")


class AddUnique(Online, ops.AddConstraint):
    """Adds a unique key of several columns, which `unique_together` names. Raises as `BuildIndex` does."""

    constraint: UniqueConstraint

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Create the index, and make it the key's."""
        editor: Any = state_editor
        if editor is None:
            return
        if editor.DIALECT == "sqlite":
            await super().database_forward(app_label, old_state, new_state, editor)
            return
        model = new_state.apps.get_model(f"{app_label}.{self.model_name}")
        columns = editor._resolve_fields_to_columns(model, self.constraint.fields)
        name = editor._constraint_name_for_model(model, UniqueConstraint(fields=tuple(columns)))
        table = model._meta.db_table
        if is_online(editor) and await editor.client.execute_query_dict(_KEY.format(table=table, name=name)):
            return
        await _build(editor, name, f"{table} ({', '.join(columns)})", unique=True)
        key = f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"
        await patiently(editor, lambda: run(editor, key))


class Backfill(Online, ops.TortoiseOperation):
    """Changes the rows of a table that has an `id`: `Backfill("pets", "name = 'Rex'", "name IS NULL")`.

    On PostgreSQL some rows at a time, each time in a transaction of its own. What it sets has to be the same if it is
    set twice.
    """

    def __init__(self, table: str, changes: str, where: str = "1 = 1") -> None:
        self.table, self.changes, self.where = table, changes, where

    def describe(self) -> str:
        """The operation and its object."""
        return f"Backfill {self.table}"

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Change the rows."""
        if state_editor is None:
            return
        statement = f"UPDATE {self.table} SET {self.changes} WHERE ({self.where})"
        if is_online(state_editor):
            await self._in_batches(state_editor, statement)
        elif state_editor.DIALECT == "sqlite":
            await run(state_editor, statement)
        else:
            await run(state_editor, f"{statement} AND id > :after AND id <= :last")

    async def _in_batches(self, editor: BaseSchemaEditor, statement: str) -> None:
        after, last = "", "first"
        while last:
            rows = await editor.client.execute_query_dict(
                f"SELECT id FROM {self.table} WHERE 1 = 1 {after} ORDER BY id LIMIT 1 OFFSET {BATCH - 1}"
            )
            last = f" AND id <= '{rows[0]['id']}'" if rows else ""
            batch = f"{statement}{after}{last}"
            await patiently(editor, lambda batch=batch: run(editor, batch))  # type: ignore[misc]
            after = last.replace("<=", ">")


class DefaultNow(ops.TortoiseOperation):
    """Gives a column the time of writing in rows of the previous version, which does not name it.

    SQLite, where no process of that version runs any more, keeps the default that it has.
    """

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Set the default."""
        if state_editor is not None and state_editor.DIALECT == "postgres":
            table = new_state.models[app_label, self.model_name].table
            await run(state_editor, f"ALTER TABLE {table} ALTER COLUMN {self.name} SET DEFAULT now()")


class LeaveTable(ops.DeleteModel):
    """Forgets a model and leaves its table, which the previous version reads: a later release drops it by `RunSQL`."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Leave the database as it is."""


async def _build(editor: BaseSchemaEditor, name: str, on: str, *, unique: bool = False) -> None:
    if is_online(editor):
        found = await editor.client.execute_query_dict(_VALIDITY.format(name=name))
        if found and found[0]["is_valid"]:
            return
        if found:
            await run(editor, f"DROP INDEX CONCURRENTLY {name}")
    await run(editor, f"CREATE {'UNIQUE ' if unique else ''}INDEX {_concurrently(editor)}{name} ON {on}")


def _concurrently(editor: BaseSchemaEditor) -> str:
    return "CONCURRENTLY " if editor.DIALECT == "postgres" else ""
