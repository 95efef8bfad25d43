"""Notifications, deliveries, and incoming text messages and e-mails."""

from datetime import datetime

import strawberry

from models.core.channels import Channel
from models.invoices.rows import Invoice as InvoiceRow
from models.messages.deliveries import DeliveryStatus
from models.messages.inbound_mails import InboundMailOutcome, InboundMailState
from models.messages.notifications import NotificationKind
from models.messages.sms_messages import SmsCommand, SmsOutcome
from models.orders.orders import Order as OrderRow
from models.people.contacts import Contact as ContactRow
from models.people.staff import StaffMember as StaffMemberRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.core.scalars import PhoneNumber
from resolvers.files import files
from resolvers.messages import incoming, notifications
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyContact, LazyInvoice, LazyOrder, LazyStaffMember
from schema.core.types import Actor, Node
from schema.files.types import Download


@object_type
class Notification(Node):
    """A notification of the viewer in the portal."""

    id: strawberry.ID = global_id("Notification")
    kind: NotificationKind = column("The kind of notification.")
    title: str = column(
        "The notification in one line, in the language that the viewer had when it was made: `Contact.locale`."
    )
    body: str = column("The words that somebody wrote, such as a note or a comment; empty if there are none.")
    url: str | None = relation(
        notifications.url, "The address of the page in the portal that the notification leads to.", ("path",)
    )
    actor: Actor | None = column("The person or program whose action the notification tells of.")
    order: LazyOrder | None = relation(
        notifications.about(OrderRow),
        "The order that it is about; null if it is about something else, or if the viewer may no longer see the order.",
        ("subject_type", "subject_id"),
    )
    invoice: LazyInvoice | None = relation(
        notifications.about(InvoiceRow),
        "The invoice that it is about, of several the first; null if it is about something else, or if the viewer may "
        "no longer see the invoice.",
        ("subject_type", "subject_id"),
    )
    subject: Node | None = relation(
        notifications.subject,
        "The object that the notification is about; null if the viewer may no longer see it.",
        ("subject_type", "subject_id"),
    )
    created_at: datetime = column("Time of the notification.")
    updated_at: datetime = updated_at("notification")
    read_at: datetime | None = column("Time at which it was marked as read.")


@object_type
class NotificationPreference:
    """The channels by which the viewer gets one kind of notification."""

    kind: NotificationKind = column("The kind of notification.")
    email: bool = column("Whether it is sent by e-mail.")
    sms: bool = column("Whether it is sent by text message.")
    in_app: bool = column("Whether it is shown in the portal.")


@object_type
class Delivery(Node):
    """A message that has been sent or is to be sent. Its content is not shown."""

    id: strawberry.ID = global_id("Delivery")
    channel: Channel = column("The channel.")
    recipient: str = column("The address or number that the message goes to.")
    template: str = column("The template of the message, which tells its kind.")
    status: DeliveryStatus = column("The status of the delivery.")
    attempts: int = column("The number of attempts to send it.")
    last_error: str | None = relation(
        notifications.last_error,
        "The error of the last failed attempt: in the viewer's language, or what the mail server or the provider of "
        "text messages said, in its words.",
        ("last_error", "last_error_facts"),
    )
    queued_at: datetime = column("Time at which it was queued.")
    created_at: datetime = created_at("message", "queued_at")
    updated_at: datetime = updated_at("message")
    next_attempt_at: datetime | None = relation(
        values.column("due_at"), "Time of the next attempt; null if no attempt is left to make.", ("due_at",)
    )
    sent_at: datetime | None = column("Time at which it was handed to the next server.")
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"),
        "The contact whom the message is for; null if it is for somebody else.",
        ("contact_id",),
    )
    viewer_can_retry: bool = relation(
        notifications.can_retry,
        "Whether the viewer may send it again: `deliveryRetry`. True once a try has failed.",
        ("status",),
    )


@object_type
class InboundMail(Node):
    """A reply to one of our e-mails, and its outcome: a note, a hold, or something for staff to deal with."""

    id: strawberry.ID = global_id("InboundMail")
    received_at: datetime = column("Time of receipt.")
    created_at: datetime = created_at("e-mail", "received_at")
    updated_at: datetime = updated_at("e-mail")
    message_id: str = column("Its Message-ID; empty if it has none.")
    sender: str = column("The address in its From header; empty if there is none.")
    subject: str = column("The subject line.")
    outcome: InboundMailOutcome = column("The outcome.")
    reason: str | None = relation(
        incoming.reason,
        "The reason for which it was not accepted; for an accepted one, the files that were not kept and why. In the "
        "viewer's language.",
        ("reason", "reason_facts"),
    )
    text: str | None = column("The text and the names of its files, if it waits or has waited for staff.")
    state: InboundMailState | None = column("Whether it waits for staff; null if it never did.")
    told_at: datetime | None = column("Time at which its sender was notified of the outcome.")
    cleared_at: datetime | None = column("Time at which somebody marked it as dealt with.")
    cleared_by: Actor | None = column("The person who marked it as dealt with.")
    viewer_can_clear: bool = relation(
        incoming.can_clear, "Whether the viewer may mark it as dealt with: `inboundMailClear`.", ("state",)
    )
    download: Download | None = relation(
        files.whole_mail,
        "The whole e-mail as it was received, with its files; null if it was not kept, or is no longer kept. Treat "
        "its content as untrusted.",
        ("id", "subject", "whole_size"),
    )
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "The contact who was given the address that it went to.", ("contact_id",)
    )
    staff_member: LazyStaffMember | None = relation(
        one(StaffMemberRow, "staff_id"), "The member of staff who was given the address that it went to.", ("staff_id",)
    )
    order: LazyOrder | None = relation(one(OrderRow, "order_id"), "The order that it is about.", ("order_id",))
    invoice: LazyInvoice | None = relation(
        one(InvoiceRow, "invoice_id"), "The invoice that it is about.", ("invoice_id",)
    )


@object_type
class SmsMessage(Node):
    """An incoming text message, and its outcome."""

    id: strawberry.ID = global_id("SmsMessage")
    sender: PhoneNumber = column("The sender's number.")
    recipient: PhoneNumber = column("The operator's number.")
    text: str = relation(values.column("body"), "The text.", ("body",))
    received_at: datetime = column("Time of receipt.")
    created_at: datetime = created_at("message", "received_at")
    updated_at: datetime = updated_at("message")
    command: SmsCommand = column("The request in the text, as it was understood.")
    outcome: SmsOutcome = column("The outcome.")
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"),
        "The contact with this number; null if it is not exactly one person's.",
        ("contact_id",),
    )
    invoice: LazyInvoice | None = relation(
        one(InvoiceRow, "invoice_id"), "The invoice that the text was understood to be about.", ("invoice_id",)
    )
