"""`python -m bench.writers`: how many transactions a second the log takes, with a PostgreSQL that waits for its disk.

Each transaction records four events, in three ways: by the statement at the end of a unit of work alone, by a unit of
work, and by a verb, the change of an order's status, with all that it asks and tells. Each way is measured twice: with
positions from the counter, whose row is locked until the commit, as before 1.0, and with those that nobody waits for.
"""

import argparse
import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
import orjson
import uvloop
from rich.table import Table

import settings
from adapters import clock, wakeups
from adapters.database.client import close_database, translated
from bench import servers
from bench.report import console
from bench.seed import Seeded, seed
from models.access.sessions import viewer_of_token
from models.core.database import open_database
from models.core.viewer import SYSTEM
from models.log import writing
from models.log.events import EventKind
from models.log.unit_of_work import shielded, unit_of_work
from models.orders.lifecycle import OrderStatus
from models.orders.orders import Order
from models.orders.progress import change_status
from models.policy import find
from settings import Settings
from tests.support import services

PROCESSES: Final = (2, 4)
WRITERS: Final = (1, 4, 16, 64)
WAYS: Final = ("statement", "unit of work", "verb")
EVENTS: Final = 4
"""Events of a transaction: as many as the verb records here."""
STATUSES: Final = (OrderStatus.AWAITING_PARTS, OrderStatus.IN_PROGRESS)
_DURABLE: Final = ("fsync", "full_page_writes", "synchronous_commit")
_SECRET: Final = "only for what is written while this is measured"
_AS_AT_FIRST: Final = "UPDATE orders SET status = 'IN_PROGRESS' WHERE id = ANY($1)"
_BEFORE: Final = "INSERT INTO counters (name, value) SELECT 'event', max(position) FROM events"
_NOW: Final = """WITH counted AS (DELETE FROM counters WHERE name = 'event' RETURNING value)
    SELECT setval('event_positions', value) FROM counted"""

Change = Callable[[UUID, OrderStatus], Awaitable[object]]


def main() -> None:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.writers", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement; 3 when not given")
    arguments = parser.parse_args()
    services._MEMORY = Path("/nowhere")  # a disk, for which commits wait
    services.open_run()
    try:
        uvloop.run(_run(arguments.seconds))
    finally:
        services.close_run()


async def _run(seconds: float) -> None:
    database_url = await servers.create_database()
    settings.use(Settings(database_url=database_url, secret_key=_SECRET))
    seeded = await seed(database_url)
    connection = await asyncpg.connect(database_url)
    for name in _DURABLE:
        await connection.execute(f"ALTER SYSTEM SET {name} = on")
    await connection.execute("SELECT pg_reload_conf()")
    table = Table(title=f"transactions a second, before and now, {seconds:g} s each")
    for heading in ("processes", "writers", *WAYS):
        table.add_column(heading, justify="right")
    context = multiprocessing.get_context("spawn")
    for processes in PROCESSES:
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            for writers in WRITERS:
                cells = []
                for way in WAYS:
                    rates = []
                    for positions in (_BEFORE, _NOW):
                        await connection.execute(positions)
                        await connection.execute(_AS_AT_FIRST, seeded.movable)
                        rates.append(
                            await _rate(pool, way, database_url, seeded, min(writers, processes), writers, seconds)
                        )
                    cells.append(" → ".join(f"{rate:,.0f}" for rate in rates))
                table.add_row(str(processes), str(writers), *cells)
    await connection.close()
    console.print(table)


async def _rate(
    pool: ProcessPoolExecutor,
    way: str,
    database_url: str,
    seeded: Seeded,
    processes: int,
    writers: int,
    seconds: float,
) -> float:
    """The transactions a second of some writers in some processes, each of which has orders of its own."""
    work = partial(_write, way, database_url, seeded.staff_token, writers // processes, seconds)
    shares = [seeded.movable[place::processes] for place in range(processes)]
    loop = asyncio.get_running_loop()
    return sum(await asyncio.gather(*(loop.run_in_executor(pool, work, share) for share in shares)))


def _write(way: str, database_url: str, token: str, writers: int, seconds: float, orders: Sequence[UUID]) -> float:
    """The transactions a second of some writers of one process."""
    return uvloop.run(_written(way, database_url, token, writers, seconds, orders))


async def _written(
    way: str, database_url: str, token: str, writers: int, seconds: float, orders: Sequence[UUID]
) -> float:
    settings.use(Settings(database_url=database_url, secret_key=_SECRET))
    wakeups.use(wakeups.Wakeups())
    # A process lets transactions have three quarters of its connections.
    await open_database(database_url, 2 * writers)
    pool = await asyncpg.create_pool(database_url, min_size=writers, max_size=writers)
    viewer = await viewer_of_token(token)
    sql, names = translated(writing._statement((), with_events=True), for_sqlite=False)

    async def by_statement(order_id: UUID, status: OrderStatus) -> None:
        told = {"kind": EventKind.ORDER_UPDATED, "visibility": "EVERYONE", "order_id": str(order_id)}
        event = told | {"occurred_at": clock.now(), "actor": SYSTEM.as_actor(), "data": {"status": status}}
        events = orjson.dumps([event | {"position": place} for place in range(1, EVENTS + 1)]).decode()
        values = {"events": events, "count": EVENTS}
        async with pool.acquire() as connection, connection.transaction():
            await connection.fetch(sql, *(values[name] for name in names))

    async def by_unit_of_work(order_id: UUID, status: OrderStatus) -> None:
        async with unit_of_work() as unit:
            for _ in range(EVENTS):
                unit.record(EventKind.ORDER_UPDATED, SYSTEM, order_id=order_id, status=status)

    async def by_verb(order_id: UUID, status: OrderStatus) -> None:
        async with unit_of_work():
            await change_status(await find(Order, order_id, viewer, to="manage"), status, by=viewer)

    change: Change = {"statement": by_statement, "unit of work": by_unit_of_work, "verb": by_verb}[way]
    try:
        began = time.perf_counter()
        done = await asyncio.gather(
            *(_writer(change, orders[place::writers], began + seconds) for place in range(writers))
        )
        return sum(done) / (time.perf_counter() - began)
    finally:
        await pool.close()
        await close_database()


async def _writer(change: Change, orders: Sequence[UUID], until: float) -> int:
    done = 0
    for status in cycle(STATUSES):
        for order in orders:
            if time.perf_counter() > until:
                return done
            await shielded(change, order, status)
            done += 1
    return done


if __name__ == "__main__":
    main()
