"""The words of messages: of mails, and of texts in as few parts as can be."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import settings
from adapters import sms
from adapters.security.tokens import code_of_seed
from adapters.text.templates import Rendered, render, render_sms
from models.messages.deliveries import Delivery
from models.messages.reply_addresses import holds_by_reply, reader_of_answers

MIN_NAME_LENGTH: Final = 6
"""Characters that are left of a name at least."""
_PLAIN_LETTERS: Final = str.maketrans("łŁđĐıħĦ", "lLdDihH")
"""Letters that have no accent to take off."""


def compose_mail(delivery: Delivery, url: str, more: Mapping[str, Any]) -> Rendered:
    """The words of a mail that leads to `url`; `more` is what its template needs and the delivery does not keep.

    Raises jinja2.UndefinedError if the templates of this version need what was not known when it was queued.
    """
    options = settings.get()
    common: dict[str, Any] = {
        "operator_name": options.operator_name,
        "portal_url": options.portal_address,
        "url": url,
        "support_email": options.support_email,
        "support_phone": options.support_phone,
        "read_by": reader_of_answers(delivery),
        "holds_by_reply": holds_by_reply(delivery),
    }
    return render(delivery.template, delivery.locale, delivery.time_zone, delivery.data | common | dict(more))


def compose_text(delivery: Delivery) -> str:
    """The text of a message, in the alphabet of phones and in one part where that is possible.

    Each part is paid for, so the operator's name is shortened as far as that saves one.
    """
    name = settings.get().operator_name
    whole = _text(delivery, name)
    if sms.segments(whole).count == 1:
        return whole
    shorter = [_text(delivery, short) for short in _shorter_names(name)]
    return min([whole, *shorter], key=lambda text: sms.segments(text).count)


def _shorter_names(name: str) -> list[str]:
    """Forms of a name that take less room, the fullest first: without accents, with fewer words, cut; none of a name
    that has no Latin letters."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_PLAIN_LETTERS))
    words = "".join(character for character in decomposed if character.isascii()).split()
    if not words:
        return []
    fewer = [" ".join(words[:count]).rstrip(" ,.&+-") for count in range(len(words), 0, -1)]
    return [*fewer, *(f"{words[0][:length]}." for length in range(len(words[0]) - 2, MIN_NAME_LENGTH - 1, -1))]


def _text(delivery: Delivery, operator_name: str) -> str:
    options = settings.get()
    common = {"operator_name": operator_name, "portal_url": options.portal_address}
    if "code_seed" in delivery.data:
        common["code"] = code_of_seed(delivery.data["code_seed"], options.secret)
    return sms.simplified(render_sms(delivery.template, delivery.locale, delivery.time_zone, delivery.data | common))
