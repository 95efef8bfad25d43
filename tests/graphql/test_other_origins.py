"""Pages of other origins: those that the settings allow may call the API and open sockets, and the others neither."""

from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.support.databases import ON_SQLITE
from tests.support.server import Client, Server

pytestmark = [ON_SQLITE, pytest.mark.without_worker]

ALLOWED = [
    "https://app.people.test",
    "https://Loud.People.test:443",
    "https://shop-*.people.test",
    "https://*.preview.people.test:8443",
    "capacitor://localhost",
]
LET_IN = (
    "https://app.people.test",
    "https://loud.people.test",
    "https://shop-pull-17.people.test",
    "https://pull-17.preview.people.test:8443",
    "capacitor://localhost",
    "https://portal.people.test",
    "http://localhost:5173",
    "http://127.0.0.1:3000",
    "http://[::1]:3000",
)
KEPT_OUT = (
    "https://evil.test",
    "http://app.people.test",
    "https://app.people.test:8443",
    "https://app.people.test.evil.test",
    "https://people.test",
    "https://shop-.people.test",
    "https://shop-a.b.people.test",
    "https://shop-a/.people.test",
    "https://preview.people.test:8443",
    "https://pull-17.preview.people.test",
    "https://localhost.evil.test",
    "tauri://localhost.evil.test",
    "null",
)
# Headers of Apollo Client, of tracing and error reporting, and of libraries.
ASKED_FOR = (
    "apollographql-client-name, authorization, baggage, cache-control, content-type, last-event-id, sentry-trace, "
    "traceparent, tus-resumable, upload-offset, x-latchkey-csrf, x-request-id, x-requested-with"
)


@pytest.fixture
def settings_changes() -> dict[str, Any]:
    return {
        "allowed_origins": ALLOWED,
        "portal_url": "https://portal.people.test/home",
        "api_url": "https://api.people.test",
    }


async def preflight(server: Server, origin: str, **headers: str) -> httpx.Response:
    """Ask as a browser does before it sends a request of a page of that origin."""
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"} | headers
    return await server.client.request("OPTIONS", "/graphql", headers=asked)


async def opens_sockets(server: Server, origin: str) -> bool:
    """Whether a page of that origin may open a socket."""
    try:
        async with connect(
            server.socket_url, subprotocols=[Subprotocol("graphql-transport-ws")], origin=Origin(origin)
        ):
            return True
    except InvalidStatus as refused:
        return refused.response.status_code != 403


async def test_an_origin_is_allowed_for_requests_and_sockets_alike(server: Server) -> None:
    for origin in (*LET_IN, *KEPT_OUT):
        is_let_in = origin in LET_IN
        answer = await server.client.post("/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin})
        assert answer.headers.get("access-control-allow-origin") == (origin if is_let_in else None), origin
        asked = await preflight(server, origin)
        assert (asked.status_code, asked.headers.get("access-control-allow-origin")) == (
            (200, origin) if is_let_in else (400, None)
        ), origin
        assert await opens_sockets(server, origin) == is_let_in, origin
    assert await opens_sockets(server, server.url)


async def test_a_preflight_is_answered_with_the_headers_that_it_asks_for(server: Server) -> None:
    headers = {"Access-Control-Request-Headers": ASKED_FOR}
    answer = await preflight(server, "https://app.people.test", **headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-headers"] == ASKED_FOR
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert int(answer.headers["access-control-max-age"]) >= 600
    assert (await preflight(server, "https://evil.test", **headers)).status_code == 400


async def test_a_page_may_read_when_to_try_again_and_the_facts_of_files(server: Server, ann: Client) -> None:
    headers = {"Origin": "https://app.people.test", "Authorization": f"Bearer {ann.token}"}
    answer = await server.client.post("/graphql", json={"query": "{ viewer { kind } }"}, headers=headers)
    exposed = answer.headers["access-control-expose-headers"].lower().split(", ")
    assert {"retry-after", "location", "upload-offset", "content-disposition", "etag"} <= set(exposed)
