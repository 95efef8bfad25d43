"""The programs of docs/frontend/forms.md and development.md: faults at their fields, optimism, patience and a proxy."""

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from gql import Client as GqlClient
from gql import gql
from gql.transport.websockets import WebsocketsTransport

from tests.support.files import until
from tests.support.orders import move, new_order
from tests.support.programs.frontend_page import compile_programs, running, said, write_config, write_programs
from tests.support.programs.installed import node
from tests.support.programs.processes import free_port
from tests.support.repository import ROOT
from tests.support.server import Client, Server

FILL_IN = """
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { createElement } from 'react';
import { act, create } from 'react-test-renderer';
import { OrderForm } from './order_form.js';
import { token, url } from './config.mjs';
globalThis.IS_REACT_ACT_ENVIRONMENT = true;
const headers = { authorization: `Bearer ${token()}` };
const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: url, headers }) });
let created;
const told = new Promise((resolve) => (created = resolve));
let shown;
await act(() => {
  shown = create(createElement(ApolloProvider, { client }, createElement(OrderForm, { onCreated: created })));
});
const texts = (node) => (typeof node === 'string' ? node : node.children.map(texts).join(''));
const alerts = () => shown.root.findAll((node) => node.props.role === 'alert' && typeof node.type === 'string');
const press = () => act(() => shown.root.findByType('form').props.onSubmit({ preventDefault() {} }));
const fill = (name, value) => act(() => shown.root.findByProps({ name }).props.onChange({ target: { value } }));
await press();
console.log(alerts().map((alert) => `${alert.parent.type} ${texts(alert.parent)}`).join(' | '));
await fill('problemSummary', 'It squeaks');
await fill('newAsset.name', 'Mixer');
await press();
console.log(alerts().length, await told);
"""
MOVE = """
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { moveOrder } from './move_order.mjs';
import { token, url } from './config.mjs';
const headers = { authorization: `Bearer ${token()}` };
const away = { on: false };
const reach = (...request) => (away.on ? Promise.reject(new TypeError('away')) : fetch(...request));
const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: url, headers, fetch: reach }) });
const query = gql`query Order($id: ID!) { order(by: { id: $id }) { id version status } }`;
const [, , id] = process.argv;
const { data } = await client.query({ query, variables: { id } });
const shown = [];
client.watchQuery({ query, variables: { id } }).subscribe(({ data }) => data?.order && shown.push(data.order.status));
const tell = (outcome) => console.log([...new Set(shown.splice(0))].join(' '), outcome);
await new Promise((resolve) => setTimeout(resolve));
shown.length = 0;
console.log('read');
for await (const line of process.stdin) {
  const status = String(line).trim();
  away.on = status === 'COMPLETED';
  const refusal = await moveOrder(client, data.order, status).catch((error) => ({ code: error.message }));
  tell(refusal ? `${refusal.code} ${refusal.currentVersion ?? ''}`.trim() : 'done');
}
"""
WAIT = """
import { createServer } from 'node:http';
import { patientFetch } from './patient.mjs';
import { url } from './config.mjs';
const answers = [503, 429, 200];
const server = createServer((_, response) => {
  response.writeHead(answers.shift(), { 'retry-after': '0' }).end();
}).listen(0, '127.0.0.1', async () => {
  const patient = patientFetch({ onSignedOut: () => console.log('signed out') });
  const { status } = await patient(`http://127.0.0.1:${server.address().port}/`);
  console.log(status, answers.length);
  const headers = { authorization: 'Bearer nobody', 'content-type': 'application/json' };
  console.log((await patient(url, { method: 'POST', headers, body: '{"query": "{ viewer { id } }"}' })).status);
  answers.push(503, 503);
  console.log((await patientFetch({ onSignedOut() {}, attempts: 2 })(`http://127.0.0.1:${server.address().port}/`)).status);
  server.close();
});
"""


