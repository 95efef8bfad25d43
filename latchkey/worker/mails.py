"""E-mail on its way out: addressed, put into the thread of what it is about, and handed to the server."""

import settings
from adapters import clock
from adapters.mail import smtp
from adapters.text.calendars import Appointment
from latchkey.worker.composing import compose_mail
from models.access.links import token_of_open_link
from models.correspondence.digests import TEMPLATE as DIGEST
from models.correspondence.digests import contents
from models.messages.deliveries import Delivery
from models.messages.reply_addresses import reply_address


async def send_mail(delivery: Delivery, smtp_url: str) -> None:
    """Hand a mail to the server of `smtp_url`.

    Raises MailRefused or MailTemporarilyFailed, and Refusal if its link no longer works or nothing is left to say.
    """
    options, data = settings.get(), delivery.data
    url = await _address_of_link(delivery)
    words = compose_mail(delivery, url, await contents(delivery) if delivery.template == DIGEST else {})
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
        calendar=_calendar_of(delivery),
        unsubscribe=f"{options.portal_address}/preferences" if data.get("is_optional") else None,
    )
    await smtp.send(message, smtp_url)


def _calendar_of(delivery: Delivery) -> tuple[str, str] | None:
    """The appointment that a mail brings, for its reader's calendar; None if it brings none."""
    if "calendar" not in delivery.data:
        return None
    options, appointment = settings.get(), Appointment.of(delivery.data["calendar"])
    file = appointment.written(
        organizer=options.mail_from,
        organizer_name=options.operator_name,
        attendee=delivery.recipient,
        now=clock.now(),
    )
    return appointment.method, file


async def _address_of_link(delivery: Delivery) -> str:
    """The page that the message leads to; refuses if it carries a link that no longer works."""
    portal, data = settings.get().portal_address, delivery.data
    if "link_seed" not in data:
        return str(data.get("url") or portal)
    return f"{portal}/{data['link_page']}?token={await token_of_open_link(data['link_seed'])}"
