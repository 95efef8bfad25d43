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
from resolvers.core.relations import one
from resolvers.core.scalars import EventCursor
from resolvers.log import events
from resolvers.viewer import unread_notification_count
from schema.access.types import PortalActivity
from schema.core.fields import column, interface_type, object_type, relation
from schema.core.types import Actor
from schema.invoices.types import Invoice
from schema.messages.notifications import Notification
from schema.orders.timeline import TimelineEntry
from schema.orders.types import Order
from schema.people.types import Contact, Customer
from schema.places.types import Site


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
    from_status: OrderStatus | None = relation(values.recorded("from_status"), "Where the order was, if it moved.")
    to_status: OrderStatus | None = relation(values.recorded("to_status"), "Where the order went, if it moved.")


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
        values.recorded("from_status"), "How far the access had come, where it is about access."
    )
    to_status: PortalAccessStatus | None = relation(
        values.recorded("to_status"), "How far the access has come, where it is about access."
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
