"""The list of attacks is true: each test that it names is there, and each test of this folder is named."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
LINES = [line for line in (HERE / "README.md").read_text().splitlines() if re.match(r"\| (?!attack )\S", line)]


def names_in(file: Path) -> set[str]:
    """The names of the tests in a file."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = (each.name for each in ast.walk(ast.parse(file.read_text())) if isinstance(each, functions))
    return {name for name in found if name.startswith("test_")}


def named() -> Iterator[tuple[Path, str]]:
    """The tests of the list, each with its file."""
    for line in LINES:
        for part in line.split("[`")[1:]:
            address = re.match(r"(\S+)`\]\(\1\)", part)
            assert address is not None, f"a link has to read as it leads: {line}"
            for name in re.findall(r"`(test_\w+)`", part):
                yield (HERE / address[1]).resolve(), name


def test_each_test_that_is_named_is_there() -> None:
    found = list(named())
    assert len(found) > 100
    assert [(file.name, name) for file, name in found if name not in names_in(file)] == []


def test_each_attack_has_a_test() -> None:
    assert len(LINES) > 50
    assert [line for line in LINES if not re.search(r"`test_\w+`", line)] == []


def test_each_test_of_this_folder_is_named() -> None:
    own = {
        (file, name) for file in HERE.glob("test_*.py") if file.name != Path(__file__).name for name in names_in(file)
    }
    assert own - set(named()) == set()
