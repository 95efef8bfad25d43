"""The measurements as a table."""

import platform
import statistics
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.measure import LATENCY_CONNECTIONS, THROUGHPUT_CONNECTIONS, Comparison, Plan
from bench.servers import Cores

console = Console(highlight=False, soft_wrap=True, width=120)


def print_report(comparisons: list[Comparison], plan: Plan, cores: Cores) -> None:
    """Print a line for each kind of work, and what the columns mean."""
    table = Table(title="Latchkey against a bare endpoint with the same answers", title_justify="left")
    table.add_column("")
    for heading in (
        "bare/s",
        "Latchkey/s",
        "ratio",
        "min–max",
        "p50 ms",
        "× bare",
        "p99 ms",
        "× bare",
        "CPU ms",
        "× bare",
    ):
        table.add_column(heading, justify="right")
    for comparison in comparisons:
        table.add_row(*_row(comparison))
    console.print(table)
    for comparison in comparisons:
        if comparison.latchkey.idle_kib:
            told = f"{comparison.latchkey.idle_kib:.1f} KiB, {comparison.bare.idle_kib:.1f} of the bare endpoint's"
            console.print(f"{comparison.name}: one subscriber more, who only listens, takes {told}.")
    pinned = (
        "not pinned to cores: the numbers of both servers disturb each other"
        if cores.server is None
        else f"servers on core {cores.server}, load and database on core {cores.load}"
    )
    console.print(
        f"{platform.python_implementation()} {platform.python_version()}, {processor()}; {pinned}.\n"
        f"ratio: Latchkey's rate as a part of the bare endpoint's, median of {plan.rounds} paired rounds of "
        f"{plan.seconds:g} s with {THROUGHPUT_CONNECTIONS} connections.\n"
        f"p50, p99: Latchkey's, with {LATENCY_CONNECTIONS} connections. CPU: the server's, per answer or message.\n"
        "The bare endpoint asks for no session and checks no right; PostgreSQL does not wait for its disk."
    )


def _row(comparison: Comparison) -> list[str]:
    mine, theirs, ratios = comparison.latchkey, comparison.bare, comparison.ratios
    return [
        comparison.name,
        f"{theirs.rate:,.0f}",
        f"{mine.rate:,.0f}",
        f"{statistics.median(ratios):.2f}",
        f"{ratios[0]:.2f}–{ratios[-1]:.2f}",
        *_compared(mine.percentile(50) * 1000, theirs.percentile(50) * 1000),
        *_compared(mine.percentile(99) * 1000, theirs.percentile(99) * 1000),
        *_compared(mine.cpu * 1000, theirs.cpu * 1000),
    ]


def _compared(mine: float, theirs: float) -> tuple[str, str]:
    return f"{mine:.2f}", f"{mine / theirs:.1f}" if theirs else "–"


def processor() -> str:
    """The processors of this machine: how many, and what they are called."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.machine()
