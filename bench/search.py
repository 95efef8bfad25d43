"""`python -m bench.search`: searches of 100,000 orders, against a bare endpoint with SQL written by hand."""

import argparse
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvloop

import settings
from adapters.database.client import close_database
from bench import servers
from bench.__main__ import COMPARED_AFTER, COMPARED_BEFORE, FULL, QUICK
from bench.check import same_answers
from bench.load import request
from bench.measure import Comparison, Plan, compare_read
from bench.operations import Pair, Read
from bench.report import console, print_report
from bench.servers import Cores
from latchkey.migrate import migrate
from models.core.database import open_database
from settings import Settings
from tests.support import services, volume
from tests.support.cast import Cast, engage

SEARCH: Final = """
query Search($words: String!) { orders(search: $words, first: 50) {
  nodes { id number status problemSummary updatedAt } pageInfo { hasNextPage } } }
"""


def main() -> None:
    """Read the command line, start everything, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="three short rounds: to see that it runs, not to compare")
    plan = QUICK if parser.parse_args().quick else FULL
    cores = Cores.of_this_machine()
    servers.pin(cores.load)
    services.open_run()
    try:
        with TemporaryDirectory() as folder:
            print_report(uvloop.run(_run(plan, cores, Path(folder))), plan, cores)
    finally:
        services.close_run()


async def _run(plan: Plan, cores: Cores, folder: Path) -> list[Comparison]:
    database_url = await servers.create_database()
    settings.use(Settings(database_url=database_url, secret_key="only for what is written before the servers start"))
    with console.status(f"Writing {volume.ORDERS:,} orders …"):
        await migrate(database_url)
        cast = await engage(database_url)
        await open_database(database_url)
        try:
            await volume.fill(cast)
        finally:
            await close_database()
    comparisons = []
    with ExitStack() as stack:
        latchkey = stack.enter_context(servers.latchkey(database_url, folder, cores.server))
        bare = stack.enter_context(servers.bare(database_url, cores.server))
        for read in _searches(cast):
            with console.status(f"Measuring: {read.name} …"):
                await same_answers(read, latchkey, bare, COMPARED_BEFORE)
                comparisons.append(await compare_read(read, latchkey, bare, plan))
                await same_answers(read, latchkey, bare, COMPARED_AFTER)
    return comparisons


def _searches(cast: Cast) -> list[Read]:
    """For the serial number of one asset in five hundred, a word that few orders have, and one that nearly all have."""
    serials = [f"sn-{7000 + number}" for number in range(1, 400)]
    return [
        Read("serial number", [_pair(cast, serial, "few") for serial in serials]),
        Read("a rare word", [_pair(cast, "grinder", "few")]),
        Read("a word of all", [_pair(cast, "burner", "many")]),
    ]


def _pair(cast: Cast, words: str, how: str) -> Pair:
    body: dict[str, object] = {"query": SEARCH, "variables": {"words": words}}
    return request("POST", "/graphql", cast.sam.token, body), request("GET", f"/{how}/{words}")


if __name__ == "__main__":
    main()
