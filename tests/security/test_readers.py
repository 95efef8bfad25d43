"""Readers who take nothing any more: their lines are cut in time, whatever still waits for them anywhere."""

import asyncio
import json

import pytest

from latchkey.shares import TRANSFERS
from latchkey.wire import lines
from tests.support.attacks.lines import Line, head, line, status
from tests.support.databases import ON_SQLITE
from tests.support.files import attached, pdf, until
from tests.support.orders import new_order
from tests.support.server import Client, Server

pytestmark = [pytest.mark.without_worker, ON_SQLITE, pytest.mark.settings(stream_stall_seconds=1)]
LITTLE = 4096
MUCH = "{ __schema { types { name description fields { name description args { name description } } } } }"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec_WebSocket_Protocol": "graphql-transport-ws",
}


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LAST_WORDS_SECONDS", 0.2)
    monkeypatch.setattr("latchkey.wire.config.PING_SECONDS", 0.5)


async def cut(server: Server, before: int) -> None:
    """Wait until the server has no more lines than before; of what came on the others, nothing is taken."""
    assert server.lines.count > before

    async def is_so() -> bool:
        return server.lines.count <= before

    await until(is_so)


def asking(server: Server, query: str, by: Client, accept: str) -> str:
    """A request whose reader may then be in no hurry."""
    body = json.dumps({"query": query})
    given = {"Authorization": f"Bearer {by.token}", "Accept": accept, "Content_Type": "application/json"}
    return head(server, "POST /graphql HTTP/1.1", Content_Length=str(len(body)), **given) + body


async def test_answers_that_nobody_takes_are_dropped(server: Server, ann: Client) -> None:
    before = server.lines.count
    async with (
        line(server, takes=LITTLE) as answer,
        line(server, takes=LITTLE) as small_answer,
        line(server, takes=LITTLE) as events,
    ):
        await answer.say(asking(server, MUCH, ann, "application/json") * 3)
        # All of this one is in the hands of the system, and nothing in ours.
        await small_answer.say(asking(server, MUCH, ann, "application/json"))
        await events.say(asking(server, MUCH, ann, "text/event-stream"))
        await cut(server, before)


@pytest.mark.settings(stream_stall_seconds=30, transfer_window_seconds=0.5, min_bytes_per_second=20_000)
async def test_readers_who_take_a_little_are_cut_too(server: Server, ann: Client) -> None:
    before = server.lines.count
    async with line(server, takes=LITTLE) as answer, line(server, takes=LITTLE) as events, line(server) as idle:
        await idle.say(asking(server, "{ viewer { kind } }", ann, "application/json"))
        await idle.hear_until("}}}")
        await answer.say(asking(server, MUCH, ann, "application/json"))
        await events.say(asking(server, MUCH, ann, "text/event-stream"))
        taking = [asyncio.create_task(_take_a_little(each)) for each in (answer, events)]
        await cut(server, before + 1)
        await idle.say(asking(server, "{ viewer { kind } }", ann, "application/json"))
        assert "CONTACT" in await idle.hear_until("}}}")
        await asyncio.gather(*taking)


async def _take_a_little(each: Line) -> None:
    """Read on, a few bytes at a time, until the line ends."""
    while await each.take(32):  # noqa: ASYNC110 - the pace is what is tested
        await asyncio.sleep(0.02)


async def test_a_download_that_nobody_takes_gives_its_place_back(server: Server, ann: Client) -> None:
    file = await attached(ann, await new_order(ann), pdf(1 << 20))
    before = server.lines.count
    async with line(server, takes=LITTLE) as each:
        address = file["download"]["url"].removeprefix(server.url)
        await each.say(head(server, f"GET {address} HTTP/1.1"))
        await cut(server, before)
    await until(_none_goes_on)


async def _none_goes_on() -> bool:
    return TRANSFERS.is_whole


async def test_a_socket_that_answers_no_ping_may_come_back(server: Server, ann: Client) -> None:
    async with line(server) as sleeping:
        await sleeping.say(head(server, "GET /graphql HTTP/1.1", **UPGRADE))
        await sleeping.hear_until("\r\n\r\n")
        code = (1013).to_bytes(2, "big").decode("latin-1")
        assert f"{code}No answer to a ping" in await sleeping.hear_until("resume")


async def test_a_socket_that_nobody_reads_is_cut(server: Server, ann: Client) -> None:
    init = {"type": "connection_init", "payload": {"token": ann.token}}
    asked = {"type": "subscribe", "payload": {"query": MUCH}}
    before = server.lines.count
    async with line(server, takes=LITTLE) as each, line(server, takes=LITTLE) as pinging:
        for socket in (each, pinging):
            await socket.say(head(server, "GET /graphql HTTP/1.1", **UPGRADE))
            assert "101" in await socket.hear_until("\r\n\r\n")
            await socket.say(frame(json.dumps(init).encode()))
        for number in range(3):
            await each.say(frame(json.dumps(asked | {"id": str(number)}).encode()))
        flood = asyncio.create_task(_ping(pinging))
        await cut(server, before)
        await flood


async def _ping(socket: Line) -> None:
    """Ask for answers and take none."""
    pings = frame(b"x" * 125, code=9) * 100
    while not socket.is_over:
        await socket.say(pings)


def frame(content: bytes, *, code: int = 1) -> bytes:
    """A frame as clients send it, masked with zeros."""
    size = bytes([0x80 | len(content)]) if len(content) < 126 else b"\xfe" + len(content).to_bytes(2, "big")
    return bytes([0x80 | code]) + size + b"\0\0\0\0" + content


@pytest.mark.settings(max_anonymous_sockets_per_peer=2, max_sockets_per_viewer=1)
async def test_sockets_of_an_address_and_of_a_person_are_counted(
    server: Server, ann: Client, caplog: pytest.LogCaptureFixture
) -> None:
    shake = head(server, "GET /graphql HTTP/1.1", **UPGRADE)
    init = frame(json.dumps({"type": "connection_init", "payload": {"token": ann.token}}).encode())
    async with line(server) as one, line(server) as two, line(server) as third:
        for each in (one, two):
            await each.say(shake)
            assert status(await each.hear_until("\r\n\r\n")) == 101
        await third.say(shake)
        refused = await third.hear()
        assert (status(refused), "nobody is signed in" in refused, "retry-after: 5" in refused.lower()) == (
            429,
            True,
            True,
        )
        await one.say(init)
        await one.hear_until("connection_ack")
        # Who is signed in counts no more as anonymous, and has a limit of their own.
        async with line(server) as fourth:
            await fourth.say(shake)
            assert status(await fourth.hear_until("\r\n\r\n")) == 101
            await fourth.say(init)
            assert "Too many of your sockets" in await fourth.hear_until("for several uses")
    async with line(server) as again:
        await again.say(shake)
        assert status(await again.hear_until("\r\n\r\n")) == 101
        await again.say(init)
        await again.hear_until("connection_ack")
    assert [each.getMessage() for each in caplog.records] == [], "who is refused puts nothing into the log"
