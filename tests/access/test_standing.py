"""A process remembers who is who, and forgets it when it is told otherwise: at once in itself, soon in all others."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from adapters.database.client import execute
from models.log import standing
from models.log.standing import LEASE, MAX_AGE, Standing
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.cast import Cast
from tests.support.mutations import PASSWORD, done, is_let_in, sign_in
from tests.support.orders import new_order
from tests.support.programs.processes import environment, served
from tests.support.server import Client, Server
from tests.support.sockets import live

Answer = Callable[[], Awaitable[Any]]
SEEN = "{ orders { totalCount } }"
SITES = "{ sites { totalCount } }"
MAY = "{ viewer { permissions } }"


async def expect_soon(expected: Any, answer: Answer, since: float) -> None:
    """Wait for an answer; one to a request sent longer than the lease after `since` has to be it."""
    sent = since
    while (given := await answer()) != expected:
        assert sent - since < LEASE, given
        sent = monotonic()


async def with_cookie(server: Server, token: str) -> int:
    """The status of an answer to a browser."""
    headers = {"Cookie": f"latchkey_session={token}", "X-Latchkey-CSRF": "1"}
    answer = await server.client.post("/graphql", json={"query": "{ viewer { kind } }"}, headers=headers)
    return answer.status_code


@pytest.fixture
async def processes(database: str, tmp_path: Path) -> Any:
    """Two servers on one database that tell each other nothing, and seldom look for news by themselves."""
    env = environment(tmp_path, database_url=database, smtp_url="smtp://127.0.0.1:9", tail_poll_seconds=30)
    async with AsyncExitStack() as stack:
        yield [(await stack.enter_async_context(served("--no-worker", env=env)))[0] for _ in range(2)]


async def test_sessions_that_end_in_one_process_end_in_the_other(processes: list[Server], cast: Cast) -> None:
    here, there = processes
    ben = here.client_of(cast.ben)

    revoked, by_cookie = [await sign_in(here, "ben", CAST_PASSWORD) for _ in range(2)]
    assert await is_let_in(there, revoked)
    assert await with_cookie(there, by_cookie) == 200
    async with live(there, revoked) as socket:
        await (await socket.subscribe(SEEN)).next()
        await done(here.client_of(cast.ben), "sessionRevoke", everywhere=True)
        since = monotonic()
        await expect_soon(False, lambda: is_let_in(there, revoked), since)
        await expect_soon(401, lambda: with_cookie(there, by_cookie), since)
        await socket.subscribe(SEEN)
        assert (await socket.closed())[0] == 4401
    assert not await is_let_in(here, ben.token)

    keeps, loses = [await sign_in(here, "ben", CAST_PASSWORD) for _ in range(2)]
    assert [await is_let_in(there, token) for token in (keeps, loses)] == [True, True]
    own = Client(**vars(cast.ben) | {"token": keeps}, server=here)
    await done(own, "passwordChange", currentPassword=CAST_PASSWORD, newPassword=PASSWORD)
    await expect_soon(False, lambda: is_let_in(there, loses), monotonic())
    assert await is_let_in(there, keeps)

    sam = here.client_of(cast.sam)
    for name, person in (("contactErase", cast.ben), ("contactArchive", cast.tom)):
        token = keeps if person is cast.ben else person.token
        assert await is_let_in(there, token)
        await done(sam, name, id=person.id)
        since = monotonic()
        assert not await is_let_in(here, token)
        await expect_soon(False, lambda token=token: is_let_in(there, token), since)  # type: ignore[misc]


async def test_rights_that_end_in_one_process_end_in_the_other(processes: list[Server], cast: Cast) -> None:
    here, there = processes
    sam, ben, tom, rita = (there.client_of(person) for person in (cast.sam, cast.ben, cast.tom, cast.rita))
    await new_order(ben)
    steward = here.client_of(cast.sam)
    workshop = next(
        role for role in (await sam.data("{ staffRoles { id name } }"))["staffRoles"] if role["name"] == "Workshop"
    )
    [party] = (await tom.data("{ viewer { parties { nodes { id } } } }"))["viewer"]["parties"]["nodes"]

    assert await ben.data(SEEN) == {"orders": {"totalCount": 1}}
    await done(steward, "membershipRemove", customerId=cast.acme, contactId=cast.ben.id)
    await expect_soon({"orders": {"totalCount": 0}}, lambda: ben.data(SEEN), monotonic())

    assert await tom.data(SITES) == {"sites": {"totalCount": 1}}
    await done(steward, "partyRemove", id=party["id"])
    await expect_soon({"sites": {"totalCount": 0}}, lambda: tom.data(SITES), monotonic())

    assert await rita.data(MAY) == {"viewer": {"permissions": ["MANAGE_ORDERS"]}}
    await done(steward, "staffRoleSet", id=workshop["id"], name="Workshop", permissions=["MANAGE_INVOICES"])
    await expect_soon({"viewer": {"permissions": ["MANAGE_INVOICES"]}}, lambda: rita.data(MAY), monotonic())


async def test_the_same_process_forgets_at_the_commit(
    server: Server, sam: Client, ben: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.log.standing.LEASE", 600.0)
    await new_order(ben)
    assert await ben.data(SEEN) == {"orders": {"totalCount": 1}}
    await done(sam, "membershipRemove", customerId=cast.acme, contactId=cast.ben.id)
    assert await ben.data(SEEN) == {"orders": {"totalCount": 0}}
    await done(sam, "portalAccessRevoke", contactId=cast.ben.id)
    assert not await is_let_in(server, ben.token)


async def test_a_change_of_others_lets_nobody_be_read_again(
    sam: Client, ann: Client, cast: Cast, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.log.standing.MAX_AGE", 600.0)
    await ann.data(SEEN)
    await done(sam, "membershipSet", customerId=cast.acme, contactId=cast.ben.id, role="MEMBER", rights=["ORDERS"])
    statements.clear()
    await ann.data(SEEN)
    assert not [text for text in statements if "FROM sessions" in text]


async def test_a_change_outside_the_log_counts_a_minute_later(
    server: Server, ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await is_let_in(server, ben.token)
    await execute("UPDATE sessions SET ended_at = created_at")
    assert await is_let_in(server, ben.token)
    monkeypatch.setattr("models.log.standing.monotonic", lambda: monotonic() + MAX_AGE)
    assert not await is_let_in(server, ben.token)


async def test_a_viewer_stays_the_same_while_nothing_changes(
    ann: Client, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = next(iter(await remembered(ann)))
    viewer = standing.current().known(key)
    assert viewer is not None
    assert viewer.statements
    monkeypatch.setattr("models.log.standing.monotonic", lambda: monotonic() + MAX_AGE)
    await ann.data(SEEN)
    assert standing.current().known(key) is viewer


async def test_few_are_remembered(ann: Client, ben: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.log.standing.MOST", 2)
    anns = await remembered(ann)
    bens = await remembered(ben)
    assert len(anns) == len(bens) == 2
    assert not anns & bens


async def remembered(client: Client) -> set[standing.Key]:
    """The keys in memory after two requests of somebody."""
    for _ in range(2):
        await client.data(SEEN)
    return set(standing.current()._known)


async def test_a_change_during_a_read_is_not_overlooked(ann: Client, sam: Client, cast: Cast) -> None:
    memory = Standing()
    viewer = standing.current().known(next(iter(await remembered(ann))))
    assert viewer is not None

    async def slowly() -> Any:
        await done(sam, "membershipSet", customerId=cast.acme, contactId=ann.id, role="ADMIN", rights=["ORDERS"])
        memory.changed()
        await memory.catch_up()
        return viewer

    assert viewer.session_id is not None
    assert await memory.viewer(viewer.session_id, slowly) is viewer
    assert memory.known(viewer.session_id) is None
