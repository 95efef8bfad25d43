"""Bringing a database up to date."""

import asyncio
import fcntl
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import Operation
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

from adapters.database.client import close_database, connection, execute, fetch, is_sqlite, transaction
from adapters.database.configuration import sqlite_file
from adapters.database.faults import translated_faults
from adapters.errors import Unavailable
from models import migrations
from models.core.database import config, open_database
from models.core.migrating.steps import Online, patiently

ADVISORY_LOCK: Final = 0x4C61746368
TURN_SECONDS: Final = 0.2
STEPS: Final = "steps"
"""The app under which the operations of a migration that has begun are recorded, by its name and their number."""

MigratedTable = tuple[str, str]
"""The app and the name of a model."""


async def migrate(
    database_url: str, progress: Callable[[str], None] = lambda name: None, *, upto: str | None = None
) -> None:
    """Apply the migrations that are missing, or those to `upto`; several at the same moment wait for each other.

    On SQLite each is applied and recorded in one transaction, on PostgreSQL each of its operations: a process that is
    killed leaves a whole one or nothing of it, and the next goes on from there. `progress` gets `apply_start NAME`, and
    `apply_done NAME` after the last commit. Raises Unavailable where the database does not answer, or a table that is
    to be changed is in use for too long.

    On SQLite foreign keys are off meanwhile: altering a table rebuilds it, and dropping the old one would delete the
    rows that refer to it. On PostgreSQL statements have no timeout, since an index of a large table takes long, and
    others go on reading and writing (`models/core/migrating/steps.py`).
    """
    options = config(database_url, pool_size=2, is_limited=False)
    if database_url.startswith("sqlite"):
        options["connections"]["default"]["credentials"]["foreign_keys"] = "OFF"
    async with _only_one(database_url):
        await open_database(database_url, pool_size=2)
        await close_database()
        await Tortoise.init(config=options, init_connections=False)
        try:
            executor = Executor(connection(), options["apps"])
            while name := await executor.apply_next(progress):
                progress(f"apply_done {name}")
                if name == upto:
                    break
        finally:
            await Tortoise.close_connections()


class _Models(StateApps):
    """The models of tables as a migration finds them, each built when a step asks for it.

    To build all of them again before each step would be most of the work of migrating.
    """

    def __init__(self, tables: dict[MigratedTable, ModelState], default_connections: dict[str, str]) -> None:
        super().__init__(default_connections)
        self.tables = tables

    def get_model(self, app_label: str, model_name: str | None = None) -> type[Model]:
        """The model with its columns and the models it refers to, and not those that refer to it."""
        key = (app_label, model_name) if model_name else self.split_reference(app_label)
        built = StateApps(self._default_connections)
        for app, name in {key, *self._referred_to(self.tables[key])}:
            built.register_model(app, self.tables[app, name].render(built))
        built._init_relations()
        built._build_initial_querysets()
        return built.get_model(*key)

    def _referred_to(self, table: ModelState) -> Iterator[MigratedTable]:
        for field in table.fields.values():
            if isinstance(field, ForeignKeyFieldInstance):
                key = self.split_reference(field.model_name)
                if key in self.tables:
                    yield key


class _State(State):
    """The tables as they stand."""

    def __init__(self, tables: dict[MigratedTable, ModelState], default_connections: dict[str, str]) -> None:
        super().__init__(tables, _Models(tables, default_connections))
        self._default_connections = default_connections

    def reload_model(self, app_label: str, model_name: str) -> None:
        """Nothing is built yet."""

    def reload_models(self, model_tuples: Iterable[MigratedTable]) -> None:
        """Nothing is built yet."""

    def clone(self) -> State:
        """The state to keep while a step changes this one: steps replace fields and options, and change none."""
        tables = {
            key: replace(table, options=dict(table.options), fields=dict(table.fields))
            for key, table in self.models.items()
        }
        return _State(tables, self._default_connections)


async def projected(loader: MigrationLoader, plan: Iterable[MigrationKey]) -> State:
    """The tables as they stand after these migrations."""
    state = _State({}, {app: options["default_connection"] for app, options in loader.apps_config.items()})
    for key in plan:
        migration = loader.graph.nodes[key]
        assert migration is not None
        await migration.apply(state, dry_run=True)
    return state


class _Loader(MigrationLoader):
    """Reads the files of the migrations once, and not twice for each that is applied."""

    def load_disk(self) -> None:
        """Find all migrations."""
        if not self.disk_migrations:
            super().load_disk()


