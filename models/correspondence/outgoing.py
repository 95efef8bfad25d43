"""Messages on their way out: whether each is still to be sent, and the result of an attempt to send it."""

from uuid import UUID

from adapters.text.sentences import Sentence
from models.access.sessions import viewer_of_person
from models.core.errors import Refusal, RefusalCode
from models.invoices.approvers import replace_missed_approver
from models.invoices.reminders import expect_still_meant
from models.log.unit_of_work import unit_of_work
from models.messages.deliveries import Delivery, DeliveryStatus, mark_dead, mark_failed, mark_sent
from models.orders.orders import Order
from models.policy import find


async def expect_still_wanted(delivery: Delivery) -> None:
    """Refuse to send what has lost its point while it waited: WRONG_STATE for a reminder of what is answered or paid,
    NOT_FOUND for a message about an order that its reader does not see any more."""
    await expect_still_meant(delivery)
    order_id = delivery.data.get("answers", {}).get("order_id")
    if order_id is None or delivery.contact_id is None:
        return
    reader = await viewer_of_person(delivery.contact_id, None)
    if reader is None:
        raise Refusal(RefusalCode.NOT_FOUND, "Its reader has no access to the portal any more.")
    await find(Order, UUID(order_id), reader, to="see")


async def mark_attempt(delivery: Delivery, failure: Sentence | str | None, *, is_final: bool) -> DeliveryStatus:
    """Mark a message as sent, or as failed: it is tried again later, unless `is_final` or the tries have run out.
    Returns what it is then: SENT, FAILED or DEAD.

    If it asked for an approval that then never reaches its approver, others are asked.
    """
    async with unit_of_work():
        if failure is None:
            await mark_sent(delivery)
            return DeliveryStatus.SENT
        if await mark_failed(delivery, failure, is_final=is_final):
            await replace_missed_approver(delivery)
            return DeliveryStatus.DEAD
        return DeliveryStatus.FAILED


async def mark_undelivered(delivery_id: UUID, provider_id: str | None, failure: Sentence) -> None:
    """Mark a text that the provider had taken, under this id of its own, as one that did not arrive.

    A text that is unknown, or that went out again under another id, stays as it is.
    """
    async with unit_of_work():
        delivery = await Delivery.filter(id=delivery_id).select_for_update().get_or_none()
        if delivery is not None and delivery.data.get("provider_id") == provider_id:
            await mark_dead(delivery, failure)
            await replace_missed_approver(delivery)
