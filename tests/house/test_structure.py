"""The house holds together: modules stay short, nothing is left open, no machine shows through.

Each check is also given a planted violation, so that it cannot pass by looking at nothing.
"""

import itertools
from pathlib import Path

import pytest

from tests.house import rules
from tests.support.repository import ROOT, read_text, repository_files

IN_EVERY_FILE = [
    (rules.REGISTRY_HOSTS, "names a package registry"),
    (rules.INDEX_OPTIONS, "carries the address of a package index"),
    (rules.MACHINE_PATHS, "a path of one machine"),
]
IN_CODE = [(rules.LEFT_OPEN, "left open")]
IN_TESTS = [(rules.SLEEPS, "sleeps instead of waiting for the thing itself")]
CODE = {".py", ".sh", ".js", ".mjs", ".ts", ".toml", ".graphql", ""}

FILES = repository_files()
MODULES = [path for path in FILES if path.suffix == ".py"]


def test_the_checks_see_the_repository() -> None:
    """An empty list of files would make every test below pass."""
    assert {"settings/__init__.py", "Makefile", "requirements.lock", "tests/house/test_structure.py"} <= {
        str(path) for path in FILES
    }


def test_modules_read_on_a_few_screens() -> None:
    assert [line for path in MODULES for line in rules.length_violations(path, (ROOT / path).read_text())] == []


def test_migrations_are_one_chain_in_the_order_of_their_numbers() -> None:
    names = sorted(path.stem for path in FILES if path.match("models/migrations/0*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), "two have one number: renumber yours"
    for before, name in itertools.pairwise(names):
        source = (ROOT / "models" / "migrations" / f"{name}.py").read_text()
        assert f'("models", "{before}")' in source, f"{name} does not follow {before}"


def test_no_allowance_for_length_outlives_its_need() -> None:
    for name, most in rules.ALLOWED_LONGER.items():
        lines = len((ROOT / name).read_text().splitlines())
        assert rules.MAX_MODULE_LINES < lines <= most, f"{name} has {lines} lines"


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in FILES:
        if text := read_text(path):
            found += rules.text_violations(path, text, IN_EVERY_FILE)
    assert found == []


def test_nothing_is_left_open() -> None:
    found = []
    for path in FILES:
        if path.suffix in CODE and (text := read_text(path)):
            found += rules.text_violations(path, text, IN_CODE + (IN_TESTS if path.is_relative_to("tests") else []))
    assert found == []


def test_the_lock_pins_everything_with_hashes_and_nothing_else() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith((" ", "#", "-"))]
    assert len(pins) > 50
    assert [pin for pin in pins if "==" not in pin or not pin.endswith("\\")] == []
    assert [line for line in lines if line.startswith("-") or "://" in line or " file:" in line] == []


def test_a_long_module_is_found() -> None:
    long, path = "pass\n" * 301, Path("models/order.py")
    assert rules.length_violations(path, long) == ["models/order.py: 301 lines, at most 300"]
    assert rules.length_violations(path, long, allowed={"models/order.py": 310}) == []
    assert rules.length_violations(path, "pass\n" * 300) == []
    assert rules.length_violations(Path("models/migrations/0001_initial.py"), long) == []


@pytest.mark.parametrize(
    "line",
    [
        "https://" + "pypi" + ".org/simple",
        "https://files.python" + "hosted.org/packages/a.whl",
        '"resolved": ' + '"https://registry.npm' + 'js.org/a.tgz"',
        "--find" + "-links wheels",
        "--index" + "-url x",
        "--extra" + "-index x",
        "cd /ho" + "me/jo/latchkey",
        "see /ro" + "ot/.cache",
        f"cd {ROOT}",
    ],
)
def test_a_line_that_names_a_registry_or_a_machine_is_found(line: str) -> None:
    assert rules.text_violations(Path("docs/page.md"), f"fine\n{line}\n", IN_EVERY_FILE) != []


@pytest.mark.parametrize("line", ["https://latchkey.test/home/jo/", "Accept: application/json", "the index of a table"])
def test_an_ordinary_line_is_fine(line: str) -> None:
    assert rules.text_violations(Path("docs/page.md"), line, IN_EVERY_FILE) == []


@pytest.mark.parametrize("line", ["# TO" + "DO: later", "# FIX" + "ME", "raise NotImplemented" + "Error"])
def test_a_mark_of_unfinished_work_is_found(line: str) -> None:
    assert len(rules.text_violations(Path("models/order.py"), line, IN_CODE)) == 1


@pytest.mark.parametrize(
    "line", ["time.sl" + "eep(0.1)", "await asyncio.sl" + "eep(1)", "await asyncio.sl" + "eep(0.2)"]
)
def test_a_test_that_sleeps_is_found(line: str) -> None:
    assert len(rules.text_violations(Path("tests/test_order.py"), line, IN_TESTS)) == 1


def test_letting_other_tasks_run_is_no_sleep() -> None:
    assert rules.text_violations(Path("tests/test_order.py"), "await asyncio.sl" + "eep(0)", IN_TESTS) == []
