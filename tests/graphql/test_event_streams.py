"""GraphQL over server-sent events, for clients without sockets."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from adapters import clock
from models.access.credentials import viewer_of_credential
from models.core.errors import RequestError
from subscriptions import viewers
from tests.support.databases import ON_SQLITE
from tests.support.orders import STATUS_STREAM, move, new_order
from tests.support.server import Client, Server

WATCH = "subscription($after: EventCursor) { orderEvents(after: $after, kinds: [ORDER_STATUS_CHANGED]) { ... on OrderStatusChanged { toStatus } } }"


class Events:
    """The events of one response, comments left out."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._chunks = response.aiter_text()
        self._text = ""
        self.last_id: str | None = None

    async def block(self) -> str:
        """The next block, which a blank line ends; "" when the stream is over."""
        async with asyncio.timeout(10):
            while "\n\n" not in self._text:
                chunk = await anext(self._chunks, None)
                if chunk is None:
                    return ""
                self._text += chunk
        block, _, self._text = self._text.partition("\n\n")
        assert "\r" not in block
        return block

    async def next(self) -> tuple[str, Any]:
        """The name and the data of the next event."""
        while (block := await self.block()).startswith(":"):
            pass
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        self.last_id = fields.get("id", self.last_id)
        return fields["event"], json.loads(fields["data"]) if fields["data"] else None


@asynccontextmanager
async def events(
    server: Server, query: str, token: str | None, last_event_id: str | None = None, **variables: Any
) -> AsyncIterator[Events]:
    """An operation that is answered by a stream of events."""
    headers = {"accept": "text/event-stream"} | ({"authorization": f"Bearer {token}"} if token else {})
    headers |= {"last-event-id": last_event_id} if last_event_id is not None else {}
    body = {"query": query, "variables": variables}
    async with server.client.stream("POST", "/graphql", json=body, headers=headers) as response:
        yield Events(response)


