"""Everything that is kept between tests is as new for each: the database on PostgreSQL, connections to it, the loop."""

import asyncio
import threading
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from adapters.database.client import close_database, fetch
from models.core.database import open_database
from tests.support import databases
from tests.support.databases import ON_POSTGRESQL
from tests.support.kept.loop import KeptLoop

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"


@pytest.fixture
def the_next(tmp_path: Path) -> Callable[[], Coroutine[Any, Any, str]]:
    """Gives the database of the next test."""

    async def migrate(_url: str) -> None:
        pytest.fail("the template is there")

    return lambda: databases.create_from_template("postgresql", tmp_path, migrate)


async def run(database: str, *statements: str) -> None:
    """Run statements on a connection of their own, which the guards of the tables let through."""
    connection = await asyncpg.connect(database, server_settings={"session_replication_role": "replica"})
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def rows(database: str) -> dict[str, list[Any]]:
    """Everything in the tables, and the last position of the log."""
    connection = await asyncpg.connect(database)
    found = {}
    for (table,) in await connection.fetch(TABLES):
        stored = await connection.fetch(f'SELECT stored::text AS row FROM "{table}" AS stored')
        found[table] = sorted(each["row"] for each in stored)
    found["positions"] = await connection.fetch("SELECT last_value FROM event_positions")
    await connection.close()
    return found


@ON_POSTGRESQL
async def test_the_next_test_finds_the_same_rows(
    database: str, the_next: Callable[[], Coroutine[Any, Any, str]]
) -> None:
    # One that other tests have used may become too large in this one.
    await run(database, "ANALYZE contacts")
    database = await the_next()
    before = await rows(database)
    for _ in range(2):
        await run(
            database,
            *(
                f'DELETE FROM "{table}"'
                for table, found in before.items()
                if found and table not in ("accounts", "positions")
            ),
            "UPDATE accounts SET username = 'mallory' WHERE username = 'ann'",
            "INSERT INTO counters VALUES ('another', 1)",
            "SELECT take_positions(3)",
            "INSERT INTO sms_opt_outs (id, number, created_at) VALUES (gen_random_uuid(), '+447700900123', now())",
        )
        assert await the_next() == database
        assert await rows(database) == before


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "change",
    [
        "CREATE INDEX another ON contacts (name)",
        "ALTER TABLE contacts RENAME COLUMN name TO title",
        "ALTER TABLE contacts ALTER COLUMN name SET DEFAULT 'Nobody'",
        "ALTER TABLE contacts DISABLE TRIGGER ALL",
        "DROP FUNCTION customers_search_write CASCADE",
        "TRUNCATE events",
        "ANALYZE contacts",
        "SELECT nextval('tortoise_migrations_id_seq')",
        "INSERT INTO counters SELECT 'n' || n, n FROM generate_series(1, 100000) AS n",
    ],
)
async def test_a_database_that_has_become_another_is_not_used_again(
    database: str, the_next: Callable[[], Coroutine[Any, Any, str]], change: str
) -> None:
    await run(database, change)
    assert await the_next() != database


@ON_POSTGRESQL
async def test_a_database_that_somebody_still_uses_is_not_used_again(
    database: str, the_next: Callable[[], Coroutine[Any, Any, str]]
) -> None:
    left = await asyncpg.connect(database)
    assert await the_next() != database
    left.terminate()


@ON_POSTGRESQL
async def test_the_next_app_gets_a_connection_with_nothing_on_it(database: str) -> None:
    state = """SELECT pg_backend_pid() AS pid, current_setting('work_mem') AS work_mem,
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks,
        (SELECT count(*) FROM pg_listening_channels()) AS channels, to_regclass('pg_temp.left_over') AS left_over"""
    await open_database(database)
    [before] = await fetch(state)
    for statement in (
        "SELECT pg_advisory_lock(1)",
        "SET work_mem = '1MB'",
        "LISTEN channel",
        "CREATE TEMP TABLE left_over (id int)",
    ):
        await fetch(statement)
    await close_database()
    await open_database(database)
    [after] = await fetch(state)
    await close_database()
    assert after == before


def test_nothing_of_a_test_stays_on_the_loop() -> None:
    loop, seen = KeptLoop(), []

    async def endless() -> AsyncIterator[int]:
        try:
            while True:
                yield 1
        finally:
            seen.append("generator closed")

    async def a_test() -> tuple[asyncio.Task[bool], asyncio.TimerHandle, threading.Thread]:
        task = asyncio.create_task(asyncio.Event().wait())
        timer = asyncio.get_running_loop().call_later(3600, seen.append, "timer")
        generator = endless()
        await anext(generator)
        seen.append("generator begun")
        return task, timer, await asyncio.to_thread(threading.current_thread)

    def ran(run: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(run())

    task, timer, thread = ran(a_test)
    assert task.cancelled()
    assert timer.cancelled()
    assert not thread.is_alive()
    assert seen == ["generator begun", "generator closed"]

    async def the_next_test() -> AbstractEventLoop:
        assert {asyncio.current_task()} == asyncio.all_tasks()
        return asyncio.get_running_loop()

    assert ran(the_next_test) is loop
    loop.end()
