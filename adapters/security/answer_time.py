"""Answers that take the same time whatever was found, so that a clock tells a stranger nothing."""

import asyncio
import math
import time
from collections.abc import Coroutine
from typing import Any, Final

_unfinished: Final[set[asyncio.Task[Any]]] = set()
"""Work that goes on after its answer was due."""


def start() -> float:
    """The moment from which `pad` counts."""
    return time.monotonic()


async def pad(since: float, milliseconds: int, work: Coroutine[Any, Any, Any] | None = None) -> None:
    """Wait until so long after `since`, or a multiple of that where more has passed; 0 waits for `work` alone.

    `work` is what is done only where something was found: it is done meanwhile, and has half a step at least. What
    takes longer goes on by itself, as waiting for it would tell.
    """
    task = asyncio.create_task(work) if work is not None else None
    if not milliseconds:
        if task is not None:
            await task
        return
    step, passed = milliseconds / 1000, time.monotonic() - since
    left = math.ceil(passed / step) * step - passed
    due = time.monotonic() + (left if left >= step / 2 else left + step)
    if task is not None:
        _unfinished.add(task)
        task.add_done_callback(_unfinished.discard)
    await asyncio.sleep(due - time.monotonic())
    if task is not None and task.done():
        task.result()
