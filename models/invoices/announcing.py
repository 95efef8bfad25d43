"""Notices of what happens to an invoice, to the people whom it concerns."""

from typing import Any, Final

from models.core.channels import Channel
from models.core.errors import WarningCode
from models.core.money import Money
from models.core.viewer import SYSTEM, Permission, Viewer
from models.invoices.approval_questions import ASKS
from models.invoices.audience import approvers, readers
from models.invoices.rows import Invoice, invoice_reference
from models.log.events import Event, EventKind, Visibility
from models.log.unit_of_work import UnitOfWork
from models.messages.audience import staff_with
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify

_NOTICES: Final = {
    EventKind.INVOICE_APPROVED: (NotificationKind.INVOICE_APPROVED, "invoice_approved", "has been approved"),
    EventKind.INVOICE_DECLINED: (NotificationKind.INVOICE_DECLINED, "invoice_declined", "has been declined"),
    EventKind.INVOICE_HELD: (NotificationKind.INVOICE_HELD, "invoice_held", "is on hold"),
    EventKind.INVOICE_RELEASED: (NotificationKind.INVOICE_RELEASED, "invoice_released", "is no longer on hold"),
    EventKind.INVOICE_CREDITED: (NotificationKind.INVOICE_CREDITED, "invoice_credited", "has a credit note"),
    EventKind.INVOICE_PAID: (NotificationKind.INVOICE_PAID, "invoice_paid", "has a payment"),
    EventKind.INVOICE_PAYMENT_REVERSED: (
        NotificationKind.INVOICE_PAYMENT_REVERSED,
        "invoice_payment_reversed",
        "has a payment that was reversed",
    ),
}
"""The notification, the mail and the words for an event that everybody concerned is notified of."""


async def notify_of_invoice(unit: UnitOfWork, event: Event, invoice: Invoice, *, by: Viewer, **data: Any) -> None:
    """Notify staff and those of the customer who may see invoices; `data` goes into the messages."""
    kind, template, words = _NOTICES[event.kind]
    people = [*await readers(invoice, kind), *await staff_with(Permission.MANAGE_INVOICES, kind)]
    await notify(
        unit,
        event,
        kind,
        people,
        _subject(invoice),
        title=f"{invoice_reference(invoice.number)} {words}",
        body=event.data["comment"] or "",
        template=template,
        data=_details(invoice, event, by) | data,
        by=by,
    )


async def ask_for_approval(unit: UnitOfWork, event: Event, invoice: Invoice, *, by: Viewer) -> None:
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
            [person for person in await readers(invoice, kind) if person not in asked],
            _subject(invoice),
            title=f"{reference} has been issued",
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
            title=f"{reference} awaits your approval",
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
        await staff_with(Permission.MANAGE_INVOICES, NotificationKind.INVOICE_NEEDS_APPROVER),
        _subject(invoice),
        title=f"Nobody can approve {reference}",
        body=customer.name,
        template="invoice_needs_approver",
        data={**_details(invoice, event, by), "customer_name": customer.name},
        by=SYSTEM,
    )


def _subject(invoice: Invoice) -> Subject:
    return Subject("Invoice", invoice.id, f"/invoices/{invoice_reference(invoice.number)}")


def _details(invoice: Invoice, event: Event, by: Viewer) -> dict[str, Any]:
    return {
        "invoice_number": invoice_reference(invoice.number),
        "total": Money(invoice.total_minor, invoice.currency).as_data(),
        "due_on": invoice.due_on.isoformat(),
        "actor_name": by.name,
        "comment": event.data.get("comment"),
        "auto_approves_at": invoice.auto_approves_at.isoformat() if invoice.auto_approves_at else None,
    }
