"""The programs of docs/frontend.md that follow what happens lose nothing and double nothing while the server is away."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.support.cast import Cast
from tests.support.mutations import done
from tests.support.orders import move, new_order
from tests.support.programs.frontend_page import compile_programs, running, said, write_config, write_programs
from tests.support.programs.processes import environment, free_port, served
from tests.support.programs.wire import wire
from tests.support.server import Client, Server

SECONDS_AWAY = 10
TYPED = ("orders_with_apollo.tsx", "orders_with_urql.tsx", "relay_environment.ts")
FOLLOWERS = ("follow.mjs", "follow_with_urql.mjs", "follow_with_apollo.mjs", "follow_with_relay.mjs", "with_sse.mjs")
FOLLOWERS_AND_PYTHON = (*FOLLOWERS, "follow.py")

FOLLOW_WITH_RELAY = """
import { environment } from './relay_environment.js';
const run = (operationKind, text, variables = {}) => {
  const name = text.split(/[ (]/)[1];
  const operation = { name, operationKind, text, id: null, cacheID: name, metadata: {} };
  return environment.getNetwork().execute(operation, variables, {}, null);
};
const start = await run('query', 'query Start { eventCursor }').toPromise();
const page = await run('query', 'query Orders { orders(first: 20) { nodes { status } } }').toPromise();
console.log('now', ...page.data.orders.nodes.map(({ status }) => status));
const changes = `subscription Changes($after: EventCursor) {
  orderEvents(after: $after, kinds: [ORDER_STATUS_CHANGED]) {
    cursor
    ... on OrderStatusChanged { toStatus order { number } }
  }
}`;
run('subscription', changes, { after: start.data.eventCursor }).subscribe({
  next: ({ data: { orderEvents: event } }) => event.order && console.log(event.order.number, event.toStatus),
  error: () => {},
});
"""
SHOW = """
import { StrictMode, createElement, useEffect } from 'react';
import { create } from 'react-test-renderer';
const library = process.argv[2];
const { useOrders } = await import(`./orders_with_${library}.js`);
const { client } = await import(`./with_${library}.mjs`);
const Provider = library === 'urql' ? (await import('urql')).Provider : (await import('@apollo/client/react')).ApolloProvider;
function Orders() {
  const { orders, isLive } = useOrders();
  const line = isLive ? orders?.map(({ status }) => status).join(' ') : 'not live';
  useEffect(() => void (line && console.log(line)), [line]);
  return null;
}
const provided = createElement(Provider, library === 'urql' ? { value: client } : { client }, createElement(Orders));
create(createElement(StrictMode, null, provided));
"""
# The second stream begins later than the first, with a cursor of its own.
TWO_STREAMS = """
import { graphql } from './api.mjs';
import { token, url } from './config.mjs';
import { openSocket } from './live.mjs';
const socket = openSocket({ url, token, onEnd: ({ reason }) => console.log('gave up:', reason), attempts: Number(process.argv[3]) });
const follow = async (name, field, told) => {
  const { eventCursor: after } = await graphql('{ eventCursor }', {}, token());
  const query = `subscription ($after: EventCursor) { ${field} }`;
  const next = ({ data }) => told(Object.values(data)[0]);
  socket.subscribe({ query, variables: { after } }, { next, error: () => {}, complete: () => console.log('completed') });
  console.log(name, 'follows');
};
const moves = 'orderEvents(after: $after, kinds: [ORDER_STATUS_CHANGED]) { cursor ... on OrderStatusChanged { toStatus } }';
await follow('statuses', moves, (event) => {
  if (event.toStatus) console.log('status', event.toStatus);
});
process.stdin.once('data', () => {
  const field = `orderEvents(after: $after, orderId: "${process.argv[2]}") { cursor ... on OrderEntryAdded { kind entry { ... on Note { body } } } }`;
  follow('notes', field, (event) => event.kind === 'NOTE_ADDED' && console.log('note', event.entry.body));
});
"""


@pytest.fixture
def database_kind() -> str:
    """The page is about clients: what they meet is the same on both databases."""
    return "sqlite"


@pytest.fixture
async def programs(tmp_path: Path) -> Path:
    """A folder with the page's programs, which are free of mistakes in types, and the packages that they import."""
    folder = tmp_path / "programs"
    folder.mkdir()
    others = {"follow_with_relay.mjs": FOLLOW_WITH_RELAY, "show.mjs": SHOW, "two_streams.mjs": TWO_STREAMS}
    write_programs(folder, others)
    write_config(folder, "http://127.0.0.1/graphql", "")
    assert await compile_programs(folder, *TYPED) == ""
    return folder


async def tell(process: Process, text: str) -> None:
    """Write to the standard input of a program."""
    assert process.stdin is not None
    process.stdin.write(text.encode())
    await process.stdin.drain()


async def change(by: Client, order: str, word: str) -> tuple[str, str]:
    """Change an order's status to the other of two, and write a note; returns how the two streams tell of it."""
    orders = await by.data("query($id: ID!) { order(by: {id: $id}) { status } }", {"id": order})
    status = "AWAITING_PARTS" if orders["order"]["status"] == "IN_PROGRESS" else "IN_PROGRESS"
    await move(by, order, status)
    await done(by, "noteAdd", orderId=order, body=word)
    return f"status {status}", f"note {word}"


async def revoke_sessions(person: Client) -> None:
    """End all sessions of the person."""
    await person.data("mutation { sessionRevoke(input: {everywhere: true}) { userErrors { code } } }")


@pytest.mark.parametrize("name", FOLLOWERS_AND_PYTHON)
async def test_a_program_follows_and_resumes(
    server: Server, sam: Client, ann: Client, programs: Path, name: str
) -> None:
    order = await new_order(ann)
    async with wire(server.url) as line, running(programs, name, url=f"{line.url}/graphql", token=ann.token) as process:
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
        await revoke_sessions(ann)
        assert await said(process) == "signed out"


@pytest.mark.parametrize("library", ["apollo", "urql"])
async def test_a_hook_shows_what_happens_and_says_when_it_ends(
    server: Server, sam: Client, ann: Client, programs: Path, library: str
) -> None:
    order = await new_order(ann)
    async with (
        wire(server.url) as line,
        running(programs, "show.mjs", library, url=f"{line.url}/graphql", token=ann.token) as process,
    ):
        assert await said(process) == "SUBMITTED"
        await move(sam, order, "IN_PROGRESS")
        assert await said(process) == "IN_PROGRESS"
        line.cut()
        await move(sam, order, "AWAITING_PARTS")
        line.mend()
        assert await said(process) == "AWAITING_PARTS"
        await revoke_sessions(ann)
        assert {await said(process), await said(process)} == {"signed out", "not live"}


class Flaky:
    """A server that comes and goes at one address, beside one that stays, on the same database."""

    def __init__(self, folder: Path, database: str) -> None:
        self._env = environment(folder, database_url=database, smtp_url="smtp://127.0.0.1:9", tail_poll_seconds=0.2)
        self._stack = AsyncExitStack()
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}/graphql"

    async def come(self) -> None:
        """Start the server and wait until it answers."""
        await self._stack.enter_async_context(served("--no-worker", env=self._env, port=self._port))

    async def kill(self) -> None:
        """End the server with SIGKILL."""
        await self._stack.aclose()


