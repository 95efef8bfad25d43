"""Turns in the event loop: work that takes long is done in pieces, between which everybody else is served."""

import asyncio
from typing import Final
from weakref import WeakKeyDictionary

_locks: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]] = WeakKeyDictionary()


async def give_way() -> None:
    """Let the loop run whatever else is ready before the caller goes on.

    Callers go on one at a time, in turn: much long work at once holds the loop no longer than one piece of it.
    """
    lock = _locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with lock:
        await asyncio.sleep(0)
