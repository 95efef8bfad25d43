"""`python -m bench.start`: how soon a new process answers, the memory that it takes, and what a new document costs."""

import argparse
import time
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import orjson
import uvloop
from rich.table import Table

import settings
from adapters.database.client import close_database
from bench import operations, servers
from bench.document import markdown, write
from bench.load import ask, load, request
from bench.measure import THROUGHPUT_CONNECTIONS
from bench.operations import Read
from bench.report import console, processor
from bench.seed import seed
from bench.servers import Cores, Server
from execution.compiled.readings import reading_of
from execution.documents import Document
from execution.limits import Limits
from execution.plans import FieldPlan
from latchkey.migrate import migrate
from models.core.database import open_database
from schema.build import schema
from settings import Settings
from tests.support import services

STARTS: Final = 5
"""How often a process is started; the quickest start counts."""
TIMES: Final = 100
"""New documents that are sent of each page."""
READ_SECONDS: Final = 2
"""Seconds for which each page is read before memory is looked at again."""


PROCESSES: Final = ("", "first answer after s", "CPU s", "MiB then", "MiB after many reads")
DOCUMENTS: Final = ("", "first time, CPU ms", "second", "third", "its part", "parsed, validated, compiled")

Lines = list[list[str]]


def main() -> None:
    """Measure, print, and write the tables into the documentation if asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.start", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="also put the tables into docs/performance.md")
    arguments = parser.parse_args()
    cores = Cores.of_this_machine()
    servers.pin(cores.load)
    services.open_run()
    try:
        with TemporaryDirectory() as folder, console.status("Starting processes …"):
            processes, documents = uvloop.run(_measured(Path(folder), cores))
    finally:
        services.close_run()
    for headings, lines in ((PROCESSES, processes), (DOCUMENTS, documents)):
        table = Table(*headings)
        for line in lines:
            table.add_row(*line)
        console.print(table)
    if arguments.write:
        tables = f"{markdown(PROCESSES, processes)}\n\n{markdown(DOCUMENTS, documents)}"
        write("start", f"{processor()}, best of {STARTS} starts, mean of {TIMES} documents.\n\n{tables}")


async def _measured(folder: Path, cores: Cores) -> tuple[Lines, Lines]:
    """The lines of both tables."""
    embedded = f"sqlite://{folder}/latchkey.sqlite3"
    database_url = await servers.create_database()
    settings.use(Settings(database_url=database_url, secret_key="only for what is written before the servers start"))
    reads = operations.reads(await seed(database_url))
    await migrate(embedded)
    processes = [["SQLite", *_started(embedded, folder, cores)], ["PostgreSQL", *_started(database_url, folder, cores)]]
    with servers.latchkey(database_url, folder, cores.server) as server:
        for each in reads:
            await load(server.port, cycle([pair[0] for pair in each.pairs]), THROUGHPUT_CONNECTIONS, READ_SECONDS)
        for line, figure in zip(processes, ("", f"{server.memory_kib() / 1024:.0f}"), strict=True):
            line.append(figure)
        documents = [await _of_new_documents(each, server) for each in reads]
    await open_database(database_url, 1)
    try:
        return processes, [[*line, f"{_to_make(each):.1f}"] for line, each in zip(documents, reads, strict=True)]
    finally:
        await close_database()


def _started(database_url: str, folder: Path, cores: Cores) -> list[str]:
    """The seconds until a process has answered, the processor's of these, and its MiB."""
    found = []
    for _ in range(STARTS):
        began = time.perf_counter()
        with servers.latchkey(database_url, folder, cores.server) as server:
            found.append((time.perf_counter() - began, server.cpu_seconds(), server.memory_kib() / 1024))
    return [f"{min(figures):.{digits}f}" for figures, digits in zip(zip(*found, strict=True), (2, 2, 0), strict=True)]


async def _of_new_documents(read: Read, server: Server) -> list[str]:
    """The processor's milliseconds for a document that comes the first time, the second, and the third, and what the
    first two take longer than the third."""
    new = [_as_new(read.pairs[0][0], number) for number in range(TIMES)]
    first, second, later = [await _milliseconds(server, new) for _ in range(3)]
    return [read.name, *(f"{each:.1f}" for each in (first, second, later, first + second - 2 * later))]


def _as_new(sent: bytes, number: int) -> bytes:
    """The same request with a document that nobody has sent before."""
    head, _, body = sent.partition(b"\r\n\r\n")
    token = next(line for line in head.split(b"\r\n") if line.startswith(b"Authorization")).split()[-1].decode()
    asked = orjson.loads(body)
    return request("POST", "/graphql", token, asked | {"query": f"{asked['query']} # {number}"})


def _to_make(read: Read) -> float:
    """The processor's milliseconds until a new document is parsed, validated, priced, planned and compiled."""
    text: str = orjson.loads(read.pairs[0][0].partition(b"\r\n\r\n")[2])["query"]
    began = time.process_time()
    for number in range(TIMES):
        [operation] = Document(schema._schema, f"{text} # {number}", Limits.of_settings()).operations
        operation.cost({})
        plan = operation.plan({})
        assert plan is not None
        for each in plan.root.fields(plan.root.named.name):
            assert isinstance(each, FieldPlan)
            assert reading_of(each)
    return 1000 * (time.process_time() - began) / TIMES


async def _milliseconds(server: Server, requests: list[bytes]) -> float:
    """The processor's milliseconds for each of some requests."""
    before = server.cpu_seconds()
    for each in requests:
        await ask(server.port, each)
    return 1000 * (server.cpu_seconds() - before) / len(requests)


if __name__ == "__main__":
    main()
