"""Notifications, the messages that were sent, and those that came in."""

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
from resolvers.messages import notifications
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import LazyContact, LazyInvoice, LazyOrder, LazyStaffMember
from schema.core.types import Actor, Node
from schema.files.types import Download


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
        values.column("due_at"), "When sending is tried next; null where nothing is left to do.", ("due_at",)
    )
    sent_at: datetime | None = column("When it was handed over.")
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "The contact whom it is for, where it is for one.", ("contact_id",)
    )


@object_type
class InboundMail(Node):
    """An answer to one of our e-mails, and what became of it: a note, a hold, or something for staff to look after."""

    id: strawberry.ID = global_id("InboundMail")
    received_at: datetime = column("When it came.")
    message_id: str = column("Its Message-ID; empty where it has none.")
    sender: str = column("The address that it says it is from; empty where it does not say one.")
    subject: str = column("Its subject.")
    outcome: InboundMailOutcome = column("What became of it.")
    reason: str | None = column("Why it was not taken; of one that was, which files were not kept and why.")
    text: str | None = column("What it says, where it waits for staff, or waited; its files by their names.")
    state: InboundMailState | None = column("Whether it waits for staff; null where it never did.")
    told_at: datetime | None = column("When its sender was told what became of it.")
    cleared_at: datetime | None = column("When somebody had looked after it.")
    cleared_by: Actor | None = column("Who looked after it.")
    download: Download | None = relation(
        files.whole_mail,
        "The whole e-mail as it came, with its files; null where it was not kept, or is not kept any more. Open it as"
        " what a stranger sent.",
        ("id", "subject", "whole_size"),
    )
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "The contact to whom its address was given.", ("contact_id",)
    )
    staff_member: LazyStaffMember | None = relation(
        one(StaffMemberRow, "staff_id"), "The member of staff to whom its address was given.", ("staff_id",)
    )
    order: LazyOrder | None = relation(one(OrderRow, "order_id"), "The order that it is about.", ("order_id",))
    invoice: LazyInvoice | None = relation(
        one(InvoiceRow, "invoice_id"), "The invoice that it is about.", ("invoice_id",)
    )


@object_type
class SmsMessage(Node):
    """A text message that came in, and what became of it."""

    id: strawberry.ID = global_id("SmsMessage")
    sender: PhoneNumber = column("The number that it came from.")
    recipient: PhoneNumber = column("The operator's number that it was sent to.")
    text: str = relation(values.column("body"), "What it says.", ("body",))
    received_at: datetime = column("When it came.")
    command: SmsCommand = column("What it asks for, as it was understood.")
    outcome: SmsOutcome = column("What became of it.")
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "Whose number it came from, where it is one person's.", ("contact_id",)
    )
    invoice: LazyInvoice | None = relation(
        one(InvoiceRow, "invoice_id"), "The invoice that it was taken to be about.", ("invoice_id",)
    )
