"""Notifications in the portal: one row for each person and thing, until it is read and later deleted."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core.entity import DatedEntity, DatedManager, UtcDatetimeField
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work


class NotificationKind(StrEnum):
    """The kinds of things that people are notified of."""

    ORDER_STATUS_CHANGED = "ORDER_STATUS_CHANGED"
    NOTE_ADDED = "NOTE_ADDED"
    ATTACHMENT_ADDED = "ATTACHMENT_ADDED"
    VISIT_SCHEDULED = "VISIT_SCHEDULED"
    RECOMMENDATION_POSTED = "RECOMMENDATION_POSTED"
    RECOMMENDATION_ANSWERED = "RECOMMENDATION_ANSWERED"
    RECOMMENDATION_REPLIED = "RECOMMENDATION_REPLIED"
    INVOICE_ISSUED = "INVOICE_ISSUED"
    INVOICE_APPROVED = "INVOICE_APPROVED"
    INVOICE_DECLINED = "INVOICE_DECLINED"
    INVOICE_HELD = "INVOICE_HELD"
    INVOICE_RELEASED = "INVOICE_RELEASED"
    INVOICE_PAID = "INVOICE_PAID"
    INVOICE_PAYMENT_REVERSED = "INVOICE_PAYMENT_REVERSED"
    INVOICE_CREDITED = "INVOICE_CREDITED"
    INVOICE_REMINDER = "INVOICE_REMINDER"
    INVOICE_OVERDUE = "INVOICE_OVERDUE"
    INVOICE_NEEDS_APPROVER = "INVOICE_NEEDS_APPROVER"
    ACCESS_REQUESTED = "ACCESS_REQUESTED"
    SMS_RECEIVED = "SMS_RECEIVED"
    CUSTOMER_CHANGED = "CUSTOMER_CHANGED"
    MAIL_RECEIVED = "MAIL_RECEIVED"
    WEBHOOK_PAUSED = "WEBHOOK_PAUSED"
    API_KEY_ENDS = "API_KEY_ENDS"
    LISTING_STATUS_CHANGED = "LISTING_STATUS_CHANGED"
    TENANCY_CHANGED = "TENANCY_CHANGED"
    DOCUMENT_EXPIRES = "DOCUMENT_EXPIRES"
    LISTING_MATCHED = "LISTING_MATCHED"
    ENQUIRY_OPENED = "ENQUIRY_OPENED"
    VIEWING_REQUESTED = "VIEWING_REQUESTED"
    VIEWING_CHANGED = "VIEWING_CHANGED"
    VIEWING_REMINDER = "VIEWING_REMINDER"
    FEEDBACK_RELEASED = "FEEDBACK_RELEASED"
    OFFER_CHANGED = "OFFER_CHANGED"
    OFFER_ANSWERED = "OFFER_ANSWERED"


WAITS_FOR_STAFF: Final = frozenset(
    {
        NotificationKind.ACCESS_REQUESTED,
        NotificationKind.SMS_RECEIVED,
        NotificationKind.MAIL_RECEIVED,
        NotificationKind.INVOICE_NEEDS_APPROVER,
        NotificationKind.CUSTOMER_CHANGED,
        NotificationKind.ENQUIRY_OPENED,
        NotificationKind.VIEWING_REQUESTED,
    }
)
"""Kinds that wait for staff, and of which only staff are notified: by e-mail too, unless they prefer otherwise."""
MAILED_TO_STAFF: Final = WAITS_FOR_STAFF | {NotificationKind.WEBHOOK_PAUSED, NotificationKind.API_KEY_ENDS}
"""Kinds of which staff are notified by e-mail too, unless they prefer otherwise."""
OF_RECOMMENDATIONS: Final = frozenset(kind for kind in NotificationKind if kind.name.startswith("RECOMMENDATION_"))
"""Kinds that concern an order's customer and staff, and nobody else on its property."""


class Notification(DatedEntity):
    """A notice to one person in the portal."""

    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    kind = fields.CharEnumField(NotificationKind, max_length=24)
    title = fields.CharField(max_length=300)
    body = fields.TextField()
    subject_type = fields.CharField(max_length=20)
    subject_id: UUID = fields.UUIDField()
    path = fields.CharField(max_length=200, null=True)
    actor: dict[str, Any] | None = fields.JSONField(null=True)
    created_at = UtcDatetimeField()
    read_at = UtcDatetimeField(null=True)

    class Meta:
        table = "notifications"
        manager = DatedManager()
        indexes = (
            ("contact_id", "created_at"),
            ("staff_id", "created_at"),
            ("contact_id", "updated_at", "id"),
            ("staff_id", "updated_at", "id"),
        )


async def mark_read(ids: Sequence[UUID] | None, *, by: Viewer) -> int:
    """Mark the viewer's notifications as read, these or (None) all; returns how many were unread."""
    async with unit_of_work() as unit:
        mine = Notification.filter(contact_id=by.contact_id, staff_id=by.staff_id, read_at=None)
        mine = mine if ids is None else mine.filter(id__in=list(ids))
        read = await mine.update(read_at=clock.now())
        if read:
            unit.record(EventKind.NOTIFICATIONS_READ, by, contact_id=by.contact_id, staff_id=by.staff_id)
        return read
