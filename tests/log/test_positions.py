"""Positions are open until their transaction ends: nobody reads beyond them, and nobody waits for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import permutations
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from adapters.database.client import close_database, execute
from models.core.database import open_database
from models.core.scope import EVERYTHING
from models.core.viewer import SYSTEM
from models.log.events import EventKind
from models.log.reading import head, read
from models.log.unit_of_work import shielded, unit_of_work
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL, Kind
from tests.support.mutations import done, is_let_in
from tests.support.orders import move, new_order
from tests.support.programs.commands import latchkey
from tests.support.server import Client, Server
from tests.support.sockets import live

TAKES: Final = "SELECT take_positions(1)"
OF_BEFORE: Final = """WITH taken AS (UPDATE counters SET value = value + 1 WHERE name = 'event' RETURNING value)
  INSERT INTO events (position, kind, occurred_at, actor, visibility, data)
  SELECT value, 'ORDER_UPDATED', now(), '{}', 'EVERYONE', '{"mark": "of before"}' FROM taken"""
"""The end of a transaction of the version before."""
STREAM = "subscription($after: EventCursor) { told: orderEvents(after: $after) { cursor } }"
PAGE = """query($after: EventCursor) { events(after: $after, first: 100, kinds: [ORDER_STATUS_CHANGED]) {
  nodes { cursor } } }"""


@pytest.fixture
async def log(database: str) -> AsyncIterator[int]:
    """The log of a fresh database; gives the position where it ends."""
    await open_database(database)
    yield await head()
    await close_database()


class Open:
    """A transaction that has written two events, and waits."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self._has_written, self._may_end = asyncio.Event(), asyncio.Event()
        self._fails = False

    async def write(self) -> None:
        """Begin, and write."""
        self._task = asyncio.create_task(shielded(self._work))
        await self._has_written.wait()

    async def commit(self) -> None:
        """Let it end."""
        self._may_end.set()
        await self._task

    async def fail(self) -> None:
        """Have it roll back."""
        self._fails = True
        with pytest.raises(ZeroDivisionError):
            await self.commit()

    async def _work(self) -> None:
        async with unit_of_work() as unit:
            for number in range(2):
                unit.record(EventKind.ORDER_UPDATED, SYSTEM, mark=f"{self.mark}{number}")
            await unit.flush()
            self._has_written.set()
            await self._may_end.wait()
            if self._fails:
                raise ZeroDivisionError


