"""What we know of a mail of ours that somebody answers: the evidence of what in their answer only quotes it."""

import structlog
from jinja2 import UndefinedError

import settings
from adapters.mail.answered_mail import Answered
from adapters.mail.html_text import text_of_page
from adapters.text.templates import Rendered
from latchkey.worker.composing import compose_mail
from models.messages.deliveries import Delivery

log = structlog.get_logger()


def answered_mail(delivery: Delivery | None, reader: str | None) -> Answered:
    """The names, addresses and words of the mail; of one that is not kept any more, who we are.

    Its links need not be right: they are no evidence.
    """
    options = settings.get()
    words = _words(delivery) if delivery else None
    local, _, domain = (options.reply_address or "").partition("@")
    return Answered(
        names=(options.operator_name,),
        addresses=(options.mail_from, *((f"{local}+", f"{local}@{domain}") if domain else ())),
        subject=words.subject if words else "",
        text=f"{words.text}\n{text_of_page(words.html)}" if words else "",
        readers=tuple(filter(None, (reader, delivery.data.get("recipient_name") if delivery else None))),
    )


def _words(delivery: Delivery) -> Rendered | None:
    try:
        return compose_mail(delivery, str(delivery.data.get("url") or settings.get().portal), {})
    except UndefinedError as error:
        # It was sent by another version, whose templates asked for less.
        log.warning("what a mail said is not known any more", delivery=str(delivery.id), error=str(error))
        return None
