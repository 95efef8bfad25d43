"""`latchkey worker`: a relay over due rows without a server around it."""

import asyncio
import contextlib
import signal

import settings
from adapters import wakeups
from adapters.files import storage
from latchkey.cli.console import configured, database, out, run
from latchkey.monitoring.metrics import Metrics
from latchkey.monitoring.port import operators_port
from latchkey.worker.exports import ExportRelay
from latchkey.worker.relay import Worker
from latchkey.worker.webhooks import WebhookRelay


def work() -> None:
    """Work until told to stop."""
    configured()
    run(_work())


async def _work() -> None:
    options = settings.get()
    wakeups.use(wakeups.Wakeups(options.redis_url))
    storage.use(storage.Storage(options.storage))
    async with database(options.database_pool_size):
        working = asyncio.create_task(_relays())
        listening = asyncio.create_task(wakeups.current().listen())
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, working.cancel)
        out.print("The worker is at work.")
        async with operators_port(options, Metrics()):
            with contextlib.suppress(asyncio.CancelledError):
                await working
        listening.cancel()
        await wakeups.current().close()


async def _relays() -> None:
    """All relays, until cancelled; it ends when all have ended."""
    async with asyncio.TaskGroup() as group:
        group.create_task(Worker().run())
        group.create_task(WebhookRelay().run())
        group.create_task(ExportRelay().run())
