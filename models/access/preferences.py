"""A person's own choice of how they are notified of each kind of thing.

It stands above invoices: who can be notified of an invoice can be asked to approve it.
"""

from typing import Any

from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.invoices.approvers import ask_who_can_now_everywhere
from models.log.unit_of_work import unit_of_work
from models.messages.notifications import NotificationKind
from models.messages.preferences import NotificationPreference, kinds_for, usual_for


async def set_preference(
    kind: NotificationKind,
    *,
    email: bool | None = None,
    sms: bool | None = None,
    in_app: bool | None = None,
    by: Viewer,
) -> None:
    """Change how the viewer is notified of a kind; None leaves a way as it is.

    Refuses with INVALID a kind that the viewer is never notified of.
    """
    async with unit_of_work():
        if kind not in kinds_for(by):
            raise Refusal(RefusalCode.INVALID, f"Only staff are told of {kind.value}. Leave it out.", "preferences")
        mine: dict[str, Any] = {"contact_id": by.contact_id, "staff_id": by.staff_id, "kind": kind}
        preference = await NotificationPreference.get_or_none(**mine)
        if preference is None:
            preference = NotificationPreference(**mine, **usual_for(by, kind))
        ways = {"email": email, "sms": sms, "in_app": in_app}
        preference.update_from_dict({way: is_wanted for way, is_wanted in ways.items() if is_wanted is not None})
        await preference.save()
        if kind is NotificationKind.INVOICE_ISSUED and by.contact_id is not None:
            await ask_who_can_now_everywhere(by.contact_id)
