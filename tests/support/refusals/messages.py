"""Refusals about messages."""

from adapters import clock
from models.messages.inbound_mails import InboundMail, InboundMailOutcome, InboundMailState
from resolvers.core.ids import encode
from tests.support.mutations import done, mail_to
from tests.support.refusals.stage import Stage


async def refuse(on: Stage) -> None:
    """Ask for what the state of messages does not allow."""
    await on.refused(on.ann, "notificationsMarkRead", "REQUIRED", "ids")
    await on.refused(on.ann, "notificationsMarkRead", "NOT_FOUND", "ids.0", ids=["garbage"])
    for_staff = [{"kind": "SMS_RECEIVED", "email": True}]
    await on.refused(on.ann, "notificationPreferencesUpdate", "INVALID", "preferences.0.kind", preferences=for_staff)
    await done(on.sam, "passwordResetStart", contactId=on.ben.id)
    await mail_to(on.server.mail, on.ben.email, "reset")
    sent = (await on.sam.data("{ deliveries { nodes { id } } }"))["deliveries"]["nodes"][0]["id"]
    await on.refused(on.sam, "deliveryRetry", "WRONG_STATE", "id", id=sent)
    mail = await InboundMail.create(
        received_at=clock.now(),
        message_key="a",
        message_id="a@people.test",
        sender="a@people.test",
        subject="Hello",
        outcome=InboundMailOutcome.WRONG_SENDER,
        state=InboundMailState.CLEARED,
        text="Hello",
    )
    await on.refused(on.sam, "inboundMailClear", "WRONG_STATE", "id", id=encode("InboundMail", mail.id))
