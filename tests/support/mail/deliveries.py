"""Messages that are due, and waiting for workers of other processes to send them."""

import asyncio

from adapters import clock
from models.messages.deliveries import Delivery, DeliveryStatus


async def all_sent(count: int) -> None:
    """Wait until the database says that so many have gone out."""
    async with asyncio.timeout(100):
        while True:
            if await Delivery.filter(status=DeliveryStatus.SENT).count() == count:
                return
            await asyncio.sleep(0.05)


async def end_leases() -> None:
    """Let the time pass for which a killed worker holds what it had claimed."""
    await Delivery.filter(status=DeliveryStatus.QUEUED, due_at__gt=clock.now()).update(due_at=clock.now())
