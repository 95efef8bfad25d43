"""Files stand in the rooms that docs/architecture.md lists, or on the map beside them, and a room can be read at one sitting."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.house import rules
from tests.support.repository import ROOT, module_name, repository_files

PAGE = (ROOT / "docs" / "architecture.md").read_text()
MODULES = [path for path in repository_files() if path.suffix == ".py" and "migrations" not in path.parts]
MAX_FILES: Final = 20
MIN_LINES: Final = 40


def rooms_section(page: str) -> str:
    """The section of a page about rooms."""
    return page.partition("\n## Rooms\n")[2].partition("\n## ")[0]


def rooms_of(page: str) -> list[str]:
    """The rooms in the table of a page, from below."""
    return re.findall(r"^\| `(\w+)` \|", rooms_section(page), re.MULTILINE)


ROOMS = rooms_of(PAGE)
ON_THE_MAP: Final = {
    "models": set(re.findall(r"`models/(\w+)\.py`", rooms_section(PAGE))),
    "resolvers": {"nodes", "portal", "search", "viewer"},
    "schema": {"build", "mutation", "payloads", "portal", "query", "search", "subscription", "viewer"},
    "tests": {"conftest"},
}
"""The modules that stand outside of rooms, since they are about all of them."""

ROOMS_OF_TESTS: Final = {
    *(
        "cli",
        "execution",
        "files",
        "graphql",
        "house",
        "monitoring",
        "pages",
        "policy",
        "security",
        "stories",
        "support",
        "worker",
    ),
}
"""The rooms of tests beside those of the code."""

TESTED_IN: Final = {"bulk": "cli", "demo": "cli", "inbound": "correspondence", "wire": "security"}
"""The rooms of tests for packages of latchkey/ that have none of their own name."""

ALONE: Final = {
    "latchkey/__main__.py",
    "latchkey/demo/clock.py",
    "latchkey/files/put.py",
    "models/people/working_hours.py",
}
"""Short modules with one importer that are a concept of their own."""


def misplaced(paths: Iterable[Path], rooms: Sequence[str]) -> list[str]:
    """Modules of floors with rooms that stand in no room and are not on the map."""
    found = []
    for path in paths:
        floor, *folders, _ = path.parts
        if floor not in ON_THE_MAP or path.match(f"{floor}/__init__.py"):
            continue
        known = ROOMS_OF_TESTS.union(rooms) if floor == "tests" else set(rooms)
        if folders[0] not in known if folders else path.stem not in ON_THE_MAP[floor]:
            found.append(f"{path} is in no room of docs/architecture.md, and not on the map")
    return found


def crowded(paths: Iterable[Path]) -> list[str]:
    """Folders with more modules than are read at one sitting."""
    counted = Counter(path.parent for path in paths if path.name != "__init__.py")
    return [
        f"{folder} has {count} modules, at most {MAX_FILES}" for folder, count in counted.items() if count > MAX_FILES
    ]


def silent(path: Path, source: str) -> list[str]:
    """Rooms that do not say in one paragraph what they are for."""
    if path.name != "__init__.py" or len(path.parts) < 3:
        return []
    text = ast.get_docstring(ast.parse(source))
    return [] if text and "\n\n" not in text else [f"{path} needs a docstring of one paragraph"]


def short_and_alone(sources: dict[Path, str]) -> list[str]:
    """Modules that are short and have one importer at most, but for those that have one by their kind: the lists and
    inputs of resolvers/, the types of schema/ and the commands of latchkey/cli/."""
    importers = Counter[str]()
    for path, source in sources.items():
        if not path.is_relative_to("tests"):
            names = {name for _, name in rules.imported_modules(source, path)}
            importers.update(names | {name.rpartition(".")[0] for name in names})
    return [
        f"{path} has fewer than {MIN_LINES} lines and {importers[module_name(path)]} importers: put it where it is used"
        for path, source in sources.items()
        if path.parts[0] in rules.FLOORS
        and path.name != "__init__.py"
        and path.parts[0] not in ("resolvers", "schema")
        and not path.is_relative_to("latchkey/cli")
        and len(source.splitlines()) < MIN_LINES
        and importers[module_name(path)] < 2
    ]


def read(paths: Iterable[Path]) -> dict[Path, str]:
    """The sources of modules."""
    return {path: (ROOT / path).read_text() for path in paths}


def test_the_table_of_rooms_is_that_of_models() -> None:
    assert len(ROOMS) > 8
    assert set(ROOMS) == {path.parts[1] for path in MODULES if path.match("models/*/*.py")}


def test_every_module_stands_in_a_room_or_on_the_map() -> None:
    assert misplaced(MODULES, ROOMS) == []


def test_a_room_has_few_modules() -> None:
    assert crowded(MODULES) == []


def test_a_room_says_what_it_is_for() -> None:
    assert [line for path, source in read(MODULES).items() for line in silent(path, source)] == []


def test_every_room_has_tests_of_its_name() -> None:
    packages = {path.parts[1] for path in MODULES if path.match("latchkey/*/*.py")}
    wanted = {*ROOMS, "execution", *(TESTED_IN.get(name, name) for name in packages)}
    assert wanted - {path.parts[1] for path in MODULES if path.match("tests/*/test_*.py")} == set()


def test_a_short_module_has_two_importers() -> None:
    found = {line.partition(" ")[0]: line for line in short_and_alone(read(MODULES))}
    assert [line for name, line in found.items() if name not in ALONE] == []
    assert ALONE - found.keys() == set(), "these are on the list for nothing"


def test_a_table_of_rooms_is_read() -> None:
    page = "| `before` | x |\n## Rooms\n\n| room | x |\n|---|---|\n| `core` | x |\n| `log` | y |\n\n## Next\n| `after` | z |\n"
    assert rooms_of(page) == ["core", "log"]


@pytest.mark.parametrize(
    "path", ["models/orders.py", "models/billing/rows.py", "resolvers/orders/deep/x.py", "tests/test_x.py"]
)
def test_a_module_outside_of_rooms_is_found(path: str) -> None:
    rooms = [] if "deep" in path else ["orders", "core"]
    assert len(misplaced([Path(path)], rooms)) == 1


@pytest.mark.parametrize(
    "path", ["models/policy.py", "models/__init__.py", "schema/orders/types.py", "tests/cli/test_x.py", "settings/x.py"]
)
def test_a_module_in_its_room_is_fine(path: str) -> None:
    assert misplaced([Path(path)], ["orders", "core"]) == []


def test_a_crowded_room_is_found() -> None:
    twenty = [Path(f"models/orders/x{number}.py") for number in range(20)]
    assert crowded([*twenty, Path("models/orders/__init__.py")]) == []
    assert crowded([*twenty, Path("models/orders/y.py")]) == ["models/orders has 21 modules, at most 20"]


def test_a_room_without_a_word_is_found() -> None:
    assert len(silent(Path("tests/orders/__init__.py"), "")) == 1
    assert len(silent(Path("tests/orders/__init__.py"), '"""One.\n\nTwo."""')) == 1
    assert silent(Path("tests/orders/__init__.py"), '"""One,\nstill one."""') == []
    assert silent(Path("tests/orders/test_x.py"), "") == []


def test_a_short_module_with_one_importer_is_found() -> None:
    short, long = "pass\n" * 39, "pass\n" * 40
    sources = {Path("models/a.py"): short, Path("models/b.py"): f"import models.a\n{long}"}
    assert [line.partition(" ")[0] for line in short_and_alone(sources)] == ["models/a.py"]
    assert short_and_alone(sources | {Path("models/a.py"): long}) == []
    assert len(short_and_alone(sources | {Path("tests/c.py"): "from models import a"})) == 1
    assert short_and_alone(sources | {Path("models/c.py"): f"from models.a import x, y\n{long}"}) == []
    assert len(short_and_alone(sources | {Path("models/b.py"): f"from models.a import x, y\n{long}"})) == 1
