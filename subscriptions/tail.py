"""The tail of the log: each process reads new events once, and wakes the streams that wait for them."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import takewhile
from time import monotonic
from typing import Final
from uuid import UUID

import structlog

import settings
from adapters import clock, wakeups
from adapters.errors import Unavailable
from models.core.rows import Row
from models.core.scope import EVERYTHING
from models.log import standing
from models.log.events import REDACTIONS, STANDING_KINDS, whose_standing
from models.log.reading import head, read
from models.orders.tenures import orders_at_hand

log = structlog.get_logger()

MAX_RECENT: Final = 2_000
"""Events in memory; a stream that is further behind reads the database."""
BATCH: Final = 500


async def with_orders(rows: list[Row], earlier: dict[UUID, Row] | None = None) -> list[Row]:
    """The events, each with the details that decide who may see its order now, by the order's present place.

    The orders of `earlier` events are updated too, as these events share them.
    """
    orders = await orders_at_hand(keys) if (keys := {row["order_id"] for row in rows} - {None}) else {}
    for key, order in (earlier or {}).items():
        if key in orders:
            order.update(orders[key])
            orders[key] = order
    for row in rows:
        row["orders"] = orders.get(row["order_id"])
    return rows


def checkpoint(position: int) -> Row:
    """An event without a kind, which says only how far the log was read."""
    return {
        "kind": None,
        "position": position,
        "occurred_at": clock.now(),
        "actor": None,
        "data": {},
        **dict.fromkeys(("customer_id", "site_id", "order_id", "invoice_id", "contact_id", "staff_id")),
    }


AccessListener = Callable[[UUID | None], None]


class Tail:
    """The newest events of the log that this process has read; `position` is that of the last, and `read_at` the moment
    of the last look, by the monotonic clock; None before the first."""

    def __init__(self) -> None:
        self.position = 0
        self.read_at: float | None = None
        self._recent: deque[Row] = deque()
        self._forgotten = 0
        """The position up to which events are not in memory."""
        self._orders: dict[UUID, Row] = {}
        self._moved = asyncio.Event()
        self.is_followed = asyncio.Event()
        """Set while somebody listens. Else nobody minds when events are read, and many are read at once."""
        self._access_changed: AccessListener = lambda person: None

    def on_access_change(self, listener: AccessListener) -> None:
        """Call `listener` with the person whose access changed, or None for all, before any stream sees the event, and
        after their viewers were forgotten."""
        self._access_changed = listener

    async def start(self) -> None:
        """Start at the end of the log."""
        self.position = self._forgotten = await head()
        self.read_at = monotonic()

    async def run(self) -> None:
        """Read new events for as long as the task lives: at every wake-up while somebody listens, and at intervals."""
        while True:
            try:
                while await self._read_on():
                    pass
            except Unavailable as error:
                log.warning("streams are delayed: the database does not answer", error=str(error))
            except Exception:
                log.exception("the tail of the log stumbled and goes on")
            await self._pause(settings.get().tail_poll_seconds)

    async def wait_beyond(self, position: int, at_most: float) -> bool:
        """Wait until there are events after `position`; False if none come within `at_most` seconds."""
        if self.position > position or at_most <= 0:
            return self.position > position
        try:
            async with asyncio.timeout(at_most):
                await self._moved.wait()
        except TimeoutError:
            return self.position > position
        return True

    def recent(self, after: int) -> list[Row] | None:
        """The events after a position; None if not all of them are in memory."""
        if after < self._forgotten:
            return None
        newer = [*takewhile(lambda row: row["position"] > after, reversed(self._recent))]
        newer.reverse()
        return newer

    async def _pause(self, interval: float) -> None:
        """Wait for a wake-up or, while nobody listens, for somebody who does; no longer than `interval` seconds."""
        if self.is_followed.is_set():
            await wakeups.current().wait("events", interval)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(interval):
                await self.is_followed.wait()

    async def _read_on(self) -> bool:
        end = await head()
        self.read_at = monotonic()
        if end <= self.position:
            return False
        rows = await with_orders(await read(self.position, end, EVERYTHING, BATCH), self._orders)
        changes = [row for row in rows if row["kind"] in STANDING_KINDS]
        if changes:
            standing.current().changed()
            await standing.current().catch_up()
        for person in set(map(whose_standing, changes)):
            self._access_changed(person)
        if any(row["kind"] in REDACTIONS for row in rows):
            # Streams that are behind read what is left of them in the database.
            self._recent.clear()
            self._forgotten = self.position
        self._keep(rows)
        self.position = rows[-1]["position"] if len(rows) == BATCH else end
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        return len(rows) == BATCH

    def _keep(self, rows: list[Row]) -> None:
        """Keep new events, with their orders, and forget the oldest where there are too many."""
        self._recent.extend(rows)
        while len(self._recent) > MAX_RECENT:
            self._forgotten = self._recent.popleft()["position"]
        self._orders |= {row["order_id"]: row["orders"] for row in rows if row["orders"]}
        if len(self._orders) > 2 * MAX_RECENT:
            self._orders = {row["order_id"]: row["orders"] for row in self._recent if row["orders"]}
