"""Several processes on one database: what one commits the others tell, and what is acknowledged outlives a kill."""

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support import services
from tests.support.cast import Cast
from tests.support.databases import Kind
from tests.support.mutations import done
from tests.support.orders import STATUS_STREAM, move, new_order
from tests.support.programs.processes import environment, served
from tests.support.programs.wire import wire
from tests.support.sockets import live


@pytest.mark.parametrize("with_redis", [True, False], ids=["redis", "without"])
async def test_one_process_streams_the_commits_of_another(
    database: str, cast: Cast, tmp_path: Path, with_redis: bool
) -> None:
    values: dict[str, Any] = {"database_url": database, "smtp_url": "smtp://127.0.0.1:9", "tail_poll_seconds": 0.5}
    async with wire(services.redis_url()) as line, AsyncExitStack() as stack:
        if with_redis:
            values |= {"redis_url": line.to(services.redis_url()), "tail_poll_seconds": 30}
        env = environment(tmp_path, **values)
        (one, _), (two, _) = [await stack.enter_async_context(served("--no-worker", env=env)) for _ in range(2)]
        sam, ben = one.client_of(cast.sam), two.client_of(cast.ben)
        order = await new_order(ben)
        now = (await ben.data("{ eventCursor }"))["eventCursor"]
        async with live(two, ben.token) as socket:
            statuses = await socket.subscribe(STATUS_STREAM, {"after": now})
            await move(sam, order, "IN_PROGRESS")
            told = (await statuses.next())["orderEvents"]
            assert told["toStatus"] == "IN_PROGRESS"
            line.hush()
            await move(sam, order, "AWAITING_PARTS")
            assert (await statuses.next())["orderEvents"]["toStatus"] == "AWAITING_PARTS"
            await done(sam, "portalAccessRevoke", contactId=cast.ben.id)
            assert (await socket.closed())[0] == 4401
        answer = await two.client.post(
            "/graphql", json={"query": "{ viewer { kind } }"}, headers=_bearer(cast.ben.token)
        )
        assert answer.status_code == 401


async def test_acknowledged_orders_outlive_a_kill_and_none_is_half_there(
    database: str, database_kind: Kind, cast: Cast, tmp_path: Path
) -> None:
    env = environment(tmp_path, database_url=database, smtp_url="smtp://127.0.0.1:9")
    acknowledged: list[str] = []
    async with served("--no-worker", env=env) as (server, running):
        ann = server.client_of(cast.ann)

        async def order_on() -> None:
            while True:
                given = {"kind": "SERVICE_CALL", "problemSummary": "Oven is cold"}
                made = await done(ann, "orderCreate", "order { number }", **given)
                acknowledged.append(made["order"]["number"])
                if len(acknowledged) == 25:
                    running.send_signal(signal.SIGKILL)

        await asyncio.gather(*(order_on() for _ in range(4)), return_exceptions=True)
        await running.wait()
    async with served("--no-worker", env=env) as (server, _):
        ann = server.client_of(cast.ann)
        read = await ann.data(
            "{ orders(first: 100) { totalCount nodes { number timeline { totalCount } } } notifications { totalCount } }"
        )
    orders = read["orders"]["nodes"]
    numbers = sorted(order["number"] for order in orders)
    assert set(acknowledged) <= set(numbers), "an acknowledged order is gone"
    assert numbers == [f"SR-{number:06}" for number in range(1, len(numbers) + 1)], "a number was lost"
    assert {order["timeline"]["totalCount"] for order in orders} == {1}, "an order without its event"


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
