"""Preferences: how each person wants to be notified of each kind of thing."""

from typing import Final
from uuid import UUID

from tortoise import fields

from models.core.entity import Entity
from models.core.viewer import Viewer
from models.messages.notifications import MAILED_TO_STAFF, WAITS_FOR_STAFF, NotificationKind

USUAL_FOR_CONTACTS: Final = {"email": True, "sms": False, "in_app": True}
USUAL_FOR_STAFF: Final = {"email": False, "sms": False, "in_app": True}
USUAL_FOR_WAITING: Final = {"email": True, "sms": False, "in_app": True}
"""The ways for people without a preference; `members_with` and `staff_with` say the same in SQL."""


class NotificationPreference(Entity):
    """The ways in which one person wants to be notified of one kind; without a row the usual ones apply."""

    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    kind = fields.CharEnumField(NotificationKind, max_length=24)
    email = fields.BooleanField()
    sms = fields.BooleanField()
    in_app = fields.BooleanField()

    class Meta:
        table = "notification_preferences"
        unique_together = (("contact_id", "kind"), ("staff_id", "kind"))


def usual_for(viewer: Viewer, kind: NotificationKind) -> dict[str, bool]:
    """The ways in which somebody like the viewer is notified of a kind without a preference."""
    if not viewer.is_staff:
        return USUAL_FOR_CONTACTS
    return USUAL_FOR_WAITING if kind in MAILED_TO_STAFF else USUAL_FOR_STAFF


def kinds_for(viewer: Viewer) -> list[NotificationKind]:
    """The kinds that somebody like the viewer can be notified of."""
    return [kind for kind in NotificationKind if viewer.is_staff or kind not in WAITS_FOR_STAFF]
