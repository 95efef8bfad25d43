"""A database is brought up to the next version while two processes of this one serve: nothing fails, nobody waits."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg

from latchkey.migrate import known
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL
from tests.support.orders import new_order
from tests.support.programs.processes import environment, served
from tests.support.repository import ROOT

MIGRATE = "import asyncio, sys; from latchkey.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"
WAITS = b"migration_waits"
NEXT = """from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.migrating.operations import Backfill, BuildIndex
from models.core.migration_operations import AddCheck, ChangeField


class Migration(migrations.Migration):
    dependencies = [("models", "LAST")]
    operations = [
        ops.AddField("Order", "mood", fields.CharField(max_length=20, null=True, db_default="NEW")),
        Backfill("orders", "mood = 'OLD'", "number < 4"),
        ChangeField("Order", "mood", fields.CharField(max_length=20, db_default="NEW")),
        AddCheck("orders", "mood", "{row}mood <> ''"),
        BuildIndex("orders_mood_idx", "orders (mood, id)"),
        BuildIndex("orders_mood_number_idx", "orders (number) WHERE mood = 'OLD'", unique=True),
    ]
"""
MADE = """SELECT
    (SELECT bool_and(indisvalid) AND count(*) = 2 FROM pg_index WHERE indexrelid::regclass::text LIKE 'orders_mood_%')
    AND (SELECT attnotnull FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'mood')
    AND (SELECT array_agg(conname::text) = '{orders_mood}' AND bool_and(convalidated) FROM pg_constraint
        WHERE conrelid = 'orders'::regclass AND contype = 'c' AND conname LIKE 'orders_mood%')"""


@ON_POSTGRESQL
async def test_nothing_fails_or_waits_while_the_tables_are_changed(database: str, cast: Cast, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "models" / "migrations" / "9999_next.py").write_text(NEXT.replace("LAST", known()[-1]))
    env = environment(tmp_path, database_url=database, smtp_url="smtp://127.0.0.1:9")
    async with (
        served("--no-worker", env=env) as (one, _),
        served("--no-worker", env=env) as (two, _),
        AsyncExitStack() as ended,
    ):
        ann, sam = one.client_of(cast.ann), two.client_of(cast.sam)
        for _ in range(3):
            await new_order(ann)

        async def read() -> None:
            await sam.data("{ orders(first: 20) { nodes { number status timeline { totalCount } } } }")

        async def write() -> None:
            await new_order(ann)

        reader = await asyncpg.connect(database)
        ended.push_async_callback(reader.close)
        async with repeated(read) as reads, repeated(write) as writes, repeated(write):
            report = reader.transaction()
            await report.start()
            await reader.fetch("SELECT id FROM orders")
            migrating = await asyncio.create_subprocess_exec(
                sys.executable, "-u", "-c", MIGRATE, database,
                cwd=tmp_path,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{tmp_path}:{ROOT}"},
                stdout=PIPE,
                stderr=PIPE,
            )  # fmt: skip
            assert migrating.stdout is not None
            assert WAITS in await migrating.stdout.readline()
            between = len(reads), len(writes)
            assert WAITS in await migrating.stdout.readline()
            assert len(reads) > between[0], "readers waited for the migration, which waits for one of them"
            assert len(writes) > between[1], "writers waited for the migration, which waits for a reader"
            await report.commit()
            _, errors = await migrating.communicate()
            assert migrating.returncode == 0, errors.decode()
            await asyncio.gather(read(), write())
        assert await reader.fetchval(MADE)
        moods = await reader.fetch("SELECT mood, count(*) AS many FROM orders GROUP BY mood ORDER BY mood DESC")
        assert [row["mood"] for row in moods] == ["OLD", "NEW"]
        assert moods[0]["many"] == 3


@asynccontextmanager
async def repeated(ask: Callable[[], Awaitable[object]]) -> AsyncIterator[list[object]]:
    """Asks again and again within the block; the list grows by each answer. An answer that fails fails the test."""
    answers: list[object] = []
    is_over = asyncio.Event()

    async def again() -> None:
        while not is_over.is_set():
            answers.append(await ask())

    async with asyncio.TaskGroup() as group:
        group.create_task(again())
        try:
            yield answers
        finally:
            is_over.set()
