"""E-mail on its way out: worded, addressed, and put into the thread of what it is about."""

from collections.abc import Mapping
from typing import Any

import settings
from adapters import clock
from adapters.mail import smtp
from adapters.security.tokens import token_hash, token_of_seed
from adapters.text.templates import Rendered, render
from models.access.links import REFUSALS, Link, LinkStatus
from models.core.errors import Refusal
from models.correspondence.digests import TEMPLATE as DIGEST
from models.correspondence.digests import contents
from models.messages.deliveries import Delivery
from models.messages.reply_addresses import holds_by_reply, reader_of_answers, reply_address


async def send_mail(delivery: Delivery, smtp_url: str) -> None:
    """Hand a mail to the server of `smtp_url`.

    Raises MailRefused or MailTemporarilyFailed, and Refusal where its link no longer works or nothing is left to say.
    """
    options, data = settings.get(), delivery.data
    url = await _address_of_link(delivery)
    words = worded(delivery, url, await contents(delivery) if delivery.template == DIGEST else {})
    message = smtp.compose(
        sender=options.mail_from,
        sender_name=options.operator_name,
        to=delivery.recipient,
        to_name=data.get("recipient_name"),
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_key=str(delivery.id),
        date=clock.now(),
        reply_to=reply_address(delivery),
        thread=data.get("thread"),
        answers_to=data.get("answers_to"),
        unsubscribe=f"{options.portal}/preferences" if data.get("is_optional") else None,
    )
    await smtp.send(message, smtp_url)


def worded(delivery: Delivery, url: str, more: Mapping[str, Any]) -> Rendered:
    """The words of a mail that leads to `url`; `more` is what its template needs and the delivery does not keep.

    Raises jinja2.UndefinedError where the templates of this version need what was not known when it was queued.
    """
    options = settings.get()
    known: dict[str, Any] = {
        "operator_name": options.operator_name,
        "portal_url": options.portal,
        "url": url,
        "support_email": options.support_email,
        "support_phone": options.support_phone,
        "read_by": reader_of_answers(delivery),
        "holds_by_reply": holds_by_reply(delivery),
    }
    return render(delivery.template, delivery.locale, delivery.time_zone, delivery.data | known | dict(more))


async def _address_of_link(delivery: Delivery) -> str:
    """Where the message leads; a Refusal where it carries a link that no longer works."""
    options, data = settings.get(), delivery.data
    if "link_seed" not in data:
        return str(data.get("url") or options.portal)
    token = token_of_seed(data["link_seed"], options.secret)
    link = await Link.get_or_none(token_hash=token_hash(token))
    status = link.status if link else LinkStatus.INVALID
    if status is not LinkStatus.VALID:
        raise Refusal(*REFUSALS[status])
    return f"{options.portal}/{data['link_page']}?token={token}"