@pytest.fixture
def database_kind() -> str:
    """The pages are about clients: what they meet is the same on both databases."""
    return "sqlite"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with the programs of the pages."""
    write_programs(tmp_path, {"fill_in.mjs": FILL_IN, "move.mjs": MOVE, "wait.mjs": WAIT})
    write_config(tmp_path, "", "")
    return tmp_path


async def test_a_form_shows_all_faults_at_their_fields(server: Server, ann: Client, programs: Path) -> None:
    assert await compile_programs(programs, "order_form.tsx") == ""
    async with running(programs, "fill_in.mjs", url=f"{server.url}/graphql", token=ann.token) as process:
        first, second = (await said(process)).split(" | ")
        assert first.startswith("label What is wrong?") and second.startswith("label With what?")
        assert await said(process) == "0 SR-000001"


async def test_an_optimistic_change_is_taken_back(server: Server, sam: Client, ann: Client, programs: Path) -> None:
    order = await new_order(ann)

    async def tell(line: str) -> str:
        assert process.stdin is not None
        process.stdin.write(f"{line}\n".encode())
        await process.stdin.drain()
        return await said(process)

    async with running(programs, "move.mjs", order, url=f"{server.url}/graphql", token=sam.token) as process:
        assert await said(process) == "read"
        assert await tell("COMPLETED") == "COMPLETED SUBMITTED away"
        assert await tell("SCHEDULED") == "SCHEDULED done"
        await move(sam, order, "IN_PROGRESS")
        assert (await tell("AWAITING_PARTS")).startswith("AWAITING_PARTS IN_PROGRESS STALE_VERSION ")


async def test_a_patient_request_waits_and_notices_the_end(server: Server, programs: Path) -> None:
    async with running(programs, "wait.mjs", url=f"{server.url}/graphql") as process:
        assert [await said(process) for _ in range(4)] == ["200 0", "signed out", "401", "503"]


@asynccontextmanager
async def vite(folder: Path, target: str) -> AsyncIterator[str]:
    """The address of Vite with the configuration of the page, on a server at `target`; ended with the block."""
    config = (folder / "vite.config.js").read_text()
    (folder / "vite.config.js").write_text(config.replace("http://127.0.0.1:8000", target))
    port = free_port()
    program = str(ROOT / "web" / "node_modules" / "vite" / "bin" / "vite.js")
    command = [node(), program, "--host", "127.0.0.1", "--port", str(port), "--strictPort"]
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, stdout=PIPE)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.communicate()


async def test_a_proxy_of_vite_passes_on_requests_and_sockets(
    server: Server, sam: Client, ann: Client, programs: Path
) -> None:
    order = await new_order(ann)
    async with vite(programs, server.url) as url, httpx.AsyncClient(timeout=30) as client:

        async def answers() -> bool:
            try:
                return (await client.post(f"{url}/graphql", json={"query": "{ portal { name } }"})).is_success
            except httpx.TransportError:
                return False

        await until(answers)
        async with running(programs, "follow.mjs", url=f"{url}/graphql", token=ann.token) as process:
            assert await said(process) == "now SUBMITTED"
            await move(sam, order, "IN_PROGRESS")
            assert await said(process) == "SR-000001 IN_PROGRESS"


async def test_tools_sign_a_socket_in_by_its_payload_or_a_header(server: Server, ann: Client) -> None:
    bearer = {"authorization": f"Bearer {ann.token}"}
    ways: list[dict[str, Any]] = [{"init_payload": {"token": ann.token}}, {"init_payload": bearer}, {"headers": bearer}]
    for way in ways:
        async with GqlClient(transport=WebsocketsTransport(server.socket_url, **way)) as session:
            async for event in session.subscribe(gql("subscription { orderEvents { __typename } }")):
                assert event["orderEvents"]["__typename"] == "Checkpoint"
                break


async def test_the_rewrites_for_next_lead_to_the_endpoint(programs: Path) -> None:
    show = "import('./next.config.mjs').then(async (it) => console.log(JSON.stringify(await it.default.rewrites())))"
    process = await asyncio.create_subprocess_exec(node(), "-e", show, cwd=programs, stdout=PIPE)
    output, _ = await process.communicate()
    assert output.decode().strip() == '[{"source":"/graphql","destination":"http://127.0.0.1:8000/graphql"}]'
