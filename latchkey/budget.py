"""Budgets that transfers share: however many there are, the memory that they hold at a time is bounded."""

from asyncio import Future, get_running_loop
from collections import deque
from typing import Final


class Budget:
    """So much of something, taken before it is used and given back after; those who wait are served in their turn."""

    def __init__(self, capacity: int) -> None:
        self.capacity: Final = capacity
        self._free = capacity
        self._waiting: deque[tuple[int, Future[None]]] = deque()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is held and nobody waits."""
        return self._free == self.capacity and not self._waiting

    def try_acquire(self, size: int) -> bool:
        """Take `size` of it if that is free and nobody waits."""
        if self._waiting or size > self._free:
            return False
        self._free -= size
        return True

    async def acquire(self, size: int) -> None:
        """Wait until `size` of it is free, and take that; `size` is at most the capacity."""
        if self.try_acquire(size):
            return
        turn: Future[None] = get_running_loop().create_future()
        self._waiting.append((size, turn))
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():
                self.release(size)
            else:
                self._waiting.remove((size, turn))
                self._serve()
            raise

    def release(self, size: int) -> None:
        """Give `size` of it back."""
        self._free += size
        self._serve()

    def _serve(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._free:
            size, turn = self._waiting.popleft()
            if not turn.cancelled():
                self._free -= size
                turn.set_result(None)


UPLOADS: Final = Budget(16 << 20)
"""Bytes that have come in and are not in the storage yet."""
DOWNLOADS: Final = Budget(12 << 20)
"""Bytes that have been read from the storage and are not sent yet."""