class Reader:
    """Reads on from where it stands, and keeps the marks of what it was told."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.marks: list[str] = []

    async def read_on(self) -> list[str]:
        """Read to the end of the log; gives all marks so far."""
        rows = await read(self.position, max(await head(), self.position), EVERYTHING, 100)
        assert [row["position"] for row in rows] == sorted({row["position"] for row in rows})
        self.marks += [row["data"]["mark"] for row in rows]
        self.position = rows[-1]["position"] if rows else self.position
        return self.marks


@ON_POSTGRESQL
@pytest.mark.parametrize("commits", list(permutations("abc")), ids="".join)
async def test_no_order_of_commits_makes_a_reader_miss_one(log: int, commits: tuple[str, ...]) -> None:
    opened, reader = {mark: Open(mark) for mark in "abc"}, Reader(log)
    for each in opened.values():
        await each.write()
        assert await reader.read_on() == []
    told = ""
    for number, mark in enumerate(commits, 1):
        await opened[mark].commit()
        # Of those that have committed, those before which nothing is open.
        told = "abc"[: next((at for at, each in enumerate("abc") if each not in commits[:number]), 3)]
        assert await reader.read_on() == [f"{each}{place}" for each in told for place in range(2)]
    assert told == "abc"


async def test_events_are_read_once_their_transaction_has_committed(log: int, database_kind: Kind) -> None:
    first, second, reader = Open("first "), Open("second "), Reader(log)
    await first.write()
    writing = asyncio.create_task(second.write())
    if database_kind == "postgresql":
        await writing
        await second.commit()
        assert await reader.read_on() == []
    await first.commit()
    await writing
    await second.commit()
    assert await reader.read_on() == ["first 0", "first 1", "second 0", "second 1"]


async def test_a_transaction_that_fails_holds_up_nobody(log: int) -> None:
    fails, reader = Open("fails "), Reader(log)
    await fails.write()
    await fails.fail()
    follows = Open("follows ")
    await follows.write()
    await follows.commit()
    assert await reader.read_on() == ["follows 0", "follows 1"]


@asynccontextmanager
async def another(database: str) -> AsyncIterator[asyncpg.Connection]:
    """The connection of another process, in a transaction that fails."""
    connection = await asyncpg.connect(database)
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


@ON_POSTGRESQL
@pytest.mark.without_worker
async def test_a_writer_that_hangs_delays_streams_and_nothing_else(
    server: Server, sam: Client, ann: Client, ben: Client, database: str
) -> None:
    order, start = await new_order(ann), (await ann.data("{ eventCursor }"))["eventCursor"]
    await move(sam, order, "IN_PROGRESS")
    [moved] = (await ann.data(PAGE, {"after": start}))["events"]["nodes"]
    async with live(server, ann.token) as socket:
        stream = await socket.subscribe(STREAM, {"after": moved["cursor"]})
        async with another(database) as hanging:
            await hanging.fetchval(TAKES)
            await move(sam, order, "AWAITING_PARTS")
            assert (await ann.data(PAGE, {"after": moved["cursor"]}))["events"]["nodes"] == []
            # Whoever is locked out is locked out now.
            assert await is_let_in(server, ben.token)
            await done(sam, "portalAccessRevoke", contactId=ben.id)
            assert not await is_let_in(server, ben.token)
            assert stream.is_silent
        [later] = (await ann.data(PAGE, {"after": moved["cursor"]}))["events"]["nodes"]
        assert (await stream.next())["told"] == later


@ON_POSTGRESQL
@pytest.mark.without_worker
async def test_a_cursor_is_good_whoever_is_late(server: Server, sam: Client, ann: Client, database: str) -> None:
    order, start = await new_order(ann), (await ann.data("{ eventCursor }"))["eventCursor"]
    async with another(database) as late:
        # What `take_positions` locks if others overtake it before it does.
        await late.execute(
            "SELECT pg_advisory_xact_lock_shared(objid) FROM (SELECT (x'6C6F67'::bigint << 40) AS objid)"
        )
        async with live(server, ann.token) as socket:
            stream = await socket.subscribe(STREAM, {"after": start})
            assert (await ann.data(PAGE, {"after": start}))["events"]["nodes"] == []
            assert stream.is_silent
    await move(sam, order, "IN_PROGRESS")
    assert len((await ann.data(PAGE, {"after": start}))["events"]["nodes"]) == 1


@ON_POSTGRESQL
@pytest.mark.without_worker
async def test_a_gap_sends_no_stream_to_the_database(
    server: Server, sam: Client, ann: Client, cast: Cast, database: str, statements: list[str]
) -> None:
    order = await new_order(ann)
    async with live(server, cast.ann.token) as socket:
        stream = await socket.subscribe(STREAM, {"after": (await ann.data("{ eventCursor }"))["eventCursor"]})
        await (await socket.subscribe("{ eventCursor }")).next()
        async with another(database) as fails:
            await fails.fetchval(TAKES)
        statements.clear()
        await move(sam, order, "IN_PROGRESS")
        await stream.next()
        assert len([text for text in statements if "events.position > " in text]) == 1


@ON_POSTGRESQL
async def test_the_version_before_writes_until_the_upgrade_ends(log: int, database: str, tmp_path: Path) -> None:
    await execute("INSERT INTO counters (name, value) SELECT 'event', COALESCE(max(position), 0) FROM events")
    reader, opened, later = Reader(log), Open("new "), Open("later ")
    before = await asyncpg.connect(database)
    await before.execute(OF_BEFORE)
    assert await reader.read_on() == ["of before"]
    await opened.write()
    finishing = asyncio.create_task(finished(tmp_path, database))
    assert await reader.read_on() == ["of before"]
    await opened.commit()
    assert "cannot record anything any more" in await finishing
    await later.write()
    await later.commit()
    assert await reader.read_on() == ["of before", "new 0", "new 1", "later 0", "later 1"]
    assert await before.execute(OF_BEFORE) == "INSERT 0 0"
    await before.close()
    assert await finished(tmp_path, database) == "There is nothing to finish.\n"


async def finished(folder: Path, database: str) -> str:
    """The output of `latchkey migrate --finish`."""
    ended = await latchkey(folder, "migrate", "--finish", DATABASE_URL=database)
    assert ended.code == 0, ended.err
    return ended.out
