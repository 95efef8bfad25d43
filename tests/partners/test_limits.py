"""A key has so many requests and so much cost a minute, and is told what it has left."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from tests.support.http import ask, code
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
