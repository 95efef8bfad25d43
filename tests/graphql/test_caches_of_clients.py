"""The caches of docs/frontend/cache.md keep what the contract gives them, and lists grow by pages and by new rows."""

import re
from pathlib import Path

import pytest
from graphql import build_schema, extend_schema, parse, validate

from tests.support.orders import new_order
from tests.support.programs.frontend_page import PROGRAMS, running, said, write_programs
from tests.support.repository import ROOT
from tests.support.server import Client, Server

RELAY = """
directive @connection(key: String!) on FIELD
directive @prependNode(connections: [ID!]!, edgeTypeName: String!) on FIELD
extend type OrderConnection { __id: ID! }
"""
WITH_APOLLO = """
import { ApolloClient, HttpLink, gql } from '@apollo/client';
import { createCache } from './apollo_cache.mjs';
import { ORDERS, createOrder } from './apollo_orders.mjs';
import { token, url } from './config.mjs';
console.warn = (...words) => console.log('warning', ...words);
const headers = { authorization: `Bearer ${token()}` };
const client = new ApolloClient({ cache: createCache(), link: new HttpLink({ uri: url, headers }) });
const shown = (where) => client.readQuery({ query: ORDERS, variables: { where } }).orders.edges.map(({ node }) => node.number).join(' ');
const submitted = { status: ['SUBMITTED'] };
const orders = client.watchQuery({ query: ORDERS });
orders.subscribe(() => {});
const { data } = await client.query({ query: ORDERS });
await client.query({ query: ORDERS, variables: { where: submitted } });
console.log(shown());
await orders.fetchMore({ variables: { after: data.orders.pageInfo.endCursor } });
console.log(shown());
const input = { kind: 'WALK_IN_REPAIR', problemSummary: 'A new one', newAsset: { name: 'Mixer' } };
const created = await createOrder(client, input);
console.log(shown());
console.log(shown(submitted));
const entry = gql`query Entry($by: OrderRef!) { order(by: $by) { id timeline(first: 1) { edges { node { id ... on TimelineEntry { kind } } } } } }`;
const variables = { by: { id: created.data.orderCreate.order.id } };
await client.query({ query: entry, variables });
console.log(client.readQuery({ query: entry, variables }).order.timeline.edges[0].node.kind);
for (const part of ['name', 'timeZone', 'contractVersion']) await client.query({ query: gql(`{ portal { ${part} } }`) });
console.log(client.readQuery({ query: gql`{ portal { timeZone contractVersion } }` }) !== null);
client.stop();
process.exit();
"""
WITH_GRAPHCACHE = """
import { Client, fetchExchange, gql } from '@urql/core';
import { token, url } from './config.mjs';
import { createCache } from './graphcache.mjs';
console.warn = (...words) => console.log('warning', ...words);
const fetchOptions = { headers: { authorization: `Bearer ${token()}` } };
const client = new Client({ url, preferGetMethod: false, fetchOptions, exchanges: [createCache(), fetchExchange] });
const ORDERS = gql`query ($after: String) { orders(first: 2, after: $after) { edges { node { id number site { address { city } } } } pageInfo { hasNextPage endCursor } } }`;
const show = ({ data }) => console.log(data.orders.edges.map(({ node }) => node.number).join(' '));
const first = await client.query(ORDERS, {});
show(first);
show(await client.query(ORDERS, { after: first.data.orders.pageInfo.endCursor }));
const CREATE = gql`mutation ($input: OrderCreateInput!) { orderCreate(input: $input) { order { id number } userErrors { code message field } } }`;
const input = { kind: 'WALK_IN_REPAIR', problemSummary: 'A new one', newAsset: { name: 'Mixer' } };
await client.mutation(CREATE, { input });
show(await client.query(ORDERS, {}));
"""


@pytest.fixture
def database_kind() -> str:
    """The page is about clients: what they meet is the same on both databases."""
    return "sqlite"


@pytest.fixture
async def programs(server: Server, ann: Client, tmp_path: Path) -> Path:
    """A folder with the page's programs, and with what `contract.mjs` made of the schema."""
    write_programs(tmp_path, {"apollo.mjs": WITH_APOLLO, "urql.mjs": WITH_GRAPHCACHE})
    async with running(tmp_path, "contract.mjs", url=f"{server.url}/graphql", token=ann.token) as process:
        assert await process.wait() == 0
    return tmp_path


async def lines(folder: Path, name: str, how_many: int, by: Client, server: Server) -> list[str]:
    """The first lines that a program prints."""
    async with running(folder, name, url=f"{server.url}/graphql", token=by.token) as process:
        return [await said(process) for _ in range(how_many)]


async def test_lists_grow_in_apollos_cache(server: Server, ann: Client, programs: Path) -> None:
    for _ in range(3):
        await new_order(ann)
    assert await lines(programs, "apollo.mjs", how_many=6, by=ann, server=server) == [
        "SR-000003 SR-000002",
        "SR-000003 SR-000002 SR-000001",
        "SR-000004 SR-000003 SR-000002 SR-000001",
        "SR-000003 SR-000002",
        "STATUS_CHANGED",
        "true",
    ]


async def test_lists_grow_in_graphcache(server: Server, ann: Client, programs: Path) -> None:
    for _ in range(3):
        await new_order(ann)
    assert await lines(programs, "urql.mjs", how_many=3, by=ann, server=server) == [
        "SR-000003 SR-000002",
        "SR-000003 SR-000002 SR-000001",
        "SR-000004 SR-000003",
    ]


def test_the_operations_for_relay_are_valid() -> None:
    contract = extend_schema(build_schema((ROOT / "schema.graphql").read_text()), parse(RELAY), assume_valid=True)
    documents = re.findall(r"graphql`(.*?)`", PROGRAMS["OrderCreate.ts"], re.DOTALL)
    assert [validate(contract, parse(document)) for document in documents] == [[], []]
