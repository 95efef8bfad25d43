"""Reading the log of events, in the order in which they were committed."""

from typing import Final

from adapters.database.client import fetch
from models.core.rows import Row, select
from models.core.scope import Compared, Scope, all_of
from models.log.events import Event

COLUMNS: Final = frozenset(Event._meta.fields_db_projection)


async def head() -> int:
    """The position of the newest event in the log; 0 while it is empty."""
    rows = await fetch("SELECT value FROM counters WHERE name = 'event'")
    return int(rows[0]["value"])


async def read(after: int, where: Scope, limit: int) -> list[Row]:
    """Events after a position that fulfil a condition, oldest first."""
    beyond = all_of(Compared("position", ">", after), where)
    return await select(Event, COLUMNS, beyond, order="events.position", limit=limit)
