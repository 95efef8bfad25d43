"""A key opens every door that a session opens, but for cookies, and none once it is over."""

import asyncio
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from adapters import clock
from adapters.security.key_secrets import new_secret as random_secret
from models.log.standing import LEASE
from models.partners.key_viewers import TOUCH_INTERVAL
from models.partners.keys import ApiKey
from resolvers.core.ids import decode
from tests.support.cast import Cast
from tests.support.files import attached, pdf
from tests.support.http import RESPONSE_TYPE
from tests.support.mutations import done
from tests.support.orders import move, new_order
from tests.support.partners.keys import OF_CUSTOMERS, Program, new_key, new_secret
from tests.support.programs.processes import environment, served
from tests.support.server import Client, Server
from tests.support.sockets import live

WHO = "{ viewer { kind apiKey { name } } }"
AS_KEY = {"viewer": {"kind": "PARTNER", "apiKey": {"name": "Purchasing"}}}
SEEN = "subscription { orderEvents { ... on OrderStatusChanged { toStatus } } }"
TIMELINE = """query($id: ID!) { order(by: {id: $id}) { timeline(oldestFirst: true) { nodes {
  actor { kind name partner { id name } contact { id } } } } } }"""


async def answer(server: Server, secret: str, query: str = WHO, **headers: str) -> httpx.Response:
    """The answer to a request with a key."""
    given = {"authorization": f"Bearer {secret}", "accept": RESPONSE_TYPE} | headers
    return await server.client.post("/graphql", json={"query": query}, headers=given)


async def is_let_in(server: Server, secret: str) -> bool:
    """Whether a key still opens the door."""
    given = await answer(server, secret)
    assert given.status_code in (200, 401), given.text
    return given.status_code == 200


async def reason(server: Server, secret: str) -> str:
    """The words with which a key is refused."""
    given = await answer(server, secret)
    assert given.status_code == 401, given.text
    [error] = given.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    words: str = error["message"]
    return words


async def row_of(key: Program) -> ApiKey:
    """The key as it is stored."""
    return await ApiKey.get(id=decode(key.id, "ApiKey"))


async def test_a_key_opens_every_door_but_that_of_cookies(
    server: Server, ann: Client, sam: Client, ben: Client
) -> None:
    key = await new_key(ann, *OF_CUSTOMERS, name="Purchasing")
    assert await key.data(WHO) == AS_KEY
    async with live(server, None, Authorization=f"Bearer {key.token}") as socket:
        assert await (await socket.subscribe(WHO)).next() == AS_KEY
        stream = await socket.subscribe(SEEN)
        order = await new_order(key)
        assert await stream.next() == {"orderEvents": {}}
        await move(sam, order, "IN_PROGRESS")
        assert await stream.next() == {"orderEvents": {"toStatus": "IN_PROGRESS"}}
    file = await attached(key, order, pdf(1000))
    assert (await server.client.get(file["download"]["url"])).content == pdf(1000)
    sse = await answer(server, key.token, accept="text/event-stream")
    assert '"kind":"PARTNER"' in sse.text

    for name in ("latchkey_session", "__Host-latchkey_session"):
        cookie = {"Cookie": f"{name}={key.token}", "X-Latchkey-CSRF": "1"}
        by_cookie = await server.client.post("/graphql", json={"query": WHO}, headers=cookie)
        assert by_cookie.json() == {"data": {"viewer": None}, "extensions": by_cookie.json()["extensions"]}

    await done(ann, "apiKeyUpdate", id=key.id, name="Buying")
    entries = (await ben.data(TIMELINE, {"id": order}))["order"]["timeline"]["nodes"]
    acted = {"kind": "PARTNER", "name": "Purchasing", "partner": {"id": key.id, "name": "Buying"}, "contact": None}
    assert [entries[0]["actor"], entries[-1]["actor"]] == [acted, acted]

    await done(ann, "apiKeyRevoke", id=key.id)
    assert (await server.client.get(file["download"]["url"])).status_code == 401


async def test_its_last_use_is_written_once_a_minute(ann: Client) -> None:
    key = await new_key(ann, "READ_ORDERS")
    assert (await row_of(key)).last_used_at is None
    await key.data(WHO)
    used = await row_of(key)
    assert used.last_used_address == "127.0.0.1"
    clock.advance(TOUCH_INTERVAL / 2)
    await key.data(WHO)
    assert (await row_of(key)).last_used_at == used.last_used_at
    clock.advance(TOUCH_INTERVAL / 2)
    await key.data(WHO)
    assert (await row_of(key)).last_used_at > used.last_used_at
    assert (await row_of(key)).version == used.version


