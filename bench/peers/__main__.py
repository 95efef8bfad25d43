"""`make bench-peers`: Latchkey beside GraphQL servers on Node, in one run on one machine.

All servers are up at once and read the same PostgreSQL; they are asked in turns, in the reverse order each other round,
and each is compared with the bare endpoint within the round. Answers are compared before anything is measured.
"""

import argparse
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import orjson
import uvloop

import settings
from bench import servers
from bench.load import ask
from bench.measure import Plan, Side, Turn, take_turns, tell_in_turns
from bench.operations import event_cursor
from bench.peers.asked import BARE, LATCHKEY, changes, followed, pages
from bench.peers.equal import same_changes, same_pages
from bench.peers.report import Work, print_peers, write_peers
from bench.peers.servers import MERCURIUS, PEERS, peer, prepare
from bench.report import console
from bench.seed import Seeded, seed
from bench.servers import Cores, Server
from settings import Settings
from tests.support import services

FULL: Final = Plan(rounds=9, seconds=0.8, latency_seconds=0.3, subscribers=200)
QUICK: Final = Plan(rounds=3, seconds=0.3, latency_seconds=0.1, subscribers=50)
WARM_UP: Final = Plan(rounds=1, seconds=1.5, latency_seconds=0.1, subscribers=0)
"""Code that is compiled while it runs has to have run."""


def main() -> None:
    """Read the command line, start everything, measure, print, and stop everything."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="three short rounds: to see that it runs, not to compare")
    parser.add_argument("--rounds", type=int, help=f"paired rounds of each measurement; {FULL.rounds} when not given")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md too")
    arguments = parser.parse_args()
    usual = QUICK if arguments.quick else FULL
    plan = Plan(arguments.rounds or usual.rounds, usual.seconds, usual.latency_seconds, usual.subscribers)
    cores = Cores.of_this_machine()
    servers.pin(cores.load)
    services.open_run()
    try:
        with TemporaryDirectory() as folder:
            works = uvloop.run(_run(plan, cores, Path(folder)))
    finally:
        services.close_run()
    print_peers(works, plan, cores)
    if arguments.write:
        write_peers(works, plan)


async def _run(plan: Plan, cores: Cores, folder: Path) -> list[Work]:
    database_url = await servers.create_database()
    settings.use(Settings(database_url=database_url, secret_key="only for what is written before the servers start"))
    with console.status("Writing the data …"):
        seeded = await seed(database_url)
        await prepare(database_url)
    with ExitStack() as stack, console.status("Starting the servers …"):
        started = {
            BARE: stack.enter_context(servers.bare(database_url, cores.server)),
            LATCHKEY: stack.enter_context(servers.latchkey(database_url, folder, cores.server)),
            **{name: stack.enter_context(peer(name, database_url, cores.server)) for name in PEERS},
        }
        return await _measure(plan, seeded, database_url, started)


async def _measure(plan: Plan, seeded: Seeded, database_url: str, started: dict[str, Server]) -> list[Work]:
    works = []
    for page in pages(seeded):
        await same_pages(page, started)
        turns = {name: Turn(started[name], cycle(requests)) for name, requests in page.requests.items()}
        works.append(Work(page.name, await _measured(turns, plan)))
    await same_changes(seeded, database_url, {name: started[name] for name in (BARE, LATCHKEY, MERCURIUS)})
    works.append(Work("status change", await _measured(changes(seeded, started), plan)))
    cursor = orjson.loads(await ask(started[LATCHKEY].port, event_cursor(seeded)))["data"]["eventCursor"]
    told = followed(seeded, started, cursor)
    await tell_in_turns(list(told.values()), plan)
    works.append(Work(f"event to {plan.subscribers}", {name: one.side for name, one in told.items()}))
    return works


async def _measured(turns: dict[str, Turn], plan: Plan) -> dict[str, Side]:
    """The findings for each server, after it has warmed up."""
    await take_turns(list(turns.values()), WARM_UP)
    for turn in turns.values():
        turn.side = Side()
    await take_turns(list(turns.values()), plan)
    return {name: turn.side for name, turn in turns.items()}


if __name__ == "__main__":
    main()
