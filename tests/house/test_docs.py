"""Documents say what is so: every setting and every command stands in them, with its real name and default."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic.fields import FieldInfo

from latchkey.cli.commands import app
from settings import Settings
from tests.house import rules
from tests.house.generated import example_environment, shown_default
from tests.support.repository import ROOT, read_text, repository_files

OPERATORS = ROOT / "docs" / "operators.md"
PAGES = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "tests" / "security" / "README.md"]
FOLDERS = (*rules.TOPS, "deploy", "docs", "scripts", "templates", "web")
TESTS = {
    name
    for path in (ROOT / "tests").glob("*/test_*.py")
    for name in (path.stem, *re.findall(r"\bdef (test_\w+)", path.read_text()))
}
SETTINGS = list(Settings.model_fields.items())
SETTING_NAMES = [name for name, _ in SETTINGS]
NAMING_PAGES = [ROOT / "docs" / name for name in ("architecture.md", "recipes.md")]
SPAN = r"`[^`]+`"


def row_of(name: str, page: str) -> str | None:
    """The row of a table that begins with this setting's name, or None."""
    found = re.search(rf"^\| *`{name.upper()}` *\|.*$", page, re.MULTILINE)
    return found and found[0]


def commands(command: Any, name: str) -> list[str]:
    """The full names of a command's subcommands, and of theirs."""
    if not hasattr(command, "commands"):
        return [name]
    return [full for part, below in command.commands.items() for full in commands(below, f"{name} {part}")]


def gone(page: str) -> list[str]:
    """The files, folders and tests that a page names in code, and that are not there."""
    spans = re.findall(r"`([^`\n]+)`", page)
    files = [span for span in spans if re.fullmatch(rf"(?:{'|'.join(FOLDERS)})/[\w./-]*", span)]
    tests = [span for span in spans if re.fullmatch(r"test_\w+", span)]
    return [each for each in files if not (ROOT / each).exists()] + [each for each in tests if each not in TESTS]


def unknown(page: str) -> set[str]:
    """The names in a page that its file lacks, where it says "`name` in `path`", and else all of the code."""
    page = " ".join(re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL).split())
    found = set()
    for names, path in re.findall(rf"({SPAN}(?:(?:, | and ){SPAN})*) in `([\w./-]+\.\w+)`", page):
        called = words(" ".join(re.findall(r"`([\w.]+)", names)))
        found |= {f"{name} in {path}" for name in called - set(re.findall(r"\w+", (ROOT / path).read_text()))}
    spans = [each for each in re.findall(SPAN, page) if "/" not in each]
    return found | (words(" ".join(spans)) - words_of_code())


def words(text: str) -> set[str]:
    """The words of two letters or more."""
    return set(re.findall(r"[A-Za-z_]\w+", text))


@cache
def words_of_code() -> set[str]:
    """The words of all files but the documents."""
    return set[str]().union(*(words(read_text(path) or "") for path in repository_files() if path.suffix != ".md"))


COMMANDS = commands(typer.main.get_command(app), "latchkey")


def test_the_command_line_is_seen() -> None:
    assert {"latchkey serve", "latchkey staff create"} <= set(COMMANDS)


def test_the_example_file_has_every_setting_and_no_other() -> None:
    assert (ROOT / ".env.example").read_text() == example_environment(), "run `make generate`"


@pytest.mark.parametrize(("name", "field"), SETTINGS, ids=SETTING_NAMES)
def test_the_operators_page_has_the_setting_and_its_default(name: str, field: FieldInfo) -> None:
    row = row_of(name, OPERATORS.read_text())
    assert row, f"docs/operators.md needs a row | `{name.upper()}` | `{shown_default(field)}` | ... |"
    if default := shown_default(field):
        assert f"`{default}`" in row


def test_the_operators_page_has_no_setting_that_is_gone() -> None:
    rows = re.findall(r"^\| *`([A-Z][A-Z0-9_]*)` *\|", OPERATORS.read_text(), re.MULTILINE)
    assert set(rows) <= {name.upper() for name in SETTING_NAMES}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_operators_page_has_the_command(command: str) -> None:
    assert re.search(rf"`{command}\b", OPERATORS.read_text()), f"docs/operators.md does not tell of `{command}`"


def test_the_operators_page_has_no_command_that_is_gone() -> None:
    named = set(re.findall(r"`latchkey ([a-z]+)", OPERATORS.read_text()))
    assert named <= {command.split()[1] for command in COMMANDS}


def test_readme_opens_with_what_it_is_and_the_two_commands() -> None:
    opening = (ROOT / "README.md").read_text()[:1200]
    assert opening.startswith("# Latchkey\n")
    assert "make demo" in opening
    assert "make test" in opening


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)#\s]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_files_and_tests_named_in_documents_exist(path: Path) -> None:
    assert gone(path.read_text()) == []


def test_a_file_or_a_test_that_is_gone_is_found() -> None:
    page = "`models/policy.py` `tests/` `test_a_file_or_a_test_that_is_gone_is_found`"
    assert gone(page) == []
    assert gone("`models/police.py`, `test_nothing_at_all`") == ["models/police.py", "test_nothing_at_all"]


@pytest.mark.parametrize("path", NAMING_PAGES, ids=lambda path: path.name)
def test_functions_and_classes_that_a_page_names_exist(path: Path) -> None:
    assert len(re.findall(SPAN, path.read_text())) > 50
    assert unknown(path.read_text()) == set()


def test_a_function_that_is_gone_is_found() -> None:
    gone = "seek_" + "and_find"
    assert unknown(f"`find(x, to='see')` and\n`visible` in `models/policy.py`, `{gone}(row)`") == {gone}
    assert unknown("`find` and `add_note` in `models/policy.py`") == {"add_note in models/policy.py"}


def test_a_default_is_written_as_in_an_environment() -> None:
    fields = Settings.model_fields
    shown = [shown_default(fields[name]) for name in ("port", "smtp_url", "smtp_utf8", "overdue_reminder_days")]
    assert shown == ["8000", "", "false", "1,7,14"]
    assert "\n# Port to listen on; 0 picks a free one\n#PORT=8000\n" in example_environment()


def test_the_row_of_another_setting_is_not_taken_for_its_own() -> None:
    assert row_of("port", "| `PORTS` | `8000` |") is None
    assert row_of("port", "| `PORT` | `8000` |") is not None


def test_settings_named_on_the_security_page_exist() -> None:
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`", (ROOT / "docs" / "security.md").read_text()))
    assert len(named) > 20
    assert named - {name.upper() for name in SETTING_NAMES} == set()


def test_the_operators_page_shows_the_nginx_sample_that_is_tested() -> None:
    assert f"```nginx\n{(ROOT / 'docs' / 'nginx.conf').read_text()}```\n" in OPERATORS.read_text()
