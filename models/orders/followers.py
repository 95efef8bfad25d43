"""The people who follow an order, and how they are notified of it."""

from typing import Any
from uuid import UUID

from adapters.text.sentences import Sentence
from models.core.viewer import SEES_ORDERS, Permission, Viewer
from models.log.events import NewEvent, Visibility
from models.log.unit_of_work import UnitOfWork
from models.messages.audience import members_with, parties_of, recipients, staff_with
from models.messages.notifications import OF_RECOMMENDATIONS, NotificationKind
from models.messages.notify import Subject, notify
from models.orders.orders import Order


async def notify_followers(
    unit: UnitOfWork,
    event: NewEvent,
    order: Order,
    kind: NotificationKind,
    *,
    title: Sentence,
    body: str,
    template: str,
    asked_by: UUID | None = None,
    by: Viewer,
    **data: Any,
) -> None:
    """Notify everybody who follows the order: staff, and unless it is STAFF_ONLY the customer and the property, which
    recommendations do not concern.

    `asked_by` is the member of staff whose question this answers: they are notified whoever works on the order.
    """
    groups = [staff_with(Permission.MANAGE_ORDERS, order.id, and_also=asked_by)]
    if event.visibility is Visibility.EVERYONE:
        groups.append(members_with(order.customer_id, SEES_ORDERS))
        if kind not in OF_RECOMMENDATIONS:
            groups.append(parties_of(order.site_id, None if order.of_property else order.created_at))
    await notify(
        unit,
        event,
        kind,
        await recipients(kind, *groups),
        Subject("Order", order.id, f"/orders/{order.reference}"),
        title=title,
        body=body,
        template=template,
        data={"order_number": order.reference, "order_summary": order.problem_summary, "actor_name": by.name, **data},
        by=by,
    )


async def notify_of_status(unit: UnitOfWork, event: NewEvent, order: Order, comment: str | None, *, by: Viewer) -> None:
    """Notify everybody who follows the order of the status that it has now."""
    await notify_followers(
        unit,
        event,
        order,
        NotificationKind.ORDER_STATUS_CHANGED,
        title=Sentence("{order} is now “{status}”", order=order.reference, status=order.status),
        body=comment or order.problem_summary,
        template="order_status_changed",
        by=by,
        status=order.status.value,
        comment=comment,
    )
