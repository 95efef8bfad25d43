"""The event loop of a process serves everybody: the monitor notices when something holds it for too long."""

import asyncio
from time import perf_counter, thread_time
from typing import Final

import structlog

log = structlog.get_logger()

TICK_SECONDS: Final = 0.01
BLOCKED_SECONDS: Final = 0.05
"""Seconds of work in one piece from which the loop counts as held: everybody else waits for as long."""


class LoopMonitor:
    """Wakes every 10 ms and compares what the loop's thread has worked since. `longest` is in seconds.

    The processor time of the thread counts, not the time that passed: another process that takes the processor, or a
    thread that has its turn, does not hold the loop.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self.times_blocked = 0
        self._ticked = asyncio.Event()

    async def run(self) -> None:
        """Watch the loop that this runs on until it is cancelled, and log each time that it is held."""
        passed, worked = perf_counter(), thread_time()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now_passed, now_worked = perf_counter(), thread_time()
            self._note(now_worked - worked, now_passed - passed)
            passed, worked = now_passed, now_worked
            self._ticked.set()

    async def ticked(self) -> None:
        """Wait until the monitor has looked again."""
        self._ticked.clear()
        await self._ticked.wait()

    def _note(self, worked: float, passed: float) -> None:
        self.longest = max(self.longest, worked)
        if worked > BLOCKED_SECONDS:
            self.times_blocked += 1
            log.warning("loop_held", worked_ms=round(worked * 1000), passed_ms=round(passed * 1000))
