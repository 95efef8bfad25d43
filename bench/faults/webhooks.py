"""A webhook whose endpoint fails, redirects, stalls and dies at random, while two workers are killed in turn.

    make webhook-faults      10,000 events, 20 kills; ARGS="--events 1000 --kills 4" for a short run

It prints what was lost, was not expected or came out of order, and ends with 1 if that is anything.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.faults.database import new_database
from tests.support import services
from tests.support.cast import engage
from tests.support.invoicing import opened
from tests.support.partners.bad_endpoint import bad_endpoint, verdict, webhook_with_notes, withstand
from tests.support.programs.processes import environment

FAULTS, STALLS = 0.05, 0.0005


def main() -> None:
    """Run it and print what became of the events."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.faults.webhooks", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--events", type=int, default=10_000, help="events that are posted")
    parser.add_argument("--kills", type=int, default=20, help="kills of a worker")
    arguments = parser.parse_args()
    services.open_run()
    try:
        with TemporaryDirectory() as folder:
            found = asyncio.run(_run(Path(folder), arguments.events, arguments.kills))
    finally:
        services.close_run()
    sys.exit(1 if any(found.values()) else 0)


async def _run(folder: Path, events: int, kills: int) -> dict[str, int]:
    database = await new_database("webhooks")
    cast = await engage(database)
    async with opened(database, folder), bad_endpoint(FAULTS, STALLS) as endpoint:
        expected = await webhook_with_notes(cast, endpoint.url, events)
        env = environment(folder, database_url=database, redis_url=services.redis_url(), smtp_url="smtp://127.0.0.1:9")
        began = time.monotonic()
        await withstand(env, endpoint, events, kills)
        seconds = time.monotonic() - began
    found = verdict(endpoint, expected)
    arrived, different = len(endpoint.arrived), len(set(endpoint.taken))
    print(f"{different} of {events} events were taken in {seconds:.0f} s, of {arrived} posts, with {kills} kills.")
    print(", ".join(f"{name}: {count}" for name, count in found.items()))
    return found


if __name__ == "__main__":
    main()
