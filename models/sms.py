"""Text messages that come in: each is written down, acted on once, and answered in a way that is defined for all.

| what is written                         | what happens                                     | answer            | staff told |
|-----------------------------------------|--------------------------------------------------|-------------------|------------|
| HOLD, one invoice meant and pending     | it is put on hold                                | hold_placed       | as of holds |
| HOLD, it is on hold already             | nothing                                          | hold_not_placed   | no         |
| HOLD, it is decided, paid or void       | nothing                                          | hold_not_placed   | yes        |
| HOLD, several could be meant            | nothing                                          | which_invoice     | yes        |
| HOLD, none could be meant               | nothing                                          | no_such_invoice   | yes        |
| APPROVE                                 | nothing: approving needs signing in              | approve_in_portal | no         |
| STOP, START                             | no more texts, or texts again                    | none, subscribed  | no         |
| HELP                                    | nothing                                          | help              | no         |
| anything else                           | nothing                                          | help, once a day  | yes        |
| from a number of nobody                 | nothing, but for STOP and START                  | none              | once a day |
| from a number of several people         | nothing, but for STOP and START                  | shared_number, once a day | once a day |
| the same message again                  | nothing                                          | none              | no         |
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

import settings
from adapters import clock
from models.base import Entity, UtcDatetimeField
from models.contacts import Contact
from models.customers import ApprovalMode, Membership
from models.deliveries import Delivery
from models.errors import Refusal, RefusalCode
from models.invoice_messages import invoice_reference
from models.invoices import ApprovalStatus, HoldSource, Invoice, PaymentStatus
from models.sms_opt_outs import SmsOptOut
from models.sms_words import LONGEST, Said, SmsCommand, understood
from models.viewer import ActorKind, MembershipGrant, Right, Viewer
from models.work import Work, unit_of_work

ANSWERED_EVERY: Final = timedelta(days=1)
"""What is not understood is answered so often, lest two machines talk to each other."""
LATE: Final = timedelta(days=30)
"""A HOLD without a number, when nothing is pending, is about what was decided in this time."""
MOST_NAMED: Final = 5
"""As many invoices are named in an answer."""


class SmsOutcome(StrEnum):
    """What became of an incoming text."""

    HELD = "HELD"
    ALREADY_HELD = "ALREADY_HELD"
    TOO_LATE = "TOO_LATE"
    AMBIGUOUS_INVOICE = "AMBIGUOUS_INVOICE"
    NO_SUCH_INVOICE = "NO_SUCH_INVOICE"
    SENT_TO_PORTAL = "SENT_TO_PORTAL"
    OPTED_OUT = "OPTED_OUT"
    OPTED_IN = "OPTED_IN"
    HELPED = "HELPED"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    UNKNOWN_NUMBER = "UNKNOWN_NUMBER"
    SHARED_NUMBER = "SHARED_NUMBER"


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


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text as the provider hands it over; numbers in E.164 form."""

    provider_id: str
    sender: str
    recipient: str
    text: str


@dataclass(frozen=True, slots=True)
class _Answer:
    outcome: SmsOutcome
    template: str | None = None
    invoice: Invoice | None = None
    data: dict[str, Any] | None = None


class SmsMessage(Entity):
    """A text that came in, and what became of it."""

    provider_id = fields.CharField(max_length=64, unique=True)
    sender = fields.CharField(max_length=20, db_index=True)
    recipient = fields.CharField(max_length=20)
    body = fields.TextField()
    received_at = UtcDatetimeField()
    command = fields.CharEnumField(SmsCommand, max_length=7)
    outcome = fields.CharEnumField(SmsOutcome, max_length=17)
    contact_id: UUID | None = fields.UUIDField(null=True)
    invoice_id: UUID | None = fields.UUIDField(null=True)

    class Meta:
        table = "sms_messages"

    @classmethod
    async def receive(cls, incoming: Incoming) -> "SmsMessage | None":
        """Act on a text and queue its answer; None where this very message has been here before.

        Two of the same at the same instant: one raises IntegrityError, and nothing of it has happened.
        """
        async with unit_of_work() as work:
            if await cls.filter(provider_id=incoming.provider_id).exists():
                return None
            said = understood(incoming.text)
            people = await _holders(incoming.sender)
            contact = people[0] if len(people) == 1 else None
            answer = await _answer(said, incoming, people)
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

    async def _reply(self, work: Work, answer: _Answer, people: Sequence[Contact]) -> None:
        if answer.template is None or not people or await SmsOptOut.holds_for(self.sender):
            return
        await Delivery.queue_sms(
            work,
            answer.template,
            to=self.sender,
            locale=people[0].locale,
            time_zone=people[0].time_zone,
            contact_id=self.contact_id,
            invoice_number=invoice_reference(answer.invoice.number) if answer.invoice else None,
            **(answer.data or {}),
        )

    async def _tell_staff(self, work: Work, contact: Contact | None, invoice: Invoice | None) -> None:
        from models.sms_messages import tell_staff_of_sms

        await tell_staff_of_sms(work, self, contact, invoice)


_SELDOM: Final = frozenset({SmsOutcome.NOT_UNDERSTOOD, SmsOutcome.UNKNOWN_NUMBER, SmsOutcome.SHARED_NUMBER})
"""What is answered, and told to staff, once a day for each number."""
