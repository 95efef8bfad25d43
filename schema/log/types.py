"""Events: the log behind everything live, as clients see it."""

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
    "What happened.",
    ORDER_CREATED="An order was taken in.",
    ORDER_UPDATED="An order's details were changed.",
    ORDER_STATUS_CHANGED="An order moved along its life.",
    ORDER_SCHEDULED="The work on an order was planned.",
    ORDER_ASSIGNED="It was said who works on an order.",
    NOTE_ADDED="Somebody wrote a note on an order.",
    ATTACHMENT_ADDED="A file was added to an order.",
    WORK_RECORDED="Work on an order was recorded.",
    ORDER_OF_PROPERTY_CHANGED="An order, or a note or file of it, was marked as of the property, or no longer is.",
    RECOMMENDATION_POSTED="Staff proposed work on an order.",
    RECOMMENDATION_ANSWERED="A customer answered a proposal, or asked about it.",
    RECOMMENDATION_REPLIED="Staff said more about a proposal.",
    RECOMMENDATION_WITHDRAWN="Staff took a proposal back.",
    INVOICE_ISSUED="An invoice was issued.",
    INVOICE_APPROVED="An invoice was approved.",
    INVOICE_DECLINED="An invoice was declined.",
    INVOICE_HELD="An invoice was put on hold.",
    INVOICE_RELEASED="An invoice was released from its holds.",
    INVOICE_PAID="Money was received for an invoice.",
    INVOICE_VOIDED="An invoice was taken back.",
    INVOICE_APPROVER_CHANGED="An invoice waits for somebody else's decision.",
    INVOICE_REMINDED="People were reminded of an invoice that awaits approval, or is overdue; `detail` names them.",
    INVOICE_NEEDS_APPROVER="Nobody of the customer can approve an invoice; for staff, who choose what becomes of it.",
    INVOICE_MESSAGE_RECEIVED="Somebody answered an e-mail about an invoice, and it waits for staff; only they see it.",
    APPROVAL_PREFERENCES_CHANGED="How a customer's invoices are approved was changed.",
    PORTAL_ACCESS_CHANGED="Something happened to a contact's portal access.",
    CONTACT_CHANGED="A contact, or their place in a customer, was changed.",
    PARTY_CHANGED="A role on a property was changed.",
    CUSTOMER_CHANGED="A customer was added, or its details or sites were changed.",
    NOTIFICATION_CREATED="The viewer was told something.",
    NOTIFICATIONS_READ="The viewer marked notifications as read, here or elsewhere.",
    CHECKPOINT="Nothing for this viewer: it carries only a cursor, which moves an idle subscriber's place forward.",
)


@interface_type
class PortalEvent:
    """Something that happened, with its place in the log."""

    recognised_by: ClassVar[tuple[str, ...]] = ("kind",)

    cursor: EventCursor = relation(events.cursor, "Its place in the log: resume a stream after it.")
    kind: EventKind = column("What happened.")
    occurred_at: datetime = column("When.")
    actor: Actor | None = column("Who did it; null for a checkpoint.")

    @staticmethod
    def is_type_of(_row: Row, _info: GraphQLResolveInfo[Any]) -> bool:
        """Events are of the type that their field says, or `resolve_type`."""
        return True

    @staticmethod
    def resolve_type(row: Row, _info: GraphQLResolveInfo[Any], _type: Any) -> str:
        """The type of an event, by its kind."""
        return events.typename(row)


@object_type
class OrderEvent(PortalEvent):
    """Something that happened to an order."""

    order: Order | None = relation(one(OrderRow, "order_id"), "The order as it is now.")
    entry: TimelineEntry | None = relation(events.entry, "What it is in the order's timeline, where it is in it.")
    from_status: OrderStatus | None = relation(values.event_data("from_status"), "Where the order was, if it moved.")
    to_status: OrderStatus | None = relation(values.event_data("to_status"), "Where the order went, if it moved.")


@object_type
class InvoiceEvent(PortalEvent):
    """Something that happened to an invoice, or to how a customer's invoices are approved."""

    invoice: Invoice | None = relation(one(InvoiceRow, "invoice_id"), "The invoice as it is now.")


@object_type
class PortalAccessEvent(PortalEvent):
    """Something that happened to a contact, or to their portal access."""

    contact: Contact | None = relation(one(ContactRow, "contact_id"), "The contact as they are now.")
    activity: PortalActivity | None = relation(
        events.activity, "What it is in the history of the contact's portal access, where it is in it."
    )
    from_status: PortalAccessStatus | None = relation(
        values.event_data("from_status"), "How far the access had come, where it is about access."
    )
    to_status: PortalAccessStatus | None = relation(
        values.event_data("to_status"), "How far the access has come, where it is about access."
    )
    reason: str | None = relation(events.reason, "Why, or more about it, where that was said; only staff see it.")


@object_type
class SiteEvent(PortalEvent):
    """Something that happened to a property."""

    site: Site | None = relation(one(SiteRow, "site_id"), "The property as it is now.")


@object_type
class CustomerEvent(PortalEvent):
    """A customer was added, or its details or sites were changed."""

    customer: Customer | None = relation(one(CustomerRow, "customer_id"), "The customer as it is now.")


@object_type
class NotificationEvent(PortalEvent):
    """The viewer was told something, or has marked notifications as read."""

    notification: Notification | None = relation(
        events.notification, "What they were told; null where they marked notifications as read."
    )
    unread_count: int = relation(unread_notification_count, "How much they were told that they have not read, now.")


@object_type
class Checkpoint(PortalEvent):
    """Nothing for this viewer: it carries only a cursor, which moves an idle subscriber's place forward."""


EVENTS = (OrderEvent, InvoiceEvent, PortalAccessEvent, SiteEvent, CustomerEvent, NotificationEvent, Checkpoint)
"""The types of events, which not every schema names in a field."""


@object_type
class EventPage:
    """A stretch of the log."""

    events: list[PortalEvent] = column("What happened, in the order in which it did.")
    end_cursor: EventCursor = column("Where the stretch ends: go on after it.")
    has_more: bool = column("Whether there is more after it.")
