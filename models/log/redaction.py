"""Redaction, the one exception to the rule that the log never changes: words go, and that something happened stays.

The database lets nothing else through: a value in the data of an event becomes null, or an actor gets another name.
Who redacts records an event of one of the `REDACTIONS`, after which every process forgets the events in its memory.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from models.core.rows import Row, select
from models.core.scope import Compared, Scope, SqlParams, all_of, any_of, equals
from models.log.events import Event
from models.log.traces import Traces
from models.log.unit_of_work import unit_of_work

BATCH: Final = 500
"""Events in memory at a time."""


async def redact(events: Scope, *keys: str) -> None:
    """Replace the values of these keys by null in the data of the events that fulfil a condition."""
    async with unit_of_work():
        for row in await select(Event, ("position", "data"), events):
            left = row["data"] | {key: None for key in keys if key in row["data"]}
            if left != row["data"]:
                await Event.filter(position=row["position"]).update(data=left)


@dataclass(frozen=True, slots=True)
class ActedBy:
    """Events that a person caused."""

    person: UUID

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.actor ->> 'id' = {params.add(str(self.person))}"

    def matches(self, row: Mapping[str, Any]) -> bool:
        return bool(row["actor"]["id"] == str(self.person))


async def in_batches(events: Scope, *columns: str) -> AsyncIterator[list[Row]]:
    """The events that fulfil a condition with these columns, the oldest first, BATCH at a time."""
    position = 0
    while True:
        beyond = all_of(Compared("position", ">", position), events)
        rows = await select(Event, {"position", *columns}, beyond, order="events.position", limit=BATCH)
        if not rows:
            return
        yield rows
        position = rows[-1]["position"]


async def redact_person(traces: Traces) -> AsyncIterator[list[Row]]:
    """Rename a person in the whole log, and take out the details of their access, the origin of what they did and
    every value with a trace of them. Gives the events that had any, BATCH at a time, once they are redacted.
    """
    found = any_of(ActedBy(traces.person), equals("contact_id", traces.person), traces.left_in("data"))
    columns = ("actor", "data", "contact_id", "order_id", "invoice_id")
    async for rows in in_batches(found, *columns):
        for row in rows:
            actor, data = traces.removed_from(row["actor"]), _data_left(traces, row)
            if (actor, data) != (row["actor"], row["data"]):
                await Event.filter(position=row["position"]).update(actor=actor, data=data)
        yield rows


def _data_left(traces: Traces, row: Row) -> dict[str, Any]:
    gone = {"detail"} if row["contact_id"] == traces.person else set[str]()
    gone |= {"origin"} if traces.is_actor(row["actor"]) else set()
    return {name: None if name in gone else value_left(traces, value) for name, value in row["data"].items()}


def value_left(traces: Traces, value: Any) -> Any:
    """A value of an event's data: the person renamed if it is they, null if it has another trace of them."""
    if traces.is_actor(value):
        return value | {"name": traces.pseudonym}
    return value if traces.removed_from(value) == value else None