@pytest.mark.without_worker
async def test_a_key_that_is_wrong_or_over_is_refused(server: Server, ann: Client, statements: list[str]) -> None:
    key = await new_key(ann, "READ_ORDERS", expiresAt=(clock.now() + timedelta(hours=1)).isoformat())
    swapped = key.token[:20] + key.token[21] + key.token[20] + key.token[22:]
    statements.clear()
    for mistyped in (key.token[:-1], key.token + "x", swapped, "lk_live_"):
        if mistyped != key.token:
            assert "no whole API key" in await reason(server, mistyped)
    assert [text for text in statements if "api_keys" in text] == []
    assert "unknown or revoked" in await reason(server, random_secret())
    async with live(server, key.token) as socket:
        clock.advance(timedelta(hours=1))
        assert "expired" in await reason(server, key.token)
        assert await socket.closed() == (4403, "API key expired")
    await done(ann, "apiKeyRevoke", id=key.id)
    assert "unknown or revoked" in await reason(server, key.token)


async def test_the_former_secret_works_for_the_overlap(server: Server, ann: Client) -> None:
    first = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    second = await new_secret(ann, first, 3600)
    async with live(server, first.token) as old, live(server, second.token) as new:
        for socket in (old, new):
            await (await socket.subscribe(WHO)).next()
        clock.advance(timedelta(seconds=3600))
        await old.ask(WHO)
        assert (await old.closed())[0] == 4403
        assert [await is_let_in(server, each.token) for each in (first, second)] == [False, True]
        third = await new_secret(ann, second, 3600)
        assert [await is_let_in(server, each.token) for each in (first, second, third)] == [False, True, True]
        last = await new_secret(ann, third, 0)
        assert (await new.closed())[0] == 4401
    assert [await is_let_in(server, each.token) for each in (second, third, last)] == [False, False, True]


async def test_other_scopes_close_what_the_old_ones_opened(server: Server, ann: Client) -> None:
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    async with live(server, key.token) as socket:
        await socket.subscribe(SEEN)
        await done(ann, "apiKeyUpdate", id=key.id, scopes=["READ_ORDERS"])
        assert (await socket.closed())[0] == 4403
    answered = await answer(server, key.token, "{ eventCursor }")
    assert answered.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_races_leave_no_stream_of_a_dead_secret(server: Server, ann: Client, sam: Client) -> None:
    """Each round rotates and revokes at once, while a stream is open with each secret and others come in."""
    for _ in range(4):
        first = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
        second = await new_secret(ann, first, 3600)
        headers = {"authorization": f"Bearer {second.token}", "accept": "text/event-stream"}
        async with (
            live(server, first.token) as old,
            live(server, second.token) as new,
            server.client.stream("POST", "/graphql", json={"query": SEEN}, headers=headers) as events,
        ):
            for socket in (old, new):
                await socket.subscribe(SEEN)
            rotated, _, *_ = await asyncio.gather(
                rotation(ann, first),
                revocation(sam, first),
                *(is_let_in(server, each.token) for each in (first, second) for _ in range(3)),
            )
            for socket in (old, new):
                assert (await socket.closed())[0] == 4401
            assert "event: complete" in [line async for line in events.aiter_lines()]
        for secret in {first.token, second.token, rotated} - {None}:
            assert not await is_let_in(server, str(secret))


async def test_a_key_revoked_in_one_process_ends_in_the_other(database: str, cast: Cast, tmp_path: Path) -> None:
    env = environment(tmp_path, database_url=database, smtp_url="smtp://127.0.0.1:9", tail_poll_seconds=0.2)
    async with served("--no-worker", env=env) as (here, _), served("--no-worker", env=env) as (there, _):
        ann = here.client_of(cast.ann)
        key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
        async with live(there, key.token) as socket:
            await socket.subscribe(SEEN)
            await done(ann, "apiKeyRevoke", id=key.id)
            since = monotonic()
            assert (await socket.closed()) == (4401, "API key revoked")
        assert not await is_let_in(here, key.token)
        while await is_let_in(there, key.token):
            assert monotonic() - since < LEASE


async def rotation(by: Client, key: Program) -> str | None:
    """A new secret of a key, unless somebody was quicker."""
    query = """mutation($id: ID!) { apiKeyRotate(input: {id: $id, overlapSeconds: 60}) {
      secret userErrors { code } } }"""
    payload: dict[str, Any] = (await by.data(query, {"id": key.id}))["apiKeyRotate"]
    assert (payload["secret"] is None) == bool(payload["userErrors"])
    secret: str | None = payload["secret"]
    return secret


async def revocation(by: Client, key: Program) -> None:
    """Revoke a key, also if it is rotated at the same moment."""
    query = "mutation($id: ID!) { apiKeyRevoke(input: {id: $id}) { userErrors { code } } }"
    while (await by.data(query, {"id": key.id}))["apiKeyRevoke"]["userErrors"]:
        pass
