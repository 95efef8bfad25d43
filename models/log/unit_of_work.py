"""The unit of work: the only transaction. In it verbs change rows and record what happened."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final, ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakSet

from tortoise.exceptions import IntegrityError

from adapters import clock, wakeups
from adapters.database.client import is_unique_violation, transaction
from adapters.errors import Conflict
from adapters.text.sentences import Sentence
from models.core.entity import Entity
from models.core.errors import WarningCode
from models.core.rows import Row
from models.core.viewer import Viewer
from models.log import standing
from models.log.events import STANDING_KINDS, EventKind, NewEvent, Visibility
from models.log.writing import new_row, write

P = ParamSpec("P")
T = TypeVar("T")

MAX_TRIES: Final = 5
"""Runs of a unit of work that others get in the way of: by a deadlock, or the same name or key at the same instant."""

_current: ContextVar["UnitOfWork | None"] = ContextVar("unit_of_work", default=None)
_shielded: WeakSet[asyncio.Task[Any]] = WeakSet()


class UnitOfWork:
    """The events, new rows and warnings of one transaction, until it commits."""

    def __init__(self) -> None:
        self.events: list[NewEvent] = []
        self._rows: defaultdict[type[Entity], list[Row]] = defaultdict(list)
        self.warnings: list[dict[str, Any]] = []
        self.has_written = False
        self.changes_standing = False
        self.has_deliveries = False

    def record(
        self,
        kind: EventKind,
        by: Viewer,
        *,
        customer_id: UUID | None = None,
        site_id: UUID | None = None,
        order_id: UUID | None = None,
        invoice_id: UUID | None = None,
        contact_id: UUID | None = None,
        staff_id: UUID | None = None,
        visibility: Visibility = Visibility.EVERYONE,
        occurred_at: datetime | None = None,
        **data: Any,
    ) -> NewEvent:
        """Record that something happened; the event gets its position when the unit of work ends."""
        event = NewEvent(
            kind=kind,
            occurred_at=occurred_at or clock.now(),
            actor=by.as_actor(),
            visibility=visibility,
            customer_id=customer_id,
            site_id=site_id,
            order_id=order_id,
            invoice_id=invoice_id,
            contact_id=contact_id,
            staff_id=staff_id,
            data=data,
        )
        self.events.append(event)
        return event

    def last(self, kind: EventKind) -> NewEvent:
        """The event of this kind that was recorded last."""
        return next(event for event in reversed(self.events) if event.kind is kind)

    def warn(self, code: WarningCode, sentence: str, *, customer_id: UUID, **facts: Any) -> None:
        """Warn the actor of a consequence of what they do, in a constant sentence whose braces name facts."""
        warning = {"code": code.value, "message": Sentence(sentence, **facts), "customer_id": customer_id}
        self.warnings.append(warning)

    def add(self, model: type[Entity], **values: Any) -> UUID:
        """Write a new row together with the events; gives its identifier.

        Statements in this unit of work do not find it before the end, or `write_rows`. It is not for tables whose rows
        refer to others, or are unique.
        """
        row = new_row(model, values)
        self._rows[model].append(row)
        added: UUID = row["id"]
        return added

    async def write_rows(self) -> None:
        """Write the rows added so far, for a statement that has to find them."""
        if self._rows:
            await write(self._rows, ())
            self._rows.clear()

    async def flush(self) -> None:
        """Write the rows and events recorded so far; done as the last thing before the commit.

        Nobody reads the log beyond the positions that it takes until the transaction ends.
        """
        if not self.events:
            await self.write_rows()
            return
        await write(self._rows, self.events)
        self._rows.clear()
        self.changes_standing |= any(event.kind in STANDING_KINDS for event in self.events)
        self.events, self.has_written = [], True


@asynccontextmanager
async def unit_of_work() -> AsyncIterator[UnitOfWork]:
    """The transaction of this task; one that is begun inside another is part of it.

    It has to run in a `shielded` call: a cancelled task (a closed socket) would leave its connection half in a
    transaction.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    if asyncio.current_task() not in _shielded:
        raise RuntimeError("a unit of work has to run inside shielded()")
    unit = UnitOfWork()
    async with transaction():
        token = _current.set(unit)
        try:
            yield unit
            await unit.flush()
        finally:
            _current.reset(token)
    if unit.changes_standing:
        standing.current().changed()
    if unit.has_written:
        wakeups.current().wake("events")
    if unit.has_deliveries:
        wakeups.current().wake("deliveries")


async def shielded(function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function` as a task of its own that goes on to its end even when the caller is cancelled."""

    async def run() -> T:
        return await function(*args, **kwargs)

    if asyncio.current_task() in _shielded:
        return await run()
    task = asyncio.create_task(run())
    _shielded.add(task)
    try:
        return await asyncio.shield(task)
    finally:
        # What it raises refers to this frame, and would keep all that it saw until the garbage is collected.
        del task


async def retried(attempt: Callable[[], Awaitable[T]]) -> T:
    """Run a whole unit of work, and run it again if others got in its way; raises what the last run raises.

    A name that somebody took at the same instant is seen by the next run, which refuses it.
    """
    for tries_left in range(MAX_TRIES - 1, -1, -1):
        try:
            return await attempt()
        except Conflict:
            if not tries_left:
                raise
        except IntegrityError as error:
            if not tries_left or not is_unique_violation(error):
                raise
    raise AssertionError("the loop returns or raises")
