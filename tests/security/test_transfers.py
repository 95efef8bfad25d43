"""One person's slow transfers, documents and pictures leave room for everybody else's."""

import asyncio
from typing import Any

import httpx
import pytest

from adapters.errors import Unavailable
from latchkey import shares
from latchkey.budget import UPLOADS
from latchkey.files import downloads
from latchkey.shares import RENDERING, TRANSFERS, Limits, Shares
from models.core.errors import RequestError
from tests.support.databases import ON_SQLITE
from tests.support.files import announce, attached, bearer, patch, pdf, put, sending, until, uploaded
from tests.support.http import code
from tests.support.orders import new_order
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker
WITH_SHARES = pytest.mark.settings(max_transfers_per_person=3)


def limited(places: int = 8, per_person: int = 3, per_peer: int = 5) -> Shares:
    """Shares with these limits."""
    return Shares(lambda: Limits(places, per_person, per_peer))


def test_people_and_addresses_have_shares_and_some_is_kept() -> None:
    held = limited()
    assert [held.try_acquire("ann", "a") for _ in range(4)] == [True, True, True, False]
    assert [held.try_acquire("ben", "a") for _ in range(3)] == [True, True, False]
    assert held.try_acquire("zoe", "b")
    # Two of eight are left, for people who have none.
    assert not held.try_acquire("zoe", "b")
    assert [held.try_acquire(name, name) for name in ("tom", "uma", "vic")] == [True, True, False]
    held.release("ann", "a")
    assert not held.try_acquire("zoe", "b")
    assert held.try_acquire("vic", "v")


async def test_people_who_wait_are_served_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    held, served = limited(places=1, per_person=1, per_peer=9), list[str]()

    async def use(person: str) -> None:
        async with held.place(person, "a"):
            served.append(person)

    assert held.try_acquire("sam", "a")
    waiting = [asyncio.create_task(use(person)) for person in ("ann", "ann", "ann", "ben", "zoe")]
    await asyncio.sleep(0)
    waiting[3].cancel()
    await asyncio.sleep(0)
    held.release("sam", "a")
    await asyncio.gather(*waiting, return_exceptions=True)
    assert served == ["ann", "zoe", "ann", "ann"]
    assert held.is_whole


async def test_a_wait_that_is_too_long_names_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "MAX_WAIT_SECONDS", 0.01)
    held = limited(places=4, per_person=2, per_peer=9)
    async with held.place("ann", "a"), held.place("ann", "a"):
        with pytest.raises(RequestError, match="your transfers"):
            await held._wait("ann", "a")
        async with held.place("ben", "b"), held.place("zoe", "z"):
            with pytest.raises(Unavailable):
                await held._wait("tom", "t")
    monkeypatch.setattr(shares, "MAX_WAITING", 0)
    with pytest.raises(RequestError):
        await held._wait("ann", "a")


@ON_SQLITE
@WITH_SHARES
async def test_slow_uploads_of_one_person_hold_up_nobody_else(
    server: Server, ann: Client, ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "MAX_WAIT_SECONDS", 0.2)
    order, content = await new_order(ann), pdf(50_000)
    file = (await attached(ann, order, content))["download"]["url"]
    uploads = [await announce(ann, 50_000) for _ in range(4)]
    slow = [sending("PUT", each["url"], bearer(ann), content[:100], 50_000) for each in uploads[:3]]
    async with slow[0], slow[1]:
        async with slow[2]:
            await until(lambda: _count(3))
            for answer in (await put(ann, uploads[3], content), await server.client.get(file)):
                assert (answer.status_code, code(answer)) == (429, "THROTTLED")
                assert answer.headers["retry-after"] == "5"
                assert "your transfers" in answer.text
            await uploaded(ben, content)
            monkeypatch.setattr(shares, "MAX_WAIT_SECONDS", 20)
            waiting = asyncio.create_task(server.client.get(file))
            await until(_waits)
        assert (await waiting).content == content
    await until(lambda: _count(0))


@ON_SQLITE
@WITH_SHARES
async def test_thumbnails_for_one_person_hold_up_nobody_else(
    server: Server, ann: Client, sam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, begun, go_on = await new_order(ann), asyncio.Event(), asyncio.Event()
    first, second = [(await attached(ann, order, pdf(100), name))["id"] for name in ("a.pdf", "b.pdf")]

    async def make(*_: object) -> bytes:
        if not begun.is_set():
            begun.set()
            await go_on.wait()
        return b"a picture"

    monkeypatch.setattr(downloads, "thumbnail_of", make)
    monkeypatch.setattr(shares, "MAX_WAIT_SECONDS", 0.2)
    held = asyncio.create_task(thumbnail(ann, first))
    await begun.wait()
    assert (await thumbnail(ann, second)).status_code == 429
    assert (await thumbnail(sam, second)).content == b"a picture"
    go_on.set()
    assert (await held).content == b"a picture"
    assert RENDERING.is_whole


async def thumbnail(by: Client, attachment: str) -> httpx.Response:
    """Ask for a file's thumbnail."""
    found: Any = await by.data(
        "query($id: ID!) { node(id: $id) { ... on Attachment { download { url } } } }", {"id": attachment}
    )
    return await by.server.client.get(f"{found['node']['download']['url']}&size=thumbnail")


async def _count(expected: int) -> bool:
    return TRANSFERS._of_person.total() == expected


async def _waits() -> bool:
    return bool(TRANSFERS._waiting)


@ON_SQLITE
async def test_slow_bytes_hold_no_memory_that_others_wait_for(server: Server, ann: Client, ben: Client) -> None:
    slow = await announce(ann, 200_000)
    content = pdf(80_000)
    taken = UPLOADS.capacity - 100_000
    await UPLOADS.acquire(taken)
    try:

        async def drip() -> Any:
            yield pdf(200_000)[:90_000]
            while not done.is_set():
                yield b"x"
                await asyncio.sleep(0.01)

        done = asyncio.Event()
        dripping = asyncio.create_task(patch(ann, slow, 0, drip()))
        await until(lambda: _free_is_below(20_000))
        await uploaded(ben, content)
    finally:
        UPLOADS.release(taken)
        done.set()
        dripping.cancel()
    await until(_is_whole)


async def _is_whole() -> bool:
    return UPLOADS.is_whole


async def _free_is_below(size: int) -> bool:
    return UPLOADS._free < size
