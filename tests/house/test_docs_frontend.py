"""The programs of docs/frontend.md do what the page says, as they stand there; and its tables are those of the code."""

import json
import re
from pathlib import Path

import pytest
from graphql import parse, validate

from execution.limits import MAX_FIELDS
from latchkey.graphql.requests import MAX_CHARACTERS, MAX_ITEMS, MAX_VALUES
from models.core.errors import RequestErrorCode
from schema.build import schema
from settings import Settings
from tests.support.programs.frontend_page import PAGE, PAGES, PROGRAMS, programs_of, running, said, write_programs
from tests.support.repository import ROOT
from tests.support.server import Client, Server

SIGN_IN = """
import { graphql, signIn } from './api.mjs';
const token = await signIn('ann', process.env.PASSWORD);
console.log((await graphql('{ viewer { kind } }', {}, token)).viewer.kind);
await signIn('ann', 'wrong').catch(({ code }) => console.log(code));
await graphql('{ viewer { kind } }', {}, 'nobody').catch(({ code }) => console.log(code));
"""
SIGN_IN_WITH_COOKIE = """
import { graphql } from './cookie.mjs';
const create = 'mutation ($i: SessionCreateInput!) { sessionCreate(input: $i) { userErrors { code } } }';
await graphql(create, { i: { username: 'ann', password: process.env.PASSWORD } });
console.log((await graphql('{ viewer { kind } }')).data.viewer.kind);
await graphql('mutation { sessionRevoke(input: {}) { userErrors { code } } }');
console.log((await graphql('{ viewer { kind } }')).data.viewer);
"""


@pytest.fixture
def database_kind() -> str:
    """The page is about clients: what they meet is the same on both databases."""
    return "sqlite"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with the page's programs in it, and the packages that they import."""
    write_programs(tmp_path, {"sign_in.mjs": SIGN_IN, "sign_in_with_cookie.mjs": SIGN_IN_WITH_COOKIE})
    return tmp_path


async def test_signing_in_with_a_token(server: Server, programs: Path) -> None:
    async with running(programs, "sign_in.mjs", url=f"{server.url}/graphql") as process:
        assert [await said(process) for _ in range(3)] == ["CONTACT", "BAD_CREDENTIALS", "UNAUTHENTICATED"]


async def test_signing_in_with_a_cookie(server: Server, programs: Path) -> None:
    async with running(programs, "sign_in_with_cookie.mjs", url=f"{server.url}/graphql") as process:
        assert [await said(process) for _ in range(2)] == ["CONTACT", "null"]


@pytest.mark.parametrize("page", PAGES)
def test_every_program_of_a_page_has_a_name(page: str) -> None:
    """Programs that are not found would make the tests of them pass over them."""
    assert len(re.findall(r"^```(?:js|tsx?|python)$", PAGES[page], re.MULTILINE)) == len(programs_of(PAGES[page]))


@pytest.mark.parametrize("page", PAGES)
def test_the_objects_of_a_page_are_json(page: str) -> None:
    for text in re.findall(r"^```json\n(.*?)^```$", PAGES[page], re.MULTILINE | re.DOTALL):
        assert isinstance(json.loads(text), dict)


def test_the_live_programs_are_found() -> None:
    assert {
        *("api.mjs", "cookie.mjs", "live.mjs", "follow.mjs", "with_sse.mjs", "follow.py", "relay_environment.ts"),
        *("with_urql.mjs", "follow_with_urql.mjs", "orders_with_urql.tsx"),
        *("with_apollo.mjs", "follow_with_apollo.mjs", "orders_with_apollo.tsx"),
    } <= set(PROGRAMS)


@pytest.mark.parametrize(
    "document", re.findall(r"^```graphql\n(.*?)^```$", "".join(PAGES.values()), re.MULTILINE | re.DOTALL)
)
def test_the_operations_of_the_pages_are_valid(document: str) -> None:
    assert validate(schema._schema, parse(document)) == []


async def test_a_page_shows_what_has_changed_in_a_contract(programs: Path) -> None:
    before = (ROOT / "schema.graphql").read_text()
    (programs / "before.graphql").write_text(before)
    after = before.replace("scalar ByteCount\n", "scalar ByteCount\n\ntype More { id: ID! }\n", 1)
    (programs / "more.graphql").write_text(after)
    (programs / "less.graphql").write_text(before.replace("  contractVersion: ", "  otherName: ", 1))
    async with running(programs, "changes.mjs", "before.graphql", "more.graphql", url="") as process:
        assert (await process.communicate())[0] == b"" and process.returncode == 0
    async with running(programs, "changes.mjs", "before.graphql", "less.graphql", url="") as process:
        assert await said(process) == "breaks: Portal.contractVersion was removed."
        assert await process.wait() == 1


def test_the_page_has_every_error_code() -> None:
    codes = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE))
    assert codes == {*RequestErrorCode.__args__, "INTERNAL", "UNAVAILABLE"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("cost of an operation", Settings().max_query_cost),
        ("levels of nesting", Settings().max_query_depth),
        ("fields, with fragments expanded", MAX_FIELDS),
        ("aliases", Settings().max_query_aliases),
        ("root fields", Settings().max_root_fields),
        ("directives", Settings().max_query_directives),
        ("tokens per document", Settings().max_query_tokens),
        ("characters of a document, and of a string in the variables", MAX_CHARACTERS),
        ("elements of a list or an object in the variables", MAX_ITEMS),
        ("values in all variables together", MAX_VALUES),
        ("errors reported per request", Settings().max_query_errors),
        ("concurrent operations per socket", Settings().max_operations_per_socket),
        ("concurrent streams per viewer, in one process", Settings().max_streams_per_viewer),
    ],
)
def test_the_page_has_the_limits(what: str, limit: int) -> None:
    assert f"| {what} | {limit} |" in PAGE


async def test_the_cost_that_the_page_calculates(ann: Client) -> None:
    [query, cost] = re.findall(r"So `(.*?)` costs .*?: (\d+)\.", PAGE, re.DOTALL)[0]
    answer = await ann.graphql(f"{{ {query} }}")
    assert answer["extensions"]["cost"]["requested"] == int(cost)
