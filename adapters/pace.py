"""Answers that take the same time whatever was found, so that a clock tells a stranger nothing."""

import asyncio
import math
import time


def began() -> float:
    """The moment from which `even` counts."""
    return time.monotonic()


async def even(since: float, milliseconds: int) -> None:
    """Wait until so long after `since`, or a multiple of that where the work took longer; 0 does not wait."""
    if milliseconds:
        step, passed = milliseconds / 1000, time.monotonic() - since
        await asyncio.sleep(math.ceil(passed / step) * step - passed)
