"""Checks of the house rules: each takes what it looks at and gives the violations, one line each."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.support.repository import ROOT, module_name

FLOORS = ("settings", "adapters", "models", "execution", "resolvers", "subscriptions", "schema", "latchkey")
TOPS = (*FLOORS, "tests", "bench", "examples")
MAX_MODULE_LINES = 300
ALLOWED_LONGER: Mapping[str, int] = {}

# Written so that no pattern matches its own source.
REGISTRY_HOSTS = (
    r"pypi[.]org|python[h]osted[.]org|npm[j]s[.](?:org|com)|yarn[p]kg[.]com|anaconda[.]org|crates[.]io|rubygems[.]org"
    r"|(?:deb|security)[.]debian[.]org|archive[.]ubuntu[.]com|proxy[.]golang[.]org"
)
INDEX_OPTIONS = r"find[-]links|(?:default|extra)[-]index|index[-]url|\"resolved\": *\"http|^ *registry *="
MACHINE_PATHS = r"(?<![\w.])/(?:root/[\w.]|(?:home|Users)/\w+/)"
LEFT_OPEN = r"\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b|NotImplemented[E]rror"
SLEEPS = r"\btime[.]sl[e]ep\(|\basyncio[.]sl[e]ep\((?:[1-9]|0?[.][1-9])"


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """The statements, exception handlers and cases below a node, in the order in which they stand, without what they
    consist of: that is ten times as much."""
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        for each in getattr(node, name, ()):
            yield each
            yield from statements(each)


def called(call: ast.Call) -> str:
    """The name of the function or method that is called; "" where it has none."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def imported_modules(source: str, path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that a file imports; `from a import b` gives `a.b`."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in statements(ast.parse(source, str(path))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{origin}.{alias.name}"


def length_violations(path: Path, source: str, allowed: Mapping[str, int] = ALLOWED_LONGER) -> list[str]:
    """Modules that no longer read on a few screens; migrations are as long as they are."""
    if path.is_relative_to("models/migrations"):
        return []
    lines, most = len(source.splitlines()), allowed.get(str(path), MAX_MODULE_LINES)
    return [f"{path}: {lines} lines, at most {most}"] if lines > most else []


def text_violations(path: Path, text: str, patterns: Iterable[tuple[str, str]], root: Path = ROOT) -> list[str]:
    """Lines of a file in which a pattern is found, or the path of this very checkout."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        found += [
            f"{path}:{number}: {why}: {line.strip()[:100]}" for pattern, why in patterns if re.search(pattern, line)
        ]
        if len(root.parts) > 2 and str(root) in line:
            found.append(f"{path}:{number}: a path of this machine: {line.strip()[:100]}")
    return found


def sentences(source: str) -> Iterator[tuple[ast.Call, ast.expr | None]]:
    """The calls in a file that say something to people, each with its sentence."""
    places = {"Sentence": 0, "Refusal": 1, "RequestError": 1, "warn": 1}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = called(node)
            if name in places:
                yield node, node.args[places[name]] if len(node.args) > places[name] else None


def sentence_violations(path: Path, source: str) -> list[str]:
    """Sentences that nobody could translate because they are not constant, or that name facts which are not given."""
    found = []
    for call, sentence in sentences(source):
        place = f"{path}:{call.lineno}"
        if not (isinstance(sentence, ast.Constant) and isinstance(sentence.value, str)):
            found.append(f"{place}: the sentence is not a constant string: name its facts in braces")
            continue
        named = set(re.findall(r"{(\w*)}", sentence.value))
        given = {keyword.arg for keyword in call.keywords}
        is_for_later = not given and ast.unparse(call.func) == "Sentence"
        if None not in given and not is_for_later and not named <= given:
            found.append(f"{place}: facts that are not given: {', '.join(sorted(named - given))}")
    return found
