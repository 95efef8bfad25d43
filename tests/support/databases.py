"""A database for each test: made once per run, then copied, which takes milliseconds.

The copy on PostgreSQL is kept for the next test, which finds it as new.
"""

import asyncio
import secrets
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import asyncpg
import pytest
from tortoise.apps import Apps
from tortoise.backends.base.executor import EXECUTOR_CACHE

from adapters.database.client import connection
from execution import documents
from tests.support import services
from tests.support.kept import lines
from tests.support.kept.loop import KeptLoop
from tests.support.kept.postgresql import KeptDatabase

Kind = Literal["sqlite", "postgresql"]
Make = Callable[[str], Awaitable[object]]

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""For tests to which the other database has nothing to add."""
ON_POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""For tests of what the other database cannot do, or not at the same time."""
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
_USUAL = "usual"
_kept: list[KeptDatabase] = []
"""The one database of PostgreSQL that this process uses again and again."""
_dropped: list[str] = []
"""The names of databases that the next one takes away: connecting costs as much as dropping."""


async def create_from_template(kind: Kind, folder: Path, make: Make) -> str:
    """A database as `make` has made it of an empty one, once per run; gives its URL. The one on PostgreSQL is kept."""
    if kind == "sqlite":
        return await create_copy(kind, folder, _USUAL, make)
    return await _kept_postgresql(await _postgresql_template(_USUAL, make))


async def create_copy(kind: Kind, folder: Path, name: str, make: Make) -> str:
    """The same, by a name, in a database of its own. A SQLite file is made in `folder`."""
    if kind == "sqlite":
        file = folder / "latchkey.sqlite3"
        shutil.copy(await _sqlite_template(name, make), file)
        return f"sqlite://{file}"
    return await _create_postgresql(f"test_{secrets.token_hex(8)}", await _postgresql_template(name, make))


async def create_empty(kind: Kind, folder: Path) -> str:
    """A fresh database with nothing in it, for the tests of migrations; gives its URL."""
    if kind == "sqlite":
        return f"sqlite://{folder / 'empty.sqlite3'}"
    return await _create_postgresql(f"test_{secrets.token_hex(8)}", "template0")


def drop(url: str) -> None:
    """Remove a database that was made here, whoever is still connected; SQLite files go with their folder."""
    if url.startswith("postgresql"):
        _dropped.append(url.rpartition("/")[2])


async def let_go() -> None:
    """Close what is kept of PostgreSQL, at the end of this process."""
    lines.let_go()
    for kept in _kept:
        kept.keeper.terminate()
    await asyncio.sleep(0)


def finish_models_once() -> None:
    """Let Tortoise finish its models, and keep the text of statements by table and the documents with their plans, until
    the next database is of the other kind: to do it again would be much of a small test."""
    finish, finished = Apps._build_initial_querysets, [""]

    def finish_once(apps: Apps) -> None:
        dialect = connection().capabilities.dialect
        if dialect != finished[0]:
            EXECUTOR_CACHE.clear()
            documents.forget()
            finish(apps)
        finished[0] = dialect

    Apps._build_initial_querysets = finish_once  # type: ignore[assignment, method-assign]


async def _sqlite_template(name: str, make: Make) -> Path:
    file = _file(name)
    with services.once_per_run(f"sqlite-{name}") as is_to_do:
        if is_to_do:
            file.unlink(missing_ok=True)
            if earlier := _made_before("sqlite", name):
                shutil.copy(_file(earlier), file)
            await make(f"sqlite://{file}")
            # Everything into the one file that is copied.
            connection = sqlite3.connect(file)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
    return file


def _file(name: str) -> Path:
    return services.run_folder() / f"{name}.sqlite3"


async def _postgresql_template(name: str, make: Make) -> str:
    with services.once_per_run(f"postgresql-{name}") as is_to_do:
        if is_to_do:
            earlier = _made_before("postgresql", name)
            await make(await _create_postgresql(f"latchkey_{name}", f"latchkey_{earlier}" if earlier else "template0"))
    return f"latchkey_{name}"


def _made_before(kind: Kind, name: str) -> str | None:
    """Of the templates that have the name of a migration, the newest that is older than this one."""
    made = [file.stem.removeprefix(f"{kind}-") for file in services.run_folder().glob(f"{kind}-0*.done")]
    return max((each for each in made if each < name), default=None) if name[0] == "0" else None


async def _kept_postgresql(template: str) -> str:
    assert isinstance(asyncio.get_running_loop(), KeptLoop), "a test that needs a database is a coroutine function"
    if _kept:
        kept = _kept[0]
        if await kept.is_as_it_was():
            return kept.url
        kept.keeper.terminate()
        drop(kept.url)
    url = await _create_postgresql(f"test_{secrets.token_hex(8)}", template)
    _kept[:] = [await KeptDatabase.of(url)]
    return url


async def _create_postgresql(name: str, template: str) -> str:
    connection = await asyncpg.connect(services.postgresql_url())
    try:
        while _dropped:
            await connection.execute(f'DROP DATABASE "{_dropped.pop()}" WITH (FORCE)')
        # Copying the files is quicker than logging every page, where nothing is synchronised to the disk.
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    finally:
        await connection.close()
    return services.postgresql_url(name)
