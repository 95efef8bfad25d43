"""GraphQL on a WebSocket: what the protocol asks for, who is let in, and how every connection ends."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

import settings
from adapters import clock
from subscriptions import viewers
from tests.support.databases import ON_SQLITE
from tests.support.orders import move, new_order
from tests.support.server import Client, Server
from tests.support.sockets import live

NOBODY = {"type": "connection_init"}
WATCH = "subscription($after: EventCursor) { orderEvents(after: $after, kinds: [ORDER_STATUS_CHANGED]) { cursor ... on OrderStatusChanged { toStatus } } }"
EVERYTHING = "subscription { events { cursor } }"


@asynccontextmanager
async def raw(server: Server, *messages: Any, **options: Any) -> AsyncIterator[ClientConnection]:
    """A socket on which `messages` were sent, objects as JSON and anything else as it is."""
    options = {"subprotocols": [Subprotocol("graphql-transport-ws")], "max_size": None} | options
    async with connect(server.socket_url, **options) as connection:
        for message in messages:
            await connection.send(json.dumps(message) if isinstance(message, dict) else message)
        yield connection


async def close_code(connection: ClientConnection) -> int | None:
    """Wait until the server closes the socket."""
    await asyncio.wait_for(connection.wait_closed(), 10)
    return connection.close_code


async def heard(connection: ClientConnection) -> dict[str, Any]:
    """The next message."""
    message: dict[str, Any] = json.loads(await asyncio.wait_for(connection.recv(), 10))
    return message


def subscribe(query: str, identifier: Any = "1", **payload: Any) -> dict[str, Any]:
    """The message that starts an operation."""
    return {"id": identifier, "type": "subscribe", "payload": {"query": query, **payload}}


MALFORMED: Mapping[str, Any] = {
    "nothing": "",
    "no JSON": "{",
    "bytes": b"{}",
    "null": "null",
    "a number": "3",
    "a list": "[]",
    "no type": {},
    "a number for a type": {"type": 3},
    "an unknown type": {"type": "start"},
    "a NUL": {"type": "ping", "payload": {"a": "\0"}},
    "a lone surrogate": '{"type": "ping", "payload": "\\ud800"}',
    "40 levels": '{"type": "ping", "payload": ' + "[" * 40 + "]" * 40 + "}",
    "5,000 digits": '{"type": "ping", "payload": ' + "9" * 5000 + "}",
    "no id": {"type": "subscribe", "payload": {"query": "{ viewer { kind } }"}},
    "a list for an id": subscribe("{ viewer { kind } }", ["1"]),
    "an empty id": subscribe("{ viewer { kind } }", ""),
    "a long id": subscribe("{ viewer { kind } }", "x" * 300),
    "no payload": {"type": "subscribe", "id": "1"},
    "a list for a payload": {"type": "subscribe", "id": "1", "payload": []},
    "no query": {"type": "subscribe", "id": "1", "payload": {}},
    "a list for variables": subscribe("{ viewer { kind } }", variables=[]),
    "completing nothing": {"type": "complete"},
}


@ON_SQLITE
async def test_a_malformed_message_closes_with_4400(server: Server) -> None:
    codes = {}
    for name, message in MALFORMED.items():
        async with raw(server, NOBODY, message) as connection:
            codes[name] = await close_code(connection)
    assert codes == dict.fromkeys(MALFORMED, 4400)


@ON_SQLITE
async def test_a_message_over_a_megabyte_closes_the_socket(server: Server) -> None:
    async with raw(server, NOBODY, {"type": "ping", "payload": {"a": "x" * 1024 * 1024}}) as connection:
        assert await close_code(connection) in (1009, 4400)


INITIALISATIONS: Mapping[str, tuple[list[dict[str, Any]], int]] = {
    "an operation first": ([subscribe("{ viewer { kind } }")], 4401),
    "twice": ([NOBODY, NOBODY], 4429),
    "a list": ([{"type": "connection_init", "payload": []}], 4400),
    "a number for a token": ([{"type": "connection_init", "payload": {"token": 3}}], 4400),
    "a number for a cursor": ([{"type": "connection_init", "payload": {"resumeAfter": 3}}], 4400),
    "an unknown token": ([{"type": "connection_init", "payload": {"token": "nobody"}}], 4401),
    "an unknown bearer": ([{"type": "connection_init", "payload": {"Authorization": "Bearer nobody"}}], 4401),
    "one id twice": ([NOBODY, subscribe(EVERYTHING.replace("events", "a: events")), subscribe(EVERYTHING)], 4409),
}


@ON_SQLITE
async def test_a_breach_of_protocol_is_told_by_the_close_code(server: Server, ann: Client) -> None:
    codes = {}
    for name, (messages, _) in INITIALISATIONS.items():
        with_token = {"type": "connection_init", "payload": {"token": ann.token}}
        sent = [with_token if message is NOBODY else message for message in messages]
        async with raw(server, *sent) as connection:
            codes[name] = await close_code(connection)
    assert codes == {name: code for name, (_, code) in INITIALISATIONS.items()}


@ON_SQLITE
async def test_a_silent_socket_is_closed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latchkey.graphql.socket_protocol.INITIALISATION_SECONDS", 0.01)
    async with raw(server) as connection:
        assert await close_code(connection) == 4408


@ON_SQLITE
async def test_other_protocols_are_not_spoken(server: Server) -> None:
    for subprotocols in ([Subprotocol("graphql-ws")], None):
        async with raw(server, subprotocols=subprotocols) as connection:
            assert await close_code(connection) == 4406


@ON_SQLITE
async def test_the_token_comes_in_either_form_or_as_the_cookie(server: Server, ann: Client) -> None:
    cookie = {"Cookie": f"latchkey_session={ann.token}"}
    for payload, headers in (
        ({"token": ann.token}, {}),
        ({"Authorization": f"Bearer {ann.token}"}, {}),
        ({}, {"Authorization": f"Bearer {ann.token}"}),
        (None, cookie),
    ):
        init = {"type": "connection_init", "payload": payload}
        async with raw(server, init, additional_headers=headers) as connection:
            assert (await heard(connection))["type"] == "connection_ack"
            await connection.send(json.dumps(subscribe("{ viewer { contact { name } } }")))
            assert (await heard(connection))["payload"]["data"] == {"viewer": {"contact": {"name": ann.name}}}


async def test_an_expired_session_closes_with_4403(server: Server, ann: Client) -> None:
    async with live(server, ann.token) as socket:
        clock.advance(settings.get().session_idle)
        viewers.current().access_changed(None)
        assert (await socket.closed())[0] == 4403
    async with raw(server, {"type": "connection_init", "payload": {"token": ann.token}}) as connection:
        assert await close_code(connection) == 4403


async def test_a_revoked_session_closes_its_sockets_with_4401(server: Server, ann: Client) -> None:
    async with live(server, ann.token) as socket, live(server, None) as nobodys:
        answer = await ann.data("mutation { sessionRevoke(input: {}) { userErrors { code } } }")
        assert answer["sessionRevoke"]["userErrors"] == []
        assert (await socket.closed())[0] == 4401
        stream = await nobodys.subscribe("{ viewer { kind } }")
        assert await stream.next() == {"viewer": None}


@ON_SQLITE
async def test_any_operation_runs_on_a_socket(server: Server, ann: Client) -> None:
    async with live(server, ann.token) as socket:
        query = await socket.subscribe("{ viewer { kind } }")
        assert await query.next() == {"viewer": {"kind": "CONTACT"}}
        assert (await query.message())["type"] == "complete"
        change = 'mutation { profileUpdate(input: {profile: {displayName: "Annie"}}) { userErrors { code } } }'
        mutation = await socket.subscribe(change)
        assert (await mutation.next())["profileUpdate"]["userErrors"] == []


@ON_SQLITE
async def test_each_operation_sees_things_as_they_are(server: Server, ann: Client) -> None:
    async with live(server, ann.token) as socket:
        for name in ("Annie", "Ann A."):
            change = (
                "mutation($n: String) { profileUpdate(input: {profile: {displayName: $n}}) { userErrors { code } } }"
            )
            await ann.data(change, {"n": name})
            stream = await socket.subscribe("{ viewer { contact { displayName } } }")
            assert await stream.next() == {"viewer": {"contact": {"displayName": name}}}


@ON_SQLITE
async def test_an_operation_that_cannot_start_leaves_the_socket_open(server: Server) -> None:
    async with live(server, None) as socket:
        for query, code in (
            ("{", "BAD_USER_INPUT"),
            ("{ nothing }", "BAD_USER_INPUT"),
            ("query A { viewer { kind } } query B { viewer { kind } }", "BAD_USER_INPUT"),
            ("fragment F on Query { viewer { kind } }", "BAD_USER_INPUT"),
            ("{ orders(first: 100) { nodes { timeline(first: 100) { nodes { id } } } } }", "COST_LIMIT_EXCEEDED"),
        ):
            answer = await (await socket.subscribe(query)).message()
            assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", code)
        assert await (await socket.subscribe("{ viewer { kind } }")).next() == {"viewer": None}


@ON_SQLITE
async def test_a_stream_of_nobodys_is_refused(server: Server) -> None:
    async with live(server, None) as socket:
        answer = await (await socket.subscribe(EVERYTHING)).message()
        errors = answer["payload"] if answer["type"] == "error" else answer["payload"]["errors"]
        assert errors[0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_resume_after_wins_over_the_old_cursor_of_a_variable(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    start = (await ann.data("{ eventCursor }"))["eventCursor"]
    for status in ("IN_PROGRESS", "AWAITING_PARTS"):
        await move(sam, order, status)
    async with live(server, ann.token) as socket:
        stream = await socket.subscribe(WATCH, {"after": start})
        first, second = [(await stream.next())["orderEvents"] for _ in range(2)]
    assert [first["toStatus"], second["toStatus"]] == ["IN_PROGRESS", "AWAITING_PARTS"]
    async with live(server, ann.token, resumeAfter=first["cursor"]) as socket:
        stream = await socket.subscribe(WATCH, {"after": start})
        assert (await stream.next())["orderEvents"] == second


@ON_SQLITE
@pytest.mark.settings(max_operations_per_socket=2)
async def test_a_socket_holds_so_many_operations_and_no_more(server: Server, ann: Client) -> None:
    async with raw(server, {"type": "connection_init", "payload": {"token": ann.token}}) as connection:
        await heard(connection)
        for identifier in ("a", "b", "c"):
            await connection.send(json.dumps(subscribe(EVERYTHING, identifier)))
        while (answer := await heard(connection))["id"] != "c":
            pass
        assert answer["payload"][0]["extensions"]["code"] == "THROTTLED"
        await connection.send(json.dumps({"type": "complete", "id": "a"}))
        await connection.send(json.dumps(subscribe("{ viewer { kind } }", "a")))
        while "events" in (data := (await heard(connection))["payload"]["data"]):
            pass  # a checkpoint of the other stream
        assert data == {"viewer": {"kind": "CONTACT"}}


@ON_SQLITE
@pytest.mark.settings(max_streams_per_viewer=2)
async def test_a_viewer_holds_so_many_streams_and_no_more(server: Server, ann: Client, zoe: Client) -> None:
    async with live(server, ann.token) as one, live(server, ann.token) as other, live(server, zoe.token) as zoes:
        now = (await ann.data("{ eventCursor }"))["eventCursor"]
        held = [await one.subscribe(WATCH, {"after": now}) for _ in range(2)]
        assert (await (await one.subscribe("{ viewer { kind } }")).message())["type"] == "error"
        refused = await (await other.subscribe("{ viewer { kind } }")).message()
        assert refused["payload"][0]["extensions"]["code"] == "THROTTLED"
        assert await (await zoes.subscribe("{ viewer { kind } }")).next() == {"viewer": {"kind": "CONTACT"}}
        assert all(stream.is_silent for stream in held)


@ON_SQLITE
@pytest.mark.settings(stream_stall_seconds=1)
async def test_a_reader_that_stalls_is_closed_with_1013(server: Server, ann: Client) -> None:
    sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    init = {"type": "connection_init", "payload": {"token": ann.token}}
    said.put_nowait({"type": "websocket.connect"})
    for message in (init, subscribe("{ viewer { kind } }")):
        said.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    async def send(message: Any) -> None:
        if '"next"' in message.get("text", ""):
            await asyncio.Event().wait()  # as a full buffer does
        sent.put_nowait(message)

    scope = {
        "type": "websocket",
        "path": "/graphql",
        "headers": [],
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "subprotocols": ["graphql-transport-ws"],
        "scheme": "ws",
        "server": ("127.0.0.1", 80),
        "root_path": "",
        "extensions": {},
    }
    await asyncio.wait_for(server.app(scope, said.get, send), 10)
    messages = [sent.get_nowait() for _ in range(sent.qsize())]
    assert [message["type"] for message in messages] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert messages[-1]["code"] == 1013
