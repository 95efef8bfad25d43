"""Filters and sort orders of notifications, and of messages that come in and go out."""

from enum import StrEnum

import strawberry

from models.core.channels import Channel
from models.messages.deliveries import DeliveryStatus
from models.messages.inbound_mails import InboundMailOutcome, InboundMailState
from models.messages.notifications import NotificationKind
from models.messages.sms_messages import SmsCommand, SmsOutcome
from resolvers.core.declare import about, describe, input_type
from resolvers.core.inputs import DateTimeRange, SortDirection


@input_type
class NotificationWhere:
    """A filter of notifications; all given conditions have to be met."""

    kind: list[NotificationKind] | None = about("Of one of these kinds.")
    is_unread: bool | None = about("True: not read yet. False: read. By default, both.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


class NotificationSortField(StrEnum):
    """The fields that notifications can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    NotificationSortField,
    "The fields that notifications can be sorted by.",
    CREATED_AT="Time of the notification.",
    UPDATED_AT="Time of the last change, such as that at which it was marked as read.",
)


@input_type
class NotificationSort:
    """A sort order of notifications."""

    field: NotificationSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class DeliveryWhere:
    """A filter of messages; all given conditions have to be met."""

    status: list[DeliveryStatus] | None = about("With one of these statuses.")
    channel: list[Channel] | None = about("By one of these channels.")
    contact_id: list[strawberry.ID] | None = about("To one of these contacts.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


class DeliverySortField(StrEnum):
    """The fields that messages can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    DeliverySortField,
    "The fields that messages can be sorted by.",
    CREATED_AT="Time at which it was queued.",
    UPDATED_AT="Time of the last change, or else that at which it was added.",
)


@input_type
class DeliverySort:
    """A sort order of messages."""

    field: DeliverySortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class SmsMessageWhere:
    """A filter of incoming texts; all given conditions have to be met."""

    outcome: list[SmsOutcome] | None = about("With one of these outcomes.")
    command: list[SmsCommand] | None = about("With one of these requests.")
    contact_id: list[strawberry.ID] | None = about("From one of these contacts.")
    invoice_id: list[strawberry.ID] | None = about("About one of these invoices.")
    received_at: DateTimeRange | None = about("Received in this range.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


class SmsMessageSortField(StrEnum):
    """The fields that incoming texts can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    SmsMessageSortField,
    "The fields that incoming texts can be sorted by.",
    CREATED_AT="Time of receipt.",
    UPDATED_AT="Time of the last change, or else that at which it was added.",
)


@input_type
class SmsMessageSort:
    """A sort order of incoming texts."""

    field: SmsMessageSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class InboundMailWhere:
    """A filter of incoming e-mails; all given conditions have to be met."""

    outcome: list[InboundMailOutcome] | None = about("With one of these outcomes.")
    state: list[InboundMailState] | None = about("In this state.")
    contact_id: list[strawberry.ID] | None = about("Sent to an address that one of these contacts was given.")
    order_id: list[strawberry.ID] | None = about("About one of these orders.")
    invoice_id: list[strawberry.ID] | None = about("About one of these invoices.")
    received_at: DateTimeRange | None = about("Received in this range.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


class InboundMailSortField(StrEnum):
    """The fields that incoming e-mails can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    InboundMailSortField,
    "The fields that incoming e-mails can be sorted by.",
    CREATED_AT="Time of receipt.",
    UPDATED_AT="Time of the last change, or else that at which it was added.",
)


@input_type
class InboundMailSort:
    """A sort order of incoming e-mails."""

    field: InboundMailSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")
