"""Text messages that come in: each is written down, acted on once, and answered in a way that is defined for all.

| what is written                      | what happens             | the answer         | staff told |
|--------------------------------------|--------------------------|--------------------|------------|
| HOLD, one pending invoice meant      | it is put on hold        | hold_placed        | as always  |
| HOLD, it is on hold already          | nothing                  | hold_not_placed    | no         |
| HOLD, it is decided, paid or void    | nothing                  | hold_not_placed    | yes        |
| HOLD, several could be meant         | nothing                  | which_invoice      | yes        |
| HOLD, none could be meant            | nothing                  | no_such_invoice    | yes        |
| APPROVE                              | nothing: sign in for it  | approve_in_portal  | no         |
| STOP                                 | no texts from now on     | none               | no         |
| START                                | texts again              | subscribed         | no         |
| HELP                                 | nothing                  | help               | no         |
| anything else                        | nothing                  | help, once a day   | once a day |
| anything, from nobody's number       | STOP and START only      | none               | once a day |
| anything, from several people's      | STOP and START only      | shared_number, ... | once a day |
| the same message again               | nothing                  | none               | no         |
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.base import Entity, UtcDatetimeField
from models.contacts import Contact
from models.deliveries import Delivery
from models.events import EventKind, Visibility
from models.invoice_messages import invoice_reference
from models.invoices import Invoice
from models.notifications import NotificationKind, Subject, staff_with, tell
from models.sms_answers import Answer, SmsOutcome, act, holders
from models.sms_opt_outs import SmsOptOut
from models.sms_words import LONGEST, SmsCommand, understood
from models.viewer import SYSTEM, Permission
from models.work import Work, unit_of_work

SMS_STAFF: Final = (Permission.MANAGE_INVOICES, Permission.VIEW_AUDIT)
"""Who sees what came in: staff with one of these."""

ANSWERED_EVERY: Final = timedelta(days=1)
"""What is not understood is answered so often, lest two machines talk to each other."""

FOR_STAFF: Final = frozenset(
    {
        SmsOutcome.TOO_LATE,
        SmsOutcome.AMBIGUOUS_INVOICE,
        SmsOutcome.NO_SUCH_INVOICE,
        SmsOutcome.NOT_UNDERSTOOD,
        SmsOutcome.UNKNOWN_NUMBER,
        SmsOutcome.SHARED_NUMBER,
    }
)
"""What a person has to look at."""

_SELDOM: Final = frozenset({SmsOutcome.NOT_UNDERSTOOD, SmsOutcome.UNKNOWN_NUMBER, SmsOutcome.SHARED_NUMBER})
"""What is answered, and told to staff, once a day for each number."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text as the provider hands it over; numbers in E.164 form."""

    provider_id: str
    sender: str
    recipient: str
    text: str


class SmsMessage(Entity):
    """A text that came in, and what became of it."""

    provider_id = fields.CharField(max_length=64, unique=True)
    sender = fields.CharField(max_length=20)
    recipient = fields.CharField(max_length=20)
    body = fields.TextField()
    received_at = UtcDatetimeField()
    command = fields.CharEnumField(SmsCommand, max_length=7)
    outcome = fields.CharEnumField(SmsOutcome, max_length=17)
    contact_id: UUID | None = fields.UUIDField(null=True)
    invoice_id: UUID | None = fields.UUIDField(null=True)

    class Meta:
        table = "sms_messages"
        indexes = (("sender", "received_at"),)

    @classmethod
    async def receive(cls, incoming: Incoming) -> "SmsMessage | None":
        """Act on a text and queue its answer; None where this very message has been here before.

        Two of the same at the same instant: one raises IntegrityError, and nothing of it has happened.
        """
        async with unit_of_work() as work:
            if await cls.filter(provider_id=incoming.provider_id).exists():
                return None
            said = understood(incoming.text)
            people = await holders(incoming.sender)
            contact = people[0] if len(people) == 1 else None
            answer = await act(said, incoming.text, incoming.sender, people)
            is_news = answer.outcome not in _SELDOM or not await cls._heard_lately(incoming.sender)
            message = await cls.create(
                provider_id=incoming.provider_id,
                sender=incoming.sender,
                recipient=incoming.recipient,
                body=incoming.text[:LONGEST].replace("\0", ""),
                received_at=clock.now(),
                command=said.command,
                outcome=answer.outcome,
                contact_id=contact.id if contact else None,
                invoice_id=answer.invoice.id if answer.invoice else None,
            )
            if is_news:
                await message._reply(work, answer, people)
                if answer.outcome in FOR_STAFF:
                    await message._tell_staff(work, contact, answer.invoice)
            return message

    @classmethod
    async def _heard_lately(cls, sender: str) -> bool:
        since = clock.now() - ANSWERED_EVERY
        return await cls.filter(sender=sender, received_at__gt=since, outcome__in=list(_SELDOM)).exists()

    async def _reply(self, work: Work, answer: Answer, people: Sequence[Contact]) -> None:
        if answer.template is None or not people or await SmsOptOut.holds_for(self.sender):
            return
        await Delivery.queue_sms(
            work,
            answer.template,
            to=self.sender,
            locale=people[0].locale,
            time_zone=people[0].time_zone,
            contact_id=self.contact_id,
            **{"invoice_number": invoice_reference(answer.invoice.number) if answer.invoice else None, **answer.data},
        )

    async def _tell_staff(self, work: Work, contact: Contact | None, invoice: Invoice | None) -> None:
        event = work.record(
            EventKind.SMS_RECEIVED,
            SYSTEM,
            contact_id=self.contact_id,
            invoice_id=self.invoice_id,
            visibility=Visibility.STAFF_ONLY,
            outcome=self.outcome.value,
        )
        sender = f"{contact.name} ({self.sender})" if contact else self.sender
        subject = Subject("SmsMessage", self.id, "/")
        if invoice is not None:
            subject = Subject("Invoice", invoice.id, f"/invoices/{invoice_reference(invoice.number)}")
        elif contact is not None:
            subject = Subject("Contact", contact.id, f"/contacts/{contact.id}")
        await tell(
            work,
            event,
            NotificationKind.SMS_RECEIVED,
            await staff_with(Permission.MANAGE_INVOICES, NotificationKind.SMS_RECEIVED),
            subject,
            title=f"Text message from {sender}",
            body=self.body,
            template="sms_received",
            data={"sender": sender, "text": self.body},
            by=SYSTEM,
        )
