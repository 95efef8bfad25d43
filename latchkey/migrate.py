"""Bringing a database up to date."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path

import asyncpg
from tortoise import Tortoise
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps

from adapters.database.client import close_database, connection, sqlite_file, transaction
from adapters.database.postgresql import AWAY
from adapters.errors import Unavailable
from models.core.database import config, open_database

ADVISORY_LOCK = 0x4C61746368


async def migrate(database_url: str, progress: Callable[[str], None] = lambda name: None) -> None:
    """Apply the migrations that are missing; several at the same moment wait for each other.

    Each is applied and recorded in one transaction: a process that is killed leaves a whole one or nothing of it, and
    the next goes on from there. `progress` gets `apply_start NAME`, and `apply_done NAME` after the commit. Raises
    Unavailable where the database does not answer.

    On SQLite foreign keys are off meanwhile: altering a table rebuilds it, and dropping the old one would delete the
    rows that refer to it. On PostgreSQL statements have no timeout: an index of a large table takes long.
    """
    options = config(database_url, pool_size=2)
    meanwhile = {"foreign_keys": "OFF"} if database_url.startswith("sqlite") else {"command_timeout": None}
    options["connections"]["default"]["credentials"] |= meanwhile
    async with _only_one(database_url):
        await open_database(database_url, pool_size=2)
        await close_database()
        await Tortoise.init(config=options, init_connections=False)
        try:
            executor = Executor(connection(), options["apps"])
            while name := await executor.apply_next(progress):
                progress(f"apply_done {name}")
        finally:
            await Tortoise.close_connections()


class _StateBefore(State):
    """The tables before a step of a migration. Their models are built for a step that reads them; few do."""

    def __init__(self, models: dict[tuple[str, str], ModelState], apps: StateApps) -> None:
        self.models, self._apps = models, apps

    @cached_property
    def apps(self) -> StateApps:  # type: ignore[override]
        """The models of the tables as they were."""
        return self._apps.clone(self.models)


class _State(State):
    """The tables as they stand. Building all models again before each step would be most of the work of migrating."""

    def clone(self) -> State:
        """The state to keep while a step changes this one."""
        return _StateBefore({name: model.clone() for name, model in self.models.items()}, self.apps)


class Executor(MigrationExecutor):
    """Works out the tables as they stand once, and not before each migration: applying one moves them on."""

    _projected: tuple[set[MigrationKey], State] | None = None

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        if self._projected is not None and self._projected[0] == applied:
            state = self._projected[1]
        else:
            found = await super()._project_state(applied, upto=upto)
            state = _State(found.models, found.apps)
        # This very set and this state are added to as the migration is applied: the next one finds them equal.
        self._projected = applied, state
        return state

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
        lock = await asyncpg.connect(database_url)
    except (*AWAY, asyncpg.PostgresError) as error:
        raise Unavailable(f"the database does not answer: {error}") from error
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
        yield
    finally:
        await lock.close()
