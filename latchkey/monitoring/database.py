"""Measurements that the database gives, read when they are asked for."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from adapters.database.client import database_size, table_size
from adapters.errors import Unavailable
from models.due import oldest_due
from models.log.reading import head
from models.log.restores import is_held
from models.partners.webhooks import WebhookStatus, undelivered_since

log = structlog.get_logger()

DEADLINE_SECONDS: Final = 5.0
"""Seconds that the database has for all of it: Prometheus waits for ten."""


@dataclass(frozen=True)
class DatabaseFacts:
    """The end of the log, sizes in bytes (that of the log is known on PostgreSQL alone), what is due and since when, by
    kind, since when events wait for webhooks, and whether due work is held after a restore."""

    head: int
    bytes: int
    log_bytes: int | None
    due: dict[str, datetime | None]
    undelivered: dict[WebhookStatus, datetime | None]
    is_held: bool


async def database_facts() -> DatabaseFacts | None:
    """The facts of now; None if the database does not give them in time."""
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return DatabaseFacts(
                head=await head(),
                bytes=await database_size(),
                log_bytes=await table_size("events"),
                due=await oldest_due(),
                undelivered=await undelivered_since(),
                is_held=await is_held(),
            )
    except (TimeoutError, Unavailable) as error:
        log.warning("the database gives no measurements", error=str(error) or f"none within {DEADLINE_SECONDS:g} s")
        return None
