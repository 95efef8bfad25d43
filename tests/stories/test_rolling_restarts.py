"""Processes that are restarted one after the other, killed or hang, under writers and subscribers."""

import signal
from pathlib import Path

from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL
from tests.support.orders import new_order
from tests.support.programs.faults import Load, two_slots, verdict
from tests.support.programs.processes import environment

WRITERS, SUBSCRIBERS, STEP = 3, 6, 25


@ON_POSTGRESQL
async def test_restarts_fail_nothing_and_kills_lose_nothing(database: str, cast: Cast, tmp_path: Path) -> None:
    env = environment(tmp_path, database_url=database, smtp_url="smtp://127.0.0.1:9", database_idle_seconds=1)
    async with two_slots(env) as (slots, server):
        ann = server.client_of(cast.ann)
        orders = [await new_order(ann) for _ in range(WRITERS)]
        load = Load(slots, cast.sam, cast.ann, (await ann.data("{ eventCursor }"))["eventCursor"])
        load.begin(orders, SUBSCRIBERS)
        await load.until(STEP)
        for slot in slots:
            await slot.restart(signal.SIGTERM)
            await load.until(load.acknowledged + STEP)
        assert load.answers.keys() <= {"refused"}, "a request failed while the other process served"
        await slots[0].restart(signal.SIGKILL)
        await slots[1].hang()
        await load.until(load.acknowledged + STEP)
        log = await load.end(database)
        assert verdict(log, load) == dict.fromkeys(verdict(log, load), 0)
        assert len(log) >= 4 * STEP
