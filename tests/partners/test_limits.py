"""A key has so many requests and so much cost a minute, and is told what it has left."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from tests.support.files import attached, pdf
from tests.support.http import ask, code
from tests.support.orders import new_order
from tests.support.partners.keys import new_key, new_secret
from tests.support.server import Client, Server
from tests.support.sockets import live

pytestmark = pytest.mark.without_worker

WHO = "{ viewer { kind } }"
EXPENSIVE = "{ orders(first: 40) { nodes { id } } }"


def bearer(key: Client) -> dict[str, str]:
    """The headers of a key's request."""
    return {"authorization": f"Bearer {key.token}"}


async def left(key: Client, query: str = WHO) -> Any:
    """The part of its limits that a key has left after an operation."""
    return (await key.graphql(query))["extensions"]["cost"]["left"]


@pytest.mark.settings(api_key_requests_per_minute=4)
async def test_requests_over_the_limit_wait_for_the_next_minute(server: Server, ann: Client) -> None:
    key, other = await new_key(ann, "READ_ORDERS", "READ_EVENTS"), await new_key(ann, "READ_ORDERS")
    assert (await left(key))["requests"] == 3
    await ask(server, "{ nothing }", **bearer(key))
    async with live(server, key.token) as socket:
        await socket.subscribe("subscription { events { cursor } }")
    rotated = await new_secret(ann, key, 3600)
    assert (await left(rotated))["requests"] == 0
    for one in (key, rotated):
        refused = await ask(server, WHO, **bearer(one))
        assert (refused.status_code, code(refused)) == (429, "THROTTLED")
        seconds = refused.json()["errors"][0]["extensions"]["retryAfter"]
        assert refused.headers["retry-after"] == str(seconds)
        assert 0 < seconds <= 60
    async with live(server, key.token) as socket:
        for query in (WHO, "subscription { events { cursor } }"):
            message = await (await socket.ask(query)).message()
            assert message["payload"][0]["extensions"]["code"] == "THROTTLED"
    assert (await left(other))["requests"] == 3
    assert "left" not in (await ann.graphql(WHO))["extensions"]["cost"]
    clock.advance(timedelta(minutes=1))
    assert (await left(key))["requests"] == 3


@pytest.mark.settings(api_key_cost_per_minute=100)
async def test_cost_over_the_limit_is_refused_and_not_taken(server: Server, ann: Client) -> None:
    key = await new_key(ann, "READ_ORDERS")
    spent = (await key.graphql(EXPENSIVE))["extensions"]["cost"]
    assert spent["left"]["cost"] == 100 - spent["requested"]
    assert (await left(key, EXPENSIVE))["cost"] == 100 - 2 * spent["requested"]
    refused = await ask(server, EXPENSIVE, **bearer(key))
    assert (refused.status_code, code(refused)) == (429, "THROTTLED")
    assert (await left(key))["cost"] == 100 - 2 * spent["requested"] - 1
    clock.advance(timedelta(minutes=1))
    assert (await left(key, EXPENSIVE))["cost"] == 100 - spent["requested"]


@pytest.mark.settings(api_key_requests_per_minute=6)
async def test_uploads_and_downloads_are_requests_too(server: Server, ann: Client) -> None:
    key, order = await new_key(ann, "WRITE_ORDERS"), await new_order(ann)
    own = (await attached(ann, order, pdf(1000)))["download"]["url"]
    query = "query($id: ID!) { order(by: {id: $id}) { attachments { nodes { download { url } } } } }"
    found = (await key.data(query, {"id": order}))["order"]["attachments"]["nodes"]
    address, tus = found[0]["download"]["url"], bearer(key) | {"tus-resumable": "1.0.0"}
    announced = tus | {"upload-length": "5"}
    piece = tus | {"upload-offset": "0", "content-type": "application/offset+octet-stream"}
    client = server.client
    made = await client.post("/tus", headers=announced)
    place = made.headers["location"]
    good = [
        made,
        await client.get(address),
        await client.patch(place, headers=piece, content=b"12345"),
        await client.get("/schema.graphql", headers=bearer(key)),
    ]
    assert [each.status_code for each in good] == [201, 200, 204, 200]
    assert (await left(key))["requests"] == 0
    refused = [
        await client.get(address, headers={"range": "bytes=0-1"}),
        await client.get("/schema.graphql", headers=bearer(key)),
        await client.post("/tus", headers=announced),
        await client.patch(place, headers=piece, content=b"12345"),
        await client.put(f"/uploads/{place.rpartition('/')[2]}", headers=bearer(key), content=b"12345"),
    ]
    for each in refused:
        assert (each.status_code, code(each)) == (429, "THROTTLED")
        assert each.headers["retry-after"] == str(each.json()["errors"][0]["extensions"]["retryAfter"])
    assert (await client.get(own)).status_code == 200
    clock.advance(timedelta(minutes=1))
    assert (await client.get(address)).status_code == 200
