"""Queries are read from a replica, and nobody reads anything older than what they have written or been told.

The replica is a real one, whose replaying is paused, and which is stopped.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest
from asyncpg import Connection
from pydantic import ValidationError

from adapters.database import replica
from latchkey.migrate import migrate
from settings import Settings
from tests.support import databases, services
from tests.support.cast import Cast, engage
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.programs.commands import latchkey
from tests.support.server import Client, Server
from tests.support.sockets import live

pytestmark = pytest.mark.without_worker

PRIMARY: Final = """
fsync = off
full_page_writes = off
hot_standby_feedback = on
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
"""
ORDER: Final = (
    "query($id: ID!) { order(by: {id: $id}) { problemSummary asset { name } notes: timeline { totalCount } } }"
)
ORDERS: Final = "{ orders(first: 1) { totalCount nodes { problemSummary } } }"
TOLD: Final = "subscription { events(kinds: [ORDER_CREATED]) { ... on OrderCreated { order { id } } } }"


@dataclass(frozen=True)
class Pair:
    """A primary and its replica."""

    url: str
    read_url: str
    folder: Path

    async def on_replica(self, sql: str) -> list[asyncpg.Record]:
        """The rows of a statement that the replica runs."""
        return await _run(self.read_url, sql)


async def _run(url: str, sql: str) -> list[asyncpg.Record]:
    connection: Connection = await asyncpg.connect(url)
    try:
        rows: list[asyncpg.Record] = await connection.fetch(sql)
        return rows
    finally:
        await connection.close()


@pytest.fixture
async def pair(database_kind: databases.Kind) -> AsyncIterator[Pair]:
    """A primary with all tables, and a replica of it."""
    folder = Path(tempfile.mkdtemp(dir=services.run_folder()))
    (folder / "standby").mkdir()
    for each in (folder, folder / "standby"):
        each.chmod(0o755)
    try:
        port = services.start_postgresql(folder, PRIMARY)
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        await migrate(url)
        standby = services.start_standby(folder / "standby", port)
        yield Pair(url, f"postgresql://postgres@127.0.0.1:{standby}/postgres", folder / "standby")
    finally:
        services.stop_services(folder / "standby")
        services.stop_services(folder)


@pytest.fixture
def database(pair: Pair) -> str:
    """The primary."""
    return pair.url


@pytest.fixture
async def cast(pair: Pair) -> Cast:
    """The people and places on it."""
    return await engage(pair.url)


@pytest.fixture
def settings_changes(pair: Pair, cast: Cast) -> dict[str, Any]:
    """The server knows its replica."""
    return {"database_read_url": pair.read_url}


def reads() -> dict[str, int]:
    """The times that the replica was read so far, or was not."""
    known = replica.current()
    assert known is not None
    return dict(known.reads)


@databases.ON_POSTGRESQL
async def test_queries_are_read_from_a_replica_that_is_not_behind(
    pair: Pair, server: Server, sam: Client, ann: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(replica, "PATIENCE", 20)
    monkeypatch.setattr(replica, "REST", 0)
    first = await new_order(ann, problemSummary="It squeals")
    for _ in range(3):  # by resolvers, and by compiled reads
        assert (await ann.data(ORDER, {"id": first}))["order"]["problemSummary"] == "It squeals"
    assert reads() == {"replica": 3}
    asked = [row["query"] for row in await pair.on_replica("SELECT query FROM pg_stat_activity WHERE pid <> 0")]
    assert any("order_id" in sql for sql in asked)

    # Who has written waits for it,
    await pair.on_replica("SELECT pg_wal_replay_pause()")
    await done(ann, "orderUpdate", id=first, problemSummary="It howls")
    asking = asyncio.create_task(ann.data(ORDER, {"id": first}))
    others = asyncio.create_task(sam.data(ORDERS))
    done_first, _ = await asyncio.wait([asking, others], timeout=0.2)
    assert done_first == set()
    await pair.on_replica("SELECT pg_wal_replay_resume()")
    assert (await asking)["order"]["problemSummary"] == "It howls"
    assert (await others)["orders"]["nodes"] == [{"problemSummary": "It howls"}]
    assert reads() == {"replica": 5}

    # but not for ever,
    monkeypatch.setattr(replica, "PATIENCE", 0.05)
    await pair.on_replica("SELECT pg_wal_replay_pause()")
    async with live(server, ann.token) as socket:
        stream = await socket.subscribe(TOLD)
        await new_order(sam, customerId=cast.acme, siteId=cast.acme_site, problemSummary="It drips")
        told = (await stream.next())["events"]["order"]["id"]
        # and neither does who has been told, over a socket or not,
        assert (await ann.data(ORDER, {"id": told}))["order"]["problemSummary"] == "It drips"
        over_socket = await socket.ask(ORDER, {"id": told})
        assert (await over_socket.next())["order"]["problemSummary"] == "It drips"
    # nor who has written elsewhere.
    await _run(pair.url, "UPDATE orders SET problem_summary = 'It burns'")
    assert (await ann.data(ORDERS))["orders"]["nodes"] == [{"problemSummary": "It burns"}]
    assert reads()["replica"] == 5 and reads()["behind"] >= 3
    environment = {"DATABASE_URL": pair.url, "DATABASE_READ_URL": pair.read_url}
    assert ", a replica, " in (await latchkey(tmp_path, "doctor", **environment)).out

    # One that is away is asked nothing.
    services.stop_postgresql(pair.folder)
    for _ in range(2):
        assert (await ann.data(ORDERS))["orders"]["totalCount"] == 2
    assert reads()["replica"] == 5 and reads()["away"] >= 1
    told_of_itself = await latchkey(tmp_path, "doctor", **environment | {"DATABASE_READ_URL": pair.url})
    assert (told_of_itself.code, "is no replica" in told_of_itself.out) == (1, True)


def test_a_file_has_no_replica() -> None:
    with pytest.raises(ValidationError, match="DATABASE_READ_URL"):
        Settings(secret_key="tests know this key, and nobody else", database_read_url="postgresql://host/name")
