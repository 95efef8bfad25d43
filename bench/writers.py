"""`python -m bench.writers`: how many changes a second the log takes, with a PostgreSQL that waits for its disk.

Two processes change the status of orders, each writer of orders of its own, in three ways: by Latchkey's verb; by hand
with the same rows; and by hand with positions from a sequence, which nobody waits for and no reader may rely on. The
difference of the last two is the price of positions in commit order.
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
from typing import Any, Final
from uuid import UUID

import asyncpg
import uvloop
from rich.table import Table

import settings
from adapters import wakeups
from adapters.database.client import close_database
from bench import change, servers
from bench.report import console
from bench.seed import seed
from models.access.sessions import viewer_of_token
from models.core.database import open_database
from models.log.unit_of_work import shielded, unit_of_work
from models.orders.lifecycle import OrderStatus
from models.orders.orders import Order
from models.orders.progress import change_status
from models.policy import find
from settings import Settings
from tests.support import services

PROCESSES: Final = 2
WRITERS: Final = (1, 4, 16, 64)
WAYS: Final = ("verb", "by hand", "sequence")
STATUSES: Final = (OrderStatus.AWAITING_PARTS, OrderStatus.IN_PROGRESS)
_DURABLE: Final = ("fsync", "full_page_writes", "synchronous_commit")
_TAKES: Final = {"by hand": change.TAKE, "sequence": "SELECT nextval('bench_positions') + 0 * $1::int"}
_SECRET: Final = "only for what is written while this is measured"
_AS_AT_FIRST: Final = "UPDATE orders SET status = 'IN_PROGRESS' WHERE id = ANY($1)"

Change = Callable[[UUID, OrderStatus], Awaitable[object]]


def main() -> None:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.writers", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=4, help="of each measurement; 4 when not given")
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
    await connection.execute("CREATE SEQUENCE bench_positions START 1000000000 INCREMENT 100")
    table = Table(title=f"changes a second, {PROCESSES} processes, {seconds:g} s each")
    for heading in ("writers", *WAYS):
        table.add_column(heading, justify="right")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        for writers in WRITERS:
            rates = []
            for way in WAYS:
                await connection.execute(_AS_AT_FIRST, seeded.movable)
                shares = [seeded.movable[place :: min(writers, PROCESSES)] for place in range(min(writers, PROCESSES))]
                each = max(1, writers // PROCESSES)
                work = partial(_write, way, database_url, seeded.staff_token, seeded.staff, each, seconds)
                done = await asyncio.gather(
                    *(asyncio.get_running_loop().run_in_executor(pool, work, share) for share in shares)
                )
                rates.append(f"{sum(done) / seconds:.0f}")
            table.add_row(str(writers), *rates)
    await connection.close()
    console.print(table)


def _write(
    way: str, database_url: str, token: str, staff: UUID, writers: int, seconds: float, orders: Sequence[UUID]
) -> int:
    """The changes that some writers of one process make in some seconds."""
    return uvloop.run(_written(way, database_url, token, staff, writers, seconds, orders))


async def _written(
    way: str, database_url: str, token: str, staff: UUID, writers: int, seconds: float, orders: Sequence[UUID]
) -> int:
    settings.use(Settings(database_url=database_url, secret_key=_SECRET))
    wakeups.use(wakeups.Wakeups())
    await open_database(database_url, writers)
    pool = await asyncpg.create_pool(database_url, min_size=writers, max_size=writers)
    change.TAKE = _TAKES.get(way, "")  # type: ignore[misc]
    viewer = await viewer_of_token(token)

    async def by_verb(order_id: UUID, status: OrderStatus) -> None:
        async with unit_of_work():
            await change_status(await find(Order, order_id, viewer, to="manage"), status, by=viewer)

    async def by_hand(order_id: UUID, status: OrderStatus) -> Any:
        return await change.change_status(pool, order_id, status, staff)

    async def by_shielded_verb(order_id: UUID, status: OrderStatus) -> None:
        await shielded(by_verb, order_id, status)

    changed: Change = by_shielded_verb if way == "verb" else by_hand
    try:
        until = time.perf_counter() + seconds
        done = await asyncio.gather(*(_writer(changed, orders[place::writers], until) for place in range(writers)))
    finally:
        await pool.close()
        await close_database()
    return sum(done)


async def _writer(changed: Change, orders: Sequence[UUID], until: float) -> int:
    done = 0
    for status in cycle(STATUSES):
        for order in orders:
            if time.perf_counter() > until:
                return done
            await changed(order, status)
            done += 1
    return done


if __name__ == "__main__":
    main()
