"""Text messages on their way out: worded, counted in parts and handed to the provider."""

import unicodedata

import settings
from adapters import sms
from adapters.security.tokens import code_of_seed
from adapters.text.templates import render_sms
from models.access.mobile_codes import expect_code_out
from models.messages.deliveries import Delivery
from models.messages.opt_outs import SmsOptOut

STATUS_PATH = "/webhooks/sms/status"
"""Where the provider tells what became of a text, followed by a slash and the message's id."""

SHORTEST_NAME = 6
"""Characters that are left of a name at least."""
_PLAIN_LETTERS = str.maketrans("łŁđĐıħĦ", "lLdDihH")
"""Letters that have no accent to take off."""


def worded(delivery: Delivery) -> str:
    """The text of a message, in the alphabet of phones and in one part where that is possible.

    Each part is paid for, so the operator's name is shortened as far as that saves one.
    """
    name = settings.get().operator_name
    whole = _worded(delivery, name)
    if sms.segments(whole).count == 1:
        return whole
    shorter = [_worded(delivery, each) for each in shorter_names(name)]
    return min([whole, *shorter], key=lambda text: sms.segments(text).count)


def shorter_names(name: str) -> list[str]:
    """Forms of a name that take less room, the fullest first: without accents, with fewer words, cut; none of a name
    that has no Latin letters."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name.translate(_PLAIN_LETTERS)) if each.isascii())
    words = plain.split()
    if not words:
        return []
    fewer = [" ".join(words[:count]).rstrip(" ,.&+-") for count in range(len(words), 0, -1)]
    return [*fewer, *(f"{words[0][:length]}." for length in range(len(words[0]) - 2, SHORTEST_NAME - 1, -1))]


def _worded(delivery: Delivery, operator_name: str) -> str:
    options = settings.get()
    common = {"operator_name": operator_name, "portal_url": options.portal}
    if "code_seed" in delivery.data:
        common["code"] = code_of_seed(delivery.data["code_seed"], options.secret)
    return sms.plainer(render_sms(delivery.template, delivery.locale, delivery.time_zone, delivery.data | common))


async def send_text(delivery: Delivery) -> None:
    """Hand a text to the provider and note its id there and its parts in `data`.

    Raises SmsRefused, for a number that has asked for no texts too, SmsTemporarilyFailed, or Refusal where it carries a
    code that is worth nothing any more.
    """
    options = settings.get()
    assert options.sms_url is not None, "without SMS_URL no text is claimed"
    if await SmsOptOut.holds_for(delivery.recipient):
        raise sms.SmsRefused("The holder of this number has asked for no text messages")
    if "code_id" in delivery.data:
        await expect_code_out(delivery.data["code_id"])
    text = worded(delivery)
    provider_id = await sms.send(
        text,
        to=delivery.recipient,
        sender=sms.sender_for(delivery.recipient, options.sms_from),
        sms_url=options.sms_url,
        status_url=f"{options.api}{STATUS_PATH}/{delivery.id}",
    )
    delivery.data |= {"provider_id": provider_id, "segments": sms.segments(text).count}
