"""`make bench`: Latchkey against a bare endpoint, in one run on one machine.

Both servers are up at once and read the same PostgreSQL; they are asked in turns, and their ratio is taken within each
round, so that what else the machine does falls on both. Answers are compared before anything is measured, and after.
"""

import argparse
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import orjson
import uvloop

import settings
from bench import servers
from bench.check import same_answers, same_change
from bench.load import ask
from bench.measure import Comparison, Plan, compare_fan_out, compare_moves, compare_read
from bench.operations import event_cursor, followed_moves, moves, reads
from bench.report import console, print_report
from bench.seed import CUSTOMERS, ORDERS, Seeded, seed
from bench.servers import Cores, Server
from settings import Settings
from tests.support import services

FULL: Final = Plan(rounds=9, seconds=0.8, latency_seconds=0.6, subscribers=200)
QUICK: Final = Plan(rounds=3, seconds=0.4, latency_seconds=0.3, subscribers=50)
COMPARED_BEFORE: Final = 20
COMPARED_AFTER: Final = 5
"""Answers that are compared before and after a page is measured."""


def main() -> None:
    """Read the command line, start everything, measure, print, and stop everything."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="three short rounds: to see that it runs, not to compare")
    parser.add_argument("--rounds", type=int, help=f"paired rounds of each measurement; {FULL.rounds} when not given")
    parser.add_argument("--seconds", type=float, help=f"seconds of one round; {FULL.seconds:g} when not given")
    arguments = parser.parse_args()
    usual = QUICK if arguments.quick else FULL
    seconds = arguments.seconds or usual.seconds
    plan = Plan(
        rounds=arguments.rounds or usual.rounds,
        seconds=seconds,
        latency_seconds=seconds * usual.latency_seconds / usual.seconds,
        subscribers=usual.subscribers,
    )
    cores = Cores.of_this_machine()
    servers.pin(cores.load)
    servers.open_many_files()
    services.open_run()
    try:
        with TemporaryDirectory() as folder:
            print_report(uvloop.run(_run(plan, cores, Path(folder))), plan, cores)
    finally:
        services.close_run()


async def _run(plan: Plan, cores: Cores, folder: Path) -> list[Comparison]:
    began = time.monotonic()
    with console.status("Starting PostgreSQL …"):
        database_url = await servers.create_database()
    settings.use(Settings(database_url=database_url, secret_key="only for what is written before the servers start"))
    with console.status(f"Writing {ORDERS:,} orders of {CUSTOMERS} customers …"):
        seeded = await seed(database_url)
    with ExitStack() as stack:
        with console.status("Starting the servers …"):
            latchkey = stack.enter_context(servers.latchkey(database_url, folder, cores.server))
            bare = stack.enter_context(servers.bare(database_url, cores.server))
        comparisons = await _measure(plan, seeded, database_url, latchkey, bare)
    console.print(f"Measured in {time.monotonic() - began:.0f} s.")
    return comparisons


async def _measure(plan: Plan, seeded: Seeded, database_url: str, latchkey: Server, bare: Server) -> list[Comparison]:
    comparisons = []
    for read in reads(seeded):
        with console.status(f"Comparing the answers: {read.name} …"):
            size = await same_answers(read, latchkey, bare, COMPARED_BEFORE)
        with console.status(f"Measuring: {read.name}, {size / 1024:.1f} KiB …"):
            comparisons.append(await compare_read(read, latchkey, bare, plan))
            await same_answers(read, latchkey, bare, COMPARED_AFTER)
    with console.status("Measuring: status changes …"):
        await same_change(seeded, database_url, latchkey, bare)
        comparisons.append(await compare_moves(moves(seeded), latchkey, bare, plan))
        await same_change(seeded, database_url, latchkey, bare)
    followed = followed_moves(seeded)
    for subscribers in (plan.subscribers, 5 * plan.subscribers):
        with console.status(f"Measuring: one event to {subscribers:,} subscribers …"):
            cursor = orjson.loads(await ask(latchkey.port, event_cursor(seeded)))["data"]["eventCursor"]
            to_all = replace(plan, subscribers=subscribers)
            comparisons.append(await compare_fan_out(followed, seeded.followers, cursor, latchkey, bare, to_all))
    return comparisons


if __name__ == "__main__":
    main()
