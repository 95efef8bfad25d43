"""Bringing a database up to date."""

import asyncio
import fcntl
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
from tortoise import Tortoise
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

from adapters.database.client import close_database, connection, fetch, transaction
from adapters.database.configuration import sqlite_file
from adapters.database.faults import translated_faults
from adapters.errors import Unavailable
from models import migrations
from models.core.database import config, open_database

ADVISORY_LOCK = 0x4C61746368

MigratedTable = tuple[str, str]
"""The app and the name of a model."""


async def migrate(
    database_url: str, progress: Callable[[str], None] = lambda name: None, *, upto: str | None = None
) -> None:
    """Apply the migrations that are missing, or those to `upto`; several at the same moment wait for each other.

    Each is applied and recorded in one transaction: a process that is killed leaves a whole one or nothing of it, and
    the next goes on from there. `progress` gets `apply_start NAME`, and `apply_done NAME` after the commit. Raises
    Unavailable where the database does not answer.

    On SQLite foreign keys are off meanwhile: altering a table rebuilds it, and dropping the old one would delete the
    rows that refer to it. On PostgreSQL statements have no timeout: an index of a large table takes long.
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


class Executor(MigrationExecutor):
    """Works out the tables as they stand once, and not before each migration: applying one moves them on."""

    _projected: tuple[set[MigrationKey], State] | None = None

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        if self._projected is None or self._projected[0] != applied:
            connections = {app: options["default_connection"] for app, options in self.loader.apps_config.items()}
            state = _State({}, connections)
            for key in self._full_plan():
                if key in applied:
                    migration = self.loader.graph.nodes[key]
                    assert migration is not None
                    await migration.apply(state, dry_run=True)
            self._projected = applied, state
        # This very set and this state are added to as the migration is applied: the next one finds them equal.
        self._projected = applied, self._projected[1]
        return self._projected[1]

    async def apply_next(self, progress: Callable[[str], None]) -> str | None:
        """Apply the first migration that is missing, and record it; gives its name, None where none is."""
        async with transaction():
            self.connection = self.recorder.connection = connection()
            await self.recorder.ensure_schema(self._schema_editor(atomic=False))
            # Read within the transaction: what another process has applied meanwhile is there then.
            plan = await self.plan()
            if not plan:
                return None
            migration = plan[0].migration
            progress(f"apply_start {migration.name}")
            await self.migrate([MigrationTarget(migration.app_label, migration.name)])
        return migration.name


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
        with translated_faults():
            lock = await asyncpg.connect(database_url)
    except asyncpg.PostgresError as error:
        raise Unavailable(f"the database does not answer: {error}") from error
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
        yield
    finally:
        await lock.close()
