"""The log under concurrency: whoever follows it by cursor misses nothing and reads nothing twice."""

import asyncio
import random
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from adapters.database.client import close_database, execute
from models.core.database import open_database
from models.core.scope import EVERYTHING
from models.core.viewer import SYSTEM
from models.log.events import EventKind
from models.log.reading import end, head, read
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Delivery
from models.messages.digests import DigestEntry
from models.messages.notifications import Notification, NotificationKind
from tests.support.databases import Kind

WRITERS, EVENTS, READERS = 8, 5_000, 2


@pytest.fixture
async def log(database: str) -> object:
    """The log of a fresh database; gives the position where it ends."""
    await open_database(database, pool_size=WRITERS + READERS)
    yield await head()
    await close_database()


async def _write(chance: random.Random, marks: list[str]) -> None:
    async with unit_of_work() as unit:
        for mark in marks:
            unit.record(EventKind.ORDER_UPDATED, SYSTEM, mark=mark)
            await asyncio.sleep(chance.random() * 0.002)


async def _writer(number: int, count: int) -> None:
    chance, written = random.Random(number), 0
    while written < count:
        size = min(chance.randint(1, 20), count - written)
        await shielded(_write, chance, [f"{number}-{written + each}" for each in range(size)])
        written += size


async def _reader(start: int, done: asyncio.Event) -> list[tuple[int, str]]:
    seen: list[tuple[int, str]] = []
    position = start
    while True:
        was_done = done.is_set()
        rows = await read(position, await head(), EVERYTHING, 100)
        seen += [(row["position"], row["data"]["mark"]) for row in rows]
        if rows:
            position = rows[-1]["position"]
        elif was_done:
            return seen
        await asyncio.sleep(0)


async def test_no_reader_misses_or_repeats_an_event(log: int, database_kind: Kind) -> None:
    events = EVENTS if database_kind == "postgresql" else EVENTS // 10
    done = asyncio.Event()
    readers = [asyncio.create_task(_reader(log, done)) for _ in range(READERS)]
    await asyncio.gather(*(_writer(number, events // WRITERS) for number in range(WRITERS)))
    done.set()
    expected = {f"{number}-{each}" for number in range(WRITERS) for each in range(events // WRITERS)}
    for seen in await asyncio.gather(*readers):
        positions = [position for position, _ in seen]
        assert positions == sorted(set(positions)) and positions[0] > log
        assert {mark for _, mark in seen} == expected and len(seen) == len(expected)


async def test_a_rolled_back_unit_of_work_leaves_nothing(log: int) -> None:
    async def fail() -> None:
        async with unit_of_work() as unit:
            unit.record(EventKind.ORDER_UPDATED, SYSTEM)
            await unit.flush()
            raise ValueError("something went wrong")

    with pytest.raises(ValueError, match="went wrong"):
        await shielded(fail)
    await shielded(_write, random.Random(1), ["after"])
    assert [row["data"] for row in await read(log, await head(), EVERYTHING, 10)] == [{"mark": "after"}]


@pytest.mark.parametrize("statement", ["UPDATE events SET data = '{}'", "DELETE FROM events"])
async def test_the_database_itself_refuses_to_change_the_log(log: int, statement: str) -> None:
    await shielded(_write, random.Random(1), ["kept"])
    with pytest.raises(Exception, match="append-only"):
        await execute(statement)
    assert (await read(log, await head(), EVERYTHING, 10))[0]["data"] == {"mark": "kept"}


async def test_a_cancelled_caller_leaves_no_transaction_behind(log: int) -> None:
    for number in range(100):
        task = asyncio.create_task(shielded(_write, random.Random(number), ["cancelled"]))
        for _ in range(number % 7):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.wait_for(shielded(_write, random.Random(0), ["still possible"]), 20)
    # Beyond the end of the log: some of those whose caller was cancelled are still writing.
    marks = [row["data"]["mark"] for row in await read(log, (await end()).newest, EVERYTHING, 200)]
    assert marks.count("still possible") == 1


AWKWARD = "Zoë said: “it’s \\ 100 % 'cold'”\n\t$1 :name 😀"


def _notice() -> dict[str, Any]:
    now = datetime(2026, 3, 29, 1, 30, 0, 120, tzinfo=UTC)
    about = {"subject_type": "Order", "subject_id": UUID(int=7), "created_at": now, "updated_at": now}
    actor = {"kind": "STAFF", "id": None, "name": AWKWARD, "more": [1, 2.5, True, {}]}
    return {"kind": NotificationKind.NOTE_ADDED, "title": AWKWARD, "body": "", "actor": actor, **about}


async def test_rows_that_are_added_are_written_with_the_events(log: int) -> None:
    async def add(*, to: UUID, fails: bool) -> None:
        async with unit_of_work() as unit:
            early = unit.add(Notification, **_notice(), contact_id=to)
            assert not await Notification.filter(id=early).exists()
            await unit.write_rows()
            assert await Notification.filter(id=early).exists()
            for _ in range(2):
                unit.add(Notification, **_notice(), contact_id=to)
            unit.record(EventKind.ORDER_UPDATED, SYSTEM)
            await unit.flush()
            if fails:
                raise ValueError("something went wrong")

    with pytest.raises(ValueError, match="went wrong"):
        await shielded(add, to=UUID(int=1), fails=True)
    await shielded(add, to=UUID(int=2), fails=False)
    assert len(await read(log, await head(), EVERYTHING, 10)) == 1
    assert await Notification.filter(contact_id=UUID(int=1)).count() == 0
    written = await Notification.filter(contact_id=UUID(int=2))
    assert len(written) == 3
    for row in written:
        kept = {name: getattr(row, name) for name in _notice()}
        assert (kept, row.staff_id, row.path, row.read_at) == (_notice(), None, None, None)


async def test_only_rows_that_wait_for_nobody_are_added(log: int) -> None:
    async def add(model: Any, **values: Any) -> None:
        async with unit_of_work() as unit:
            unit.add(model, **values)

    with pytest.raises(TypeError, match="digest_entries may have to wait"):
        await shielded(add, DigestEntry, template="note_added")
    with pytest.raises(TypeError, match="Delivery has no words"):
        await shielded(add, Delivery, words="Hello")
