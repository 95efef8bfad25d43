"""`python -m bench.attack`, or `make attack`: attacks a server as it is run in production, and says what held.

Ends with 1 where something gave way. The attacks come from another address of this machine than the people who use the
portal meanwhile, and one after the other, so that each is told by itself. All of it takes about a quarter of an hour.
"""

import argparse
import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.table import Table

from bench import servers
from bench.attack import floods, fuzz, lines, pace
from bench.attack.ground import Attack, Ground, Result, serving
from bench.report import console
from tests.support import services

ATTACKS: Final = (*lines.ATTACKS, *floods.ATTACKS)
"""Attacks on a server with the settings that it has by default; the others need some otherwise."""


def main() -> None:
    """Read the command line, attack, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.attack", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", metavar="WORD", help="attacks with this word in their name alone")
    parser.add_argument("--share", type=int, default=fuzz.SHARE, help="the fuzz sends each so many-th; 1 sends all")
    parser.add_argument("--attempts", type=int, default=pace.ATTEMPTS, help="of each kind of name, for timing")
    arguments = parser.parse_args()
    services.open_run()
    try:
        with TemporaryDirectory() as folder:
            gave_way = asyncio.run(_run(Path(folder), arguments.only, arguments.share, arguments.attempts))
    finally:
        services.close_run()
    raise SystemExit(bool(gave_way))


async def _run(folder: Path, only: str, share: int, attempts: int) -> int:
    groups: list[tuple[dict[str, str], tuple[Attack, ...]]] = [
        ({}, ATTACKS),
        (fuzz.SETTINGS, fuzz.attacks(share)),
        (pace.SETTINGS, pace.attacks(attempts)),
    ]
    table = Table(title="What was attacked, and what held", title_justify="left")
    for heading in ("attack", "what was done", "result", "s", ""):
        table.add_column(heading)
    gave_way = 0
    for number, (changes, attacks) in enumerate(groups):
        chosen = [attack for attack in attacks if only in attack.name]
        if not chosen:
            continue
        database_url = await servers.create_database(f"attack{number}")
        own = folder / str(number)
        own.mkdir()
        async with serving(database_url, own, **changes) as attacked:
            for attack in chosen:
                began = time.monotonic()
                attacked.logged()
                result = await _result(attack, attacked)
                gave_way += not result.is_withstood
                verdict = "held" if result.is_withstood else "GAVE WAY"
                table.add_row(attack.name, attack.summary, result.figures, f"{time.monotonic() - began:.0f}", verdict)
                console.print(f"{verdict}: {attack.name}: {result.figures}")
    console.print(table)
    return gave_way


async def _result(attack: Attack, attacked: Ground) -> Result:
    """The result of an attack; held only if the loop went on meanwhile, and no fault was logged."""
    result = await attack.run(attacked)
    is_well, words = attacked.stalls_within(attack.max_stall)
    return Result(result.is_withstood and is_well, result.figures + words)


if __name__ == "__main__":
    main()
