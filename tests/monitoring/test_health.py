"""Whether a process is well, as load balancers and supervisors ask."""

import asyncio
from time import monotonic
from typing import Any

import httpx
import pytest

from adapters import wakeups
from adapters.database.client import connection, execute
from adapters.errors import Unavailable
from latchkey.monitoring import health
from subscriptions import streams
from tests.support.server import Server

pytestmark = pytest.mark.without_worker


async def asked(server: Server, path: str) -> tuple[int, Any]:
    """The status and the body of an answer, given under whatever host."""
    answer = await server.client.get(path, headers={"Host": "10.0.0.7:8000"})
    assert answer.status_code == 200 or int(answer.headers["retry-after"]) > 0
    return answer.status_code, answer.json()


async def test_a_process_that_is_well_says_so(server: Server) -> None:
    assert [await asked(server, path) for path in ("/live", "/ready", "/health")] == [(200, {"status": "ok"})] * 3


async def test_a_database_that_does_not_answer_is_a_reason(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> None:
        raise Unavailable("refused")

    async def silent(*_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(health, "DEADLINE_SECONDS", 0.01)
    for read, reason in ((away, "it does not answer"), (silent, "it does not answer within 0.01 seconds")):
        monkeypatch.setattr(type(connection()), "execute_query", read)
        assert await asked(server, "/ready") == (503, {"status": "not ready", "reasons": [f"database: {reason}"]})
        assert await asked(server, "/live") == (200, {"status": "ok"})
    monkeypatch.setattr(type(connection()), "execute_query", away)
    assert await asked(server, "/health") == (503, {"status": "unavailable"})


async def test_migrations_and_a_tail_that_stands_are_reasons(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = asyncio.Event()

    async def stuck(*_: Any) -> None:
        reads.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("subscriptions.tail.head", stuck)
    wakeups.current().wake("events")
    await reads.wait()
    assert (await asked(server, "/ready"))[0] == 200
    streams.tail().read_at = monotonic() - 100
    await execute("DELETE FROM tortoise_migrations WHERE name = '0002_guards'")
    status, body = await asked(server, "/ready")
    assert (status, [reason.partition(" for ")[0] for reason in body["reasons"]]) == (
        503,
        ["migrations: the database lacks 0002_guards", "tail: it has not read the log"],
    )


@pytest.mark.settings(tail_poll_seconds=0.01)
async def test_a_tail_that_reads_is_no_reason(server: Server) -> None:
    async def is_ready() -> bool:
        return (await asked(server, "/ready"))[0] == 200

    streams.tail().read_at = monotonic() - 100
    while not await is_ready():
        pass
    with pytest.raises(httpx.HTTPStatusError):
        (await server.client.post("/ready")).raise_for_status()
