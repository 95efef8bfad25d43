"""`python -m bench.soak`, or `make soak`: a server under documents that all differ, sockets that come and go, sign-ins
and a thousand stalled readers, for an hour or `--minutes`.

It is first sent as many documents as it remembers at most, and measured when all have left; the same after the soak.
Ends with 1 if its memory has grown by more than a tenth.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

import uvloop
from rich.table import Table

import settings
from bench import servers
from bench.document import markdown, write
from bench.report import console, processor
from bench.servers import Server
from bench.soak.load import Load
from latchkey.migrate import migrate
from settings import Settings
from tests.support import services
from tests.support.cast import engage

MAX_GROWTH: Final = 0.10
WARM_UP_DOCUMENTS: Final = 500
"""Documents after which no more are remembered."""
WARM_UP_SECONDS: Final = 60.0
SETTLE_SECONDS: Final = 20.0
"""Seconds until what has left is forgotten."""
LOOKS: Final = 10
"""How often the memory is looked at meanwhile."""
HEADINGS: Final = ("minutes", "MiB", "documents", "sockets", "sign-ins", "changes")


def main() -> None:
    """Run the soak, print the memory by time, and put it into the documentation if asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=60, help="how long it takes; an hour when not given")
    parser.add_argument("--write", action="store_true", help="also put the table into docs/performance.md")
    arguments = parser.parse_args()
    services.open_run()
    try:
        with TemporaryDirectory() as folder:
            lines, growth = uvloop.run(_soaked(Path(folder), arguments.minutes * 60))
    finally:
        services.close_run()
    told = f"Memory grew by {growth:.1%} in {arguments.minutes:g} minutes"
    table = Table(*HEADINGS, title=told, title_justify="left")
    for line in lines:
        table.add_row(*line)
    console.print(table)
    if arguments.write:
        write("soak", f"{processor()}. {told}.\n\n{markdown(HEADINGS, lines)}")
    sys.exit(1 if growth > MAX_GROWTH else 0)


async def _soaked(folder: Path, seconds: float) -> tuple[list[list[str]], float]:
    """The lines of the table, and the part by which the memory has grown."""
    database_url = await servers.create_database("soak")
    await migrate(database_url)
    settings.use(Settings(database_url=database_url, secret_key="only for what is written before the servers start"))
    cast = await engage(database_url)
    servers.open_many_files()
    with servers.latchkey(database_url, folder, None) as server:
        load = Load(server.port, cast)
        with console.status("Filling what is remembered …"):
            while load.done["document"] < WARM_UP_DOCUMENTS:
                await load.run(WARM_UP_SECONDS)
            await asyncio.sleep(SETTLE_SECONDS)
        lines, began = [_line(0, server, load)], monotonic()
        before = server.memory_kib()
        soak = asyncio.create_task(load.run(seconds))
        with console.status("Soaking …"):
            while not soak.done():
                await asyncio.wait([soak], timeout=seconds / LOOKS)
                lines.append(_line(monotonic() - began, server, load))
            await soak
            await asyncio.sleep(SETTLE_SECONDS)
        lines.append(_line(monotonic() - began, server, load))
        console.print(dict(load.done))
        return lines, server.memory_kib() / before - 1


def _line(seconds: float, server: Server, load: Load) -> list[str]:
    counts = [load.done[name] for name in ("document", "socket", "sign_in", "note")]
    return [f"{seconds / 60:.1f}", f"{server.memory_kib() / 1024:.0f}", *(f"{count:,}" for count in counts)]


if __name__ == "__main__":
    main()
