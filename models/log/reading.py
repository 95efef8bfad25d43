"""Reading the log of events by position, so that nobody who goes on from a position misses an event.

On PostgreSQL a transaction may commit after another one that took higher positions. So readers go no further than the
end of the log, before which no transaction is open any more.
"""

from dataclasses import dataclass
from typing import Final

from adapters.database.client import fetch
from models.core.rows import Row, select
from models.core.scope import Compared, Scope, all_of
from models.log.events import Event

COLUMNS: Final = frozenset(Event._meta.fields_db_projection)


@dataclass(frozen=True, slots=True)
class End:
    """The end of the log, 0 while it is empty: whatever is recorded from now on is after `position`, and whatever was
    committed before is no later than `newest`.

    A later look may find a lower `position`; the higher one stays true.
    """

    position: int
    newest: int


async def end() -> End:
    """The end of the log as of now.

    It is asked by a statement of its own: one that reads other rows too may have begun before them.
    """
    [row] = await fetch("SELECT position, newest FROM log_end")
    return End(row["position"], row["newest"])


async def head() -> int:
    """The position of the end of the log."""
    return (await end()).position


async def read(after: int, upto: int, where: Scope, limit: int) -> list[Row]:
    """Events after a position and up to another that fulfil a condition, oldest first.

    Nothing comes to be between the two later, if `upto` is the position of an end of the log.
    """
    between = all_of(Compared("position", ">", after), Compared("position", "<=", upto), where)
    return await select(Event, COLUMNS, between, order="events.position", limit=limit)
