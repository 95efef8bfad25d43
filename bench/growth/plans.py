"""The way that PostgreSQL found what was asked for: the statements in its log, explained with their values."""

import asyncio
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg
import orjson

from bench.growth.database import LOG

MANY_ROWS: Final = 2_000
"""Rows that may be read one after the other, as a table's few rows are."""
_STATEMENT: Final = re.compile(r"duration: [0-9.]+ ms  execute [^:]*: (.*)", re.DOTALL)
_VALUE: Final = re.compile(r"\$[0-9]+ = (NULL|'(?:[^']|'')*')", re.DOTALL)


@dataclass
class Plan:
    """A statement and the plan by which it was run."""

    sql: str
    lines: list[str] = field(default_factory=list)
    scanned: list[str] = field(default_factory=list)
    """Tables of which more than a few rows were read one after the other."""
    rows: int = 0
    """Rows of tables and entries of indexes that were looked at."""

    def add(self, step: dict[str, Any], depth: int = 0) -> None:
        """Add a step with those that it consists of."""
        removed = sum(step.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
        rows = int((step["Actual Rows"] + removed) * step["Actual Loops"])
        name, table = step["Node Type"], step.get("Relation Name")
        where = " ".join(step[key] for key in ("Index Name", "Relation Name") if key in step)
        self.lines.append(f"{'  ' * depth}{name} {where}: {rows:,} rows, {step['Actual Total Time']:.1f} ms")
        if "Scan" in name and (table or "Index Name" in step):
            self.rows += rows
        if name == "Seq Scan" and rows > MANY_ROWS:
            self.scanned.append(str(table))
        for part in step.get("Plans", ()):
            self.add(part, depth + 1)


class Log:
    """The statements that the server has run since this was made."""

    def __init__(self, folder: Path, connection: asyncpg.Connection) -> None:
        self._file, self._connection = folder / LOG, connection
        self._begin = self._file.stat().st_size

    async def statements(self) -> list[tuple[str, list[str]]]:
        """The reads, each with its values as SQL literals."""
        end = f"SELECT 'log {secrets.token_hex(8)}'"
        await self._connection.fetchval(end)
        # The server hands its log to another process, which writes it.
        while True:
            with self._file.open("rb") as file:
                file.seek(self._begin)
                written = file.read()
            if end.encode() in written:
                break
            await asyncio.sleep(0.02)
        found = []
        for line in written.splitlines():
            entry = orjson.loads(line)
            statement = _STATEMENT.fullmatch(entry["message"])
            if statement and statement[1].lstrip().startswith(("SELECT", "WITH")) and statement[1] != end:
                found.append((statement[1], _VALUE.findall(entry.get("detail", ""))))
        return found


async def explained(connection: asyncpg.Connection, sql: str, values: list[str]) -> Plan:
    """Run a statement again, planned for these values."""
    await connection.execute(f"PREPARE explained AS {sql}")
    try:
        given = f"({', '.join(values)})" if values else ""
        told = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE explained{given}")
    finally:
        await connection.execute("DEALLOCATE explained")
    plan = Plan(sql)
    plan.add(orjson.loads(told)[0]["Plan"])
    return plan
