"""Every live field: each follows the event log."""

from collections.abc import AsyncIterator

import strawberry

from schema.core.fields import stream
from schema.log.items import (
    EventOrCheckpoint,
    InvoiceEventOrCheckpoint,
    NotificationEventOrCheckpoint,
    OrderEventOrCheckpoint,
    PortalAccessEventOrCheckpoint,
    PropertyEventOrCheckpoint,
)
from subscriptions import fields


@strawberry.type(
    description="Live events. `after` resumes after a cursor: no event after it is lost or repeated. Without it "
    "the stream starts now, with a `Checkpoint`: no event after it is missed. Later checkpoints move the position of "
    "an idle stream forward. Each event is checked against what the viewer may see at that moment, and a stream ends "
    "when the viewer's session does. A stream of one order, invoice, customer or contact completes when the viewer may "
    "no longer see it."
)
class Subscription:
    """The root of subscriptions."""

    events: AsyncIterator[EventOrCheckpoint] = stream(
        fields.events, "Everything that the viewer may see, in one stream; `Query.events` reads the same."
    )
    order_events: AsyncIterator[OrderEventOrCheckpoint] = stream(
        fields.order_events,
        "Events of orders. `where` is applied to the order as it is when the event is sent.",
    )
    invoice_events: AsyncIterator[InvoiceEventOrCheckpoint] = stream(
        fields.invoice_events,
        "Events of invoices and of approval settings. `where` is applied to the invoice as it is when the event is "
        "sent.",
    )
    property_events: AsyncIterator[PropertyEventOrCheckpoint] = stream(
        fields.property_events,
        "Events of the market for those with roles on properties: of listings. With `siteId`, those of one property, "
        "until the viewer may no longer see it.",
    )
    notification_events: AsyncIterator[NotificationEventOrCheckpoint] = stream(
        fields.notification_events,
        "The viewer's notifications as they are created, and as they are marked as read in any client; each event "
        "has the number of unread ones.",
    )
    portal_access_events: AsyncIterator[PortalAccessEventOrCheckpoint] = stream(
        fields.portal_access_events,
        "Changes of portal access: the viewer's own, or for staff everybody's.",
    )
