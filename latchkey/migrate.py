"""Bringing a database up to date."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
from tortoise import Tortoise
from tortoise.migrations.api import migrate as run_migrations
from tortoise.migrations.executor import MigrationExecutor

from adapters.database import close_database, config, connection, open_database

ADVISORY_LOCK = 0x4C61746368


async def migrate(database_url: str, progress: Callable[[str], None] = lambda name: None) -> None:
    """Apply the migrations that are missing; several at the same moment wait for each other.

    Raises Unavailable where the database does not answer.

    On SQLite foreign keys are off meanwhile: altering a table there makes it anew, and dropping the old one would
    delete the rows that refer to it.
    """
    await open_database(database_url, pool_size=2)
    await close_database()
    options = config(database_url, pool_size=2)
    credentials = options["connections"]["default"]["credentials"]
    if "foreign_keys" in credentials:
        credentials["foreign_keys"] = "OFF"
    try:
        async with _only_one(database_url):
            await run_migrations(config=options, progress=lambda event, app, name: progress(f"{event} {name}"))
    finally:
        await Tortoise.close_connections()


async def pending(database_url: str) -> list[str]:
    """The names of the migrations that the open database, whose URL this is, has not had yet."""
    executor = MigrationExecutor(connection(), config(database_url)["apps"])
    return [step.migration.name for step in await executor.plan() if not step.backward]


@asynccontextmanager
async def _only_one(database_url: str) -> AsyncIterator[None]:
    if database_url.startswith("sqlite"):
        yield
        return
    lock = await asyncpg.connect(database_url)
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
        yield
    finally:
        await lock.close()
