"""What mutations of messages do."""

from typing import Any

from execution.context import Info, viewer_of
from models.log.unit_of_work import unit_of_work
from models.messages.deliveries import Delivery
from models.policy import find
from resolvers.access.portal_access import MANAGES_ACCESS
from resolvers.core import ids
from resolvers.core.mutations import mutation
from resolvers.messages.inputs import DeliveryRetryInput


@mutation(MANAGES_ACCESS)
async def delivery_retry(info: Info, input: DeliveryRetryInput) -> dict[str, Any]:
    """Send a message again that did not get through."""
    delivery = await find(Delivery, ids.wanted(input.id, "Delivery"), viewer_of(info), to="retry")
    async with unit_of_work() as unit:
        await delivery.retry(unit)
    return {"delivery_id": delivery.id}
