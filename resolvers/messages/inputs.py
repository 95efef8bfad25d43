"""Enums and inputs of notifications, deliveries and incoming messages."""

import strawberry

from models.messages.deliveries import DeliveryStatus
from models.messages.digests import DigestFrequency
from models.messages.inbound_mails import InboundMailOutcome, InboundMailState
from models.messages.notifications import NotificationKind
from models.messages.sms_messages import SmsCommand, SmsOutcome
from resolvers.core.declare import IDEMPOTENCY_KEY, about, describe, input_type

describe(
    NotificationKind,
    "The kinds of notifications.",
    ORDER_STATUS_CHANGED="The status of an order changed.",
    NOTE_ADDED="A note was added to an order.",
    ATTACHMENT_ADDED="A file was added to an order.",
    VISIT_SCHEDULED="A visit was scheduled.",
    RECOMMENDATION_POSTED="Staff recommended work on an order.",
    RECOMMENDATION_ANSWERED="The customer answered a recommendation, or asked a question about it.",
    RECOMMENDATION_REPLIED="Staff replied to a question about a recommendation, or added to it.",
    INVOICE_ISSUED="An invoice was issued, or awaits approval.",
    INVOICE_APPROVED="An invoice was approved.",
    INVOICE_DECLINED="An invoice was declined.",
    INVOICE_HELD="An invoice was put on hold.",
    INVOICE_RELEASED="All holds of an invoice were released.",
    INVOICE_CREDITED="A credit note for an invoice was issued.",
    INVOICE_PAID="A payment for an invoice was received.",
    INVOICE_PAYMENT_REVERSED="A payment for an invoice was reversed.",
    INVOICE_REMINDER="An invoice still awaits approval.",
    INVOICE_OVERDUE="One or more invoices are overdue.",
    INVOICE_NEEDS_APPROVER="No member of the customer can approve an invoice. For staff.",
    CUSTOMER_CHANGED="A member of a customer changed its details or its sites. For staff.",
    ACCESS_REQUESTED="A customer's administrator requested an account, or the end of one.",
    SMS_RECEIVED="A text message came in that a person has to deal with.",
    MAIL_RECEIVED="An e-mail came in that a person has to deal with.",
    WEBHOOK_PAUSED="A webhook was paused, as every try had failed for three days. For those who manage it.",
    DOCUMENT_EXPIRES="A document of a property expires soon, or has expired.",
    TENANCY_CHANGED="A tenancy was agreed, or ended, or notice of it was given.",
    API_KEY_ENDS="An API key ends within a week. For those who manage it.",
    LISTING_MATCHED="A listing came on the market that has what the person is looking for. For contacts.",
    ENQUIRY_OPENED="Somebody asks about a listing. For staff.",
    VIEWING_REQUESTED="An applicant asks for a viewing. For staff.",
    VIEWING_CHANGED="A viewing was confirmed, moved or cancelled. For contacts.",
    VIEWING_REMINDER="A viewing takes place soon. For contacts.",
    FEEDBACK_RELEASED="Feedback on a viewing was released to the owners of the property. For contacts.",
    OFFER_CHANGED="An offer for a listing was made, raised, withdrawn, accepted or declined. For the owners of the "
    "property, and for staff.",
    OFFER_ANSWERED="An offer of the person's was accepted or declined. For contacts.",
    LISTING_STATUS_CHANGED="The status of a listing changed. For its owners, and for those who asked about the "
    "property.",
)
describe(
    DigestFrequency,
    "The frequencies at which a person can get e-mails that can wait. E-mails that ask for an answer, have a "
    "deadline or carry a link for signing in are always sent at once, as are notifications in the portal and text "
    "messages.",
    AT_ONCE="Each e-mail at once.",
    HOURLY="One e-mail at each full hour of the recipient's local time, if there is anything to send.",
    DAILY="One e-mail a day, in the morning of the recipient's time zone, if there is anything to send.",
)
describe(
    DeliveryStatus,
    "The statuses of deliveries.",
    QUEUED="Waiting to be sent.",
    SENT="Handed to the next server.",
    FAILED="The last attempt failed; another one follows.",
    DEAD="Given up.",
)
describe(
    SmsCommand,
    "The requests that an incoming text can be understood as.",
    HOLD="Put an invoice on hold.",
    APPROVE="Approve an invoice.",
    STOP="Send no more texts.",
    START="Send texts again.",
    HELP="Explain the commands.",
    REACT="Nothing: a reaction to an earlier text, like a thumbs-up.",
    OTHER="Anything else.",
)
describe(
    SmsOutcome,
    "The outcomes of incoming texts.",
    HELD="The invoice was put on hold.",
    ALREADY_HELD="Nothing changed: the invoice was already on hold.",
    TOO_LATE="Nothing changed: the invoice had been decided, paid or voided before. Staff were notified.",
    AMBIGUOUS_INVOICE="Nothing changed: the text could mean several invoices. Staff were notified.",
    NO_SUCH_INVOICE="Nothing changed: the text could mean no invoice. Staff were notified.",
    SENT_TO_PORTAL="Nothing changed: the reply said that approving requires signing in.",
    OPTED_OUT="This number gets no more texts.",
    OPTED_IN="This number gets texts again.",
    HELPED="The reply explained the commands.",
    NOT_UNDERSTOOD="Nothing changed: the text was not understood. Staff were notified.",
    REACTED="Nothing changed: the text only reacted to an earlier one.",
    UNKNOWN_NUMBER="Nothing changed: the number belongs to nobody. Staff were notified.",
    UNVERIFIED_NUMBER="Nothing changed: the number is on file, but not verified. Staff were notified.",
)
describe(
    InboundMailOutcome,
    "The outcomes of replies to our e-mails. Where it says so, the writer is notified, once a day for each outcome.",
    ACCEPTED="Added to the order's timeline.",
    HELD="The invoice was put on hold, as the first line said. The writer is notified.",
    ALREADY_HELD="Nothing changed: the invoice was already on hold. The writer is notified.",
    TOO_LATE="Waits for staff: it asks to put an invoice on hold that no longer awaits approval. The writer is "
    "notified.",
    MESSAGE="Waits for staff: a person has to read it. The writer is notified.",
    UNKNOWN_ADDRESS="Sent to an address that was never issued, or whose e-mail is no longer kept. Waits for "
    "staff, unless it is from a stranger and to none of our addresses.",
    AUTOMATIC="Nothing: a program wrote it, such as an absence note. E-mails through a mailing list wait for staff.",
    WRONG_SENDER="Waits for staff: the sender is neither the person who was given the address, nor a colleague "
    "who may write. The writer is notified.",
    FAILED_AUTHENTICATION="Waits for staff: the receiving mail server says that the sender's address is forged.",
    NOT_ALLOWED="Waits for staff: the writer may no longer write on this order. The writer is notified.",
    EMPTY="Nothing: it contained nothing new. The writer is notified.",
    REFUSED="Waits for staff: it could not be accepted, for the reason given. The writer is notified.",
)
describe(
    InboundMailState,
    "Whether an incoming e-mail waits for staff.",
    OPEN="It waits for staff.",
    CLEARED="It has been dealt with.",
)


@input_type
class NotificationPreferenceInput:
    """A preference for one kind of notification; omitted fields keep their values."""

    kind: NotificationKind = about("The kind of notification.")
    email: bool | None = about("Whether to send it by e-mail.")
    sms: bool | None = about("Whether to send it by text message.")
    in_app: bool | None = about("Whether to show it in the portal.")


@input_type
class NotificationPreferencesUpdateInput:
    """Changes to the viewer's notification preferences."""

    preferences: list[NotificationPreferenceInput] = about("The kinds to change; others keep their values.")
    digest_frequency: DigestFrequency | None = about(
        "The frequency of e-mails that can wait; if omitted, it does not change. E-mails that already wait follow "
        "it; `AT_ONCE` sends them."
    )


@input_type
class NotificationsMarkReadInput:
    """The notifications to mark as read."""

    ids: list[strawberry.ID] | None = about("These notifications.")
    all: bool = about("All notifications of the viewer.", False)


@input_type
class DeliveryRetryInput:
    """A failed message to send again."""

    id: strawberry.ID = about("The message.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InboundMailClearInput:
    """An e-mail that has been dealt with."""

    id: strawberry.ID = about("The e-mail.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
