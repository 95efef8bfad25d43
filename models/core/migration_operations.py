"""Operations of migrations that the ORM lacks, and helpers for data migrations."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_editor.sqlite import SqliteSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.models import Model

from models.core.migrating.steps import Online, add_validated, patiently, run


class RedescribeField(ops.AlterField):
    """Changes a field whose column stays the same, such as an enum with other values.

    On SQLite `AlterField` would rebuild the table, without its indexes and triggers.
    """

    async def database_forward(self, *args: Any, **named: Any) -> None:
        """Leave the database as it is."""

    async def database_backward(self, *args: Any, **named: Any) -> None:
        """Leave the database as it is."""


class ChangeField(Online, ops.AlterField):
    """Changes nullability, length or database default of a column.

    On SQLite the table is rebuilt with its indexes, keys and triggers, which `AlterField` loses. On PostgreSQL a check
    that rows have a value is validated first, so that nobody waits while the rows are looked at. Raises IntegrityError
    if the column does not allow an existing row.
    """

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Change the column."""
        editor = state_editor
        if editor is None:
            return
        model = new_state.apps.get_model(f"{app_label}.{self.model_name}")
        before, after = (state.models[app_label, self.model_name].fields[self.name] for state in (old_state, new_state))
        table, column = model._meta.db_table, after.source_field or self.name
        given = f"{table}_{column}_given"
        is_checked = editor.DIALECT == "postgres" and before.null and not after.null
        if is_checked:
            await add_validated(editor, table, given, f"{column} IS NOT NULL")

        async def change() -> None:
            async with _rebuilt(model, editor):
                await super(ChangeField, self).database_forward(app_label, old_state, new_state, editor)
            if is_checked:
                await run(editor, f"ALTER TABLE {table} DROP CONSTRAINT {given}")

        await patiently(editor, change)


class DropField(ops.RemoveField):
    """Drops a column.

    Raises OperationalError on SQLite if an index or a trigger uses the column: drop that first. PostgreSQL drops such
    indexes by itself. On SQLite `RemoveField` would lose all indexes of the table.
    """

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Drop the column."""
        if state_editor is not None:
            meta = old_state.apps.get_model(f"{app_label}.{self.model_name}")._meta
            column = meta.fields_map[self.name].source_field or self.name
            await run(state_editor, f"ALTER TABLE {meta.db_table} DROP COLUMN {column}")


class DropUnique(ops.RemoveConstraint):
    """Drops a unique key of several columns. SQLite has it inside the table, which is rebuilt."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Drop the key."""
        if isinstance(state_editor, SqliteSchemaEditor):
            model = new_state.apps.get_model(f"{app_label}.{self.model_name}")
            async with _rebuilt(model, state_editor):
                await state_editor._remake_table(model)
        else:
            await super().database_forward(app_label, old_state, new_state, state_editor)


class AddCheck(Online, ops.TortoiseOperation):
    """Adds a condition that every row of a table must fulfil; `{row}` precedes each column in it.

    SQLite cannot add a check to an existing table and gets triggers instead. On PostgreSQL others read and write while
    the rows are looked at. Raises IntegrityError if an existing row violates the condition.
    """

    def __init__(self, table: str, name: str, condition: str) -> None:
        self.table, self.name, self.condition = table, name, condition

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Add the constraint or the triggers."""
        if state_editor is None:
            return
        if state_editor.DIALECT == "sqlite":
            for statement in self._sqlite():
                await run(state_editor, statement)
        else:
            name, condition = f"{self.table}_{self.name}", self.condition.format(row="")
            await add_validated(state_editor, self.table, name, condition)

    def _sqlite(self) -> Iterator[str]:
        name, holds = f"{self.table}_{self.name}", self.condition.format(row="")
        for verb in ("INSERT", "UPDATE"):
            yield f"""CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {self.table}
                WHEN NOT ({self.condition.format(row="NEW.")})
                BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END"""
        # Changes nothing, but runs the trigger for each row that violates the condition.
        yield f"UPDATE {self.table} SET id = id WHERE NOT ({holds})"


_ATTACHED = """SELECT name, sql FROM sqlite_master
    WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name NOT LIKE 'uid!_%' ESCAPE '!'"""
"""Indexes and triggers of a table, except the unique keys that the ORM creates from the model."""


@asynccontextmanager
async def _rebuilt(model: type[Model], editor: BaseSchemaEditor) -> AsyncIterator[None]:
    """The block may rebuild a table on SQLite; its indexes, unique keys and triggers are created again afterwards."""
    client, table = editor.client, model._meta.db_table
    if not isinstance(editor, SqliteSchemaEditor) or editor.collect_sql:
        yield
        return
    attached = await client.execute_query_dict(_ATTACHED, [table])
    # Without this, renaming the new table fails because triggers of other tables use the one that was dropped.
    await client.execute_query("PRAGMA legacy_alter_table = ON")
    try:
        yield
    finally:
        await client.execute_query("PRAGMA legacy_alter_table = OFF")
    for names in model._meta.unique_together:
        await editor.add_constraint(model, UniqueConstraint(fields=tuple(names)))
    for row in attached:
        await client.execute_query(row["sql"])


BATCH = 1000
"""The number of rows that are in memory at a time."""


async def batches(
    client: BaseDBAsyncClient, table: str, columns: Sequence[str], where: str = "1 = 1"
) -> AsyncIterator[list[dict[str, Any]]]:
    """The rows of a table with their `id` and these columns, some at a time, in the order of their ids."""
    after, place = f"WHERE {where}", placeholders(client, 1)[0]
    values: list[Any] = []
    while True:
        rows = await client.execute_query_dict(
            f"SELECT id, {', '.join(columns)} FROM {table} {after} ORDER BY id LIMIT {BATCH}", values
        )
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        after, values = f"WHERE {where} AND id > {place}", [rows[-1]["id"]]


def placeholders(client: BaseDBAsyncClient, count: int) -> list[str]:
    """The placeholders for the values of a statement."""
    if client.capabilities.dialect == "sqlite":
        return ["?"] * count
    return [f"${number}" for number in range(1, count + 1)]
