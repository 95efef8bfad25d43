"""Notices of a mail that came in: to the staff who are to look at it, and to its writer."""

from typing import Any, Final

import settings
from adapters.mail.addresses import NotAnAddress, checked_address
from adapters.text.locales import ENGLISH
from adapters.text.sentences import Sentence, kept
from models.access.sessions import viewer_of_person
from models.core.errors import Refusal
from models.core.viewer import SYSTEM, Permission
from models.correspondence.mail_senders import is_from_reader, known_person
from models.invoices.rows import Invoice, invoice_reference
from models.log.events import EventKind, NewEvent, Visibility
from models.log.unit_of_work import UnitOfWork
from models.messages.audience import recipients, staff_with
from models.messages.deliveries import Addressee, queue_email
from models.messages.inbound_mails import (
    InboundMail,
    InboundMailOutcome,
    InboundMailState,
    mark_notified,
    reason_of,
    was_notified_lately,
)
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify
from models.messages.reply_addresses import Correspondent, comes_back
from models.orders.orders import Order
from models.people.contacts import Contact
from models.policy import find

MAX_NEWS: Final = 5
"""While this many mails from one address wait, staff are notified of no more of them: the list has all."""
MAX_COMMENT_LENGTH: Final = 2000
"""Characters of a mail that stand in the log."""
_NOT_ARRIVED: Final = (InboundMailOutcome.NOT_ALLOWED, InboundMailOutcome.EMPTY, InboundMailOutcome.REFUSED)


async def pass_on(unit: UnitOfWork, mail: InboundMail) -> None:
    """Record a mail that waits for staff, on the invoice that it is about where it is about one, and notify them."""
    invoice = await Invoice.get_or_none(id=mail.invoice_id) if mail.invoice_id else None
    order = await Order.get_or_none(id=mail.order_id) if mail.order_id else None
    event = unit.record(
        EventKind.MAIL_RECEIVED if invoice is None else EventKind.INVOICE_MESSAGE_RECEIVED,
        SYSTEM,
        customer_id=invoice.customer_id if invoice else None,
        invoice_id=mail.invoice_id,
        order_id=mail.order_id,
        visibility=Visibility.STAFF_ONLY,
        inbound_mail_id=str(mail.id),
        comment=f"{mail.sender}: {mail.text or mail.subject}"[:MAX_COMMENT_LENGTH],
    )
    if await InboundMail.filter(sender=mail.sender, state=InboundMailState.OPEN).count() <= MAX_NEWS:
        await _notify_staff(unit, event, mail, invoice, order)


async def _notify_staff(
    unit: UnitOfWork, event: NewEvent, mail: InboundMail, invoice: Invoice | None, order: Order | None
) -> None:
    kind = NotificationKind.MAIL_RECEIVED
    subject = Subject("InboundMail", mail.id, "/inbound-mails")
    concerned = staff_with(Permission.MANAGE_PORTAL_ACCESS)
    if invoice is not None:
        subject = Subject("Invoice", invoice.id, f"/invoices/{invoice_reference(invoice.number)}")
        concerned = staff_with(Permission.MANAGE_INVOICES)
    elif order is not None:
        subject = Subject("Order", order.id, f"/orders/{order.reference}")
        concerned = staff_with(Permission.MANAGE_ORDERS, order.id)
    is_answerable = _can_be_answered(mail) and mail.outcome is not InboundMailOutcome.FAILED_AUTHENTICATION
    title = Sentence("E-mail without a sender: {subject}", subject=mail.subject)
    if mail.sender:
        title = Sentence("E-mail from {sender}: {subject}", sender=mail.sender, subject=mail.subject)
    await notify(
        unit,
        event,
        kind,
        await recipients(kind, concerned),
        subject,
        title=title,
        body=mail.text or "",
        template="mail_received",
        data={
            "sender": mail.sender,
            "mail_subject": mail.subject,
            "text": mail.text,
            "outcome": mail.outcome.value,
            **({"reply_to": mail.sender} if is_answerable else {}),
        },
        by=SYSTEM,
    )


async def notify_writer(unit: UnitOfWork, mail: InboundMail, to: Correspondent) -> None:
    """Tell the writer what became of the mail, and remember that; not if they were just told the same, or mail to them
    would come back.

    A writer who is not the reader of the mail that is answered learns only that theirs has arrived. They are told in
    their own language if we know them, otherwise in that of the reader.
    """
    if not _can_be_answered(mail) or await was_notified_lately(mail):
        return
    is_reader = is_from_reader(mail.sender, to)
    person = to.person if is_reader else None
    name = person.display_name if isinstance(person, Contact) else person.name if person is not None else mail.sender
    is_arrived = mail.outcome not in _NOT_ARRIVED
    data: dict[str, Any] = {"outcome": mail.outcome.value, "reply_subject": mail.subject, "answers_to": mail.message_id}
    data |= {"detail": kept(reason_of(vars(mail))), "invoice_number": None, "standing": None}
    if is_reader and to.delivery is not None and mail.outcome is not InboundMailOutcome.NOT_ALLOWED:
        data |= {key: to.delivery.data[key] for key in ("answers", "thread") if key in to.delivery.data}
    speaker = person or await known_person(mail.sender) or to.person
    invoice = await _invoice_of(mail, to) if is_reader else None
    if invoice is not None:
        data["invoice_number"] = number = invoice_reference(invoice.number)
        data["standing"] = invoice.state
        data["url"] = f"{settings.get().portal_address}/invoices/{number}"
    addressee = Addressee(
        mail.sender,
        name,
        locale=speaker.locale if speaker is not None else ENGLISH,
        time_zone=person.time_zone if person is not None else settings.get().time_zone,
        contact_id=person.id if isinstance(person, Contact) else None,
    )
    queue_email(unit, "reply_received" if is_arrived else "reply_refused", addressee, **data)
    await mark_notified(mail)


async def _invoice_of(mail: InboundMail, to: Correspondent) -> Invoice | None:
    """The invoice that the mail is about, if the reader of the mail that it answers may see it now."""
    viewer = await viewer_of_person(to.contact_id, to.staff_id) if to.person is not None else None
    if mail.invoice_id is None or viewer is None:
        return None
    try:
        return await find(Invoice, mail.invoice_id, viewer, to="see")
    except Refusal:
        return None


def _can_be_answered(mail: InboundMail) -> bool:
    try:
        checked_address(mail.sender, takes_tests=True, takes_unicode=True)
    except NotAnAddress:
        return False
    return not comes_back(mail.sender)
