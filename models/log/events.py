"""The log: everything that happened, in the order in which it was committed, never changed but by `redaction`, and
never deleted but by `trimming` and with old orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.core.entity import UtcDatetimeField


class EventKind(StrEnum):
    """The kinds of events."""

    ORDER_CREATED = "ORDER_CREATED"
    ORDER_UPDATED = "ORDER_UPDATED"
    ORDER_STATUS_CHANGED = "ORDER_STATUS_CHANGED"
    ORDER_SCHEDULED = "ORDER_SCHEDULED"
    ORDER_ASSIGNED = "ORDER_ASSIGNED"
    ORDER_ARCHIVED = "ORDER_ARCHIVED"
    ORDER_UNARCHIVED = "ORDER_UNARCHIVED"
    NOTE_ADDED = "NOTE_ADDED"
    NOTE_REDACTED = "NOTE_REDACTED"
    ATTACHMENT_ADDED = "ATTACHMENT_ADDED"
    ATTACHMENT_REMOVED = "ATTACHMENT_REMOVED"
    WORK_RECORDED = "WORK_RECORDED"
    ORDER_OF_PROPERTY_CHANGED = "ORDER_OF_PROPERTY_CHANGED"
    RECOMMENDATION_POSTED = "RECOMMENDATION_POSTED"
    RECOMMENDATION_ANSWERED = "RECOMMENDATION_ANSWERED"
    RECOMMENDATION_REPLIED = "RECOMMENDATION_REPLIED"
    RECOMMENDATION_WITHDRAWN = "RECOMMENDATION_WITHDRAWN"
    RECOMMENDATION_FILE_REMOVED = "RECOMMENDATION_FILE_REMOVED"
    INVOICE_DRAFTED = "INVOICE_DRAFTED"
    INVOICE_CHANGED = "INVOICE_CHANGED"
    INVOICE_ISSUED = "INVOICE_ISSUED"
    INVOICE_APPROVED = "INVOICE_APPROVED"
    INVOICE_DECLINED = "INVOICE_DECLINED"
    INVOICE_HELD = "INVOICE_HELD"
    INVOICE_RELEASED = "INVOICE_RELEASED"
    INVOICE_PAID = "INVOICE_PAID"
    INVOICE_PAYMENT_REVERSED = "INVOICE_PAYMENT_REVERSED"
    INVOICE_CREDITED = "INVOICE_CREDITED"
    INVOICE_VOIDED = "INVOICE_VOIDED"
    INVOICE_APPROVER_CHANGED = "INVOICE_APPROVER_CHANGED"
    INVOICE_REMINDED = "INVOICE_REMINDED"
    INVOICE_NEEDS_APPROVER = "INVOICE_NEEDS_APPROVER"
    INVOICE_MESSAGE_RECEIVED = "INVOICE_MESSAGE_RECEIVED"
    APPROVAL_PREFERENCES_CHANGED = "APPROVAL_PREFERENCES_CHANGED"
    PORTAL_ACCESS_CHANGED = "PORTAL_ACCESS_CHANGED"
    CONTACT_CREATED = "CONTACT_CREATED"
    CONTACT_CHANGED = "CONTACT_CHANGED"
    CONTACT_ERASED = "CONTACT_ERASED"
    MEMBERSHIP_CHANGED = "MEMBERSHIP_CHANGED"
    MEMBERSHIP_REMOVED = "MEMBERSHIP_REMOVED"
    SITE_CREATED = "SITE_CREATED"
    SITE_CHANGED = "SITE_CHANGED"
    PARTY_CHANGED = "PARTY_CHANGED"
    PARTY_REMOVED = "PARTY_REMOVED"
    ASSET_CREATED = "ASSET_CREATED"
    ASSET_CHANGED = "ASSET_CHANGED"
    STAFF_CHANGED = "STAFF_CHANGED"
    STAFF_ROLE_CHANGED = "STAFF_ROLE_CHANGED"
    NOTIFICATION_CREATED = "NOTIFICATION_CREATED"
    NOTIFICATIONS_READ = "NOTIFICATIONS_READ"
    STANDING_CHANGED = "STANDING_CHANGED"
    ACCESS_REQUESTED = "ACCESS_REQUESTED"
    ACCESS_REQUEST_RESOLVED = "ACCESS_REQUEST_RESOLVED"
    SMS_RECEIVED = "SMS_RECEIVED"
    CUSTOMER_CREATED = "CUSTOMER_CREATED"
    CUSTOMER_CHANGED = "CUSTOMER_CHANGED"
    MAIL_RECEIVED = "MAIL_RECEIVED"
    MAIL_CLEARED = "MAIL_CLEARED"
    DELIVERY_RETRIED = "DELIVERY_RETRIED"
    UPLOAD_OPENED = "UPLOAD_OPENED"
    PREFERENCES_CHANGED = "PREFERENCES_CHANGED"
    API_KEY_CHANGED = "API_KEY_CHANGED"
    WEBHOOK_CHANGED = "WEBHOOK_CHANGED"
    BULK_EXPORT_CHANGED = "BULK_EXPORT_CHANGED"
    LISTING_CREATED = "LISTING_CREATED"
    LISTING_CHANGED = "LISTING_CHANGED"
    LISTING_STATUS_CHANGED = "LISTING_STATUS_CHANGED"
    TENANCY_CREATED = "TENANCY_CREATED"
    TENANCY_CHANGED = "TENANCY_CHANGED"
    TENANCY_ACTIVATED = "TENANCY_ACTIVATED"
    TENANCY_NOTICE_GIVEN = "TENANCY_NOTICE_GIVEN"
    TENANCY_ENDED = "TENANCY_ENDED"
    TENANCY_RENT_CHARGED = "TENANCY_RENT_CHARGED"
    TENANCY_RENT_REDUCED = "TENANCY_RENT_REDUCED"
    DOCUMENT_ADDED = "DOCUMENT_ADDED"
    DOCUMENT_CHANGED = "DOCUMENT_CHANGED"
    DOCUMENT_REMOVED = "DOCUMENT_REMOVED"
    DOCUMENT_EXPIRES = "DOCUMENT_EXPIRES"
    ENQUIRY_OPENED = "ENQUIRY_OPENED"
    ENQUIRY_CLOSED = "ENQUIRY_CLOSED"
    REQUIREMENT_CHANGED = "REQUIREMENT_CHANGED"
    REQUIREMENT_MATCHED = "REQUIREMENT_MATCHED"
    VIEWING_REQUESTED = "VIEWING_REQUESTED"
    VIEWING_CONFIRMED = "VIEWING_CONFIRMED"
    VIEWING_MOVED = "VIEWING_MOVED"
    VIEWING_CANCELLED = "VIEWING_CANCELLED"
    VIEWING_DONE = "VIEWING_DONE"
    VIEWING_REMINDED = "VIEWING_REMINDED"
    FEEDBACK_RECORDED = "FEEDBACK_RECORDED"
    FEEDBACK_RELEASED = "FEEDBACK_RELEASED"
    OFFER_MADE = "OFFER_MADE"
    OFFER_RAISED = "OFFER_RAISED"
    OFFER_WITHDRAWN = "OFFER_WITHDRAWN"
    OFFER_ACCEPTED = "OFFER_ACCEPTED"
    OFFER_DECLINED = "OFFER_DECLINED"


INVOICE_KINDS: Final = (
    *(kind for kind in EventKind if kind.name.startswith("INVOICE_")),
    EventKind.APPROVAL_PREFERENCES_CHANGED,
)
ARCHIVE_KINDS: Final = (EventKind.ORDER_ARCHIVED, EventKind.ORDER_UNARCHIVED)
"""Kinds about whole orders that went, or came back: the order itself may not be there."""

ORDER_KINDS: Final = (
    *(kind for kind in EventKind if kind.name.startswith(("ORDER_", "RECOMMENDATION_")) and kind not in ARCHIVE_KINDS),
    EventKind.NOTE_ADDED,
    EventKind.NOTE_REDACTED,
    EventKind.ATTACHMENT_ADDED,
    EventKind.ATTACHMENT_REMOVED,
    EventKind.WORK_RECORDED,
)

CUSTOMER_KINDS: Final = (EventKind.CUSTOMER_CREATED, EventKind.CUSTOMER_CHANGED)
CONTACT_KINDS: Final = (EventKind.CONTACT_CREATED, EventKind.CONTACT_CHANGED)
MEMBERSHIP_KINDS: Final = (EventKind.MEMBERSHIP_CHANGED, EventKind.MEMBERSHIP_REMOVED)
SITE_KINDS: Final = (EventKind.SITE_CREATED, EventKind.SITE_CHANGED)
ASSET_KINDS: Final = (EventKind.ASSET_CREATED, EventKind.ASSET_CHANGED)
PLACE_KINDS: Final = (*SITE_KINDS, *ASSET_KINDS)
API_KEY_KINDS: Final = (EventKind.API_KEY_CHANGED,)
WEBHOOK_KINDS: Final = (EventKind.WEBHOOK_CHANGED,)
ACCESS_REQUEST_KINDS: Final = (EventKind.ACCESS_REQUESTED, EventKind.ACCESS_REQUEST_RESOLVED)
LISTING_KINDS: Final = tuple(kind for kind in EventKind if kind.name.startswith("LISTING_"))
PARTY_KINDS: Final = (EventKind.PARTY_CHANGED, EventKind.PARTY_REMOVED)
TENANCY_KINDS: Final = tuple(kind for kind in EventKind if kind.name.startswith("TENANCY_"))
DOCUMENT_KINDS: Final = tuple(kind for kind in EventKind if kind.name.startswith("DOCUMENT_"))

VIEWING_KINDS: Final = tuple(kind for kind in EventKind if kind.name.startswith("VIEWING_"))
FEEDBACK_KINDS: Final = (EventKind.FEEDBACK_RECORDED, EventKind.FEEDBACK_RELEASED)
OFFER_KINDS: Final = tuple(kind for kind in EventKind if kind.name.startswith("OFFER_"))
INTEREST_KINDS: Final = tuple(kind for kind in EventKind if kind.name.startswith(("ENQUIRY_", "REQUIREMENT_")))
MARKET_KINDS: Final = (*LISTING_KINDS, *INTEREST_KINDS, *VIEWING_KINDS, *FEEDBACK_KINDS, *OFFER_KINDS)
PROPERTY_KINDS: Final = (*MARKET_KINDS, *TENANCY_KINDS, *DOCUMENT_KINDS)
"""Kinds of the stream of properties."""

INTERNAL_KINDS: Final = frozenset(
    {
        EventKind.STANDING_CHANGED,
        EventKind.SMS_RECEIVED,
        EventKind.MAIL_RECEIVED,
        EventKind.MAIL_CLEARED,
        EventKind.DELIVERY_RETRIED,
        EventKind.UPLOAD_OPENED,
        EventKind.PREFERENCES_CHANGED,
        EventKind.BULK_EXPORT_CHANGED,
    }
)
"""Kinds that no client reads from the log. STANDING_CHANGED wakes the streams of somebody who may see less or more."""


REDACTIONS: Final = frozenset({EventKind.NOTE_REDACTED.value, EventKind.CONTACT_ERASED.value})
"""Kinds of events with which the data of earlier events lost words."""


STANDING_KINDS: Final = frozenset(
    {
        EventKind.STANDING_CHANGED,
        EventKind.PORTAL_ACCESS_CHANGED,
        EventKind.CONTACT_CHANGED,
        EventKind.CONTACT_ERASED,
        EventKind.PARTY_CHANGED,
        EventKind.API_KEY_CHANGED,
    }
)
"""Kinds of events after which somebody may see or do more or less than before, or is somebody else to the server:
`whose_standing`. Whatever changes what `Viewer` has records one."""


def whose_standing(event: Mapping[str, Any]) -> UUID | None:
    """The contact, the member of staff or the API key that an event of STANDING_KINDS is about; None: everybody."""
    key: str | None = event["data"].get("api_key_id")
    return UUID(key) if key else event["contact_id"] or event["staff_id"]


PERSONAL_KINDS: Final = (EventKind.NOTIFICATION_CREATED, EventKind.NOTIFICATIONS_READ)
"""Kinds that only the one person sees whom they are about."""


PASSING_KINDS: Final = frozenset(
    {
        EventKind.NOTIFICATION_CREATED,
        EventKind.NOTIFICATIONS_READ,
        EventKind.STANDING_CHANGED,
        EventKind.UPLOAD_OPENED,
    }
)
"""Kinds that no history, timeline or record of who changed something needs, once the people whom they are about have
been told; no API key sees them."""


class TimelineKind(StrEnum):
    """The kinds of entries in an order's timeline."""

    STATUS_CHANGED = "STATUS_CHANGED"
    NOTE = "NOTE"
    ATTACHMENT = "ATTACHMENT"
    RECOMMENDATION = "RECOMMENDATION"
    RECOMMENDATION_RESPONSE = "RECOMMENDATION_RESPONSE"
    RECOMMENDATION_REPLY = "RECOMMENDATION_REPLY"
    RECOMMENDATION_WITHDRAWN = "RECOMMENDATION_WITHDRAWN"
    WORK = "WORK"
    SCHEDULED = "SCHEDULED"
    ASSIGNED = "ASSIGNED"