class Executor(MigrationExecutor):
    """Works out the tables as they stand once, and not before each migration: applying one moves them on."""

    def __init__(self, database: BaseDBAsyncClient, apps: dict[str, Any]) -> None:
        super().__init__(database, apps)
        self.loader = _Loader(apps, self.recorder)
        self._projected: tuple[set[MigrationKey], State] | None = None

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        if self._projected is None or self._projected[0] != applied:
            plan = [key for key in self._full_plan() if key in applied]
            self._projected = applied, await projected(self.loader, plan)
        # This very set and this state are added to as the migration is applied: the next one finds them equal.
        self._projected = applied, self._projected[1]
        return self._projected[1]

    async def apply_next(self, progress: Callable[[str], None]) -> str | None:
        """Apply the first migration that is missing, and record it; gives its name, None where none is."""
        if not is_sqlite():
            return await self._apply_next(progress, self._apply_in_steps)
        async with transaction():
            return await self._apply_next(progress, self._apply_whole)

    async def _apply_next(
        self, progress: Callable[[str], None], apply: Callable[[Migration], Awaitable[None]]
    ) -> str | None:
        self.connection = self.recorder.connection = connection()
        await self.recorder.ensure_schema(self._schema_editor(atomic=False))
        plan = await self.plan()
        if not plan:
            return None
        migration = plan[0].migration
        progress(f"apply_start {migration.name}")
        await apply(migration)
        return migration.name

    async def _apply_whole(self, migration: Migration) -> None:
        await self.migrate([MigrationTarget(migration.app_label, migration.name)])

    async def _apply_in_steps(self, migration: Migration) -> None:
        """Apply each operation and record it, in one transaction unless it is `Online`; go on from a broken try."""
        rows = await fetch("SELECT app, name FROM tortoise_migrations")
        done = [row["name"] for row in rows if row["app"] == STEPS]
        applied = {MigrationKey(row["app"], row["name"]) for row in rows if row["app"] != STEPS}
        state, editor = await self._project_state(applied), self._schema_editor(atomic=False)
        for number, operation in enumerate(migration.operations, 1):
            before, step = state.clone(), f"{migration.name} {number}"
            operation.state_forward(migration.app_label, state)
            if step not in done:
                await self._apply_step(step, operation, before, state, editor)
        async with transaction():
            await execute("DELETE FROM tortoise_migrations WHERE app = :app", {"app": STEPS})
            self.recorder.connection = connection()
            await self.recorder.record_applied(migration.app_label, migration.name)
        applied.add(MigrationKey(migration.app_label, migration.name))

    async def _apply_step(
        self, step: str, operation: Operation, before: State, after: State, editor: BaseSchemaEditor
    ) -> None:
        async def apply() -> None:
            await operation.database_forward("models", before, after, editor)

        async def record() -> None:
            self.recorder.connection = editor.client
            await self.recorder.record_applied(STEPS, step)

        async def apply_and_record() -> None:
            await apply()
            await record()

        if isinstance(operation, Online):
            await apply()
            await record()
        else:
            await patiently(editor, apply_and_record)


async def pending(database_url: str) -> list[str]:
    """The names of the migrations that the open database, whose URL this is, has not had yet."""
    executor = MigrationExecutor(connection(), config(database_url)["apps"])
    return [step.migration.name for step in await executor.plan() if not step.backward]


async def lacking() -> list[str]:
    """The names of migrations that the open database has not had, by one quick statement."""
    rows = await fetch("SELECT name FROM tortoise_migrations WHERE app = 'models'")
    return sorted(set(known()) - {row["name"] for row in rows})


def known() -> list[str]:
    """The names of all migrations of this version, in their order."""
    return sorted(module.name for module in pkgutil.iter_modules(migrations.__path__))


@asynccontextmanager
async def _only_one(database_url: str) -> AsyncIterator[None]:
    """Wait until no other process migrates; raises Unavailable where the database does not answer."""
    if database_url.startswith("sqlite"):
        # SQLite waits for a lock by asking again, for ten seconds, and has no turns: three may be too many.
        with Path(f"{sqlite_file(database_url)}-migrating").open("w") as file:  # noqa: ASYNC230 - an empty file
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
            yield
        return
    try:
        with translated_faults:
            lock = await asyncpg.connect(database_url)
    except asyncpg.PostgresError as error:
        raise Unavailable(f"the database does not answer: {error}") from error
    try:
        # Asked again and again: an index that is built waits for every statement, and so for one that waits for it.
        while not await lock.fetchval("SELECT pg_try_advisory_lock($1)", ADVISORY_LOCK):  # noqa: ASYNC110
            await asyncio.sleep(TURN_SECONDS)
        yield
    finally:
        await lock.close()
