"""Events as clients see them: the log behind all live fields."""

from datetime import datetime
from typing import Any, ClassVar

from graphql import GraphQLResolveInfo

from models.access.accounts import PortalAccessStatus
from models.core.rows import Row
from models.invoices.rows import Invoice as InvoiceRow
from models.log.events import EventKind
from models.orders.lifecycle import OrderStatus
from models.orders.orders import Order as OrderRow
from models.people.contacts import Contact as ContactRow
from models.people.customers import Customer as CustomerRow
from models.places.sites import Site as SiteRow
from resolvers.core import values
from resolvers.core.declare import describe
from resolvers.core.relations import one
from resolvers.core.scalars import EventCursor
from resolvers.log import events
from resolvers.viewer import unread_notification_count
from schema.access.types import PortalActivity
from schema.core.fields import column, interface_type, object_type, relation
from schema.core.types import Actor
from schema.invoices.types import Invoice
from schema.messages.types import Notification
from schema.orders.timeline import TimelineEntry
from schema.orders.types import Order
from schema.people.types import Contact, Customer
from schema.places.types import Site

describe(
    EventKind,
    "The kinds of events.",
    ORDER_CREATED="An order was created.",
    ORDER_UPDATED="The details of an order were changed.",
    ORDER_STATUS_CHANGED="The status of an order changed.",
    ORDER_SCHEDULED="The work on an order was scheduled.",
    ORDER_ASSIGNED="The technicians of an order were changed.",
    NOTE_ADDED="A note was added to an order.",
    NOTE_REDACTED="The words of a note, of recorded work or of a change of status were removed.",
    ATTACHMENT_ADDED="A file was added to an order.",
    ATTACHMENT_REMOVED="A file of an order was removed.",
    WORK_RECORDED="Work on an order was recorded.",
    ORDER_OF_PROPERTY_CHANGED="An order, or one of its notes or files, was marked as of the property, or the "
    "mark was removed.",
    RECOMMENDATION_POSTED="Staff recommended work on an order.",
    RECOMMENDATION_ANSWERED="The customer answered a recommendation, or asked a question about it.",
    RECOMMENDATION_REPLIED="Staff replied to a question about a recommendation, or added to it.",
    RECOMMENDATION_WITHDRAWN="Staff withdrew a recommendation.",
    RECOMMENDATION_FILE_REMOVED="A file of a recommendation was removed.",
    INVOICE_ISSUED="An invoice was issued.",
    INVOICE_APPROVED="An invoice was approved.",
    INVOICE_DECLINED="An invoice was declined.",
    INVOICE_HELD="An invoice was put on hold.",
    INVOICE_RELEASED="Holds of an invoice were released.",
    INVOICE_PAID="A payment for an invoice was received.",
    INVOICE_VOIDED="An invoice was voided.",
    INVOICE_APPROVER_CHANGED="The approver of an invoice changed.",
    INVOICE_REMINDED="People were reminded of an invoice that awaits approval or is overdue; `detail` names them.",
    INVOICE_NEEDS_APPROVER="No member of the customer can approve an invoice, and staff have to decide how to "
    "proceed. For staff.",
    INVOICE_MESSAGE_RECEIVED="A reply to an e-mail about an invoice came in and waits for staff. Only staff see "
    "this event.",
    APPROVAL_PREFERENCES_CHANGED="The approval settings of a customer were changed.",
    PORTAL_ACCESS_CHANGED="The portal access of a contact changed.",
    CONTACT_CHANGED="A contact or one of their memberships was changed.",
    PARTY_CHANGED="A role on a property was changed.",
    CUSTOMER_CHANGED="A customer was added, or its details or sites were changed.",
    NOTIFICATION_CREATED="The viewer received a notification.",
    NOTIFICATIONS_READ="The viewer marked notifications as read, in this client or another.",
    CHECKPOINT="No event for this viewer: only a cursor, which moves the position of an idle subscriber forward.",
)


@interface_type
class PortalEvent:
    """An event, with its position in the log."""

    recognised_by: ClassVar[tuple[str, ...]] = ("kind",)

    cursor: EventCursor = relation(events.cursor, "The event's position in the log: resume a stream after it.")
    kind: EventKind = column("The kind of event.")
    occurred_at: datetime = column("Time of the event.")
    actor: Actor | None = column("The person or program that caused the event; null for a checkpoint.")

    @staticmethod
    def is_type_of(_row: Row, _info: GraphQLResolveInfo[Any]) -> bool:
        """True: an event is of the type of its field, or of the type that `resolve_type` returns."""
        return True

    @staticmethod
    def resolve_type(row: Row, _info: GraphQLResolveInfo[Any], _type: Any) -> str:
        """The type of an event, by its kind."""
        return events.typename(row)


@object_type
class OrderEvent(PortalEvent):
    """An event of an order."""

    order: Order | None = relation(one(OrderRow, "order_id"), "The order as it is now.")
    entry: TimelineEntry | None = relation(
        events.entry,
        "The event as an entry of the order's timeline, or, for NOTE_REDACTED, ATTACHMENT_REMOVED and "
        "RECOMMENDATION_FILE_REMOVED, the entry from which something was removed; null if there is none.",
    )
    from_status: OrderStatus | None = relation(
        values.event_data("from_status"), "The previous status, if the status changed."
    )
    to_status: OrderStatus | None = relation(values.event_data("to_status"), "The new status, if the status changed.")


@object_type
class InvoiceEvent(PortalEvent):
    """An event of an invoice, or of a customer's approval settings."""

    invoice: Invoice | None = relation(one(InvoiceRow, "invoice_id"), "The invoice as it is now.")


@object_type
class PortalAccessEvent(PortalEvent):
    """An event of a contact, or of their portal access."""

    contact: Contact | None = relation(one(ContactRow, "contact_id"), "The contact as they are now.")
    activity: PortalActivity | None = relation(
        events.activity,
        "The event as an entry of the contact's portal access history; null if it is not in the history.",
    )
    from_status: PortalAccessStatus | None = relation(
        values.event_data("from_status"), "The previous status of the access, if the event is about access."
    )
    to_status: PortalAccessStatus | None = relation(
        values.event_data("to_status"), "The new status of the access, if the event is about access."
    )
    reason: str | None = relation(
        events.reason, "The reason, or another detail, if given; null for everybody but staff."
    )


@object_type
class SiteEvent(PortalEvent):
    """An event of a property."""

    site: Site | None = relation(one(SiteRow, "site_id"), "The property as it is now.")


@object_type
class CustomerEvent(PortalEvent):
    """An event of a customer: it was added, or its details or sites were changed."""

    customer: Customer | None = relation(one(CustomerRow, "customer_id"), "The customer as it is now.")


@object_type
class NotificationEvent(PortalEvent):
    """A new notification of the viewer, or notifications that the viewer marked as read."""

    notification: Notification | None = relation(
        events.notification, "The new notification; null if notifications were marked as read."
    )
    unread_count: int = relation(unread_notification_count, "The number of the viewer's unread notifications, now.")


@object_type
class Checkpoint(PortalEvent):
    """No event for this viewer: only a cursor, which moves the position of an idle subscriber forward."""


EVENTS = (OrderEvent, InvoiceEvent, PortalAccessEvent, SiteEvent, CustomerEvent, NotificationEvent, Checkpoint)
"""The types of events, which the schema has to include although no field names them."""


@object_type
class EventPage:
    """A page of the log."""

    events: list[PortalEvent] = column("The events, oldest first.")
    end_cursor: EventCursor = column("The cursor of the end of the page: continue after it.")
    has_more: bool = column("Whether there are more events after this page.")
