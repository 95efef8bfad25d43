"""/metrics tells Prometheus what a process does, to those who may ask."""

import re
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.responses import Response

from adapters import clock, wakeups
from adapters.database.client import connection
from adapters.errors import Unavailable
from latchkey.monitoring.metrics import HELP
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.partners.keys import new_key
from tests.support.partners.receiver import Message, receiving
from tests.support.partners.webhooks import new_webhook, relay
from tests.support.programs.commands import running
from tests.support.programs.processes import free_port
from tests.support.repository import ROOT
from tests.support.server import Client, Server
from tests.support.sockets import live

TOKEN = "a token for those who operate it"
ASK = {"Authorization": f"Bearer {TOKEN}", "Host": "10.0.0.7:8000"}
guarded = pytest.mark.settings(metrics_token=TOKEN)

Samples = dict[tuple[str, ...], float]


def samples(text: str) -> Samples:
    """The values by the name of the metric and the values of its labels, in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def measured(server: Server) -> Samples:
    """The values that the server tells now."""
    answer = await server.client.get("/metrics", headers=ASK)
    assert answer.status_code == 200
    return samples(answer.text)


def test_the_operators_page_has_each_metric() -> None:
    page = (ROOT / "docs" / "operators.md").read_text()
    named = set(re.findall(r"^\| `(latchkey_\w+)`", page, re.MULTILINE))
    assert {re.sub("_total$", "", name) for name in named} == HELP.keys()


@ON_SQLITE
@pytest.mark.without_worker
async def test_metrics_are_for_those_with_the_token(server: Server) -> None:
    assert (await server.client.get("/metrics")).status_code == 404


@ON_SQLITE
@pytest.mark.without_worker
@guarded
async def test_a_wrong_token_is_refused(server: Server) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": TOKEN}):
        assert (await server.client.get("/metrics", headers=headers)).status_code == 401


@guarded
async def test_operations_and_their_statements_are_counted(server: Server, ann: Client) -> None:
    query = "query Mine { orders(first: 1) { nodes { number } } }"
    for _ in range(3):
        await ann.data(query)
    await ann.graphql("query Wrong { nothing }")
    async with live(server, ann.token) as socket:
        await socket.subscribe("subscription Live { events { cursor } }")
        told = await measured(server)
    names = {re.sub("_(total|count|sum|bucket)$", "", name) for name, *_ in told}
    assert HELP.keys() - names - {"latchkey_replica_reads", "latchkey_replica_behind_bytes"} <= {
        "latchkey_deliveries",
        "latchkey_log_bytes",
        "latchkey_database_connections",
    }
    assert told["latchkey_operations_total", "query", "Mine"] == 3
    assert told["latchkey_operation_seconds_count", "query", "Mine"] == 3
    assert told["latchkey_operation_seconds_sum", "query", "Mine"] > 0
    assert told["latchkey_operation_seconds_bucket", "query", "+Inf", "Mine"] == 3
    assert told["latchkey_statements_total", "query", "Mine"] >= 3
    assert told["latchkey_compiled_operations_total", "whole"] >= 3
    assert told["latchkey_errors_total", "BAD_USER_INPUT"] == 1
    assert told["latchkey_requests_total", "/graphql", "200"] == 4
    assert (told["latchkey_open", "streams"], told["latchkey_open", "sockets"]) == (1, 1)
    assert told["latchkey_log_events",] > 0 and told["latchkey_database_bytes",] > 10_000
    assert told["process_resident_memory_bytes",] > 1_000_000
    if ("latchkey_database_connections", "open") in told:
        assert told["latchkey_database_connections", "open"] >= told["latchkey_database_connections", "in_use"] >= 0
        assert told["latchkey_log_bytes",] > 10_000


@ON_SQLITE
@guarded
async def test_messages_are_counted_by_outcome(server: Server, cast: Cast, sam: Client) -> None:
    await done(sam, "passwordResetStart", contactId=cast.ann.id)
    told: Samples = {}
    while ("latchkey_deliveries_total", "email", "sent") not in told:
        told = await measured(server)
    assert told["latchkey_deliveries_total", "email", "sent"] == 1
    assert told["latchkey_due_oldest_seconds", "email"] == 0


@pytest.mark.without_worker
@guarded
async def test_the_lag_of_webhooks_is_told_by_their_status(server: Server, ann: Client) -> None:
    async def lags() -> dict[str, float]:
        told = await measured(server)
        return {status[0]: told[name, *status] for name, *status in told if name == "latchkey_webhook_lag_seconds"}

    nothing = dict.fromkeys(("active", "failing", "paused", "stopped"), 0)
    assert await lags() == nothing
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    async with receiving() as receiver:
        hook = await new_webhook(ann, key.id, receiver, kinds=["NOTE_ADDED"])
        order = await new_order(ann)
        await relay()
        assert await lags() == nothing
        await done(ann, "noteAdd", orderId=order, body="Wait")
        clock.advance(timedelta(minutes=10))
        await done(ann, "noteAdd", orderId=order, body="A later one")
        assert {**await lags(), "active": 0} == nothing and 600 <= (await lags())["active"] < 660

        async def fail(_: Message) -> Response:
            return Response(status_code=500)

        receiver.fault = fail
        await relay()
        assert {**await lags(), "failing": 0} == nothing and 600 <= (await lags())["failing"] < 660
        await done(ann, "webhookUpdate", id=hook["id"], isPaused=True)
        assert (await lags())["paused"] >= 600
        receiver.fault = None
        await done(ann, "webhookUpdate", id=hook["id"], isPaused=False)
        await relay()
        assert await lags() == nothing
    told = await measured(server)
    posts = [told["latchkey_deliveries_total", "webhook", outcome] for outcome in ("failed", "sent")]
    assert posts == [1, 2]


@ON_SQLITE
@pytest.mark.without_worker
@guarded
async def test_names_of_strangers_take_no_more_than_their_part(server: Server, ann: Client) -> None:
    for number in range(60):
        await server.graphql(f"query Stranger{number} {{ viewer {{ kind }} }}")
    await ann.data("query Mine { viewer { kind } }")
    await ann.data("{ viewer { kind } }")
    told = {key[2]: count for key, count in (await measured(server)).items() if key[0] == "latchkey_operations_total"}
    assert len(told) == 52 and told["Mine"] == 1 and told["other"] == 11


@ON_SQLITE
@pytest.mark.without_worker
@guarded
async def test_a_database_that_is_away_leaves_the_rest(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> None:
        raise Unavailable("refused")

    wakeups.current().wake("deliveries")
    monkeypatch.setattr(type(connection()), "execute_query", away)
    told = await measured(server)
    assert told["latchkey_database_up",] == 0
    assert "latchkey_log_events" not in {name for name, *_ in told}


@ON_SQLITE
async def test_a_port_of_its_own_serves_operators(database: str, tmp_path: Path) -> None:
    port = free_port()
    environment = {"DATABASE_URL": database, "DATA_DIR": str(tmp_path), "METRICS_PORT": str(port)}
    async with (
        httpx.AsyncClient(timeout=60) as client,
        running(tmp_path, "serve", "--port", "0", **environment) as server,
    ):
        await server.says(r"Latchkey serves (\S+)")
        async with running(tmp_path, "worker", **environment) as worker:
            await worker.says("at work")
            for place in (port, port + 1):
                for path in ("/metrics", "/live", "/ready"):
                    assert (await answer(client, f"http://127.0.0.1:{place}{path}")).status_code == 200
            assert (await worker.stop()).code == 0
        assert (await server.stop(signal.SIGINT)).code == 0


async def answer(client: httpx.AsyncClient, url: str) -> httpx.Response:
    """The answer, once there is one."""
    while True:
        try:
            return await client.get(url)
        except httpx.TransportError:
            continue
