"""A migration that is interrupted, by whatever, is there wholly or not at all, and the next start goes on from there."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from tortoise.migrations.recorder import MigrationRecorder

from adapters.database.client import close_database, execute, fetch, is_sqlite
from adapters.database.sqlite import statements
from latchkey.migrate import known, migrate, pending
from models.core.database import open_database
from tests.support.databases import ON_POSTGRESQL
from tests.support.programs import forking
from tests.support.programs.commands import latchkey
from tests.support.repository import ROOT

COLUMNS_SQLITE = """SELECT made.type, made.name, column_of.name, column_of.type FROM sqlite_master AS made
    LEFT JOIN pragma_table_info(made.name) AS column_of ORDER BY 1, 2, 3"""
COLUMNS_POSTGRESQL = """SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY table_name, column_name"""


async def missing(url: str) -> list[str]:
    """The migrations that the database has not had."""
    await open_database(url)
    try:
        return await pending(url)
    finally:
        await close_database()


async def tables(url: str) -> list[tuple[object, ...]]:
    """The tables of the database, with all that they have."""
    await open_database(url)
    try:
        return [
            tuple(row.values()) for row in map(dict, await fetch(COLUMNS_SQLITE if is_sqlite() else COLUMNS_POSTGRESQL))
        ]
    finally:
        await close_database()


def migrate_and_be_killed(url: str, which: str) -> None:
    """Migrate, and die when a migration or a step has changed the tables and is not yet recorded."""

    async def die(self: MigrationRecorder, app: str, name: str) -> None:
        if name == which:
            os.kill(os.getpid(), signal.SIGKILL)
        await record(self, app, name)

    record = MigrationRecorder.record_applied
    MigrationRecorder.record_applied = die  # type: ignore[method-assign]
    asyncio.run(migrate(url))


async def be_killed(url: str, which: str) -> None:
    """Let a process migrate until it is killed."""
    killed = forking._context.Process(target=migrate_and_be_killed, args=(url, which))
    killed.start()
    await asyncio.to_thread(killed.join, 60)
    assert killed.exitcode == -signal.SIGKILL


async def test_a_killed_migration_is_whole_or_not_there(empty_database: str, database: str) -> None:
    every = await missing(empty_database)
    middle = len(every) // 2
    await be_killed(empty_database, every[middle])
    assert await missing(empty_database) == every[middle:]
    await migrate(empty_database)
    assert await missing(empty_database) == []
    assert await tables(empty_database) == await tables(database)


@ON_POSTGRESQL
async def test_a_migration_goes_on_from_the_step_that_was_killed(empty_database: str, database: str) -> None:
    await be_killed(empty_database, "0037_credit_notes 6")
    assert (await missing(empty_database))[0] == "0037_credit_notes"
    await migrate(empty_database)
    assert await missing(empty_database) == []
    assert await tables(empty_database) == await tables(database)
    await open_database(empty_database)
    [counted] = await fetch("SELECT COUNT(*) AS records, COUNT(DISTINCT app) AS apps FROM tortoise_migrations")
    await close_database()
    assert (counted["records"], counted["apps"]) == (len(known()), 1)


@ON_POSTGRESQL
@pytest.mark.migrated_to("0039_archived_places")
async def test_an_index_that_a_broken_try_left_is_built_again(older_database: str) -> None:
    await open_database(older_database)
    await execute("CREATE INDEX invoices_number_or_last_idx ON invoices (id)")
    await execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'invoices_number_or_last_idx'::regclass")
    await close_database()
    await migrate(older_database)
    await open_database(older_database)
    [index] = await fetch(
        """SELECT indisvalid, pg_get_indexdef(indexrelid) AS text FROM pg_index
        WHERE indexrelid = 'invoices_number_or_last_idx'::regclass"""
    )
    await close_database()
    assert index["indisvalid"]
    assert "COALESCE(number" in index["text"]


async def test_a_reader_who_goes_away_stops_no_migration(empty_database: str, tmp_path: Path) -> None:
    line = f"{sys.executable} -m latchkey migrate | head -n 0"
    process = await asyncio.create_subprocess_shell(
        line, cwd=tmp_path, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": empty_database}
    )
    async with asyncio.timeout(60):
        await process.wait()
    assert await missing(empty_database) == []
    assert (await latchkey(tmp_path, "migrate", DATABASE_URL=empty_database)).out == "The database is up to date.\n"


async def test_migrations_that_start_together_wait_for_each_other(empty_database: str, tmp_path: Path) -> None:
    ended = await asyncio.gather(*(latchkey(tmp_path, "migrate", DATABASE_URL=empty_database) for _ in range(3)))
    assert [each.code for each in ended] == [0, 0, 0], ended
    applied = [line for each in ended for line in each.out.splitlines() if line.startswith("Applied")]
    assert sorted(set(applied)) == sorted(applied)
    assert await missing(empty_database) == []


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("SELECT 1", ["SELECT 1;"]),
        ("SELECT 1; SELECT ';'", ["SELECT 1;", " SELECT ';';"]),
        (
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END; SELECT 3;",
            ["CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END;", " SELECT 3;", ";"],
        ),
    ],
)
def test_a_script_is_cut_between_its_statements(script: str, expected: list[str]) -> None:
    assert list(statements(script)) == expected
