"""Text messages on their way out: handed to the provider, who tells later what became of them."""

from typing import Final

import settings
from adapters import sms
from adapters.text.sentences import Sentence
from latchkey.worker.composing import compose_text
from models.access.mobile_codes import expect_code_out
from models.messages.deliveries import Delivery
from models.messages.opt_outs import is_opted_out

STATUS_PATH: Final = "/webhooks/sms/status"
"""The provider posts there what became of a text; a slash and the message's id follow."""


async def send_text(delivery: Delivery) -> None:
    """Hand a text to the provider and note its id there and its parts in `data`.

    Raises SmsRefused, for a number that has asked for no texts too, SmsTemporarilyFailed, or Refusal if it carries a
    code that is worth nothing any more.
    """
    options = settings.get()
    assert options.sms_url is not None, "without SMS_URL no text is claimed"
    if await is_opted_out(delivery.recipient):
        raise sms.SmsRefused(Sentence("The holder of this number has asked for no text messages."))
    if "code_id" in delivery.data:
        await expect_code_out(delivery.data["code_id"])
    text = compose_text(delivery)
    provider_id = await sms.send(
        text,
        to=delivery.recipient,
        sender=sms.sender_for(delivery.recipient, options.sms_from),
        sms_url=options.sms_url,
        status_url=f"{options.api}{STATUS_PATH}/{delivery.id}",
    )
    delivery.data |= {"provider_id": provider_id, "segments": sms.segments(text).count}
