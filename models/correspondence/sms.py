"""Text messages that come in: each is recorded, acted on once, and answered as this table says.

| what is written                      | what happens             | the answer            | staff      |
|--------------------------------------|--------------------------|-----------------------|------------|
| HOLD, one pending invoice meant      | it is put on hold        | hold_placed           | as always  |
| HOLD, it is on hold already          | nothing                  | hold_not_placed       | no         |
| HOLD, it is decided, paid or void    | nothing                  | hold_not_placed       | yes        |
| HOLD, several could be meant         | nothing                  | which_invoice         | yes        |
| HOLD, none could be meant            | nothing                  | no_such_invoice       | yes        |
| APPROVE                              | nothing: sign in for it  | approve_in_portal     | no         |
| STOP                                 | no texts from now on     | none                  | no         |
| STOP, and an invoice is named        | no texts from now on     | none                  | yes        |
| START                                | texts again              | subscribed            | no         |
| HELP                                 | nothing                  | help                  | no         |
| a reaction that agrees               | nothing                  | none                  | no         |
| anything else                        | nothing                  | help, once a day      | yes        |
| anything, from nobody's number       | STOP and START only      | none                  | yes        |
| anything, from a number on file      | STOP and START only      | number_not_verified,  | yes        |
|   that is verified for nobody        |                          |   once a day          |            |
| the same message again               | nothing                  | none                  | no         |

Staff are notified of SMS_NOTICES_PER_DAY texts of one number, and more are only listed; one person gets up to
SMS_PER_PERSON_PER_DAY answers: so nobody's flood of texts drowns what others write, or costs a fortune.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import settings
from adapters import clock
from adapters.phone_numbers import one_form
from adapters.text.sentences import Sentence, kept
from models.core.plain_text import MAX_SMS_LENGTH
from models.core.viewer import SYSTEM, Permission
from models.correspondence.sms_answers import Answer, Sender, apply_command
from models.correspondence.sms_commands import parse_command
from models.invoices.rows import Invoice, invoice_reference
from models.log.events import EventKind, Visibility
from models.log.global_ids import encode
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.audience import recipients, staff_with
from models.messages.deliveries import Addressee, has_texts_left, queue_sms
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify
from models.messages.opt_outs import is_opted_out
from models.messages.sms_messages import SmsMessage, SmsOutcome

DAY: Final = timedelta(days=1)
"""A text that is not understood is answered once in this time, so that two machines do not talk to each other."""

FOR_STAFF: Final = frozenset(
    {
        SmsOutcome.TOO_LATE,
        SmsOutcome.AMBIGUOUS_INVOICE,
        SmsOutcome.NO_SUCH_INVOICE,
        SmsOutcome.NOT_UNDERSTOOD,
        SmsOutcome.UNKNOWN_NUMBER,
        SmsOutcome.UNVERIFIED_NUMBER,
    }
)
"""A member of staff has to look at these."""

_SELDOM: Final = frozenset({SmsOutcome.NOT_UNDERSTOOD, SmsOutcome.UNVERIFIED_NUMBER})
"""These are answered once a day for each number."""


@dataclass(frozen=True, slots=True)
class IncomingSms:
    """A text as the provider hands it over; numbers in E.164 form."""

    provider_id: str
    sender: str
    recipient: str
    text: str


async def receive_sms(incoming: IncomingSms) -> SmsMessage | None:
    """Act on a text and queue its answer; None if this very message has been received before.

    Two of the same at the same instant: one raises IntegrityError, and nothing of it has happened.
    """
    async with unit_of_work() as unit:
        if await SmsMessage.filter(provider_id=incoming.provider_id).exists():
            return None
        parsed = parse_command(incoming.text)
        sender = await Sender.of(one_form(incoming.sender))
        answer = await apply_command(parsed, incoming.text, sender)
        message = await SmsMessage.create(
            provider_id=incoming.provider_id,
            sender=sender.number,
            recipient=incoming.recipient,
            body=incoming.text[:MAX_SMS_LENGTH].replace("\0", ""),
            received_at=clock.now(),
            command=parsed.command,
            outcome=answer.outcome,
            contact_id=sender.person.id if sender.person else None,
            invoice_id=answer.invoice.id if answer.invoice else None,
        )
        await _reply(unit, message, answer, sender)
        if answer.outcome in FOR_STAFF or (answer.outcome is SmsOutcome.OPTED_OUT and parsed.numbers):
            await _notify_staff(unit, message, sender, answer.invoice)
        return message


async def _others_lately(message: SmsMessage, outcomes: Collection[SmsOutcome]) -> int:
    """The number of other texts with these outcomes that came from the same number in the last day."""
    lately = SmsMessage.filter(sender=message.sender, received_at__gt=clock.now() - DAY, outcome__in=list(outcomes))
    return await lately.exclude(id=message.id).count()


async def _reply(unit: UnitOfWork, message: SmsMessage, answer: Answer, sender: Sender) -> None:
    reader = sender.reader
    if answer.template is None or reader is None or await is_opted_out(message.sender):
        return
    if answer.outcome in _SELDOM and await _others_lately(message, _SELDOM):
        return
    if sender.person is not None and not await has_texts_left(unit, sender.person.id):
        return
    addressee = Addressee(message.sender, reader.display_name, reader.locale, reader.time_zone, message.contact_id)
    queue_sms(
        unit,
        answer.template,
        addressee,
        **{"invoice_number": invoice_reference(answer.invoice.number) if answer.invoice else None, **answer.data},
    )


async def _notify_staff(unit: UnitOfWork, message: SmsMessage, sender: Sender, invoice: Invoice | None) -> None:
    left = settings.get().sms_notices_per_day - await _others_lately(message, FOR_STAFF)
    if left <= 0:
        return
    event = unit.record(
        EventKind.SMS_RECEIVED,
        SYSTEM,
        contact_id=message.contact_id,
        invoice_id=message.invoice_id,
        visibility=Visibility.STAFF_ONLY,
        outcome=message.outcome.value,
    )
    subject = Subject("SmsMessage", message.id, "/sms-messages")
    if invoice is not None:
        subject = Subject("Invoice", invoice.id, f"/invoices/{invoice_reference(invoice.number)}")
    elif sender.person is not None:
        subject = Subject("Contact", sender.person.id, f"/contacts/{encode('Contact', sender.person.id)}")
    await notify(
        unit,
        event,
        NotificationKind.SMS_RECEIVED,
        await recipients(NotificationKind.SMS_RECEIVED, staff_with(Permission.MANAGE_INVOICES)),
        subject,
        title=Sentence("Text message from {sender}", sender=sender.named),
        body=message.body,
        template="sms_received",
        data={"sender": kept(sender.named), "text": message.body, "is_last": left == 1},
        by=SYSTEM,
    )
