"""Redaction, the one exception to the rule that the log never changes: words go, and that something happened stays.

The database lets nothing else through: a value in the data of an event becomes null, or its actor gets another name.
Who redacts records an event of one of the `REDACTIONS`, after which every process forgets the events in its memory.
"""

from models.core.rows import select
from models.core.scope import Scope
from models.log.events import Event
from models.log.unit_of_work import unit_of_work


async def redact(events: Scope, *keys: str) -> None:
    """Replace the values of these keys by null in the data of the events that fulfil a condition."""
    async with unit_of_work():
        for row in await select(Event, ("position", "data"), events):
            left = row["data"] | {key: None for key in keys if key in row["data"]}
            if left != row["data"]:
                await Event.filter(position=row["position"]).update(data=left)
