"""Lines without a proxy in front: heads, bodies and lines that never end, too large or not for us, and too many of them."""

import asyncio
import resource

import pytest

from tests.support.attacks.lines import Line, head, line, status
from tests.support.databases import ON_SQLITE
from tests.support.files import announce
from tests.support.server import Client, Server

pytestmark = [pytest.mark.without_worker, ON_SQLITE]
IMPATIENT = pytest.mark.settings(
    head_seconds=0.2, keep_alive_seconds=0.2, transfer_window_seconds=0.3, min_bytes_per_second=1000
)
POST = "POST /graphql HTTP/1.1"


async def heard(server: Server, *said: str | bytes) -> str:
    """The whole answer to what is said on a line of its own, until the server ends the line."""
    async with line(server) as each:
        for text in said:
            await each.say(text)
        return await each.hear()


@IMPATIENT
async def test_a_request_that_never_ends_is_given_up(server: Server) -> None:
    json = {"Content_Type": "application/json"}
    nothing, blank, begun, half_a_header, no_body, half_a_body, no_chunk, half_a_second = await asyncio.gather(
        heard(server),
        heard(server, "\r\n\r\n"),
        heard(server, "GE"),
        heard(server, head(server)[:-2], "X-Slow: y"),
        heard(server, head(server, POST, Content_Length="100", **json)),
        heard(server, head(server, POST, Content_Length="100", **json), '{"query":'),
        heard(server, head(server, POST, Transfer_Encoding="chunked", **json), "5\r\n12"),
        heard(server, head(server), "GET /health HT"),
    )
    assert (nothing, blank) == ("", "")
    assert [status(each) for each in (begun, half_a_header, no_body, half_a_body, no_chunk)] == [408] * 5
    assert "1000 bytes a second" in no_body
    assert (status(half_a_second), half_a_second.count("HTTP/1.1 ")) == (200, 2)


@IMPATIENT
async def test_a_line_that_has_been_served_does_not_wait_for_ever(server: Server) -> None:
    for after in ("", "\r\n"):
        answer = await heard(server, head(server), after)
        assert (status(answer), answer.count("HTTP/1.1 ")) == (200, 1)
    json = {"Content_Type": "text/plain"}
    refused = await heard(server, head(server, POST, Content_Length="100", **json))
    assert (status(refused), refused.count("HTTP/1.1 ")) == (415, 1)


@IMPATIENT
async def test_a_head_that_drips_is_given_up_in_time(server: Server) -> None:
    async with line(server) as each:
        await each.say("GET /health HTTP/1.1\r\n")
        dripping = asyncio.create_task(drip(each))
        assert status(await each.hear()) == 408
        await dripping


async def drip(each: Line) -> None:
    """Write one byte after the other until the other side has had enough."""
    while not each.is_over:
        await each.say("X")
        await asyncio.sleep(0.01)


@IMPATIENT
async def test_events_and_uploads_that_go_on_are_not_cut(server: Server, ann: Client) -> None:
    content = b"%PDF-1.7\n" + b"x" * 60_000
    upload = await announce(ann, len(content))
    asked = '{"query":"subscription { events { ... on OrderEvent { kind } } }"}'
    stream = head(
        server,
        POST,
        Authorization=f"Bearer {ann.token}",
        Accept="text/event-stream",
        Content_Type="application/json",
        Content_Length=str(len(asked)),
    )
    async with line(server) as events, line(server) as sending:
        await events.say(stream + asked)
        await events.hear_until("\r\n\r\n")
        put = f"PUT {upload['url'].removeprefix(server.url)} HTTP/1.1"
        await sending.say(head(server, put, Authorization=f"Bearer {ann.token}", Content_Length=str(len(content))))
        async with asyncio.timeout(30):
            for start in range(0, len(content), 2000):
                await sending.say(content[start : start + 2000])
                await asyncio.sleep(0.02)
        assert status(await sending.hear_until("\r\n\r\n")) == 200
        # Longer than any of the times above, and its reader has only listened meanwhile.
        await server.graphql("mutation { sessionRevoke(input: {}) { userErrors { code } } }", token=ann.token)
        assert "errors" not in await events.hear_until("event: complete")