TIMELINE: Final[dict[EventKind, TimelineKind]] = {
    EventKind.ORDER_CREATED: TimelineKind.STATUS_CHANGED,
    EventKind.ORDER_STATUS_CHANGED: TimelineKind.STATUS_CHANGED,
    EventKind.NOTE_ADDED: TimelineKind.NOTE,
    EventKind.ATTACHMENT_ADDED: TimelineKind.ATTACHMENT,
    EventKind.RECOMMENDATION_POSTED: TimelineKind.RECOMMENDATION,
    EventKind.RECOMMENDATION_ANSWERED: TimelineKind.RECOMMENDATION_RESPONSE,
    EventKind.RECOMMENDATION_REPLIED: TimelineKind.RECOMMENDATION_REPLY,
    EventKind.RECOMMENDATION_WITHDRAWN: TimelineKind.RECOMMENDATION_WITHDRAWN,
    EventKind.WORK_RECORDED: TimelineKind.WORK,
    EventKind.ORDER_SCHEDULED: TimelineKind.SCHEDULED,
    EventKind.ORDER_ASSIGNED: TimelineKind.ASSIGNED,
}
"""The events that stand in an order's timeline, and the kinds of their entries."""


class Visibility(StrEnum):
    """The readers of an entry; STAFF_ONLY never reaches a contact."""

    EVERYONE = "EVERYONE"
    STAFF_ONLY = "STAFF_ONLY"


