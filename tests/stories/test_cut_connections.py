"""Connections to PostgreSQL that are cut, die or wait: reads answer, and a change that may not have happened says so."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from itertools import count
from typing import Any, Final

import asyncpg
import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError
from websockets.typing import Subprotocol

from adapters.database.half_open import Line
from tests.support.databases import ON_POSTGRESQL
from tests.support.orders import new_order
from tests.support.programs.wire import Wire, wire
from tests.support.server import Client, Server
from tests.support.sockets import live

pytestmark = [ON_POSTGRESQL, pytest.mark.without_worker]

READ = "{ orders(first: 3) { totalCount nodes { number timeline { totalCount } } } notifications { totalCount } }"
ORDER = "mutation($input: OrderCreateInput!) { orderCreate(input: $input) { order { number } userErrors { code } } }"


@pytest.fixture
async def line(database: str) -> AsyncIterator[Wire]:
    """The wire between the server and its database."""
    async with wire(database) as passing:
        yield passing


@pytest.fixture
def settings_changes(settings_changes: dict[str, Any], database: str, line: Wire) -> dict[str, Any]:
    """The server reaches its database by the wire, and asks nothing by itself."""
    return settings_changes | {"database_url": line.to(database), "tail_poll_seconds": 60}


def every_cut(line: Wire, *, arrives: bool) -> Iterator[int]:
    """The places at which a connection can be cut while something is done, until that sends fewer pieces."""
    for pieces in count(1):
        line.cut_once(pieces, arrives=arrives)
        yield pieces
        if not line.has_cut:
            return


async def asked(server: Server, by: Client, query: str, **variables: Any) -> httpx.Response:
    """The answer to an operation."""
    headers = {"Authorization": f"Bearer {by.token}"}
    return await server.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)


@pytest.mark.parametrize("arrives", [True, False])
async def test_requests_on_cut_connections_get_503_at_worst(
    server: Server, ann: Client, line: Wire, arrives: bool
) -> None:
    cuts = 0
    for cuts in every_cut(line, arrives=arrives):
        read = await asked(server, ann, READ)
        assert (read.status_code, "errors" in read.json()) == (200, False), f"{cuts}: {read.text}"
    assert cuts > 2
    statuses = set()
    for cuts in every_cut(line, arrives=arrives):
        given = {"kind": "WALK_IN_REPAIR", "problemSummary": "It squeaks", "newAsset": {"name": "Mixer"}}
        given["idempotencyKey"] = str(cuts)
        answer = await asked(server, ann, ORDER, input=given)
        statuses.add(answer.status_code)
        if answer.status_code != 200:
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), f"{cuts}: {answer.text}"
            assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAVAILABLE"]
            answer = await asked(server, ann, ORDER, input=given)
        assert answer.json()["data"]["orderCreate"]["order"]["number"] == f"SR-{cuts:06}"
    assert statuses == {200, 503} and cuts > 8
    assert (await ann.data("{ orders { totalCount } }"))["orders"]["totalCount"] == cuts


async def test_a_line_that_dies_without_a_word_is_given_up(server: Server, ann: Client, line: Wire) -> None:
    await asyncio.gather(*(asked(server, ann, READ) for _ in range(5)))
    line.hush()
    answers = await asyncio.gather(*(asked(server, ann, READ) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    line.hush()
    given = {"kind": "WALK_IN_REPAIR", "problemSummary": "It squeaks", "newAsset": {"name": "Mixer"}}
    ordered = await asked(server, ann, ORDER, input=given)
    assert ordered.status_code in (200, 503)
    assert (await asked(server, ann, ORDER, input=given)).status_code == 200


async def test_a_line_that_is_given_up_between_two_messages_is_a_cut_one(
    server: Server, ann: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared, given_up = Line._get_statement, list[Line]()

    async def once(self: Line, *args: Any, **kwargs: Any) -> Any:
        found = await prepared(self, *args, **kwargs)
        if not given_up:
            given_up.append(self)
            self.terminate()
        return found

    monkeypatch.setattr(Line, "_get_statement", once)
    assert (await asked(server, ann, READ)).status_code == 200
    assert len(given_up) == 1
    given_up.clear()
    given = {"kind": "WALK_IN_REPAIR", "problemSummary": "It squeaks", "newAsset": {"name": "Mixer"}}
    assert (await asked(server, ann, ORDER, input=given)).status_code in (200, 503)
    assert (await asked(server, ann, ORDER, input=given)).status_code == 200


WRITERS: Final = 20


@pytest.mark.settings(database_lock_seconds=1.5, database_pool_size=4)
async def test_reads_and_health_do_not_wait_behind_writers(server: Server, ann: Client, database: str) -> None:
    given = {"kind": "WALK_IN_REPAIR", "problemSummary": "It squeaks", "newAsset": {"name": "Mixer"}}
    blocker = await asyncpg.connect(database)
    async with blocker.transaction():
        await blocker.execute("UPDATE counters SET value = value WHERE name = 'order'")
        writers = [asyncio.create_task(asked(server, ann, ORDER, input=given)) for _ in range(WRITERS)]
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        while not await blocker.fetchval(waiting):
            pass
        assert (await asked(server, ann, READ)).status_code == 200
        assert (await server.client.get("/ready")).status_code == 200
        assert not any(writer.done() for writer in writers), "reads waited as long as writers"
        answers = await asyncio.gather(*writers)
        assert {(answer.status_code, answer.headers["retry-after"]) for answer in answers} == {(503, "5")}
    await blocker.close()
    assert (await asked(server, ann, ORDER, input=given)).status_code == 200


EVENTS: Final = """subscription($after: EventCursor) { orderEvents(after: $after, where: {status: [SUBMITTED]}) {
  cursor ... on OrderEvent { order { number } } } }"""


async def told_by_socket(server: Server, by: Client, after: str) -> tuple[list[Any], bool]:
    """The events that a socket tells, and whether it ended as one that may be resumed."""
    told: list[Any] = []
    async with connect(server.socket_url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"token": by.token}}))
        asked = {"query": EVENTS, "variables": {"after": after}}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
        with suppress(ConnectionClosedError):
            while len(told) < ORDERS:
                message = json.loads(await socket.recv())
                assert message["type"] in ("connection_ack", "next")
                told += [message["payload"]] if message["type"] == "next" else []
    return told, socket.close_code == 1013


async def told_by_events(server: Server, by: Client, after: str) -> tuple[list[Any], bool]:
    """The same of an event stream, which ends without saying that it is complete."""
    headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {by.token}"}
    body, text = {"query": EVENTS, "variables": {"after": after}}, ""
    async with server.client.stream("POST", "/graphql", json=body, headers=headers) as response:
        async for piece in response.aiter_text():
            text += piece
            if text.count("event: next") == ORDERS:
                break
    told = [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: {")]
    return told, response.status_code == 503 or "event: complete" not in text


ORDERS: Final = 4


@pytest.mark.parametrize("told_by", [told_by_socket, told_by_events])
async def test_streams_that_cannot_read_are_resumed_and_hollow_nowhere(
    server: Server, ann: Client, line: Wire, told_by: Any
) -> None:
    after = (await ann.data("{ eventCursor }"))["eventCursor"]
    # While somebody listens the log is read as it grows, and not when the first stream begins.
    async with live(server, ann.token) as socket:
        known = await socket.subscribe("subscription { orderEvents { cursor } }", {})
        for _ in range(ORDERS):
            await new_order(ann)
        for _ in range(ORDERS):
            await known.next()
    whole: dict[str, Any] = {}
    ends = 0
    for pieces in count(1):
        line.cut_after(pieces)
        told, may_resume = await told_by(server, ann, after)
        line.mend()
        assert [each for each in told if "errors" in each] == []
        whole |= {each["data"]["orderEvents"]["cursor"]: each["data"]["orderEvents"]["order"] for each in told}
        if len(told) == ORDERS:
            break
        assert may_resume
        ends += 1
    assert ends > ORDERS
    assert list(whole.values()) == [{"number": f"SR-{number:06}"} for number in range(1, ORDERS + 1)]
