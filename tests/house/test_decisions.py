"""Decisions say of themselves when they were taken, whether they still hold, and what else was looked at."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.support.repository import ROOT

FOLDER = ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
STATUS = re.compile(
    r"[*]{2}Status[.][*]{2} Accepted on (?P<day>\d{4}-\d\d-\d\d)[.]"
    r"(?: Superseded (?:in part )?by (?P<by>\[\d{4}\]\(\S+[.]md\))[.])?(?: Replaces (?P<replaces>.+))?"
)
ALTERNATIVES = re.compile(r"^(?![*]{2}Looked at[.][*]{2} ).{0,20}looked at[.:*]", re.MULTILINE | re.IGNORECASE)


def status(text: str) -> re.Match[str] | None:
    """The line about its status, below the title; None where it has another form."""
    return STATUS.fullmatch(text.split("\n\n")[1].replace("\n", " "))


def named(path: Path, group: str) -> set[str]:
    """The files of decisions that this one names in its status as what supersedes it, or what it replaces."""
    found = status(path.read_text())
    return set(re.findall(r"\]\((\S+[.]md)\)", found[group] or "")) if found else set()


def test_decisions_are_numbered_and_listed() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))
    listed = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \|", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert listed == [(path.name[:4], path.name) for path in RECORDS]


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem[:4])
def test_a_decision_says_when_it_was_taken(path: Path) -> None:
    text = path.read_text()
    assert text.startswith(f"# {int(path.name[:4])}. ")
    found = status(text)
    assert found, "**Status.** Accepted on YEAR-MONTH-DAY. stands below the title: docs/decisions/README.md"
    assert date.fromisoformat(found["day"]).isoformat() == found["day"]
    assert not ALTERNATIVES.search(text), "**Looked at.** begins the paragraph about what else there was"


def test_a_replaced_decision_says_so() -> None:
    superseded = {(path.name, name) for path in RECORDS for name in named(path, "by")}
    assert superseded == {(name, path.name) for path in RECORDS for name in named(path, "replaces")} != set()


@pytest.mark.parametrize(
    "line",
    [
        "**Decided.** Something.",
        "**Status.** Accepted.",
        "**Status.** Accepted on 22 November.",
        "**Status.** Accepted on 2026-11-22. Superseded by another.",
    ],
)
def test_a_status_of_another_form_is_found(line: str) -> None:
    assert status(f"# 1. Title\n\n{line}\n\n**Why.** Because.\n") is None


@pytest.mark.parametrize("line", ["Looked at: a mode.", "**What else was looked at.** Counting."])
def test_alternatives_of_another_form_are_found(line: str) -> None:
    assert ALTERNATIVES.search(f"# 1. Title\n\n{line}\n")
    assert not ALTERNATIVES.search("# 1. Title\n\n**Looked at.** A mode.\n")
