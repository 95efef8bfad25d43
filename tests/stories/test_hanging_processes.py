"""A process that hangs in the middle of a transaction: the others read at once, and write as soon as it is given up."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.programs.processes import environment, served
from tests.support.programs.wire import wire

WRITERS = 15


@ON_POSTGRESQL
async def test_a_process_that_hangs_stops_no_other(database: str, cast: Cast, tmp_path: Path) -> None:
    given = {"smtp_url": "smtp://127.0.0.1:9", "database_idle_seconds": 1, "database_pool_size": 4}
    async with wire(database) as line:
        theirs = environment(tmp_path, database_url=line.to(database), **given)
        ours = environment(tmp_path, database_url=database, **given)
        async with (
            served("--no-worker", env=theirs) as (hanging, process),
            served("--no-worker", env=ours) as (server, _),
        ):
            stuck, ann = hanging.client_of(cast.ann), server.client_of(cast.ann)
            held = asyncio.create_task(line.held(b"COMMIT"))
            lost = asyncio.create_task(new_order(stuck))
            await held
            process.send_signal(signal.SIGSTOP)
            writers = [asyncio.create_task(new_order(ann)) for _ in range(WRITERS)]
            assert (await ann.data("{ orders { totalCount } }"))["orders"] == {"totalCount": 0}
            assert not any(writer.done() for writer in writers), "nothing was locked"
            await asyncio.gather(*writers)
            process.send_signal(signal.SIGCONT)
            with pytest.raises(AssertionError, match="503"):
                await lost
            assert (await done(stuck, "orderCreate", "order { number }", **OVEN))["order"][
                "number"
            ] == f"SR-{WRITERS + 1:06}"


OVEN = {"kind": "SERVICE_CALL", "problemSummary": "Oven is cold"}
