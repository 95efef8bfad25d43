"""Notifications, and the messages that were sent."""

from datetime import datetime

import strawberry

from models.messages.deliveries import DeliveryStatus
from models.messages.notifications import NotificationKind
from models.people.contacts import Contact as ContactRow
from models.people.customers import Channel
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.messages import notifications
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import LazyContact
from schema.core.types import Node


@object_type
class Notification(Node):
    """Something that the viewer is told in the portal."""

    id: strawberry.ID = global_id("Notification")
    kind: NotificationKind = column("What it is about.")
    title: str = column("What happened, in one line.")
    body: str = column("What happened, at more length.")
    subject: Node | None = relation(
        notifications.subject,
        "What it leads to; null where the viewer may not see it any more.",
        ("subject_type", "subject_id"),
    )
    created_at: datetime = column("When the viewer was told.")
    read_at: datetime | None = column("When it was marked as read.")


@object_type
class NotificationPreference:
    """How the viewer is told of one kind of thing."""

    kind: NotificationKind = column("What it is about.")
    email: bool = column("By e-mail.")
    sms: bool = column("By text message.")
    in_app: bool = column("In the portal.")


@object_type
class Delivery(Node):
    """A message that the server has sent, or is still trying to send. What it says is not shown."""

    id: strawberry.ID = global_id("Delivery")
    channel: Channel = column("How it travels.")
    recipient: str = column("The address or number that it goes to.")
    template: str = column("What kind of message it is.")
    status: DeliveryStatus = column("Where it is.")
    attempts: int = column("How often sending was tried.")
    last_error: str | None = column("Why the last try failed.")
    queued_at: datetime = column("When it was written.")
    next_attempt_at: datetime | None = relation(
        values.value("due_at"), "When sending is tried next; null where nothing is left to do.", ("due_at",)
    )
    sent_at: datetime | None = column("When it was handed over.")
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "The contact whom it is for, where it is for one.", ("contact_id",)
    )
