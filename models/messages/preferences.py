"""How each person wants to be told of each kind of thing."""

from typing import Any, Final
from uuid import UUID

from tortoise import fields

from models.core.entity import Entity
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.invoices.approvers import ask_who_can_now_everywhere
from models.log.unit_of_work import unit_of_work
from models.messages.notifications import WAITS_FOR_STAFF, NotificationKind

USUAL_FOR_CONTACTS: Final = {"email": True, "sms": False, "in_app": True}
USUAL_FOR_STAFF: Final = {"email": False, "sms": False, "in_app": True}
USUAL_FOR_WAITING: Final = {"email": True, "sms": False, "in_app": True}
"""How people are told who never said: what `members_with` and `staff_with` take too."""


class NotificationPreference(Entity):
    """How one person wants to be told of one kind. Without a row the usual way applies."""

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
    """How somebody like the viewer is told of a kind who never said."""
    if not viewer.is_staff:
        return USUAL_FOR_CONTACTS
    return USUAL_FOR_WAITING if kind in WAITS_FOR_STAFF else USUAL_FOR_STAFF


def kinds_for(viewer: Viewer) -> list[NotificationKind]:
    """The kinds that somebody like the viewer can be told of."""
    return [kind for kind in NotificationKind if viewer.is_staff or kind not in WAITS_FOR_STAFF]


async def prefer(viewer: Viewer, kind: NotificationKind, **ways: bool) -> None:
    """Change how the viewer is told of a kind: `email`, `sms`, `in_app`; what is not named stays as it is.

    Refuses with INVALID a kind that the viewer is never told of.
    """
    async with unit_of_work():
        if kind not in kinds_for(viewer):
            raise Refusal(RefusalCode.INVALID, f"Only staff are told of {kind.value}. Leave it out.", "preferences")
        mine: dict[str, Any] = {"contact_id": viewer.contact_id, "staff_id": viewer.staff_id, "kind": kind}
        preference = await NotificationPreference.get_or_none(**mine)
        if preference is None:
            preference = NotificationPreference(**mine, **usual_for(viewer, kind))
        preference.update_from_dict(ways)
        await preference.save()
        if kind is NotificationKind.INVOICE_ISSUED and viewer.contact_id is not None:
            await ask_who_can_now_everywhere(viewer.contact_id)
