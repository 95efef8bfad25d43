"""Models and migrations agree, and no migration uses an operation that loses something on SQLite."""

import re

from latchkey.new_migration import missing
from models.core import migration_operations
from models.core.migrating import operations
from tests.support.repository import ROOT

MIGRATIONS = sorted((ROOT / "models" / "migrations").glob("0*.py"))
LOSING = re.compile(r"\bops[.](AlterField|RemoveField|RemoveConstraint)\(")
"""Operations that rebuild a table on SQLite without its indexes, unique keys and triggers."""


async def test_migrations_say_all_that_the_models_say() -> None:
    _, steps = await missing()
    assert [step.describe() for step in steps] == [], "make migration NAME=... writes what is missing"


def test_migrations_take_no_step_that_loses_indexes() -> None:
    assert len(MIGRATIONS) > 25
    found = [path.name for path in MIGRATIONS if LOSING.search(path.read_text())]
    assert found == [], "models/core/migration_operations.py has the step that keeps them"


def test_the_page_about_tables_tells_of_every_step() -> None:
    page = (ROOT / "docs" / "tables.md").read_text()
    steps = [
        name
        for module in (migration_operations, operations)
        for name, step in vars(module).items()
        if getattr(step, "__module__", "") == module.__name__
    ]
    assert len(steps) > 12
    assert [name for name in steps if not name.startswith("_") and f"`{name}" not in page] == []


def test_a_step_that_loses_indexes_is_found() -> None:
    assert LOSING.search("        ops.AlterField(")
    assert not LOSING.search("        ChangeField(")
