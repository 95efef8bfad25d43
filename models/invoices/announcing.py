"""Notices of what happens to an invoice, to the people whom it concerns."""

from typing import Any, Final

from adapters.text.sentences import Sentence
from models.core.channels import Channel
from models.core.errors import WarningCode
from models.core.money import Money
from models.core.viewer import SYSTEM, Permission, Viewer
from models.invoices.approval_questions import ASKS
from models.invoices.audience import approvers, readers
from models.invoices.rows import Invoice, invoice_reference
from models.log.events import EventKind, NewEvent, Visibility
from models.log.unit_of_work import UnitOfWork
from models.messages.audience import recipients, staff_with
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify

_TITLES: Final = {
    "invoice_approved": Sentence("{invoice} has been approved"),
    "invoice_declined": Sentence("{invoice} has been declined"),
    "invoice_held": Sentence("{invoice} is on hold"),
    "invoice_released": Sentence("{invoice} is no longer on hold"),
    "invoice_credited": Sentence("{invoice} has a credit note"),
    "invoice_paid": Sentence("{invoice} has a payment"),
    "invoice_payment_reversed": Sentence("{invoice} has a payment that was reversed"),
}
"""The titles of what everybody concerned is notified of, by the mail, which is named after its event."""


async def notify_of_invoice(unit: UnitOfWork, event: NewEvent, invoice: Invoice, *, by: Viewer, **data: Any) -> None:
    """Notify staff and those of the customer who may see invoices; `data` goes into the messages."""
    kind, template = NotificationKind(event.kind.value), event.kind.value.lower()
    people = await recipients(kind, readers(invoice), staff_with(Permission.MANAGE_INVOICES))
    await notify(
        unit,
        event,
        kind,
        people,
        _subject(invoice),
        title=_TITLES[template].about(invoice=invoice_reference(invoice.number)),
        body=event.data["comment"] or "",
        template=template,
        data=_details(invoice, event, by) | data,
        by=by,
    )


async def ask_for_approval(unit: UnitOfWork, event: NewEvent, invoice: Invoice, *, by: Viewer) -> None:
    """Ask those whom the invoice asks to approve it: by text message if the customer chose that and one reaches them.

    When it has just been issued, the others who may see it are notified.
    """
    kind, reference = NotificationKind.INVOICE_ISSUED, invoice_reference(invoice.number)
    comment, details = event.data["comment"], _details(invoice, event, by)
    asked = [one for one in await approvers(invoice, kind) if str(one.contact_id) in (invoice.asked or [])]
    if event.kind is EventKind.INVOICE_ISSUED:
        await notify(
            unit,
            event,
            kind,
            [person for person in await recipients(kind, readers(invoice)) if person not in asked],
            _subject(invoice),
            title=Sentence("{invoice} has been issued", invoice=reference),
            body=comment or "",
            template="invoice_issued",
            data=details,
            by=by,
        )
    if asked:
        await notify(
            unit,
            event,
            kind,
            asked,
            _subject(invoice),
            title=Sentence("{invoice} awaits your approval", invoice=reference),
            body=comment or "",
            template=ASKS,
            data={**details, "asks": str(invoice.id)},
            by=by,
            by_sms=(await invoice.customer).approval_channel is Channel.SMS,
        )


async def report_missing_approver(unit: UnitOfWork, invoice: Invoice, *, by: Viewer) -> None:
    """Notify staff that nobody of the customer can approve the invoice, and warn the member of staff who acts."""
    reference, customer = invoice_reference(invoice.number), await invoice.customer
    event = unit.record(
        EventKind.INVOICE_NEEDS_APPROVER,
        SYSTEM,
        customer_id=customer.id,
        invoice_id=invoice.id,
        visibility=Visibility.STAFF_ONLY,
    )
    if by.is_staff:
        unit.warn(
            WarningCode.NO_APPROVER,
            "Nobody of {customer} can approve {invoice}: it waits until you hand it over or decide on it.",
            customer_id=customer.id,
            customer=customer.name,
            invoice=reference,
        )
    await notify(
        unit,
        event,
        NotificationKind.INVOICE_NEEDS_APPROVER,
        await recipients(NotificationKind.INVOICE_NEEDS_APPROVER, staff_with(Permission.MANAGE_INVOICES)),
        _subject(invoice),
        title=Sentence("Nobody can approve {invoice}", invoice=reference),
        body=customer.name,
        template="invoice_needs_approver",
        data={**_details(invoice, event, by), "customer_name": customer.name},
        by=SYSTEM,
    )


def _subject(invoice: Invoice) -> Subject:
    return Subject("Invoice", invoice.id, f"/invoices/{invoice_reference(invoice.number)}")


def _details(invoice: Invoice, event: NewEvent, by: Viewer) -> dict[str, Any]:
    return {
        "invoice_number": invoice_reference(invoice.number),
        "total": Money(invoice.total_minor, invoice.currency).as_data(),
        "due_on": invoice.due_on.isoformat(),
        "actor_name": by.name,
        "comment": event.data.get("comment"),
        "auto_approves_at": invoice.auto_approves_at.isoformat() if invoice.auto_approves_at else None,
    }
