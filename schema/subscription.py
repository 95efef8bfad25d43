"""Every live field: a reading of the log that goes on."""

from collections.abc import AsyncIterator

import strawberry

from schema.core.fields import stream
from schema.log.types import NotificationEvent, OrderEvent, PortalEvent
from subscriptions import fields


@strawberry.type(
    description="What can be watched. `after` resumes after a cursor: nothing beyond it is lost or repeated; left out, "
    "the stream starts now, with a CHECKPOINT: nothing that happens after it is missed. Each event is checked against "
    "what the viewer may see at that moment, and a stream ends when the viewer's session does. A CHECKPOINT carries "
    "only a cursor: later ones move an idle stream's place forward."
)
class Subscription:
    """The root of subscriptions."""

    events: AsyncIterator[PortalEvent] = stream(fields.events, "Everything that the viewer may see, on one stream.")
    order_status_changed: AsyncIterator[OrderEvent] = stream(
        fields.order_status_changed,
        "Orders that are submitted or change their status; `where` is asked of the order as it is.",
    )
    order_events: AsyncIterator[PortalEvent] = stream(
        fields.order_events,
        "Everything that happens to one order. It completes when the viewer may not see the order any more.",
    )
    invoice_events: AsyncIterator[PortalEvent] = stream(
        fields.invoice_events, "Everything that happens to invoices; `where` is asked of the invoice as it is."
    )
    notification_received: AsyncIterator[NotificationEvent] = stream(
        fields.notification_received,
        "The viewer's notifications, as they are made and, in whatever window, marked as read: each event tells how "
        "many are unread.",
    )
    portal_access_events: AsyncIterator[PortalEvent] = stream(
        fields.portal_access_events, "What happens to portal access: a contact's, or everybody's for staff."
    )
