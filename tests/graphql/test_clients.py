"""The clients that frontends use, each against the real server; tests say so where their packages are not installed."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from gql import Client as GqlClient
from gql import gql
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from tests.support.databases import ON_SQLITE
from tests.support.orders import move, new_order
from tests.support.programs.installed import CLIENTS, node
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker

WATCH = "subscription($after: EventCursor) { orderEvents(after: $after, kinds: [ORDER_STATUS_CHANGED]) { ... on OrderStatusChanged { toStatus order { number } } } }"
# Optional in the specification, and not offered: docs/decisions/0016.
BY_GET = {"5A70", "D6D5", "6A70"}


@asynccontextmanager
async def script(name: str, *arguments: str) -> AsyncIterator[Process]:
    """A program of tests/clients, ended with the block."""
    process = await asyncio.create_subprocess_exec(node(), name, *arguments, cwd=CLIENTS, stdout=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def told(process: Process) -> dict[str, Any]:
    """The next line that the program prints, as JSON."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 30)
    assert line, "the program ended without another word"
    said: dict[str, Any] = json.loads(line)
    return said


@ON_SQLITE
async def test_all_audits_of_the_http_specification_pass(server: Server, ann: Client) -> None:
    for arguments in ([f"{server.url}/graphql"], [f"{server.url}/graphql", ann.token]):
        async with script("audits.mjs", *arguments) as process:
            output, _ = await asyncio.wait_for(process.communicate(), 60)
        audits = json.loads(output)
        assert len(audits) == 61
        assert {audit["id"]: audit for audit in audits if audit["status"] != "ok"}.keys() == BY_GET
        assert all(audit["status"] == "notice" for audit in audits if audit["id"] in BY_GET)


@pytest.mark.parametrize("name", ["ws_client.mjs", "sse_client.mjs", "urql.mjs", "apollo.mjs"])
async def test_a_client_asks_and_follows(server: Server, sam: Client, ann: Client, name: str) -> None:
    order = await new_order(ann)
    async with script(name, f"{server.url}/graphql", ann.token) as process:
        asked = await told(process)
        assert asked["query"]["data"]["viewer"]["kind"] == "CONTACT"
        await move(sam, order, "IN_PROGRESS")
        event = (await told(process))["next"]["data"]["orderEvents"]
        assert (event["toStatus"], event["order"]["number"]) == ("IN_PROGRESS", "SR-000001")
        assert await asyncio.wait_for(process.wait(), 30) == 0


@ON_SQLITE
async def test_clients_that_send_a_hash_send_the_document_next(server: Server, ann: Client) -> None:
    async with script("persisted.mjs", f"{server.url}/graphql", ann.token) as process:
        for _ in ("apollo", "urql"):
            assert await told(process) == {"kind": "CONTACT", "sent": ["hash", "document"]}


@ON_SQLITE
async def test_apollos_own_cache_keeps_both_halves_of_a_page(server: Server, ann: Client) -> None:
    order = await new_order(ann)
    async with script("cache.mjs", f"{server.url}/graphql", ann.token) as process:
        said = await told(process)
    first, second = [each["viewer"] for each in said["kept"]]
    assert (first["kind"], first["overview"]["unreadNotificationCount"]) == ("CONTACT", 0)
    assert (second["permissions"], [each["id"] for each in second["overview"]["recentOrders"]]) == ([], [order])
    assert said["warnings"] == []


@ON_SQLITE
async def test_graphql_ws_learns_why_it_was_closed(server: Server, ann: Client) -> None:
    async with script("ws_client.mjs", f"{server.url}/graphql", "nobody") as process:
        assert (await told(process))["closed"]["code"] == 4401
    async with script("ws_client.mjs", f"{server.url}/graphql", ann.token) as process:
        await told(process)
        await ann.data("mutation { sessionRevoke(input: {}) { userErrors { code } } }")
        while "closed" not in (said := await told(process)):
            assert said["next"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert said["closed"]["code"] == 4401


async def test_gql_of_python_asks_and_follows(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    by_http = HTTPXAsyncTransport(f"{server.url}/graphql", headers={"Authorization": f"Bearer {ann.token}"})
    async with GqlClient(transport=by_http) as session:
        now = (await session.execute(gql("{ eventCursor }")))["eventCursor"]
    by_socket = WebsocketsTransport(server.socket_url, init_payload={"token": ann.token})
    async with GqlClient(transport=by_socket) as session:
        await move(sam, order, "IN_PROGRESS")
        watching = gql(WATCH)
        watching.variable_values = {"after": now}
        async for event in session.subscribe(watching):
            assert event["orderEvents"]["toStatus"] == "IN_PROGRESS"
            break
