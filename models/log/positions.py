"""Positions in the log on PostgreSQL: from a sequence, so that nobody waits for them.

The functions of the database (in the migration `open_positions`) take them from the counter instead, and hold its row
until the commit, for as long as that row is there: processes of the version before know no other way.
"""

from typing import Final

from adapters.database.client import execute, fetch, fetch_returning, is_sqlite
from models.log.unit_of_work import unit_of_work

_NEWEST: Final = "(SELECT COALESCE(max(position), 0) FROM events)"
_SKIP: Final = f"SELECT setval('event_positions', GREATEST(last_value, {_NEWEST}) + :count) FROM event_positions"
_RAISE: Final = "SELECT setval('event_positions', :least) FROM event_positions WHERE last_value < :least"


async def are_locked() -> bool:
    """Whether a transaction that records events waits for the one before, though the database could do without."""
    return not is_sqlite() and bool(await fetch("SELECT FROM counters WHERE name = 'event'"))


async def skip(count: int) -> None:
    """Have the next position be higher by `count` than any that is known; part of the transaction it is called in."""
    await execute("UPDATE counters SET value = value + :count WHERE name = 'event'", {"count": count})
    if not is_sqlite():
        await execute(_SKIP, {"count": count})


async def go_on() -> None:
    """Have positions go on after the newest event, and on PostgreSQL come from the sequence from now on.

    No process may run that takes them from the counter itself: it would fail at every event. SQLite, which has one
    writer at a time, always takes them from the counter.
    """
    async with unit_of_work():
        [row] = await fetch(f"SELECT {_NEWEST} AS position")
        newest = row["position"]
        if is_sqlite():
            await execute("INSERT OR REPLACE INTO counters (name, value) VALUES ('event', :newest)", {"newest": newest})
            return
        # Who has taken positions from the counter has ended once this goes on; who waits for it takes others then.
        counted = await fetch_returning("DELETE FROM counters WHERE name = 'event' RETURNING value", {})
        await execute(_RAISE, {"least": max([newest, *(each["value"] for each in counted)])})
