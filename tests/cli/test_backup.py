"""Backups are made and restored as docs/operators.md says: nothing that was in them is lost, and no client misses what follows."""

import asyncio
import os
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import asyncpg

import settings
from latchkey.app import create_app
from tests.support import services
from tests.support.cast import Cast
from tests.support.orders import new_order
from tests.support.programs.processes import KEY
from tests.support.repository import ROOT
from tests.support.server import Server, listening, serving

PAGE = (ROOT / "docs" / "operators.md").read_text()
NUMBERS = "{ eventCursor orders { nodes { number } } }"
MISSED = "query($after: EventCursor!) { events(after: $after, first: 100) { nodes { ... on OrderEvent { order { number } } } } }"


def command(start: str) -> str:
    """The one line of code in the page that begins so."""
    [line] = re.findall(rf"^{re.escape(start)}.*$", PAGE, re.MULTILINE)
    found: str = line
    return found


@asynccontextmanager
async def running(database: str, folder: Path) -> AsyncIterator[Server]:
    """The app on a database that outlives it."""
    settings.use(settings.Settings(database_url=database, data_dir=folder, secret_key=KEY))
    with listening() as listener:
        async with serving(create_app(), listener) as server:
            yield server


async def back_up(database: str, folder: Path) -> None:
    """Take a backup while the server runs."""
    if database.startswith("sqlite"):
        statement = re.findall(r'"(VACUUM INTO .*)"', command("sqlite3 var/latchkey.sqlite3"))[0]
        with closing(sqlite3.connect(database.removeprefix("sqlite://"))) as connection:
            connection.execute(statement.replace("backup.sqlite3", str(folder / "backup.sqlite3")))
    else:
        await shell(command("pg_dump"), database, folder)


async def restore(database: str, folder: Path) -> None:
    """Put the backup in place of the database, and move the log's counter on."""
    counter = command("UPDATE counters")
    if database.startswith("sqlite"):
        restore_file(database.removeprefix("sqlite://"), folder / "backup.sqlite3", counter)
    else:
        await shell(command("pg_restore"), database, folder)
        connection = await asyncpg.connect(database)
        await connection.execute(counter)
        await connection.close()


def restore_file(file: str, backup: Path, counter: str) -> None:
    """The same for SQLite."""
    for ending in ("-wal", "-shm"):
        Path(file + ending).unlink(missing_ok=True)
    shutil.copy(backup, file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(counter)


async def shell(line: str, database: str, folder: Path) -> None:
    """Run a command of the page with the programs of this run's PostgreSQL."""
    programs = services._postgresql_programs(services.run_folder())
    environment = os.environ | {"DATABASE_URL": database, "PATH": f"{programs}:{os.environ['PATH']}"}
    process = await asyncio.create_subprocess_shell(line, cwd=folder, env=environment)
    assert await asyncio.wait_for(process.wait(), 60) == 0


async def test_a_restored_backup_has_everything(database: str, cast: Cast, tmp_path: Path) -> None:
    async with running(database, tmp_path) as server:
        ann = server.client_of(cast.ann)
        await new_order(ann)
        await back_up(database, tmp_path)
        await new_order(ann)
        lost = (await ann.data(NUMBERS))["eventCursor"]
    await restore(database, tmp_path)
    async with running(database, tmp_path) as server:
        ann = replace(ann, server=server)
        assert (await ann.data(NUMBERS))["orders"]["nodes"] == [{"number": "SR-000001"}]
        await new_order(ann)
        told = (await ann.data(MISSED, {"after": lost}))["events"]["nodes"]
        assert {"order": {"number": "SR-000002"}} in told
