"""Steps of migrations that the ORM does not know."""

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


class RedescribeField(ops.AlterField):
    """A field that means something else now, and is the same column as before: an enum with other values.

    `AlterField` would make the table anew on SQLite, without its indexes and triggers.
    """

    async def database_forward(self, *args: Any, **named: Any) -> None:
        """Leave the database as it is."""

    async def database_backward(self, *args: Any, **named: Any) -> None:
        """Leave the database as it is."""


class ChangeField(ops.AlterField):
    """Another column than before: one that may be null, or no longer, of another length or default.

    On SQLite the table is made anew with its indexes, keys and triggers, which `AlterField` loses. Raises
    OperationalError where rows are there that the new column does not allow.
    """

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Change the column."""
        if state_editor is not None:
            async with _made_anew(new_state.apps.get_model(f"{app_label}.{self.model_name}"), state_editor):
                await super().database_forward(app_label, old_state, new_state, state_editor)


class DropField(ops.RemoveField):
    """A column less.

    Raises OperationalError on SQLite where an index or a trigger still has to do with it: drop that first. PostgreSQL
    drops the index with it; `RemoveField` loses every other index of the table on SQLite.
    """

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Drop the column."""
        if state_editor is not None:
            meta = old_state.apps.get_model(f"{app_label}.{self.model_name}")._meta
            column = meta.fields_map[self.name].source_field or self.name
            await state_editor.client.execute_query(f"ALTER TABLE {meta.db_table} DROP COLUMN {column}")


class DropUnique(ops.RemoveConstraint):
    """Columns that need be unique together no longer. SQLite, where the key is part of the table, makes that anew."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Drop the key."""
        if isinstance(state_editor, SqliteSchemaEditor):
            model = new_state.apps.get_model(f"{app_label}.{self.model_name}")
            async with _made_anew(model, state_editor):
                await state_editor._remake_table(model)
        else:
            await super().database_forward(app_label, old_state, new_state, state_editor)


class AddCheck(ops.TortoiseOperation):
    """What must be true of each row of a table; in the condition `{row}` stands before each column.

    SQLite cannot add a check to a table that exists: there triggers refuse instead. Raises IntegrityError where it is
    not true of a row that is there.
    """

    def __init__(self, table: str, name: str, condition: str) -> None:
        self.table, self.name, self.condition = table, name, condition

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Let the database refuse other rows."""
        if state_editor is not None:
            client = state_editor.client
            for statement in self._statements(client.capabilities.dialect == "sqlite"):
                await client.execute_query(statement)

    def _statements(self, is_sqlite: bool) -> Iterator[str]:
        name, holds = f"{self.table}_{self.name}", self.condition.format(row="")
        if not is_sqlite:
            yield f"ALTER TABLE {self.table} ADD CONSTRAINT {name} CHECK ({holds})"
            return
        for verb in ("INSERT", "UPDATE"):
            yield f"""CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {self.table}
                WHEN NOT ({self.condition.format(row="NEW.")})
                BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END"""
        # No row changes by this, and the trigger looks at each of which the condition is not true.
        yield f"UPDATE {self.table} SET id = id WHERE NOT ({holds})"


_HANGING = """SELECT name, sql FROM sqlite_master
    WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name NOT LIKE 'uid!_%' ESCAPE '!'"""
"""Indexes and triggers of a table, but for the unique keys that the ORM makes of what the model says."""


@asynccontextmanager
async def _made_anew(model: type[Model], editor: BaseSchemaEditor) -> AsyncIterator[None]:
    """SQLite's table may be dropped within the block and made anew: what hangs on it is there again afterwards."""
    client, table = editor.client, model._meta.db_table
    if not isinstance(editor, SqliteSchemaEditor):
        yield
        return
    hanging = await client.execute_query_dict(_HANGING, [table])
    # While the table is not there, triggers of other tables name one that is missing, which a rename refuses otherwise.
    await client.execute_query("PRAGMA legacy_alter_table = ON")
    try:
        yield
    finally:
        await client.execute_query("PRAGMA legacy_alter_table = OFF")
    for names in model._meta.unique_together:
        await editor.add_constraint(model, UniqueConstraint(fields=tuple(names)))
    for row in hanging:
        await client.execute_query(row["sql"])


BATCH = 1000
"""So many rows are in memory at a time."""


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
    """What stands for the values of a statement."""
    if client.capabilities.dialect == "sqlite":
        return ["?"] * count
    return [f"${number}" for number in range(1, count + 1)]
