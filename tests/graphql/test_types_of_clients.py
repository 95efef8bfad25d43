"""The configurations of docs/frontend/types.md give clients the types of the contract."""

import asyncio
import json
import re
import shutil
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from graphql import GraphQLScalarType

from schema.build import schema
from tests.support.databases import ON_SQLITE
from tests.support.programs.frontend_page import PAGES, PROGRAMS, compile_programs, running, write_programs
from tests.support.programs.installed import CLIENTS, node
from tests.support.repository import ROOT
from tests.support.server import Client, Server

USE = """
import { ORDER } from './order';
declare const order: NonNullable<ResultOf<typeof ORDER>['order']>;
export const size: number = order.attachments.nodes[0].size;
export const createdAt: string = order.createdAt;
export const dueOn: string | null = order.invoices.nodes[0].dueOn;
export const amount: string = order.invoices.nodes[0].total.amount;
// @ts-expect-error: a moment is a string
export const wrong: number = order.createdAt;
"""
RELAY_ORDER = """
import { graphql } from 'relay-runtime';
export const Page = graphql`
  query relayOrderPageQuery($id: ID!) {
    order(by: { id: $id }) {
      createdAt
      invoices(first: 1) { nodes { dueOn total { amount } } }
      timeline(first: 20) @connection(key: "relayOrderPage_timeline") { edges { node { id } } }
    }
    attachment: node(id: $id) { ... on Attachment { size } }
  }
`;
"""
USE_OF_RELAY = """
import type { relayOrderPageQuery$data as Data } from './__generated__/relayOrderPageQuery.graphql';
declare const data: Data;
export const createdAt: string = data.order!.createdAt;
export const dueOn: string | null | undefined = data.order!.invoices.nodes[0].dueOn;
export const size: number | undefined = data.attachment!.size;
// @ts-expect-error: a moment is a string
export const wrong: number = data.order!.createdAt;
"""
RESULT_OF = "import type { ResultOf } from '%s';"
BUILT_IN = {"Boolean", "Float", "ID", "Int", "String"}


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with the page's programs and the contract."""
    write_programs(tmp_path, {})
    shutil.copy(ROOT / "schema.graphql", tmp_path)
    return tmp_path


async def run_client(name: str, *arguments: str, cwd: Path = CLIENTS) -> None:
    """Run a program of tests/clients to its end."""
    process = await asyncio.create_subprocess_exec(node(), CLIENTS / name, *arguments, cwd=cwd, stderr=PIPE)
    _, complaint = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, complaint.decode()


def own_scalars() -> set[str]:
    """The scalars of the contract that GraphQL itself does not have."""
    types = schema._schema.type_map.values()
    return {each.name for each in types if isinstance(each, GraphQLScalarType)} - BUILT_IN


async def test_the_client_preset_gives_the_types(programs: Path) -> None:
    assert await compile_programs(programs, "codegen.ts") == ""
    await run_client("codegen.mjs", str(programs))
    (programs / "src" / "use.ts").write_text(RESULT_OF % "@graphql-typed-document-node/core" + USE)
    assert await compile_programs(programs, "src/use.ts") == ""


async def test_gql_tada_gives_the_types(programs: Path) -> None:
    await run_client("tada.mjs", str(programs / "schema.graphql"), str(programs / "src" / "graphql-env.d.ts"))
    order = programs / "src" / "order.ts"
    order.write_text(order.read_text().replace("'./gql'", "'./graphql'"))
    (programs / "src" / "use.ts").write_text(RESULT_OF % "gql.tada" + USE)
    assert await compile_programs(programs, "src/use.ts") == ""


def relay_configuration() -> str:
    """The text of `relay.config.json` on the page of types."""
    [text] = re.findall(r"^```json\n(\{[^`]*customScalarTypes[^`]*)^```$", PAGES["types"], re.MULTILINE)
    return str(text)


async def test_the_relay_compiler_gives_the_types(programs: Path) -> None:
    (programs / "relay.config.json").write_text(relay_configuration())
    (programs / "src" / "relay_order.ts").write_text(RELAY_ORDER)
    await run_client("node_modules/relay-compiler/cli.js", "relay.config.json", cwd=programs)
    (programs / "src" / "use.ts").write_text(USE_OF_RELAY)
    assert await compile_programs(programs, "src/use.ts") == ""


def test_every_configuration_names_every_scalar() -> None:
    configurations = [PROGRAMS["codegen.ts"], PROGRAMS["src/graphql.ts"]]
    types = json.loads(relay_configuration())["customScalarTypes"]
    assert types == {name: "number" if name == "ByteCount" else "string" for name in own_scalars()}
    for configuration in configurations:
        assert set(re.findall(r"^ +([A-Z]\w+): '?(?:string|number)'?[,;]$", configuration, re.MULTILINE)) == set(types)


def test_phones_have_the_scalars_too() -> None:
    names = re.findall(r'"(\w+)"', PAGES["tools"].partition("listOf(")[2].partition(")")[0])
    assert {*names, "ByteCount"} == own_scalars()
    assert 'mapScalarToKotlinLong("ByteCount")' in PAGES["tools"] and "typealias ByteCount = Int" in PAGES["tools"]


@ON_SQLITE
async def test_a_program_downloads_the_contract(server: Server, ann: Client, programs: Path) -> None:
    (programs / "schema.graphql").unlink()
    async with running(programs, "contract.mjs", url=f"{server.url}/graphql", token=ann.token) as process:
        assert await asyncio.wait_for(process.wait(), 60) == 0
    assert (programs / "schema.graphql").read_text() == (ROOT / "schema.graphql").read_text()
    show = "import('./generated.mjs').then((it) => console.log(JSON.stringify(it.possibleTypes)))"
    shown = await asyncio.create_subprocess_exec(node(), "-e", show, cwd=programs, stdout=PIPE)
    possible = json.loads((await shown.communicate())[0])
    assert "StaleVersionError" in possible["UserError"] and "Note" in possible["TimelineEntry"]
