"""`python -m bench.faults.log`: writers that are killed at any moment, and readers who must miss nothing.

Eight processes record events in transactions of random length, some of which fail, and are killed again and again. They
begin in the way of the version before, and the upgrade is finished when half of the events are there. Three readers
follow the log by position. It prints what was lost, told twice, out of order or not whole, and ends with 1 if that is
anything.
"""

import argparse
import asyncio
import multiprocessing
import os
import random
import secrets
import sys
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvloop

import settings
from adapters import wakeups
from adapters.database.client import close_database, execute, fetch
from bench import servers
from latchkey.migrate import migrate
from models.core.database import open_database
from models.core.scope import EVERYTHING
from models.core.viewer import SYSTEM
from models.log import positions
from models.log.events import EventKind
from models.log.reading import end, head, read
from models.log.unit_of_work import shielded, unit_of_work
from settings import Settings
from tests.support import services

WRITERS: Final = 8
READERS: Final = 3
LONGEST: Final = 20
"""Events of a transaction at most."""
MS: Final = (0, 0, 1, 2, 5, 20, 150)
"""Milliseconds that a transaction lasts beyond what its statements take, before and after it has taken positions."""
FAILS: Final = 0.05
KILL_SECONDS: Final = 0.5
"""The longest time from one kill to the next, of a process that has written since it began."""
_FORKS: Final = multiprocessing.get_context("forkserver")
_LIKE_BEFORE: Final = "INSERT INTO counters (name, value) VALUES ('event', 0)"

Told = list[tuple[int, str, int]]
"""Positions, transactions, and the sizes of these."""


class Writer:
    """A process that writes until it is killed, and notes in a file what is acknowledged."""

    def __init__(self, url: str, file: Path) -> None:
        self._file = file
        self._noted = self._size()
        self._process = _FORKS.Process(target=_write, args=(url, file), daemon=True)
        self._process.start()

    def _size(self) -> int:
        return self._file.stat().st_size if self._file.exists() else 0

    def has_written(self) -> bool:
        """Whether something that it wrote is acknowledged."""
        return self._size() > self._noted

    def kill(self) -> None:
        """Kill it at this moment, whatever it does."""
        self._process.kill()
        self._process.join()

    def acknowledged(self) -> list[str]:
        """The transactions that this process, and those before it with the same file, were told to be committed."""
        return self._file.read_text().split()


def main() -> None:
    """Run it, and print what became of the events."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults.log", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--events", type=int, default=50_000, help="events that are recorded; 50,000 when not given")
    arguments = parser.parse_args()
    services.open_run()
    try:
        with TemporaryDirectory() as folder:
            found = uvloop.run(_run(Path(folder), arguments.events))
    finally:
        services.close_run()
    print(", ".join(f"{name}: {count}" for name, count in found.items()))
    sys.exit(1 if any(found.values()) else 0)


async def _run(folder: Path, events: int) -> dict[str, int]:
    url = await servers.create_database()
    settings.use(Settings(database_url=url))
    await migrate(url)
    await open_database(url, READERS + 2)
    await execute(_LIKE_BEFORE)
    over = asyncio.Event()
    readers = [asyncio.create_task(_follow(over)) for _ in range(READERS)]
    _FORKS.set_forkserver_preload(["bench.servers", "latchkey.migrate", "models.log.positions"])
    files = [folder / str(number) for number in range(WRITERS)]
    writers = [Writer(url, file) for file in files]
    kills, chance = 0, random.Random(14)
    try:
        while await _recorded() < events:
            await asyncio.sleep(KILL_SECONDS * chance.random())
            if at_work := [number for number, writer in enumerate(writers) if writer.has_written()]:
                number = chance.choice(at_work)
                writers[number].kill()
                writers[number] = Writer(url, files[number])
                kills += 1
            if await positions.are_locked() and await head() > events / 2:
                await shielded(positions.go_on)
                print(f"{kills} kills; from now on nobody waits for positions")
    finally:
        for writer in writers:
            writer.kill()
    over.set()
    told = await asyncio.gather(*readers)
    rows = await fetch("SELECT position, data ->> 'work' AS work, data -> 'size' AS size FROM events ORDER BY position")
    recorded = [(row["position"], row["work"], int(row["size"])) for row in rows]
    await close_database()
    acknowledged = {name for writer in writers for name in writer.acknowledged()}
    print(f"{len(recorded)} events to {READERS} readers, {len(acknowledged)} transactions acknowledged, {kills} kills")
    return _verdict(recorded, told, acknowledged)


async def _recorded() -> int:
    [row] = await fetch("SELECT count(*) AS events FROM events")
    return int(row["events"])


def _verdict(recorded: Told, told: list[Told], acknowledged: set[str]) -> dict[str, int]:
    of_work = Counter((work, size) for _, work, size in recorded)
    return {
        "lost": sum(len(set(recorded) - set(each)) for each in told),
        "told twice": sum(len(each) - len(set(each)) for each in told),
        "out of order": sum(later <= earlier for each in told for (earlier, *_), (later, *_) in pairwise(each)),
        "acknowledged and missing": len(acknowledged - {work for work, _ in of_work}),
        "not whole": sum(count != size for (_, size), count in of_work.items()),
        "failed and told": sum(work.startswith("fails") for work, _ in of_work),
    }


async def _follow(over: asyncio.Event) -> Told:
    """Follow the log to its end, once that is over."""
    told: Told = []
    while True:
        was_over, position = over.is_set(), told[-1][0] if told else 0
        rows = await read(position, await head(), EVERYTHING, 500)
        told += [(row["position"], row["data"]["work"], row["data"]["size"]) for row in rows]
        if was_over and not rows and told[-1][0] == (await end()).newest:
            return told
        await asyncio.sleep(0.001)


def _write(url: str, acknowledged: Path) -> None:
    uvloop.run(_write_on(url, acknowledged))


async def _write_on(url: str, acknowledged: Path) -> None:
    settings.use(Settings(database_url=url))
    wakeups.use(wakeups.Wakeups())
    await open_database(url, 2)
    file = os.open(acknowledged, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    while True:
        name = secrets.token_hex(8)
        with suppress(ZeroDivisionError):
            await shielded(_work, name)
            os.write(file, f"{name}\n".encode())


async def _work(name: str) -> None:
    """A transaction of random length, which may fail in the end."""
    size, fails = random.randint(1, LONGEST), random.random() < FAILS
    async with unit_of_work() as unit:
        for _ in range(size):
            unit.record(EventKind.ORDER_UPDATED, SYSTEM, work="fails" * fails + name, size=size)
        await asyncio.sleep(random.choice(MS) / 1000)
        await unit.flush()
        await asyncio.sleep(random.choice(MS) / 1000)
        if fails:
            raise ZeroDivisionError


if __name__ == "__main__":
    main()
