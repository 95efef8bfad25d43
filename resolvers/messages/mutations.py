"""The mutations of notifications and messages."""

from typing import Any

from execution.context import Info, viewer_of
from models.access.notification_settings import set_preference
from models.core.errors import Faults, Refusal, RefusalCode, within
from models.messages.deliveries import Delivery, retry_delivery
from models.messages.digests import DigestFrequency, choose_digest
from models.messages.inbound_mails import CLEAR_MAIL, InboundMail, clear_mail
from models.messages.notifications import NotificationKind, mark_read
from resolvers.core import ids
from resolvers.core.ids import find_node
from resolvers.core.mutations import mutation
from resolvers.core.rules import MANAGES_ACCESS, SIGNED_IN, permission
from resolvers.messages.inputs import (
    DeliveryRetryInput,
    InboundMailClearInput,
    NotificationPreferencesUpdateInput,
    NotificationsMarkReadInput,
)


@mutation(MANAGES_ACCESS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG WRONG_STATE")
async def delivery_retry(info: Info, input: DeliveryRetryInput) -> dict[str, Any]:
    """Send a failed message again."""
    delivery = await find_node(Delivery, input.id, viewer_of(info), to="retry")
    await retry_delivery(delivery, by=viewer_of(info))
    return {"delivery_id": delivery.id}


@mutation(SIGNED_IN, codes="INVALID")
async def notification_preferences_update(info: Info, input: NotificationPreferencesUpdateInput) -> dict[str, Any]:
    """Change the viewer's preferences for notifications and digests."""
    viewer = viewer_of(info)
    kinds, faults = [preference.kind for preference in input.preferences], Faults()
    for place, each in enumerate(input.preferences):
        with faults.noted(), within("preferences", str(place)):
            if each.kind in kinds[:place]:
                raise Refusal(RefusalCode.INVALID, "Give each kind only once.", "kind")
            kind = NotificationKind(each.kind)
            await set_preference(kind, email=each.email, sms=each.sms, in_app=each.in_app, by=viewer)
    faults.expect_none()
    if input.digest_frequency is not None:
        await choose_digest(DigestFrequency(input.digest_frequency), by=viewer)
    return {"has_preferences": True}


@mutation(SIGNED_IN, codes="NOT_FOUND REQUIRED TOO_LONG")
async def notifications_mark_read(info: Info, input: NotificationsMarkReadInput) -> dict[str, Any]:
    """Mark notifications as read."""
    viewer = viewer_of(info)
    if input.all == (input.ids is not None):
        raise Refusal(RefusalCode.REQUIRED, "Give the ids of notifications, or all.", "ids")
    keys = None if input.ids is None else ids.required_ids(input.ids, "Notification", "ids")
    await mark_read(keys, by=viewer)
    return {"is_marked": True}


@mutation(permission(*CLEAR_MAIL), codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG WRONG_STATE")
async def inbound_mail_clear(info: Info, input: InboundMailClearInput) -> dict[str, Any]:
    """Mark an incoming mail as dealt with."""
    mail = await find_node(InboundMail, input.id, viewer_of(info), to="clear")
    await clear_mail(mail, by=viewer_of(info))
    return {"inbound_mail_id": mail.id}
