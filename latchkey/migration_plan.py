"""The plan of `latchkey migrate --plan`: the statements that a database lacks, who waits for them, and how long."""

import inspect
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tortoise.migrations.operations import Operation, RunPython
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from adapters.database.client import connection, fetch, is_sqlite
from latchkey.migrate import STEPS, Executor
from models.core.database import config


class Waits(StrEnum):
    """Those who wait for a statement on PostgreSQL."""

    NOBODY = "nobody waits"
    FOR_A_MOMENT = "others wait for a moment"
    WRITERS = "writers wait"
    ALL = "readers and writers wait"
    PERHAPS = "who writes a row that it changed waits until it ends"


PYTHON: Final = "In Python:"
"""The beginning of the words about an operation that is no statement."""

INDEXED: Final = 4.0
CHANGED: Final = 60.0
LOOKED_AT: Final = 0.5
WRITTEN_AGAIN: Final = 30.0
"""Seconds for a million rows, as measured on two cores: to index one column or two, change, look at, or copy them."""

_RULES: Final = tuple(
    (re.compile(pattern), waits, seconds)
    for pattern, waits, seconds in (
        (r"CREATE (UNIQUE )?INDEX CONCURRENTLY", Waits.NOBODY, INDEXED),
        (r"CREATE (UNIQUE )?INDEX", Waits.WRITERS, INDEXED),
        (r"DROP INDEX CONCURRENTLY", Waits.NOBODY, 0),
        (r"ALTER TABLE \S+ VALIDATE CONSTRAINT", Waits.NOBODY, LOOKED_AT),
        (r"ALTER TABLE .* ADD CONSTRAINT .*(NOT VALID|USING INDEX)", Waits.FOR_A_MOMENT, 0),
        (r"ALTER TABLE \S+ ADD (CONSTRAINT|CHECK|UNIQUE|FOREIGN|PRIMARY)", Waits.ALL, LOOKED_AT),
        (r"ALTER TABLE \S+ ADD COLUMN (.* UNIQUE|.* DEFAULT (?!now)\w+\(|.* GENERATED)", Waits.ALL, WRITTEN_AGAIN),
        (r"ALTER TABLE \S+ ADD COLUMN (?!.* DEFAULT ).* NOT NULL", Waits.ALL, LOOKED_AT),
        (r"ALTER TABLE .* SET NOT NULL", Waits.ALL, LOOKED_AT),
        (r"ALTER TABLE \S+ ALTER COLUMN \S+ TYPE (?!VARCHAR|TEXT)", Waits.ALL, WRITTEN_AGAIN),
        (r"(UPDATE|DELETE) .*\bid <= ", Waits.NOBODY, CHANGED),
        (r"(UPDATE|DELETE) ", Waits.WRITERS, CHANGED),
        (r"INSERT ", Waits.NOBODY, 0),
        (PYTHON, Waits.PERHAPS, 0),
        (r"", Waits.FOR_A_MOMENT, 0),
    )
)
_TABLE: Final = re.compile(r'(?:^(?:ALTER|CREATE|DROP) TABLE|^UPDATE|^INSERT INTO|^DELETE FROM|^CREATE .*? ON) "?(\w+)')
_GIVEN: Final = re.compile(r'ALTER TABLE "?(\w+)"? .*ALTER COLUMN "?(\w+)"? SET NOT NULL')


@dataclass(frozen=True)
class Effect:
    """The table that a statement is about, who waits for it, and seconds that it takes for a million rows."""

    table: str | None
    waits: Waits
    seconds: float


class Judge:
    """Tells of one statement after the other who waits for it."""

    def __init__(self) -> None:
        self.new: set[str] = set()
        """Tables that nobody uses yet."""
        self._validated: set[str] = set()

    def effect(self, statement: str) -> Effect:
        """The effect of a statement, which is one line, on a database that is in use."""
        found = _TABLE.search(statement)
        table = found[1] if found else None
        waits, seconds = next((waits, seconds) for rule, waits, seconds in _RULES if rule.match(statement))
        if statement.startswith("CREATE TABLE") and table:
            self.new.add(table)
        self._validated.update(re.findall(r"VALIDATE CONSTRAINT (\w+)", statement))
        given = _GIVEN.match(statement)
        if given and f"{given[1]}_{given[2]}_given" in self._validated:
            waits, seconds = Waits.FOR_A_MOMENT, 0
        elif table in self.new and waits in (Waits.WRITERS, Waits.ALL):
            waits = Waits.NOBODY
        return Effect(table, waits, seconds)


async def planned(database_url: str) -> list[tuple[str, str]]:
    """The steps that the open database, whose URL this is, lacks: names of migrations, each with a statement."""
    executor = Executor(connection(), config(database_url)["apps"])
    plan = await executor.plan()
    recorded = await executor.recorder.applied_migrations()
    done = {key.name for key in recorded if key.app_label == STEPS}
    state = await executor._project_state({key for key in recorded if key.app_label != STEPS})
    found = []
    for migration in (step.migration for step in plan):
        for number, operation in enumerate(migration.operations, 1):
            before = state.clone()
            operation.state_forward(migration.app_label, state)
            if f"{migration.name} {number}" not in done:
                editor = executor._schema_editor(atomic=False, collect_sql=True)
                statements = await _statements(operation, before, state, editor)
                found += [(migration.name, " ".join(statement.split())) for statement in statements]
    return found


async def _statements(operation: Operation, before: State, after: State, editor: BaseSchemaEditor) -> list[str]:
    if isinstance(operation, RunPython):
        words = inspect.getdoc(operation.code) or ""
        return [f"{PYTHON} {operation.code.__name__}: {words.partition(chr(10))[0]}"]
    await operation.database_forward("models", before, after, editor)
    return editor.collected_sql


async def rows_of(tables: set[str]) -> dict[str, int]:
    """The number of rows of those tables that exist, on PostgreSQL about as many as there are."""
    if is_sqlite():
        there = await fetch(
            "SELECT name, -1 AS many FROM sqlite_master WHERE type = 'table' AND name IN :names",
            {"names": sorted(tables)},
        )
    else:
        there = await fetch(
            """SELECT relname AS name, CAST(reltuples AS bigint) AS many FROM pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace AND relname IN :names""",
            {"names": sorted(tables)},
        )
    return {row["name"]: row["many"] if row["many"] >= 0 else await _count(row["name"]) for row in there}


async def _count(table: str) -> int:
    [row] = await fetch(f"SELECT COUNT(*) AS many FROM {table}")
    return int(row["many"])
