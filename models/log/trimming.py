"""Trimming the log: where the operator says so, events that no history needs are deleted once they are old.

Timelines, histories and the records of who changed something stay. A cursor from before what is trimmed is refused,
unless nothing of what is read with it is ever trimmed. So that nobody reads just while events go, it is announced
first up to where they will, and done by the next look, an hour later.
"""

from datetime import datetime, timedelta
from typing import Final

from tortoise import fields
from tortoise.models import Model

import settings
from adapters import clock
from adapters.database.client import execute, fetch
from models.core.errors import RequestError
from models.log.events import PASSING_KINDS
from models.log.unit_of_work import shielded, unit_of_work

WINDOW: Final = 2_000
"""Events of one transaction, so that none holds its locks for long."""
MAX_WINDOWS: Final = 200
"""Transactions in one go: messages wait for the same worker."""

_NEXT: Final = """
SELECT max(position) AS upto FROM (
    SELECT position, occurred_at FROM events WHERE position > :after AND position <= :most
    ORDER BY position LIMIT :window
) AS next WHERE occurred_at < :before
"""
_DELETE: Final = "DELETE FROM events WHERE position > :after AND position <= :upto AND kind IN :kinds"
_MOST: Final = 2**63 - 1


class LogTrim(Model):
    """The one row that says up to which positions passing events are `deleted`, or `announced` to be so."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    announced: int = fields.BigIntField(default=0)
    deleted: int = fields.BigIntField(default=0)

    class Meta:
        table = "log_trims"


async def expect_whole(position: int) -> None:
    """Raise RequestError CURSOR_EXPIRED where passing events after a position may be missing."""
    rows = await fetch("SELECT announced FROM log_trims")
    if rows and position < rows[0]["announced"]:
        raise RequestError(
            "CURSOR_EXPIRED",
            "The log no longer has all events after this position. Read a snapshot and start from eventCursor.",
        )


async def trim() -> bool:
    """Delete the passing events that an earlier look announced, and announce those that are old by now; gives whether
    that was all.

    Webhooks get none of these. Any number of workers may do it at once.
    """
    days = settings.get().keep_events_days
    if not days:
        return True
    for _ in range(MAX_WINDOWS):
        if not await shielded(_delete_some):
            return await shielded(_announce, clock.now() - timedelta(days=days))
    return False


async def _delete_some() -> bool:
    async with unit_of_work():
        extent = await LogTrim.filter(id=1).select_for_update().get_or_none()
        if extent is None or extent.deleted == extent.announced:
            return False
        upto = await _next(extent.deleted, extent.announced, clock.now())
        if upto is not None:
            params = {"after": extent.deleted, "upto": upto, "kinds": [kind.value for kind in PASSING_KINDS]}
            await execute(_DELETE, params)
        extent.deleted = upto or extent.announced
        await extent.save(update_fields=["deleted"])
        return True


async def _announce(before: datetime) -> bool:
    async with unit_of_work():
        await execute("INSERT INTO log_trims (id, announced, deleted) VALUES (1, 0, 0) ON CONFLICT DO NOTHING")
        extent = await LogTrim.filter(id=1).select_for_update().get()
        windows = 0
        while windows < MAX_WINDOWS and (upto := await _next(extent.announced, _MOST, before)) is not None:
            extent.announced = upto
            windows += 1
        await extent.save(update_fields=["announced"])
        return windows < MAX_WINDOWS


async def _next(after: int, most: int, before: datetime) -> int | None:
    """The last of the next events after a position that are no later than `most` and old; None if none is."""
    params = {"after": after, "most": most, "before": before, "window": WINDOW}
    [row] = await fetch(_NEXT, params)
    upto: int | None = row["upto"]
    return upto
