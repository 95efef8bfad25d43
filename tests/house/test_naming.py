"""Names and docstrings: limits and intervals, sentences of tests, and docstrings that say what is returned or done."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house import rules
from tests.support.repository import ROOT, repository_files

MODULES = [path for path in repository_files() if path.suffix == ".py" and path.parts[0] in rules.TOPS]
MAX_LETTERS: Final = 60
LIMIT = re.compile(r"_?(?:MOST|LONGEST|LARGEST)_\w+|\w+_(?:AT_MOST|EVERY)")
QUESTION = re.compile(r"(?:what|who|whom|whose|whoever|whatever|where|when|how)(?:_|\b)", re.IGNORECASE)
QUOTED_QUESTION = re.compile(rf"""["']\s*{QUESTION.pattern}""", re.IGNORECASE)
"""Stands wherever a docstring begins with a question: few modules have to be read as closely as that."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def definitions(module: ast.Module) -> Iterator[Definition]:
    """All functions and classes of a module."""
    return (node for node in rules.statements(module) if isinstance(node, Definition))


def badly_named_limits(path: Path, source: str) -> list[str]:
    """Constants whose names are neither MAX_ of a limit nor _INTERVAL of a time between."""
    if not LIMIT.search(source):
        return []
    stored = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name | ast.Attribute))
    names = [(node.lineno, node.id if isinstance(node, ast.Name) else node.attr) for node in stored]
    return [
        f"{path}:{line}: {name}: a limit is MAX_..., a time between ..._INTERVAL"
        for line, name in names
        if LIMIT.fullmatch(name)
    ]


def badly_named_tests(path: Path, source: str) -> list[str]:
    """Tests whose names are too long, or begin with a question instead of a subject."""
    found = []
    for node in definitions(ast.parse(source)):
        sentence = node.name.removeprefix("test_")
        if sentence != node.name and (len(sentence) > MAX_LETTERS or QUESTION.match(sentence)):
            found.append(f"{path}: {node.name}: a subject first, and at most {MAX_LETTERS} letters")
    return found


def badly_described(path: Path, source: str) -> list[str]:
    """Docstrings that begin with a question instead of saying what is returned or done."""
    if not QUOTED_QUESTION.search(source):
        return []
    module = ast.parse(source)
    return [
        f"{path}:{getattr(node, 'lineno', 1)}: {text.splitlines()[0]}"
        for node in (module, *definitions(module))
        if QUESTION.match(text := ast.get_docstring(node) or "")
    ]


def test_limits_and_intervals_are_called_so() -> None:
    assert [line for path in MODULES for line in badly_named_limits(path, (ROOT / path).read_text())] == []


def test_tests_are_named_by_short_sentences() -> None:
    tests = [path for path in MODULES if path.match("test_*.py")]
    assert len(tests) > 100
    assert [line for path in tests for line in badly_named_tests(path, (ROOT / path).read_text())] == []


def test_docstrings_begin_with_no_question() -> None:
    described = [path for path in MODULES if "migrations" not in path.parts]
    found = [line for path in described for line in badly_described(path, (ROOT / path).read_text())]
    assert found == [], f"{len(found)} docstrings"


@pytest.mark.parametrize("line", ["MOST_ROWS = 1", "x = _LONGEST_NAME", "limits.LARGEST_FILE", "LOOK_EVERY: int = 1"])
def test_a_limit_of_another_name_is_found(line: str) -> None:
    assert len(badly_named_limits(Path("models/order.py"), line)) == 1


@pytest.mark.parametrize("line", ["MAX_ROWS = 1", "LOOK_INTERVAL = 1", "most_of = 1", "EVERYTHING = 1"])
def test_a_limit_of_the_right_name_is_fine(line: str) -> None:
    assert badly_named_limits(Path("models/order.py"), line) == []


@pytest.mark.parametrize("name", ["what_is_old_goes", "whoever_asks", "how_it_is", "x" * 61])
def test_a_test_without_a_short_sentence_is_found(name: str) -> None:
    assert len(badly_named_tests(Path("tests/test_order.py"), f"class TestIt:\n    def test_{name}(self): ...")) == 1


@pytest.mark.parametrize("name", ["whether_it_counts", "whatsapp_is_refused", "x" * 60])
def test_a_test_with_a_short_sentence_is_fine(name: str) -> None:
    assert badly_named_tests(Path("tests/test_order.py"), f"async def test_{name}(): ...\ndef what(): ...") == []


@pytest.mark.parametrize("text", ["What it is.", "Who may.", "When, in all.", "Whoever asks.", "How many\nthere are."])
def test_a_docstring_that_asks_is_found(text: str) -> None:
    for source in (f'"""{text}"""', f'class It:\n    """{text}"""', f'async def it():\n    """{text}"""'):
        assert len(badly_described(Path("models/order.py"), source)) == 1


def test_a_docstring_that_says_something_is_fine() -> None:
    assert (
        badly_described(Path("x.py"), '"""Whether it is."""\ndef what():\n    """The rows. What is left out?"""') == []
    )
