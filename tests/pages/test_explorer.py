"""The explorer's files: unchanged from their packages, nothing from elsewhere, and a story that the schema knows."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from graphql import get_operation_ast, parse, validate
from graphql.execution.values import get_variable_values

from latchkey.pages import explorer, pages
from schema.build import schema

FOLDER = Path(explorer.__file__).parent / "static" / "explorer"
OURS = {"README.md", "explorer.js", "explorer.css", "story.graphql"}
STORY = re.split(r"(?m)^# -{3,}\n", (FOLDER / "story.graphql").read_text())


def test_the_files_are_those_of_the_packages() -> None:
    rows = re.findall(r"(?m)^\| ([\w.-]+) \|.*\| ([^|]+) \| ([0-9a-f]{64}) \|$", (FOLDER / "README.md").read_text())
    for name, licenses, digest in rows:
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name
        assert all((FOLDER / license_file).exists() for license_file in licenses.split(", "))
    known = OURS | {name for name, _, _ in rows} | {name for _, names, _ in rows for name in names.split(", ")}
    assert {path.name for path in FOLDER.iterdir()} == known


@pytest.mark.parametrize("operation", STORY)
def test_every_tab_of_the_story_can_be_run(operation: str) -> None:
    document = parse(operation)
    assert validate(schema._schema, document) == []
    node = get_operation_ast(document)
    assert node is not None
    line = re.search(r"(?m)^# variables: (.*)\n", operation)
    given = json.loads(line[1]) if line else {}
    values = get_variable_values(schema._schema, node.variable_definitions or (), given)
    assert not isinstance(values, list), values


def test_the_page_offers_the_demo_accounts_and_escapes_them() -> None:
    account = explorer.DemoAccount("<b>ann</b>", 'pass"word', "Ann")
    html = bytes(pages.page("explorer.html", accounts=[account]).body).decode()
    assert 'data-password="pass&#34;word"' in html
    assert ">&lt;b&gt;ann&lt;/b&gt;</button>" in html
