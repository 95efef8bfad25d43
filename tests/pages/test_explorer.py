"""The explorer's page, and a story that the schema knows."""

import json
import re

import pytest
from graphql import get_operation_ast, parse, validate
from graphql.execution.values import get_variable_values

from latchkey.pages import explorer, pages
from schema.build import schema
from tests.support.repository import ROOT

STORY = re.split(r"(?m)^# -{3,}\n", (ROOT / "web" / "src" / "explorer" / "story.graphql").read_text())


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