@asynccontextmanager
async def flaky_server(folder: Path, database: str) -> AsyncIterator[Flaky]:
    """A flaky server, which is there at first."""
    server = Flaky(folder, database)
    await server.come()
    try:
        yield server
    finally:
        await server.kill()


async def test_every_program_waits_for_a_server_that_is_away(
    database: str, cast: Cast, server: Server, sam: Client, ann: Client, programs: Path, tmp_path: Path
) -> None:
    order = await new_order(ann)
    async with flaky_server(tmp_path / "away", database) as flaky, AsyncExitStack() as stack:
        followers = {
            name: await stack.enter_async_context(running(programs, name, url=flaky.url, token=ann.token))
            for name in FOLLOWERS_AND_PYTHON
        }

        async def all_say(line: str) -> None:
            lines = await asyncio.gather(*map(said, followers.values()))
            assert dict(zip(followers, lines, strict=True)) == dict.fromkeys(followers, line)

        await all_say("now SUBMITTED")
        await move(sam, order, "IN_PROGRESS")
        await all_say("SR-000001 IN_PROGRESS")
        await flaky.kill()
        await move(sam, order, "AWAITING_PARTS")
        await move(sam, order, "IN_PROGRESS")
        ends = [asyncio.create_task(process.wait(), name=name) for name, process in followers.items()]
        ended, _ = await asyncio.wait(ends, timeout=SECONDS_AWAY, return_when=asyncio.FIRST_COMPLETED)
        assert [task.get_name() for task in ended] == []
        await flaky.come()
        await move(sam, order, "COMPLETED")
        for status in ("AWAITING_PARTS", "IN_PROGRESS", "COMPLETED"):
            await all_say(f"SR-000001 {status}")
        await revoke_sessions(ann)
        await all_say("signed out")


async def test_two_streams_on_one_socket_outlive_five_kills(
    database: str, server: Server, sam: Client, ann: Client, programs: Path, tmp_path: Path
) -> None:
    order = await new_order(ann)
    async with (
        flaky_server(tmp_path / "away", database) as flaky,
        running(programs, "two_streams.mjs", order, "60", url=flaky.url, token=ann.token) as process,
    ):
        assert await said(process) == "statuses follows"
        await move(sam, order, "IN_PROGRESS")
        assert await said(process) == "status IN_PROGRESS"
        await tell(process, "go on\n")
        assert await said(process) == "notes follows"
        for kill in range(5):
            await flaky.kill()
            expected = [await change(sam, order, f"{kill}-{number}") for number in range(6)]
            await flaky.come()
            expected.append(await change(sam, order, f"{kill}-6"))
            lines = [await said(process) for _ in range(14)]
            assert [line for line in lines if line.startswith("status")] == [status for status, _ in expected]
            assert [line for line in lines if line.startswith("note")] == [note for _, note in expected]
        await move(sam, order, "IN_PROGRESS")
        assert await said(process) == "status IN_PROGRESS"


async def test_a_socket_that_gives_up_says_so(
    database: str, server: Server, ann: Client, programs: Path, tmp_path: Path
) -> None:
    order = await new_order(ann)
    async with (
        flaky_server(tmp_path / "away", database) as flaky,
        running(programs, "two_streams.mjs", order, "2", url=flaky.url, token=ann.token) as process,
    ):
        assert await said(process) == "statuses follows"
        await tell(process, "go on\n")
        assert await said(process) == "notes follows"
        await flaky.kill()
        assert (await said(process)).startswith("gave up: ")
