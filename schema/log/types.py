"""Events as clients see them, in the log and in streams, by what they are about."""

from models.access.accounts import PortalAccessStatus
from models.invoices.rows import Invoice as InvoiceRow
from models.log.reading import COLUMNS
from models.orders.lifecycle import OrderStatus
from models.orders.orders import Order as OrderRow
from models.people.contacts import Contact as ContactRow
from models.people.customers import Customer as CustomerRow
from models.people.staff import StaffMember as StaffRow
from resolvers.core import connections, values
from resolvers.core.relations import one
from resolvers.core.scalars import EventCursor
from resolvers.log import events
from resolvers.viewer import unread_notification_count
from schema.access.types import PortalActivity
from schema.core.fields import column, interface_type, object_type, relation
from schema.core.types import PageInfo
from schema.invoices.types import Invoice, InvoiceActivity
from schema.log.items import (
    Checkpoint,
    InvoiceEventOrCheckpoint,
    NotificationEventOrCheckpoint,
    OrderEventOrCheckpoint,
    PortalAccessEventOrCheckpoint,
    PortalEvent,
)
from schema.log.market import MARKET_EVENTS
from schema.log.rows import ROW_EVENTS
from schema.messages.types import Notification
from schema.orders.timeline import TimelineEntry
from schema.orders.types import Order
from schema.people.staff_types import StaffMember
from schema.people.types import Contact, Customer

WHOLE = tuple(COLUMNS)
"""All columns, for fields that show the event as an entry of a history."""


@interface_type
class OrderEvent(PortalEvent, OrderEventOrCheckpoint):
    """An event of an order."""

    order: Order = relation(events.subject(OrderRow, "order_id"), "The order as it is now.", ("order_id",))


@interface_type
class OrderTimelineEvent(OrderEvent):
    """An event that is in the timeline of its order."""

    entry: TimelineEntry = relation(values.same_row, "The event as an entry of the timeline.", WHOLE)


@object_type
class OrderCreated(OrderTimelineEvent):
    """An order was created, as a draft or submitted at once."""

    to_status: OrderStatus = relation(
        values.event_data("to_status"), "The status with which it was created.", ("data",)
    )


@object_type
class OrderStatusChanged(OrderTimelineEvent):
    """The status of an order changed."""

    from_status: OrderStatus = relation(values.event_data("from_status"), "The previous status.", ("data",))
    to_status: OrderStatus = relation(values.event_data("to_status"), "The new status.", ("data",))


@object_type
class OrderEntryAdded(OrderTimelineEvent):
    """Something else was added to the timeline of an order, such as a note, a file, a recommendation or a visit."""


@object_type
class OrderContentRemoved(OrderEvent):
    """Words or a file were removed from an order."""

    removed_from: TimelineEntry | None = relation(
        events.removed_from,
        "The entry that they were removed from, as it is now; null if the viewer does not see it.",
        ("data",),
    )


@object_type
class OrderUpdated(OrderEvent):
    """The details of an order were changed, or what of it later people on the property see."""


@object_type
class InvoiceEvent(PortalEvent, InvoiceEventOrCheckpoint):
    """An event of an invoice."""

    invoice: Invoice = relation(events.subject(InvoiceRow, "invoice_id"), "The invoice as it is now.", ("invoice_id",))
    history_entry: InvoiceActivity = relation(values.same_row, "The event as an entry of the invoice's history.", WHOLE)


@object_type
class ApprovalPreferencesChanged(PortalEvent, InvoiceEventOrCheckpoint):
    """The approval settings of a customer were changed."""

    customer: Customer | None = relation(
        one(CustomerRow, "customer_id"),
        "The customer as it is now; null if the viewer no longer sees it.",
        ("customer_id",),
    )


@interface_type
class NotificationEvent(PortalEvent, NotificationEventOrCheckpoint):
    """An event of the viewer's notifications."""

    unread_count: int = relation(
        unread_notification_count, "The number of the viewer's unread notifications, now, at most 10,000."
    )


@object_type
class NotificationCreated(NotificationEvent):
    """The viewer received a notification."""

    notification: Notification | None = relation(
        events.notification,
        "The notification; null if it was deleted since, or the viewer may no longer see its subject.",
        ("data",),
    )


@object_type
class NotificationsRead(NotificationEvent):
    """The viewer marked notifications as read, in this client or another."""


@object_type
class PortalAccessEvent(PortalEvent, PortalAccessEventOrCheckpoint):
    """The portal access of a contact changed, or was used."""

    contact: Contact | None = relation(
        one(ContactRow, "contact_id"),
        "The contact as they are now; null if the viewer no longer sees them.",
        ("contact_id",),
    )
    activity: PortalActivity = relation(
        values.same_row, "The event as an entry of the contact's portal access history.", WHOLE
    )
    from_access_status: PortalAccessStatus = relation(
        values.event_data("from_status"), "The previous status of the access.", ("data",)
    )
    to_access_status: PortalAccessStatus = relation(
        values.event_data("to_status"), "The new status of the access; it may be the same.", ("data",)
    )
    reason: str | None = relation(
        events.reason, "The reason, or another detail, if given; null for everybody but staff.", ("data",)
    )


@object_type
class StaffAccessEvent(PortalEvent, PortalAccessEventOrCheckpoint):
    """The portal access of a member of staff changed, or was used."""

    staff_member: StaffMember = relation(
        events.subject(StaffRow, "staff_id"), "The member of staff, now.", ("staff_id",)
    )
    activity: PortalActivity = relation(values.same_row, "The change.", WHOLE)


EVENTS = (
    OrderCreated,
    OrderStatusChanged,
    OrderEntryAdded,
    OrderContentRemoved,
    OrderUpdated,
    InvoiceEvent,
    ApprovalPreferencesChanged,
    NotificationCreated,
    NotificationsRead,
    PortalAccessEvent,
    StaffAccessEvent,
    *ROW_EVENTS,
    *MARKET_EVENTS,
    Checkpoint,
)
"""The types of events, which the schema has to include although no field names them."""


@object_type
class PortalEventEdge:
    """An item of the log, with its cursor."""

    cursor: EventCursor = relation(connections.cursor, "The event's position in the log, which streams accept, too.")
    node: PortalEvent = column("The event.")


@object_type
class PortalEventConnection:
    """A page of the log."""

    edges: list[PortalEventEdge] = relation(connections.edges, "The items of the page, each with its cursor.")
    nodes: list[PortalEvent] = column("The items of the page.")
    page_info: PageInfo = column("The position of the page in the log.")
    total_count: int = relation(
        connections.total_count,
        "Number of events in the whole list, counted up to 10,000: if `totalCountIsExact` is false there are more.",
    )
    total_count_is_exact: bool = relation(
        connections.total_count_is_exact, "Whether `totalCount` is the number of all events, and not the least of it."
    )
