"""What an incoming text leads to: decided here, with the one thing that a text may do, which is to place a hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from adapters import clock
from models.core.rows import select
from models.core.scope import Compared, all_of
from models.core.viewer import ActorKind, MembershipGrant, Right, Viewer
from models.correspondence.sms_commands import ParsedCommand
from models.invoices.announcing import invoice_reference
from models.invoices.rows import HoldSource, Invoice, PaymentStatus, asked_of
from models.invoices.states import AWAITS_APPROVAL
from models.messages.opt_outs import SmsOptOut
from models.messages.sms_messages import SmsCommand, SmsOutcome
from models.people.contacts import Contact
from models.people.customers import Membership

LATE: Final = timedelta(days=30)
"""A HOLD without a number, when nothing is pending, is about what was decided in this time."""
MAX_NAMED: Final = 5
"""As many invoices are named in an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a text, the template and data of the text that answers it, and the invoice it was about."""

    outcome: SmsOutcome
    template: str | None = None
    invoice: Invoice | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose number a text came from: the one person for whom it counts, or those who only have written it down."""

    number: str
    person: Contact | None = None
    unverified: Sequence[Contact] = ()

    @classmethod
    async def of(cls, number: str) -> "Sender":
        """The people with portal access who have this number."""
        active = Contact.filter(mobile=number, archived_at=None, account__activated_at__not_isnull=True)
        found = await active.filter(account__username__not_isnull=True).order_by("id")
        verified = [contact for contact in found if contact.mobile_verified_at is not None]
        return cls(number, verified[0]) if verified else cls(number, None, found)

    @property
    def reader(self) -> Contact | None:
        """Whoever is answered: the person, or somebody who might be."""
        return self.person or next(iter(self.unverified), None)

    def __str__(self) -> str:
        if self.person is not None:
            return f"{self.person.name} ({self.number})"
        names = ", ".join(contact.name for contact in self.unverified[:MAX_NAMED])
        return f"{self.number} (not verified, of {names})" if names else self.number


async def apply_command(parsed: ParsedCommand, text: str, sender: Sender) -> Answer:
    """Do what a text asks for, inside a unit of work; returns how it is answered."""
    if parsed.command is SmsCommand.STOP:
        await SmsOptOut.add(sender.number)
        return Answer(SmsOutcome.OPTED_OUT)
    if parsed.command is SmsCommand.START:
        await SmsOptOut.withdraw(sender.number)
        return Answer(SmsOutcome.OPTED_IN, "subscribed" if sender.person else None)
    if parsed.command is SmsCommand.REACT:
        return Answer(SmsOutcome.REACTED)
    if sender.person is None:
        unverified = Answer(SmsOutcome.UNVERIFIED_NUMBER, "number_not_verified")
        return unverified if sender.unverified else Answer(SmsOutcome.UNKNOWN_NUMBER)
    if parsed.command is SmsCommand.HOLD:
        return await _hold(parsed, text, await _viewer(sender.person))
    return _ANSWERS[parsed.command]


_ANSWERS: Final = {
    SmsCommand.APPROVE: Answer(SmsOutcome.SENT_TO_PORTAL, "approve_in_portal"),
    SmsCommand.HELP: Answer(SmsOutcome.HELPED, "help"),
    SmsCommand.OTHER: Answer(SmsOutcome.NOT_UNDERSTOOD, "help"),
}


async def _viewer(contact: Contact) -> Viewer:
    memberships = await Membership.filter(contact_id=contact.id)
    return Viewer(
        kind=ActorKind.CONTACT,
        name=contact.display_name,
        contact_id=contact.id,
        time_zone=contact.time_zone,
        memberships=tuple(MembershipGrant(each.customer_id, each.role, Right(each.rights)) for each in memberships),
    )


async def _hold(parsed: ParsedCommand, text: str, by: Viewer) -> Answer:
    own = Invoice.filter(customer_id__in=by.customers_with(Right.INVOICE_APPROVAL), issued_at__not_isnull=True)
    if len(parsed.numbers) > 1:
        return _ambiguous([invoice_reference(number) for number in parsed.numbers])
    if parsed.numbers:
        found = await own.filter(number=parsed.numbers[0])
        if not found:
            number = {"invoice_number": invoice_reference(parsed.numbers[0])}
            return Answer(SmsOutcome.NO_SUCH_INVOICE, "no_such_invoice", data=number)
    else:
        found = await _meant(by)
    if len(found) > 1:
        return _ambiguous([invoice_reference(invoice.number) for invoice in found])
    if not found:
        return Answer(SmsOutcome.NO_SUCH_INVOICE, "no_such_invoice")
    return await _place(await Invoice.filter(id=found[0].id).select_for_update().get(), text, by)


async def _meant(by: Viewer) -> list[Invoice]:
    """The invoices that wait for this person and are not held; else those that are held; else the last decided."""
    pending = await select(Invoice, ("id", "open_holds"), all_of(AWAITS_APPROVAL, asked_of(by)))
    if pending:
        ids = [row["id"] for row in pending if not row["open_holds"]] or [row["id"] for row in pending]
        return await Invoice.filter(id__in=ids).order_by("number")
    late = Compared("decided_at", ">", clock.now() - LATE)
    decided = await select(Invoice, ("id",), all_of(late, asked_of(by)), order="decided_at DESC", limit=1)
    return await Invoice.filter(id__in=[row["id"] for row in decided])


async def _place(invoice: Invoice, text: str, by: Viewer) -> Answer:
    if not invoice.awaits_approval:
        standing = invoice.approval_status.value if invoice.payment_status is not PaymentStatus.VOID else "VOID"
        return Answer(SmsOutcome.TOO_LATE, "hold_not_placed", invoice, {"standing": standing})
    if invoice.open_holds:
        return Answer(SmsOutcome.ALREADY_HELD, "hold_not_placed", invoice, {"standing": "HELD"})
    await invoice.hold(HoldSource.SMS, text, by=by)
    return Answer(SmsOutcome.HELD, "hold_placed", invoice)


def _ambiguous(numbers: Sequence[str]) -> Answer:
    return Answer(SmsOutcome.AMBIGUOUS_INVOICE, "which_invoice", data={"numbers": list(numbers[:MAX_NAMED])})
