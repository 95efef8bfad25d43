"""`python -m bench.growth`: the same operations on 10,000 orders and on as many as a business has after years.

Each is asked one at a time, of one database and then of the other, as three viewers. A time is the quickest of several,
so that what else the machine does counts little. PostgreSQL waits for its disk, as in production.
"""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import asyncpg
import uvloop
from rich.table import Table

from bench import servers
from bench.document import markdown, write
from bench.growth.database import Database, cluster, filled
from bench.growth.operations import Asked, asked
from bench.growth.plans import Log, Plan, explained
from bench.load import BadAnswer, ask, request
from bench.report import console, processor
from bench.servers import Server
from tests.support import services

SMALL: Final = 10_000
LARGE: Final = 1_000_000
TIMES: Final = 9
"""How often each is asked; the first time it is compiled, and after the fifth it may be planned once for all."""
MAX_GROWTH: Final = 1.5
UNNOTICED_ROWS: Final = 3000
"""So many rows are read within few milliseconds."""


@dataclass
class Finding:
    """One operation of one viewer on the small and on the large database."""

    viewer: str
    asked: Asked
    milliseconds: list[float] = field(default_factory=list)
    plans: list[list[Plan]] = field(default_factory=list)

    def line(self) -> list[str]:
        """Its line in the table."""
        small, large = self.milliseconds
        few, many = (sum(plan.rows for plan in plans) for plans in self.plans)
        grows = many > MAX_GROWTH * few and many > UNNOTICED_ROWS
        return [
            self.viewer,
            self.asked.name,
            f"{small:.1f}",
            f"{large:.1f}",
            f"{large / small:.1f}",
            f"{few:,}",
            f"{many:,}",
            "grows" if grows else "",
            ", ".join(sorted({table for plan in self.plans[-1] for table in plan.scanned})),
        ]


def main() -> None:
    """Read the command line, make the databases, ask, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--orders", type=int, default=LARGE, help=f"of the large database; {LARGE:,} when not given")
    parser.add_argument("--only", default="", help="ask only operations whose names contain this")
    parser.add_argument("--plans", action="store_true", help="print how PostgreSQL ran each statement on the large one")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md too")
    arguments = parser.parse_args()
    services.open_run()
    try:
        with cluster() as folder:
            findings = uvloop.run(_run(folder, arguments.orders, arguments.only))
    finally:
        services.close_run()
    _print(findings, arguments.orders, with_plans=arguments.plans)
    if arguments.write:
        lines = [finding.line() for finding in findings]
        write("growth", f"{processor()}.\n\n{markdown(_headings(arguments.orders), lines)}")


async def _run(folder: Path, orders: int, only: str) -> list[Finding]:
    with ExitStack() as stack:
        served = []
        for size in (SMALL, orders):
            with console.status(f"Writing {size:,} orders …"):
                database = await filled(folder, size)
            data = Path(stack.enter_context(TemporaryDirectory()))
            served.append((database, stack.enter_context(servers.latchkey(database.url, data, None))))
        findings = []
        for each in asked():
            for viewer in each.viewers if only in each.name else ():
                with console.status(f"Asking: {each.name}, {viewer} …"):
                    findings.append(finding := Finding(viewer, each))
                    for database, server in served:
                        await _look(finding, database, server, folder)
        return findings


async def _look(finding: Finding, database: Database, server: Server, folder: Path) -> None:
    body: dict[str, object] = {"query": finding.asked.query, "variables": finding.asked.variables}
    sent = request("POST", "/graphql", database.tokens[finding.viewer], body)
    try:
        finding.milliseconds.append(await _quickest_ms(server, sent))
    except BadAnswer as error:
        raise SystemExit(f"{finding.viewer}, {finding.asked.name}: {error}") from error
    connection = await asyncpg.connect(database.url)
    try:
        log = Log(folder, connection)
        await ask(server.port, sent)
        finding.plans.append([await explained(connection, *statement) for statement in await log.statements()])
    finally:
        await connection.close()


async def _quickest_ms(server: Server, sent: bytes) -> float:
    times = []
    for _ in range(TIMES):
        began = perf_counter()
        await ask(server.port, sent)
        times.append((perf_counter() - began) * 1000)
    return min(times)


def _headings(orders: int) -> list[str]:
    sizes = (f"{SMALL:,}", f"{orders:,}")
    return [
        "",
        "",
        *(f"{size}: ms" for size in sizes),
        "×",
        *(f"{size}: rows" for size in sizes),
        "",
        "table read whole",
    ]


def _print(findings: Sequence[Finding], orders: int, *, with_plans: bool) -> None:
    table = Table(title="The same operations on a small and on a large database", title_justify="left")
    for place, heading in enumerate(_headings(orders)):
        table.add_column(heading, justify="right" if 2 <= place <= 6 else "left")
    for finding in findings:
        table.add_row(*finding.line())
    console.print(table)
    for finding in findings if with_plans else ():
        for plan in finding.plans[-1]:
            console.print(f"\n{finding.viewer}, {finding.asked.name}:\n{plan.sql}", markup=False)
            console.print("\n".join(plan.lines), markup=False)


if __name__ == "__main__":
    main()
