"""The measurements as a table, on the terminal and in docs/performance.md."""

import platform
import statistics
import subprocess
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from bench.document import markdown, write
from bench.measure import THROUGHPUT_CONNECTIONS, Plan, Side
from bench.peers.asked import BARE
from bench.peers.servers import version
from bench.report import console, processor
from bench.servers import Cores

HEADINGS: Final = (
    "",
    "",
    "per second",
    "ratio",
    "min–max",
    "p50 ms",
    "p99 ms",
    "CPU µs",
    "× bare",
    "database µs",
    "all × bare",
)


@dataclass(frozen=True)
class Work:
    """One kind of work, and what each server needed for it."""

    name: str
    sides: dict[str, Side]

    def lines(self) -> list[list[str]]:
        """A line for each server."""
        bare = self.sides[BARE]
        lines = []
        for place, (name, side) in enumerate(self.sides.items()):
            ratios = side.ratios_to(bare)
            lines.append(
                [
                    "" if place else self.name,
                    name,
                    f"{side.rate:,.0f}",
                    f"{statistics.median(ratios):.2f}",
                    f"{ratios[0]:.2f}–{ratios[-1]:.2f}",
                    f"{side.percentile(50) * 1000:.1f}",
                    f"{side.percentile(99) * 1000:.1f}",
                    f"{side.cpu * 1e6:,.0f}",
                    f"{side.cpu / bare.cpu:.2f}",
                    f"{side.database_cpu * 1e6:,.0f}",
                    f"{(side.cpu + side.database_cpu) / (bare.cpu + bare.database_cpu):.2f}",
                ]
            )
        return lines


def print_peers(works: list[Work], plan: Plan, cores: Cores) -> None:
    """Print a line for each server and kind of work, and what was measured."""
    table = Table(title="Latchkey beside its peers", title_justify="left")
    for place, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="left" if place < 2 else "right")
    for work in works:
        for line in work.lines():
            table.add_row(*line)
        table.add_section()
    console.print(table)
    console.print(_measured(plan) if cores.server is not None else f"{_measured(plan)} Not pinned to cores.")


def write_peers(works: list[Work], plan: Plan) -> None:
    """Put the table into docs/performance.md."""
    write("peers", f"{_measured(plan)}\n\n{markdown(HEADINGS, [line for work in works for line in work.lines()])}")


def _measured(plan: Plan) -> str:
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("mercurius", "postgraphile", "graphql-ws", "ws", "graphql")
    )
    return (
        f"Python {platform.python_version()}, Node {node.removeprefix('v')}, {packages}; {processor()}. Medians of "
        f"{plan.rounds} rounds of {plan.seconds:g} s with {THROUGHPUT_CONNECTIONS} connections."
    )
