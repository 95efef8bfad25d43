"""Text messages on their way out: worded, counted in parts and handed to the provider."""

import settings
from adapters import sms
from adapters.render import render_sms
from models.deliveries import Delivery
from models.sms_opt_outs import SmsOptOut

STATUS_PATH = "/webhooks/sms/status"
"""Where the provider tells what became of a text, followed by a slash and the message's id."""


def worded(delivery: Delivery) -> str:
    """The text of a message, in the alphabet of phones where that is possible."""
    options = settings.get()
    common = {"operator_name": options.operator_name, "portal_url": options.portal}
    return sms.plainer(render_sms(delivery.template, delivery.locale, delivery.time_zone, delivery.data | common))


async def send_text(delivery: Delivery) -> None:
    """Hand a text to the provider and note its id there and its parts in `data`.

    Raises SmsRefused, for a number that has asked for no texts too, or SmsTemporarilyFailed.
    """
    options = settings.get()
    assert options.sms_url is not None, "without SMS_URL no text is claimed"
    if await SmsOptOut.holds_for(delivery.recipient):
        raise sms.SmsRefused("The holder of this number has asked for no text messages")
    text = worded(delivery)
    provider_id = await sms.send(
        text,
        to=delivery.recipient,
        sender=sms.sender_for(delivery.recipient, options.sms_from),
        sms_url=options.sms_url,
        status_url=f"{options.api}{STATUS_PATH}/{delivery.id}",
    )
    delivery.data |= {"provider_id": provider_id, "segments": sms.segments(text).count}
