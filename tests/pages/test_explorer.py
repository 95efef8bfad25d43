"""The explorer's page, and its story: the schema knows it, and it comes to its end."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import pytest
from graphql import OperationType, get_operation_ast, parse, validate
from graphql.execution.values import get_variable_values

from latchkey.pages import explorer, pages
from schema.build import schema
from tests.support.databases import ON_SQLITE
from tests.support.mutations import accept, mail_to, token_in
from tests.support.repository import ROOT
from tests.support.server import Client, Server

STORY = re.split(r"(?m)^# -{3,}\n", (ROOT / "web" / "src" / "explorer" / "story.graphql").read_text())
BY_THE_CONTACT: Final = {"Overview", "CreateOrder", "AnswerRecommendation", "ApproveInvoice", "ApproveInvoices"}


def variables(tab: str) -> dict[str, Any]:
    """The variables that a tab begins with."""
    line = re.search(r"(?m)^# variables: (.*)\n", tab)
    given: dict[str, Any] = json.loads(line[1]) if line else {}
    return given


@pytest.mark.parametrize("operation", STORY)
def test_every_tab_of_the_story_can_be_run(operation: str) -> None:
    document = parse(operation)
    assert validate(schema._schema, document) == []
    node = get_operation_ast(document)
    assert node is not None
    values = get_variable_values(schema._schema, node.variable_definitions or (), variables(operation))
    assert not isinstance(values, list), values


def test_the_page_offers_the_demo_accounts_and_escapes_them() -> None:
    account = explorer.DemoAccount("<b>ann</b>", 'pass"word', "Ann")
    html = bytes(pages.page("explorer.html", accounts=[account]).body).decode()
    assert 'data-password="pass&#34;word"' in html
    assert ">&lt;b&gt;ann&lt;/b&gt;</button>" in html


def shown(data: Any) -> Iterator[tuple[str, str]]:
    """The types and ids in an answer, as the page remembers them."""
    if isinstance(data, dict):
        if "id" in data and "__typename" in data:
            yield data["__typename"], data["id"]
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from shown(each)


def of_last(last: dict[str, str], named: re.Match[str]) -> str:
    """The id that "last:Order" stands for, as JSON."""
    return json.dumps(last[named[1]])


@ON_SQLITE
async def test_the_story_is_run_from_its_beginning_to_its_end(server: Server, sam: Client) -> None:
    last: dict[str, str] = {}
    refusals, contact = [], ""
    for tab in STORY:
        node = get_operation_ast(parse(tab))
        assert node is not None and node.name is not None
        name = node.name.value
        if name == "SignIn" or node.operation is OperationType.SUBSCRIPTION:
            continue
        given = variables(re.sub(r'"last:(\w+)"', partial(of_last, last), tab))
        answer = await server.graphql(tab, given, contact if name in BY_THE_CONTACT else sam.token)
        assert "errors" not in answer, (name, answer)
        last |= shown(answer["data"])
        refusals += [(name, each) for each in re.findall(r'"code": "(\w+)"', json.dumps(answer["data"]))]
        if name == "EnableAccess":
            contact = await accept(server, token_in(await mail_to(server.mail, "jo@harbour.example", "activate")))
    # The invoice is approved already.
    assert refusals == [("ApproveInvoices", "WRONG_STATE")]
