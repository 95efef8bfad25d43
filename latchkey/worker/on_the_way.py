"""Messages on their way: so many at a time, and those to one destination that does not answer hold up no others."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any, Final

import settings
from models.messages.deliveries import Delivery, destination_of

SLOW_SECONDS: Final = 2.0
"""Seconds after which a message on its way takes no place from others any more."""
MAX_BATCHES: Final = 5
"""So many times WORKER_BATCH messages may be on their way in all."""


class OnTheWay:
    """The messages that a worker is sending, each by `deliver`, which never raises."""

    def __init__(self, deliver: Callable[[Delivery], Coroutine[Any, Any, None]]) -> None:
        self._deliver = deliver
        self._tasks: dict[asyncio.Task[None], tuple[str, float]] = {}

    @property
    def room(self) -> int:
        """The number of messages that may set off now."""
        most, recently = settings.get().worker_batch, monotonic() - SLOW_SECONDS
        fresh = sum(since > recently for _, since in self._tasks.values())
        return max(0, min(most - fresh, most * MAX_BATCHES - len(self._tasks)))

    @property
    def full(self) -> list[str]:
        """The destinations to which WORKER_BATCH messages are on their way: the next ones wait for these."""
        on_way = Counter(destination for destination, _ in self._tasks.values())
        return [destination for destination, count in on_way.items() if count >= settings.get().worker_batch]

    def begin(self, delivery: Delivery) -> None:
        """Have a message set off."""
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks[task] = destination_of(delivery.recipient), monotonic()
        task.add_done_callback(self._tasks.pop)

    async def wait(self, at_most: float | None = None) -> None:
        """Wait until all have arrived or failed, or for so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=at_most)

    async def wait_for_room(self, at_most: float) -> None:
        """Wait until half a batch may set off, as claiming messages one by one is slow, or for so many seconds."""
        until = monotonic() + at_most
        while self.room < settings.get().worker_batch / 2 and (left := until - monotonic()) > 0:
            await asyncio.wait(self._tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self, after: float) -> None:
        """Give those that are on their way so many seconds, and leave the others to who claims them next."""
        if after:
            await self.wait(after)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
