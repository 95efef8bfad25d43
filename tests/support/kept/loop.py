"""The event loop of this process, which is as new for each test: with nothing of the test before on it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from functools import cache
from typing import Any, TypeVarTuple
from weakref import WeakSet

import uvloop

Ts = TypeVarTuple("Ts")


class KeptLoop(uvloop.Loop):
    """The loop that the app is served on. Ending it ends what a test has begun, and leaves the loop to the next one.

    Tasks are cancelled by whoever ends it, as with every loop.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timers: WeakSet[asyncio.TimerHandle] = WeakSet()
        self._generators: WeakSet[AsyncGenerator[Any, Any]] = WeakSet()
        self._threads = self._new_threads()

    def close(self) -> None:
        """Forget what was to be done later."""
        for timer in list(self._timers):
            timer.cancel()
        self._timers.clear()

    def end(self) -> None:
        """Close it for good."""
        super().close()

    def call_later(
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer = super().call_later(delay, callback, *args, context=context)
        self._timers.add(timer)
        return timer

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Wait for the threads of the test, and have others for the next."""
        self._threads.shutdown()
        self._threads = self._new_threads()

    def _new_threads(self) -> ThreadPoolExecutor:
        threads = ThreadPoolExecutor()
        self.set_default_executor(threads)
        return threads

    async def shutdown_asyncgens(self) -> None:
        """Close the generators that the test has begun and not read to their end."""
        begun = list(self._generators)
        self._generators.clear()
        await asyncio.gather(*(each.aclose() for each in begun), return_exceptions=True)

    def _asyncgen_firstiter_hook(self, generator: AsyncGenerator[Any, Any]) -> None:
        self._generators.add(generator)


@cache
def kept_loop() -> KeptLoop:
    """The loop of this process."""
    return KeptLoop()
