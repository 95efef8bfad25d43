"""Every live field: each follows the event log."""

from collections.abc import AsyncIterator

import strawberry

from schema.core.fields import stream
from schema.log.types import NotificationEvent, OrderEvent, PortalEvent
from subscriptions import fields


@strawberry.type(
    description="Live events. `after` resumes after a cursor: no event after it is lost or repeated. Without it "
    "the stream starts now, with a CHECKPOINT: no event after it is missed. Each event is checked "
    "against what the viewer may see at that moment, and a stream ends when the viewer's session "
    "does. A CHECKPOINT carries only a cursor: later ones move the position of an idle stream "
    "forward."
)
class Subscription:
    """The root of subscriptions."""

    events: AsyncIterator[PortalEvent] = stream(fields.events, "Everything that the viewer may see, in one stream.")
    order_status_changed: AsyncIterator[OrderEvent] = stream(
        fields.order_status_changed,
        "Orders that are submitted or whose status changes; `where` is applied to the order as it is when the event "
        "is sent.",
    )
    order_events: AsyncIterator[PortalEvent] = stream(
        fields.order_events,
        "All events of one order. The stream completes when the viewer may no longer see the order.",
    )
    invoice_events: AsyncIterator[PortalEvent] = stream(
        fields.invoice_events,
        "All events of invoices; `where` is applied to the invoice as it is when the event is sent.",
    )
    notification_received: AsyncIterator[NotificationEvent] = stream(
        fields.notification_received,
        "The viewer's notifications as they are created, and as they are marked as read in any client; each event "
        "has the number of unread ones.",
    )
    portal_access_events: AsyncIterator[PortalEvent] = stream(
        fields.portal_access_events, "Changes of portal access: of the named contact, or for staff of everybody."
    )
