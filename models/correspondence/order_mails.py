"""Messages about orders on their way: what waited is not sent to who may not see the order any more."""

from uuid import UUID

from models.access.sessions import viewer_of_person
from models.core.errors import Refusal, RefusalCode
from models.messages.deliveries import Delivery
from models.orders.orders import Order
from models.policy import find


async def expect_still_seen(delivery: Delivery) -> None:
    """Refuse with NOT_FOUND a message to a contact about an order that they do not see now."""
    order_id = delivery.data.get("answers", {}).get("order_id")
    if order_id is None or delivery.contact_id is None:
        return
    reader = await viewer_of_person(delivery.contact_id, None)
    if reader is None:
        raise Refusal(RefusalCode.NOT_FOUND, "Its reader has no access to the portal any more.")
    await find(Order, UUID(order_id), reader, to="see")
