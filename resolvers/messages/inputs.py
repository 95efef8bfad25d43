"""Enums and inputs of notifications and messages, and of what came in."""

import strawberry

from models.core.channels import Channel
from models.messages.deliveries import DeliveryStatus
from models.messages.digests import DigestFrequency
from models.messages.inbound_mails import InboundMailOutcome, InboundMailState
from models.messages.notifications import NotificationKind
from models.messages.sms_messages import SmsCommand, SmsOutcome
from resolvers.core.declare import about, describe, input_type
from resolvers.core.inputs import DateTimeRange

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
describe(
    SmsCommand,
    "What an incoming text asks for, as it was understood.",
    HOLD="To put an invoice on hold.",
    APPROVE="To approve an invoice.",
    STOP="To be sent no more texts.",
    START="To be sent texts again.",
    HELP="How it works.",
    REACT="Nothing: it is a reaction to an earlier text, like a thumb.",
    OTHER="Something else.",
)
describe(
    SmsOutcome,
    "What became of an incoming text.",
    HELD="The invoice was put on hold.",
    ALREADY_HELD="Nothing: the invoice was on hold already.",
    TOO_LATE="Nothing: the invoice was decided, paid or taken back before. Staff were told.",
    AMBIGUOUS_INVOICE="Nothing: several invoices could be meant. Staff were told.",
    NO_SUCH_INVOICE="Nothing: no invoice could be meant. Staff were told.",
    SENT_TO_PORTAL="Nothing: approving needs signing in, said the answer.",
    OPTED_OUT="This number gets no more texts.",
    OPTED_IN="This number gets texts again.",
    HELPED="An answer said how it works.",
    NOT_UNDERSTOOD="Nothing: it was not understood. Staff were told.",
    REACTED="Nothing: it only reacted to an earlier text.",
    UNKNOWN_NUMBER="Nothing: the number is nobody's. Staff were told.",
    UNVERIFIED_NUMBER="Nothing: the number is on file, but not verified. Staff were told.",
)
describe(
    InboundMailOutcome,
    "What became of an answer to one of our e-mails. Where it says so, the writer is told, once a day for each thing.",
    ACCEPTED="It stands on the order's timeline.",
    HELD="Its first line said so, and the invoice was put on hold. The writer is told.",
    ALREADY_HELD="Nothing: the invoice was on hold already. The writer is told.",
    TOO_LATE="It waits for staff: it was to hold an invoice that does not await approval any more. The writer is told.",
    MESSAGE="It waits for staff: it is for a person to read. The writer is told.",
    UNKNOWN_ADDRESS="It went to no address that was given out, or to one whose mail is not kept any more. It waits for "
    "staff, unless it is from a stranger to no address of ours.",
    AUTOMATIC="Nothing: a program wrote it, such as an absence note. What came through a list waits for staff.",
    WRONG_SENDER="It waits for staff: it is neither from the person to whom the address was given, nor from a "
    "colleague who may write. The writer is told.",
    FAILED_AUTHENTICATION="It waits for staff: the receiving mail server says that the sender's address is forged.",
    NOT_ALLOWED="It waits for staff: the writer may not write on this order any more. They are told.",
    EMPTY="Nothing: there was nothing new in it. The writer is told.",
    REFUSED="It waits for staff: it could not be taken as it is, for the reason that is given. The writer is told.",
)
describe(
    InboundMailState,
    "Whether a mail that came in waits for a member of staff.",
    OPEN="Nobody has looked after it.",
    CLEARED="Somebody has looked after it.",
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


@input_type
class SmsMessageWhere:
    """Which incoming texts: those that fulfil every condition that is given."""

    outcome: list[SmsOutcome] | None = about("With one of these outcomes.")
    command: list[SmsCommand] | None = about("That ask for one of these.")
    contact_id: strawberry.ID | None = about("From this contact.")
    invoice_id: strawberry.ID | None = about("About this invoice.")
    received_at: DateTimeRange | None = about("Received within this time.")


@input_type
class InboundMailWhere:
    """Which incoming mails: those that fulfil every condition that is given."""

    outcome: list[InboundMailOutcome] | None = about("With one of these outcomes.")
    state: list[InboundMailState] | None = about("That wait for staff, or waited.")
    contact_id: strawberry.ID | None = about("To an address that this contact was given.")
    order_id: strawberry.ID | None = about("About this order.")
    invoice_id: strawberry.ID | None = about("About this invoice.")
    received_at: DateTimeRange | None = about("Received within this time.")


@input_type
class InboundMailClearInput:
    """A mail that somebody has looked after."""

    id: strawberry.ID = about("The mail.")
