"""Behind nginx, configured as the documents say, everything works that works without it, and no limit is lower."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from latchkey.shares import TRANSFERS
from tests.support.attacks.lines import Line
from tests.support.databases import ON_SQLITE
from tests.support.files import announce, attached, bearer, patch, pdf, put, until, uploaded
from tests.support.mail import inbound
from tests.support.orders import new_order
from tests.support.programs import nginx
from tests.support.server import Client, Server

pytestmark = [ON_SQLITE, pytest.mark.without_worker, pytest.mark.settings(stream_stall_seconds=1)]
LARGE = 500 << 20
WATCH = "subscription { events { ... on OrderEvent { kind } } }"


@pytest.fixture(scope="module")
def port() -> int:
    """The port on which nginx listens."""
    return nginx.free_port()


@pytest.fixture
def settings_changes(port: int) -> dict[str, Any]:
    """The settings that go with the sample."""
    address = {"portal_url": f"https://localhost:{port}", "trusted_proxies": ["127.0.0.1/32"]}
    return address | inbound.SETTINGS | {"stream_stall_seconds": 1}


@pytest.fixture
async def outside(server: Server, port: int, tmp_path: Path) -> AsyncIterator[Server]:
    """The app as people reach it."""
    async with nginx.in_front_of(server, port, tmp_path) as found:
        yield found


def trust(folder: Path, *protocols: str) -> ssl.SSLContext:
    """The certificate that a client of that nginx trusts, and the protocols that it speaks."""
    context = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


async def test_files_of_every_size_pass(outside: Server, ann: Client, tmp_path: Path) -> None:
    ann = replace(ann, server=outside)
    upload = await announce(ann, LARGE, "large.pdf")
    assert upload["url"].startswith(outside.url)
    zeros = bytes(1 << 20)

    async def content() -> AsyncIterator[bytes]:
        yield pdf(1 << 20)
        for _ in range((LARGE >> 20) - 1):
            yield zeros

    answer = await outside.client.put(upload["url"], content=content(), headers=bearer(ann), timeout=120)
    assert (answer.status_code, answer.json()["size"]) == (200, LARGE)
    pieces = await announce(ann, 3 << 20)
    first = await patch(ann, pieces, 0, pdf(3 << 20)[: 2 << 20])
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(2 << 20))
    second = await patch(ann, pieces, 2 << 20, pdf(3 << 20)[2 << 20 :])
    assert second.headers["upload-offset"] == str(3 << 20)
    file = (await attached(ann, await new_order(ann), pdf(5 << 20)))["download"]["url"]
    assert file.startswith(outside.url)
    taken = await outside.client.get(file)
    assert (taken.content == pdf(5 << 20), "content-encoding" in taken.headers) == (True, False)
    mail = await inbound.post(outside, inbound.answer(inbound.MAILBOX, inbound.ANN, "x" * (5 << 20)))
    assert (mail.status_code, mail.json()["outcome"]) == (200, "UNKNOWN_ADDRESS")
    too_much = await outside.client.post(
        "/graphql", content=bytes(2 << 20), headers={"Content-Type": "application/json"}
    )
    assert (too_much.status_code, "errors" in too_much.json()) == (413, True)


async def test_events_and_sockets_are_live_and_json_alone_is_compressed(
    outside: Server, ann: Client, tmp_path: Path
) -> None:
    ann = replace(ann, server=outside)
    answer = await outside.client.post(
        "/graphql", json={"query": "{ __schema { types { name } } }"}, headers=bearer(ann)
    )
    assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
    page = await outside.client.get("/activate?token=nothing", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in page.headers
    events = bearer(ann) | {"Accept": "text/event-stream"}
    async with outside.client.stream("POST", "/graphql", json={"query": WATCH}, headers=events) as stream:
        assert "content-encoding" not in stream.headers
        coming = stream.aiter_text()
        async with asyncio.timeout(20):
            said = await anext(coming)
            await new_order(ann)
            while "ORDER_" not in said:
                said += await anext(coming)
        assert "errors" not in said
    url = f"{outside.url.replace('https', 'wss')}/graphql"
    protocol = Subprotocol("graphql-transport-ws")
    async with connect(url, ssl=trust(tmp_path), subprotocols=[protocol], origin=outside.url) as socket:  # type: ignore[arg-type]
        await socket.send(json.dumps({"type": "connection_init", "payload": {"token": ann.token}}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { kind } }"}}))
        assert json.loads(await socket.recv())["payload"]["data"] == {"viewer": {"kind": "CONTACT"}}


async def test_http_2_is_spoken_and_slow_readers_hold_nothing(outside: Server, ann: Client, tmp_path: Path) -> None:
    here = ("127.0.0.1", int(outside.url.rpartition(":")[2]))
    _, writer = await asyncio.open_connection(*here, ssl=trust(tmp_path, "h2"), server_hostname="localhost")
    assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == "h2"
    writer.close()
    ann = replace(ann, server=outside)
    file = (await attached(ann, await new_order(ann), pdf(30 << 20)))["download"]["url"]
    reader, writer = await asyncio.open_connection(
        *here, ssl=trust(tmp_path, "http/1.1"), server_hostname="localhost", limit=4096
    )
    slow = Line(reader, writer)
    path, host = file.removeprefix(outside.url), outside.url.removeprefix("https://")
    await slow.say(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")
    await until(_goes_on)
    await uploaded(ann, pdf(1000))
    assert (await put(ann, await announce(ann, 1000), pdf(1000))).status_code == 200
    await until(_is_over)
    writer.transport.abort()


async def _goes_on() -> bool:
    return not TRANSFERS.is_whole


async def _is_over() -> bool:
    return TRANSFERS.is_whole
