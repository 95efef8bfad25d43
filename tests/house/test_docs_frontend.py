"""The programs of docs/frontend.md do what the page says, as they stand there; and its tables are those of the code."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from graphql import parse, validate

from execution.limits import MAX_FIELDS
from latchkey.graphql.requests import MAX_CHARACTERS, MAX_ITEMS, MAX_VALUES
from models.core.errors import RequestErrorCode
from schema.build import schema
from settings import Settings
from tests.support.cast import PASSWORD
from tests.support.orders import move, new_order
from tests.support.programs.installed import CLIENTS, node
from tests.support.programs.wire import wire
from tests.support.repository import ROOT
from tests.support.server import Client, Server

PAGE = (ROOT / "docs" / "frontend.md").read_text()
PROGRAMS = dict(re.findall(r"^```(?:js|python)\n(?://|#) (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))

# What browsers have and this Node lacks: sockets, and a memory for cookies.
BROWSER = """
import WebSocket from 'ws';
globalThis.WebSocket = WebSocket;
const { fetch } = globalThis;
let cookie;
globalThis.fetch = async (url, init) => {
  const keeps = init?.credentials === 'include';
  const response = await fetch(url, { ...init, headers: { ...init?.headers, ...(keeps && cookie && { cookie }) } });
  if (keeps && response.headers.has('set-cookie')) cookie = response.headers.get('set-cookie').split(';')[0];
  return response;
};
"""
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
    (tmp_path / "node_modules").symlink_to(CLIENTS / "node_modules")
    files = PROGRAMS | {"browser.mjs": BROWSER, "sign_in.mjs": SIGN_IN, "sign_in_with_cookie.mjs": SIGN_IN_WITH_COOKIE}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@asynccontextmanager
async def running(programs: Path, name: str, url: str, token: str = "") -> AsyncIterator[Process]:
    """A program of the page at work; ended with the block."""
    if name.endswith(".py"):
        command = [sys.executable, name]
    else:
        (programs / "config.mjs").write_text(f"export const url = '{url}';\nexport const token = () => '{token}';\n")
        command = [node(), "--import", "./browser.mjs", name]
    environment = os.environ | {"LATCHKEY_URL": url, "LATCHKEY_TOKEN": token, "PASSWORD": PASSWORD}
    process = await asyncio.create_subprocess_exec(*command, cwd=programs, env=environment, stdout=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def said(process: Process) -> str:
    """The next line that the program prints."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    assert line, "the program ended without another word"
    return line.decode().strip()


@pytest.mark.parametrize("name", ["follow.mjs", "with_urql.mjs", "with_apollo.mjs", "with_sse.mjs", "follow.py"])
async def test_a_program_follows_and_resumes(
    server: Server, sam: Client, ann: Client, programs: Path, name: str
) -> None:
    order = await new_order(ann)

    async with wire(server) as line, running(programs, name, f"{line.url}/graphql", ann.token) as process:
        assert await said(process) == "now SUBMITTED"
        await move(sam, order, "IN_PROGRESS")
        assert await said(process) == "SR-000001 IN_PROGRESS"
        line.cut()
        await move(sam, order, "AWAITING_PARTS")
        await move(sam, order, "IN_PROGRESS")
        line.mend()
        assert await said(process) == "SR-000001 AWAITING_PARTS"
        assert await said(process) == "SR-000001 IN_PROGRESS"
        await move(sam, order, "COMPLETED")
        assert await said(process) == "SR-000001 COMPLETED"
        await ann.data("mutation { sessionRevoke(input: {everywhere: true}) { userErrors { code } } }")
        assert await said(process) == "signed out"


async def test_signing_in_with_a_token(server: Server, programs: Path) -> None:
    async with running(programs, "sign_in.mjs", f"{server.url}/graphql") as process:
        assert [await said(process) for _ in range(3)] == ["CONTACT", "BAD_CREDENTIALS", "UNAUTHENTICATED"]


async def test_signing_in_with_a_cookie(server: Server, programs: Path) -> None:
    async with running(programs, "sign_in_with_cookie.mjs", f"{server.url}/graphql") as process:
        assert [await said(process) for _ in range(2)] == ["CONTACT", "null"]


def test_the_page_has_the_programs() -> None:
    """Programs that are not found would make the tests above pass over them."""
    names = {"api.mjs", "cookie.mjs", "live.mjs", "follow.mjs", "with_urql.mjs", "with_apollo.mjs", "with_sse.mjs"}
    assert set(PROGRAMS) == names | {"follow.py"}
    assert len(re.findall(r"^```(?:js|python)$", PAGE, re.MULTILINE)) == len(PROGRAMS)


@pytest.mark.parametrize("document", re.findall(r"^```graphql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
def test_the_operations_of_the_page_are_valid(document: str) -> None:
    assert validate(schema._schema, parse(document)) == []


def test_the_page_has_every_error_code() -> None:
    codes = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE))
    assert codes == {*RequestErrorCode.__args__, "INTERNAL"}  # type: ignore[attr-defined]


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
