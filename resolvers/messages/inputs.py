"""Enums and inputs of events, notifications and messages."""

import strawberry

from models.log.events import EventKind
from models.messages.deliveries import DeliveryStatus
from models.messages.digests import DigestFrequency
from models.messages.notifications import NotificationKind
from resolvers.core.declare import about, describe, input_type
from resolvers.core.inputs import Channel

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
describe(
    NotificationKind,
    "What a notification is about.",
    ORDER_STATUS_CHANGED="An order moved along its life.",
    NOTE_ADDED="Somebody wrote a note on an order.",
    ATTACHMENT_ADDED="A file was added to an order.",
    VISIT_SCHEDULED="A visit was planned.",
    RECOMMENDATION_POSTED="Work was proposed on an order.",
    RECOMMENDATION_ANSWERED="A proposal was answered, or asked about.",
    RECOMMENDATION_REPLIED="Staff said more about a proposal.",
    INVOICE_ISSUED="An invoice was issued, or awaits approval.",
    INVOICE_APPROVED="An invoice was approved.",
    INVOICE_DECLINED="An invoice was declined.",
    INVOICE_HELD="An invoice was put on hold.",
    INVOICE_RELEASED="An invoice was released from its holds.",
    INVOICE_PAID="Money was received for an invoice.",
    INVOICE_REMINDER="An invoice still awaits approval.",
    INVOICE_OVERDUE="One or more invoices are overdue.",
    INVOICE_NEEDS_APPROVER="Nobody of the customer can approve an invoice; for staff.",
    CUSTOMER_CHANGED="A customer's own people changed its details or its sites; for staff.",
    ACCESS_REQUESTED="A customer's administrator asks for an account, or for the end of one.",
    SMS_RECEIVED="A text message came in that needs a person.",
    MAIL_RECEIVED="An e-mail came in that needs a person.",
)
describe(
    DigestFrequency,
    "How often somebody gets the e-mails that can wait. What asks for an answer, has a deadline or carries a link for "
    "signing in is sent at once whatever is chosen; notifications in the portal and text messages are too.",
    AT_ONCE="Each as it is written.",
    HOURLY="What there is, in one mail at the full hour of the reader's clock.",
    DAILY="What there is, in one mail a day, in the morning of the reader's time zone.",
)
describe(
    DeliveryStatus,
    "Where a message is.",
    QUEUED="Waiting to be sent.",
    SENT="Handed over to the next server on its way.",
    FAILED="The last try failed; another will be made.",
    DEAD="Given up.",
)


@input_type
class NotificationPreferenceInput:
    """How to be told of one kind; what is left out stays as it is."""

    kind: NotificationKind = about("What it is about.")
    email: bool | None = about("By e-mail.")
    sms: bool | None = about("By text message.")
    in_app: bool | None = about("In the portal.")


@input_type
class NotificationPreferencesUpdateInput:
    """How the viewer wants to be told."""

    preferences: list[NotificationPreferenceInput] = about("The kinds to change; others stay as they are.")
    digest_frequency: DigestFrequency | None = about(
        "How often the e-mails that can wait are sent; left out, that stays. What waits follows; `AT_ONCE` sends it."
    )


@input_type
class NotificationsMarkReadInput:
    """Which of the viewer's notifications have been read."""

    ids: list[strawberry.ID] | None = about("These.")
    all: bool | None = about("All of them.", False)


@input_type
class DeliveryRetryInput:
    """A message to send again that did not get through."""

    id: strawberry.ID = about("The message.")


@input_type
class DeliveryWhere:
    """Which messages: those that fulfil every condition that is given."""

    status: list[DeliveryStatus] | None = about("In one of these statuses.")
    channel: list[Channel] | None = about("Travelling by one of these.")
    contact_id: strawberry.ID | None = about("To this contact.")
