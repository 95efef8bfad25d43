"""Imports that import-linter does not judge: those of tests and benchmarks, and that of the unit of work."""

from pathlib import Path
from typing import Final

import pytest

from tests.house import rules
from tests.support.repository import ROOT, module_name, repository_files

MODULES = [path for path in repository_files() if path.suffix == ".py"]
UNIT_OF_WORK: Final = "models.log.unit_of_work.unit_of_work"
MAY_WRITE: Final = ("models", "tests", "bench", "latchkey.bulk", "latchkey.inbound", "latchkey.worker")
"""The packages that begin units of work themselves. Requests do so in `resolvers.core.mutations`."""
MAY_WRITE_TOO: Final = {
    "resolvers.core.mutations",
    "resolvers.orders.mutations",  # it asks the unit of the request what it has recorded
    "latchkey.cli.staff",
    "latchkey.demo.seed",
}

LATE: Final = ("PIL", "asn1crypto", "holidays", "mrml", "typst")
"""Libraries that take long to import or much memory: a process loads them when it first needs them."""


def violations(path: Path, source: str) -> list[str]:
    """Imports of tests by others, of a room of tests by another, and of the unit of work by those who do not write."""
    here = module_name(path)
    top = here.split(".")[0]
    if top not in rules.TOPS:
        return [f"{path}: {top} has no place in the house"]
    imported = rules.imported_modules(source, path)
    return [f"{path}:{line}: {here} imports {name}" for line, name in imported if not is_fine(here, name)]


def is_fine(here: str, name: str) -> bool:
    """Whether a module may import a name; production imports other production as import-linter says."""
    top, target = here.split(".", maxsplit=1)[0], name.split(".", maxsplit=1)[0]
    if name == UNIT_OF_WORK:
        return here in MAY_WRITE_TOO or any(f"{here}.".startswith(f"{package}.") for package in MAY_WRITE)
    if top == "examples":
        return target not in rules.TOPS
    if target == "bench":
        return top == "bench"
    if target != "tests":
        return True
    room = here.split(".")[1] if top == "tests" and here.count(".") > 1 else ""
    if name.startswith("tests.support."):
        return top in ("tests", "bench")
    return name.startswith(f"tests.{room}.") and not name.split(".")[2].startswith("test_")


def early(path: Path, source: str) -> list[str]:
    """Imports of heavy libraries that a process makes at its start."""
    lines = source.splitlines()
    heavy = [line for line, name in rules.imported_modules(source, path) if name.partition(".")[0] in LATE]
    return [f"{path}:{line}" for line in heavy if not lines[line - 1].startswith(" ")]


def test_imports_of_tests_are_of_support() -> None:
    assert {module_name(path).split(".")[0] for path in MODULES} == set(rules.TOPS)
    assert [line for path in MODULES for line in violations(path, (ROOT / path).read_text())] == []


def test_a_process_starts_without_what_few_requests_need() -> None:
    own = [path for path in MODULES if path.parts[0] in rules.FLOORS]
    assert [line for path in own for line in early(path, (ROOT / path).read_text())] == []
    assert early(Path("models/core/calendar.py"), "import holidays\nfrom typst import Fonts") != []


@pytest.mark.parametrize("name", sorted(MAY_WRITE_TOO))
def test_each_exception_still_begins_units_of_work(name: str) -> None:
    path = next(path for path in MODULES if module_name(path) == name)
    assert UNIT_OF_WORK in {imported for _, imported in rules.imported_modules((ROOT / path).read_text(), path)}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("latchkey/app.py", "from tests.support import cast"),
        ("models/orders/orders.py", "def late():\n    import bench.report"),
        ("tests/support/cast.py", "import bench"),
        ("examples/dashboard/dashboard.py", "from adapters.security import signatures"),
        ("tests/support/cast.py", "from tests.orders import orders"),
        ("tests/orders/test_search.py", "from tests.orders.test_paging import page"),
        ("tests/orders/test_search.py", "from .test_paging import page"),
        ("tests/orders/test_search.py", "from tests.house import rules"),
        ("tests/conftest.py", "from tests.house import rules"),
        ("bench/search.py", "from tests.orders.test_paging import page"),
        ("elsewhere/module.py", "import os"),
        ("resolvers/orders/orders.py", "from models.log.unit_of_work import unit_of_work"),
        ("latchkey/workers.py", "from models.log.unit_of_work import retried, unit_of_work"),
    ],
)
def test_a_wrong_import_is_found(path: str, source: str) -> None:
    assert len(violations(Path(path), source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("tests/house/test_imports.py", "from tests.house import rules\nfrom tests.support import repository"),
        ("tests/support/orders.py", "from tests.support.mutations import done"),
        ("bench/__main__.py", "from tests.support import databases\nfrom latchkey.app import create_app"),
        ("latchkey/worker/relay.py", "from models.log.unit_of_work import shielded, unit_of_work"),
        ("resolvers/orders/orders.py", "from models.log.unit_of_work import retried"),
    ],
)
def test_a_right_import_is_fine(path: str, source: str) -> None:
    assert violations(Path(path), source) == []
