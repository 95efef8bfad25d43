"""The people whom an invoice asks to approve it: chosen when it is issued, and again when they can no longer answer.

No review clock runs unless somebody was asked who can answer: an active member of the customer with the right to
approve, whom a notification or a message reaches. Without one, `needs_approver_since` shows staff that it needs them.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from adapters import clock
from models.core.channels import Channel
from models.core.viewer import Right
from models.invoices.review_clock import review_ends
from models.invoices.rows import Invoice
from models.messages.audience import Recipient, members_with, recipients
from models.messages.deliveries import Delivery, DeliveryStatus
from models.messages.notifications import NotificationKind
from models.people.customers import ApprovalMode, Customer

ASKS: Final = "invoice_awaiting_approval"
"""The message that asks for an approval; the invoice is in its data."""


async def able_to_answer(customer_id: UUID, invoice_id: UUID | None = None) -> list[Recipient]:
    """The active members of a customer who may approve its invoices, and whom a question would reach.

    With an invoice, those are left out to whom no message that asked for its approval could be delivered.
    """
    customer = await Customer.get(id=customer_id)
    by_sms = customer.approval_channel is Channel.SMS
    people = await recipients(NotificationKind.INVOICE_ISSUED, members_with(customer_id, Right.INVOICE_APPROVAL))
    reached = [person for person in people if person.is_reached(by_sms=by_sms)]
    if invoice_id is None:
        return reached
    missed = await _missed(invoice_id, reached)
    return [person for person in reached if person.contact_id not in missed]


async def _missed(invoice_id: UUID, people: Sequence[Recipient]) -> set[UUID | None]:
    """Those of `people` for whom every message that asked them at their present address or number has failed."""
    ids = [person.contact_id for person in people]
    asking = await Delivery.filter(contact_id__in=ids, template=ASKS)
    missed = set()
    for person in people:
        sent = [
            delivery.status
            for delivery in asking
            if delivery.contact_id == person.contact_id
            and delivery.data.get("asks") == str(invoice_id)
            and delivery.recipient in (person.email, person.mobile)
        ]
        if sent and set(sent) == {DeliveryStatus.DEAD}:
            missed.add(person.contact_id)
    return missed


async def question(
    mode: ApprovalMode, customer_id: UUID, approver_id: UUID | None, able: Sequence[Recipient]
) -> dict[str, Any]:
    """The columns of an invoice that asks for its approval now, or asks nobody if the operator approves.

    The approver is asked if they are among those who are `able` to answer, and else all of those. If there are none, no
    clock runs and the invoice needs an approver.
    """
    if mode is ApprovalMode.OPERATOR_APPROVES:
        return {"approver_id": approver_id, "asked": [], "needs_approver_since": None, "auto_approves_at": None}
    asked = [person.contact_id for person in able]
    if approver_id in asked:
        asked = [approver_id]
    else:
        approver_id = None
    return {
        "approver_id": approver_id,
        "asked": [str(contact_id) for contact_id in asked],
        "needs_approver_since": None if asked else clock.now(),
        "auto_approves_at": await review_ends(mode, customer_id, approver_id) if asked else None,
    }


async def can_be_answered(invoice: Invoice) -> bool:
    """Whether somebody who was asked can still answer, and a message may have reached them."""
    able = {str(person.contact_id) for person in await able_to_answer(invoice.customer_id, invoice.id)}
    return not able.isdisjoint(invoice.asked or [])
