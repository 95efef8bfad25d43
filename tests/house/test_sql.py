"""SQL that writes stands in adapters/ and models/, SQL that reads in execution/ and resolvers/ too, and nowhere else but for a few probes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house import rules
from tests.support.repository import ROOT, repository_files

MODULES = [path for path in repository_files() if path.suffix == ".py" and path.parts[0] in rules.FLOORS]
WRITERS: Final = ("adapters", "models")
READERS: Final = (*WRITERS, "execution", "resolvers")
WRITES = re.compile(r"\b(?:INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|(?:CREATE|ALTER|DROP)\s+TABLE)\b")
READS = re.compile(r"\bSELECT\s+\S")
PROBES: Final = {
    ("latchkey/cli/doctor.py", "SELECT COUNT(*) AS count FROM staff_members"),
    ("latchkey/monitoring/health.py", "SELECT 1"),
}
"""Statements that ask whether the database answers, or is filled."""
MIGRATING: Final = {"latchkey/migrate.py", "latchkey/migration_plan.py"}
"""What knows of the record of migrations, and of statements that migrations consist of."""


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every string in a module but for docstrings; values that are filled in are question marks."""
    parts = set[int]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr):
            parts.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            parts.update(id(value) for value in node.values)
            filled = (value.value if isinstance(value, ast.Constant) else "?" for value in node.values)
            yield node.lineno, "".join(map(str, filled))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.lineno, node.value


def violations(path: Path, source: str) -> list[str]:
    """SQL on a floor that has none of its kind."""
    found: list[str] = []
    if str(path) in MIGRATING:
        return found
    for line, text in texts(source):
        if WRITES.search(text) and path.parts[0] not in WRITERS:
            found.append(f"{path}:{line}: writes: {' '.join(text.split())[:80]}")
        elif READS.search(text) and path.parts[0] not in READERS and (str(path), text) not in PROBES:
            found.append(f"{path}:{line}: reads: {' '.join(text.split())[:80]}")
    return found


def test_sql_stands_where_tables_are_known() -> None:
    assert [line for path in MODULES for line in violations(path, (ROOT / path).read_text())] == []


def test_each_probe_is_there() -> None:
    there = {(name, text) for name, _ in PROBES for _, text in texts((ROOT / name).read_text())}
    assert there >= PROBES


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("resolvers/orders/orders.py", 'sql = "UPDATE orders\\n  SET version = 1"'),
        ("resolvers/orders/orders.py", 'sql = f"INSERT INTO {table} VALUES (1)"'),
        ("resolvers/orders/orders.py", 'sql = f"UPDATE {table} SET version = 1"'),
        ("latchkey/worker/relay.py", 'sql = "WITH due AS (SELECT id FROM orders) DELETE FROM orders"'),
        ("latchkey/app.py", 'await fetch("SELECT 2")'),
        ("schema/query.py", 'def all():\n    return f"SELECT {columns} FROM orders"'),
    ],
)
def test_sql_on_another_floor_is_found(path: str, source: str) -> None:
    assert len(violations(Path(path), source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("models/orders/orders.py", 'sql = "DELETE FROM orders"'),
        ("resolvers/orders/orders.py", 'sql = "SELECT id FROM orders"'),
        ("latchkey/monitoring/health.py", 'await fetch("SELECT 1")'),
        ("latchkey/app.py", '"""`SELECT 1` is asked."""\nmessage = "Select an order, or update a set."'),
    ],
)
def test_sql_on_its_floor_is_fine(path: str, source: str) -> None:
    assert violations(Path(path), source) == []
