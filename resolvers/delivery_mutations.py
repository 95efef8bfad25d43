"""What mutations of messages do."""

from typing import Any

from models.deliveries import Delivery
from models.policy import find
from models.work import unit_of_work
from resolvers import ids
from resolvers.context import Info, viewer_of
from resolvers.mutations import mutation
from resolvers.portal_access import MANAGES_ACCESS
from schema.inputs import DeliveryRetryInput


@mutation(MANAGES_ACCESS)
async def delivery_retry(info: Info, input: DeliveryRetryInput) -> dict[str, Any]:
    """Send a message again that did not get through."""
    delivery = await find(Delivery, ids.wanted(input.id, "Delivery"), viewer_of(info), to="retry")
    async with unit_of_work() as work:
        await delivery.retry(work)
    return {"delivery_id": delivery.id}
