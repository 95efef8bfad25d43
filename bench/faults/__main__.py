"""Writers and subscribers while processes are killed, stopped and hang, and Redis and PostgreSQL are restarted.

    make faults      10,000 changes, 50 subscribers, 20 kills; ARGS="--changes 1000 --kills 4" for a short run

It prints what was lost, told twice or told out of order, and ends with 1 if that is anything.
"""

import argparse
import asyncio
import signal
import sys
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.faults.database import new_database
from tests.support import services
from tests.support.cast import engage
from tests.support.orders import new_order
from tests.support.programs.faults import Load, Slot, two_slots, verdict
from tests.support.programs.processes import environment

WRITERS: Final = 8


def main() -> None:
    """Run the loop and print what became of the changes."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--changes", type=int, default=10_000, help="changes that are acknowledged")
    parser.add_argument("--subscribers", type=int, default=50, help="half of them over event streams")
    parser.add_argument("--kills", type=int, default=20, help="kills; after each second one another fault follows")
    arguments = parser.parse_args()
    services.open_run()
    try:
        with TemporaryDirectory() as folder:
            found = asyncio.run(_loop(Path(folder), arguments.changes, arguments.subscribers, arguments.kills))
    finally:
        services.close_run()
    sys.exit(1 if any(found.values()) else 0)


async def _loop(folder: Path, changes: int, subscribers: int, kills: int) -> dict[str, int]:
    database = await new_database("faults")
    cast = await engage(database)
    env = environment(folder, database_url=database, redis_url=services.redis_url(), smtp_url="smtp://127.0.0.1:9")
    others = cycle([_hang, _stop, _restart_redis, _restart_postgresql])
    async with two_slots(env) as (slots, server):
        ann = server.client_of(cast.ann)
        orders = [await new_order(ann) for _ in range(WRITERS)]
        load = Load(slots, cast.sam, cast.ann, (await ann.data("{ eventCursor }"))["eventCursor"])
        load.begin(orders, subscribers)
        for kill in range(kills):
            await load.until(changes * (kill + 1) // (kills + 1))
            slot = slots[kill % 2]
            await slot.restart(signal.SIGKILL)
            if kill % 2:
                other = next(others)
                await other(slot)
                print(f"{load.acknowledged} changes, {kill + 1} kills,{other.__name__.replace('_', ' ')}")
        await load.until(changes)
        log = await load.end(database)
    found = verdict(log, load)
    print(f"{len(log)} events to {subscribers} subscribers. Not answered at first: {dict(load.answers)}")
    print(", ".join(f"{name}: {count}" for name, count in found.items()))
    return found


async def _hang(slot: Slot) -> None:
    await slot.hang()


async def _stop(slot: Slot) -> None:
    await slot.restart(signal.SIGTERM)


async def _restart_redis(_slot: Slot) -> None:
    await asyncio.to_thread(services.restart_redis)


async def _restart_postgresql(_slot: Slot) -> None:
    await asyncio.to_thread(services.restart_postgresql)


if __name__ == "__main__":
    main()