class Event(Model):
    """One thing that happened. `position` is its place in the log: `positions` says in which order."""

    position: int = fields.BigIntField(primary_key=True, generated=False)
    kind = fields.CharEnumField(EventKind, max_length=32)
    occurred_at: datetime = UtcDatetimeField()
    actor: dict[str, Any] = fields.JSONField()
    visibility = fields.CharEnumField(Visibility, max_length=10, default=Visibility.EVERYONE)
    customer_id: UUID | None = fields.UUIDField(null=True)
    site_id: UUID | None = fields.UUIDField(null=True)
    order_id: UUID | None = fields.UUIDField(null=True)
    invoice_id: UUID | None = fields.UUIDField(null=True)
    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    data: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "events"
        indexes = (
            ("order_id", "position"),
            ("customer_id", "position"),
            ("site_id", "position"),
            ("invoice_id", "position"),
            ("contact_id", "position"),
        )


@dataclass(slots=True, kw_only=True)
class NewEvent:
    """An event that is recorded in a unit of work; it gets its `position` when it is written, at the end."""

    position: int = 0
    kind: EventKind
    occurred_at: datetime
    actor: dict[str, Any]
    visibility: Visibility
    customer_id: UUID | None
    site_id: UUID | None
    order_id: UUID | None
    invoice_id: UUID | None
    contact_id: UUID | None
    staff_id: UUID | None
    data: dict[str, Any]


class Counter(Model):
    """A number that is given out without gaps: its row stays locked until the transaction that took one ends."""

    name = fields.CharField(max_length=20, primary_key=True)
    value: int = fields.BigIntField(default=0)

    class Meta:
        table = "counters"