async def test_heads_have_a_size(server: Server) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    flood = b"X-A: " + b"a" * 8192 + b"\r\n"
    start = head(server)[:-2].encode()
    line_after_line = await heard(server, start + flood * 2000)
    one_line = await heard(server, start + b"X-A: " + b"a" * (16 << 20))
    no_name = await heard(server, start + b"a" * (16 << 20))
    address = await heard(server, b"GET /" + b"a" * (16 << 20))
    many = await heard(server, start + b"".join(b"X-%d: a\r\n" % number for number in range(200)) + b"\r\n")
    assert [status(each) for each in (line_after_line, one_line, address, many)] == [431] * 4
    assert status(no_name) in (400, 431)
    chunked = head(server, POST, Transfer_Encoding="chunked", Content_Type="application/json") + "0\r\n"
    trailers = await heard(server, chunked.encode() + flood * 2000)
    extension = await heard(server, chunked.encode()[:-3] + b"1;" + b"a" * (16 << 20))
    assert (status(trailers), status(extension)) == (431, 431)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 120 << 10, f"{grown} KiB for what was refused"
    full = await heard(server, start + b"X-A: " + b"a" * 16_000 + b"\r\nConnection: close\r\n\r\n")
    assert status(full) == 200


async def test_a_request_is_for_one_host_and_that_is_ours(server: Server) -> None:
    ours = server.url.removeprefix("http://")
    asked = f"{POST}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 22\r\n"
    body = '{"query":"{ version }"'.ljust(22)
    for hosts in (
        [],
        ["evil.test"],
        [ours, ours],
        [ours, "evil.test"],
        [f"{ours}@evil.test"],
        [f"evil.test/{ours}"],
        [f"{ours}:1:2"],
        [f"evil.test:{ours.rpartition(':')[2]}"],
        [""],
        [f"{ours}.evil.test"],
    ):
        lines = "".join(f"Host: {host}\r\n" for host in hosts)
        answer = await heard(server, asked + lines + "\r\n" + body)
        assert (status(answer), answer.count("HTTP/1.1 ")) == (400, 1), hosts
        upgrade = "GET /graphql HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        assert status(await heard(server, upgrade + key + lines + "\r\n")) == 400, hosts
    absolute = asked.replace("/graphql", "http://evil.test/graphql") + f"Host: {ours}\r\n\r\n{body}"
    assert status(await heard(server, absolute)) == 400
    for host in (ours, "localhost", "LOCALHOST:1", "[::1]:8000", "app.localhost", "latchkey:8000", "192.168.1.5:8000"):
        answer = await heard(server, head(server, Host=host, Connection="close"))
        assert status(answer) == 200, host
    assert (
        status(await heard(server, "GET /health HTTP/1.1\r\nHost: 10.0.0.7:8000\r\nConnection: close\r\n\r\n")) == 200
    )


@pytest.mark.settings(
    environment="production", portal_url="https://portal.test", api_url="https://api.test:8443",
    smtp_url="smtp://127.0.0.1:1", argon2_memory_kib=19456, argon2_time_cost=2,
)  # fmt: skip
async def test_the_hosts_in_production_are_the_configured_ones(server: Server) -> None:
    for host, expected in {
        "portal.test": 405,
        "PORTAL.test:443": 405,
        "api.test:8443": 405,
        "localhost": 400,
        server.url.removeprefix("http://"): 400,
    }.items():
        assert (
            status(await heard(server, head(server, "GET /graphql HTTP/1.1", Host=host, Connection="close")))
            == expected
        )


async def test_a_slash_too_many_leads_nowhere(server: Server) -> None:
    for path in ("/graphql/", "/health/", "/activate/", "/tus/", "//evil.test", "/files/x/", "/uploads/x/"):
        answer = await heard(server, head(server, f"GET {path} HTTP/1.1", Connection="close"))
        assert (status(answer), "location:" in answer.lower()) in ((404, False), (412, False)), path


@pytest.mark.settings(max_connections_per_peer=5)
async def test_lines_of_one_address_are_counted(server: Server) -> None:
    async with line(server) as one, line(server) as two, line(server), line(server), line(server):
        refused = await heard(server)
        assert (status(refused), "Retry-After: 5".lower() in refused, "close some" in refused) == (429, True, True)
        await one.say(head(server))
        assert status(await one.hear_until("\r\n\r\n")) == 200
        await two.say(head(server, Connection="close"))
        assert status(await two.hear()) == 200
        async with line(server) as another:
            await another.say(head(server, Connection="close"))
            assert status(await another.hear()) == 200


@pytest.mark.settings(max_connections=10, max_connections_per_peer=5, trusted_proxies=["127.0.0.0/8"])
async def test_lines_of_a_proxy_are_counted_in_all(server: Server) -> None:
    lines = [line(server) for _ in range(10)]
    try:
        for each in lines:
            await each.__aenter__()
        assert status(await heard(server)) == 503
    finally:
        for each in lines:
            await each.__aexit__(None, None, None)