async def test_a_stream_tells_what_happens_until_the_session_ends(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    now = (await ann.data("{ eventCursor }"))["eventCursor"]
    async with events(server, WATCH, ann.token, after=now) as stream:
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        for status in ("IN_PROGRESS", "AWAITING_PARTS"):
            await move(sam, order, status)
            name, payload = await stream.next()
            assert (name, payload["data"]) == ("next", {"orderEvents": {"toStatus": status}})
        await ann.data("mutation { sessionRevoke(input: {}) { userErrors { code } } }")
        while (last := await stream.next())[0] != "complete":
            assert last[1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert await stream.block() == ""


async def test_a_stream_resumes_after_the_id_of_the_last_event(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    start = (await ann.data("{ eventCursor }"))["eventCursor"]
    for status in ("IN_PROGRESS", "AWAITING_PARTS", "IN_PROGRESS"):
        await move(sam, order, status)
    async with events(server, STATUS_STREAM, ann.token, after=start) as stream:
        first = (await stream.next())[1]["data"]["orderEvents"]
        assert stream.last_id == first["cursor"]
    # The later of the two counts, as a client that tries again sends its old `after` too.
    for last, after in ((first["cursor"], start), (first["cursor"], None), (start, first["cursor"])):
        async with events(server, STATUS_STREAM, ann.token, last_event_id=last, after=after) as stream:
            told = [(await stream.next())[1]["data"]["orderEvents"]["toStatus"] for _ in range(2)]
        assert told == ["AWAITING_PARTS", "IN_PROGRESS"]


@ON_SQLITE
async def test_an_id_that_is_no_cursor_is_refused(server: Server, ann: Client) -> None:
    async with events(server, WATCH, ann.token, last_event_id="7") as stream:
        refused = (await stream.next())[1]["errors"][0]
        assert refused["extensions"]["code"] == "BAD_USER_INPUT"


@ON_SQLITE
async def test_an_event_without_a_cursor_has_no_id(server: Server, ann: Client) -> None:
    async with events(server, WATCH, ann.token) as stream:
        await stream.next()
        assert stream.last_id is None


async def test_an_idle_stream_completes_when_the_session_expires(server: Server, ann: Client) -> None:
    async with events(server, WATCH, ann.token) as stream:
        await stream.next()
        clock.advance(timedelta(days=100))
        viewers.current().access_changed(None)
        assert await stream.next() == ("complete", None)


@ON_SQLITE
async def test_followers_hear_of_an_end_after_the_watchers(server: Server, ann: Client) -> None:
    viewer, endings = await viewer_of_credential(ann.token), asyncio.Queue[str]()
    leave = viewers.current().watch(viewer, endings.put_nowait)
    clock.advance(timedelta(days=100))
    viewers.current().access_changed(None)
    assert await endings.get() == "expired"
    follows = asyncio.create_task(viewers.current().now(viewer))
    viewers.current().access_changed(None)
    assert await endings.get() == "expired"  # told once more, after whoever follows has looked
    assert not follows.done()
    follows.cancel()
    leave()
    with pytest.raises(RequestError, match="The session has expired"):
        await viewers.current().now(viewer)


@ON_SQLITE
@pytest.mark.parametrize(
    ("query", "payload"),
    [
        ("{ viewer { kind } }", {"data": {"viewer": {"kind": "CONTACT"}}}),
        ("{ nothing }", {"errors": "BAD_USER_INPUT"}),
        ("{", {"errors": "BAD_USER_INPUT"}),
    ],
)
async def test_any_operation_is_answered_by_events(
    server: Server, ann: Client, query: str, payload: dict[str, Any]
) -> None:
    async with events(server, query, ann.token) as stream:
        name, told = await stream.next()
        told.pop("extensions", None)
        if "errors" in told:
            told["errors"] = told["errors"][0]["extensions"]["code"]
        assert (name, told) == ("next", payload)
        assert await stream.next() == ("complete", None)


@ON_SQLITE
async def test_a_refused_stream_is_told_by_the_status(server: Server, ann: Client) -> None:
    async with events(server, WATCH, "nobody") as stream:
        assert stream.response.status_code == 401
        assert stream.response.headers["content-type"].startswith("application/json")
    headers = {"accept": "text/event-stream", "cookie": f"latchkey_session={ann.token}"}
    answer = await server.client.post("/graphql", json={"query": WATCH}, headers=headers)
    assert answer.status_code == 403
    assert (await server.client.post("/graphql", json=[], headers={"accept": "text/event-stream"})).status_code == 400


@ON_SQLITE
async def test_an_idle_stream_is_kept_alive(server: Server, ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latchkey.graphql.sse.KEEP_ALIVE_SECONDS", 0.01)
    async with events(server, WATCH, ann.token) as stream:
        await stream.next()
        assert [await stream.block() for _ in range(3)] == [":", ":", ":"]


@ON_SQLITE
@pytest.mark.settings(max_streams_per_viewer=1)
async def test_a_stream_ends_at_once_when_its_reader_goes(server: Server, ann: Client) -> None:
    async with events(server, WATCH, ann.token) as stream:
        await stream.block()
        async with events(server, WATCH, ann.token) as other:
            _, payload = await other.next()
            assert payload["errors"][0]["extensions"]["code"] == "THROTTLED"
            assert await other.next() == ("complete", None)
    async with asyncio.timeout(5):
        while True:
            async with events(server, "{ viewer { kind } }", ann.token) as again:
                if "data" in (await again.next())[1]:
                    return


@ON_SQLITE
@pytest.mark.settings(stream_stall_seconds=1)
async def test_a_reader_that_stalls_is_left(server: Server, ann: Client) -> None:
    body = json.dumps({"query": WATCH}).encode()
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said.put_nowait({"type": "http.request", "body": body, "more_body": False})
    sent: list[str] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()  # as a full buffer does

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "headers": [
            (b"content-type", b"application/json"),
            (b"accept", b"text/event-stream"),
            (b"authorization", f"Bearer {ann.token}".encode()),
        ],
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "root_path": "",
    }
    await asyncio.wait_for(server.app(scope, said.get, send), 10)  # type: ignore[arg-type]
    assert sent[0] == "http.response.start"
    assert set(sent[1:]) == {"http.response.body"}
