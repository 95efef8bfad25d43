"""The answer to an incoming text, and the one change that a text may make: to place a hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from adapters import clock
from adapters.text.sentences import Sentence
from models.access.sessions import viewer_of_person
from models.core.errors import Refusal
from models.core.rows import Row, select
from models.core.scope import Compared, Scope, all_of, equals
from models.core.viewer import Viewer
from models.correspondence.sms_commands import ParsedCommand
from models.invoices.approval import hold
from models.invoices.audience import asked_of
from models.invoices.rows import AWAITS_APPROVAL, HoldSource, Invoice, invoice_reference
from models.messages.opt_outs import opt_in, opt_out
from models.messages.sms_messages import SmsCommand, SmsOutcome
from models.people.contacts import Contact
from models.policy import find, visible

LATE: Final = timedelta(days=30)
"""A HOLD without a number, if nothing is pending, is about an invoice that was decided in this time."""
MAX_NAMED: Final = 5
"""Invoices that are named in an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a text, the template and data of the text that answers it, and the invoice it was about."""

    outcome: SmsOutcome
    template: str | None = None
    invoice: Invoice | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sender:
    """A number that a text came from: of the one person for whom it counts, or of those who only wrote it down."""

    number: str
    person: Contact | None = None
    unverified: Sequence[Contact] = ()

    @classmethod
    async def of(cls, number: str) -> "Sender":
        """The people with portal access who have this number."""
        active = Contact.filter(mobile=number, archived_at=None, account__activated_at__not_isnull=True)
        holders = await active.filter(account__username__not_isnull=True).order_by("id")
        verified = [contact for contact in holders if contact.mobile_verified_at is not None]
        return cls(number, verified[0]) if verified else cls(number, None, holders)

    @property
    def reader(self) -> Contact | None:
        """The contact in whose language the answer is written: the person, or one who may be."""
        return self.person or next(iter(self.unverified), None)

    @property
    def named(self) -> Sentence | str:
        """The number and whose it is, for staff to read."""
        if self.person is not None:
            return f"{self.person.name} ({self.number})"
        names = ", ".join(contact.name for contact in self.unverified[:MAX_NAMED])
        unverified = Sentence("{number} (not verified, of {names})", number=self.number, names=names)
        return unverified if names else self.number


async def apply_command(parsed: ParsedCommand, text: str, sender: Sender) -> Answer:
    """Do what a text asks for, inside a unit of work; returns how it is answered."""
    if parsed.command is SmsCommand.STOP:
        await opt_out(sender.number)
        return Answer(SmsOutcome.OPTED_OUT)
    if parsed.command is SmsCommand.START:
        await opt_in(sender.number)
        return Answer(SmsOutcome.OPTED_IN, "subscribed" if sender.person else None)
    if parsed.command is SmsCommand.REACT:
        return Answer(SmsOutcome.REACTED)
    viewer = await viewer_of_person(sender.person.id, None) if sender.person is not None else None
    if viewer is None:
        unverified = Answer(SmsOutcome.UNVERIFIED_NUMBER, "number_not_verified")
        return unverified if sender.unverified else Answer(SmsOutcome.UNKNOWN_NUMBER)
    if parsed.command is SmsCommand.HOLD:
        return await _hold(parsed, text, viewer)
    return _ANSWERS[parsed.command]


_ANSWERS: Final = {
    SmsCommand.APPROVE: Answer(SmsOutcome.SENT_TO_PORTAL, "approve_in_portal"),
    SmsCommand.HELP: Answer(SmsOutcome.HELPED, "help"),
    SmsCommand.OTHER: Answer(SmsOutcome.NOT_UNDERSTOOD, "help"),
}


async def _hold(parsed: ParsedCommand, text: str, by: Viewer) -> Answer:
    if len(parsed.numbers) > 1:
        return _ambiguous(parsed.numbers)
    named = parsed.numbers[0] if parsed.numbers else None
    rows = await _meant(by) if named is None else await _visible(by, equals("number", named))
    if len(rows) > 1:
        return _ambiguous([row["number"] for row in rows])
    invoice = await _may_hold(rows[0]["id"], by) if rows else None
    if invoice is None:
        data = {} if named is None else {"invoice_number": invoice_reference(named)}
        return Answer(SmsOutcome.NO_SUCH_INVOICE, "no_such_invoice", data=data)
    return await _place(invoice, text, by)


async def _visible(viewer: Viewer, where: Scope, *, order: str = "number", limit: int | None = None) -> list[Row]:
    columns = ("id", "number", "open_holds")
    return await select(Invoice, columns, all_of(visible(Invoice, viewer), where), order=order, limit=limit)


async def _meant(by: Viewer) -> list[Row]:
    """The invoices that wait for this person and are not on hold; else those on hold; else the last decided."""
    pending = await _visible(by, all_of(AWAITS_APPROVAL, asked_of(by)))
    if pending:
        return [row for row in pending if not row["open_holds"]] or pending
    late = Compared("decided_at", ">", clock.now() - LATE)
    return await _visible(by, all_of(late, asked_of(by)), order="decided_at DESC", limit=1)


async def _may_hold(invoice_id: UUID, by: Viewer) -> Invoice | None:
    try:
        return await find(Invoice, invoice_id, by, to="hold")
    except Refusal:
        return None


async def _place(invoice: Invoice, text: str, by: Viewer) -> Answer:
    if not invoice.awaits_approval:
        return Answer(SmsOutcome.TOO_LATE, "hold_not_placed", invoice, {"standing": invoice.state})
    if invoice.is_on_hold:
        return Answer(SmsOutcome.ALREADY_HELD, "hold_not_placed", invoice, {"standing": "HELD"})
    await hold(invoice, HoldSource.SMS, text, by=by)
    return Answer(SmsOutcome.HELD, "hold_placed", invoice)


def _ambiguous(numbers: Sequence[int]) -> Answer:
    named = [invoice_reference(number) for number in numbers[:MAX_NAMED]]
    return Answer(SmsOutcome.AMBIGUOUS_INVOICE, "which_invoice", data={"numbers": named})
