"""What happens to an invoice, put into the log and told to the people it concerns."""

from typing import TYPE_CHECKING, Any, Final

from models.core.channels import Channel
from models.core.errors import WarningCode
from models.core.money import Money
from models.core.viewer import SYSTEM, Permission, Viewer
from models.invoices.approval_questions import ASKS
from models.invoices.audience import approvers, readers
from models.invoices.history import facts
from models.invoices.reminder_schedule import follow_invoice
from models.log.events import EventKind, Visibility
from models.log.unit_of_work import UnitOfWork
from models.messages.notifications import NotificationKind, Subject, staff_with, tell

if TYPE_CHECKING:
    from models.invoices.rows import Invoice

_TOLD_AS: Final = {
    EventKind.INVOICE_ISSUED: (NotificationKind.INVOICE_ISSUED, "invoice_issued", "has been issued"),
    EventKind.INVOICE_APPROVED: (NotificationKind.INVOICE_APPROVED, "invoice_approved", "has been approved"),
    EventKind.INVOICE_DECLINED: (NotificationKind.INVOICE_DECLINED, "invoice_declined", "has been declined"),
    EventKind.INVOICE_HELD: (NotificationKind.INVOICE_HELD, "invoice_held", "is on hold"),
    EventKind.INVOICE_RELEASED: (NotificationKind.INVOICE_RELEASED, "invoice_released", "is no longer on hold"),
    EventKind.INVOICE_PAID: (NotificationKind.INVOICE_PAID, "invoice_paid", "has a payment"),
    EventKind.INVOICE_APPROVER_CHANGED: (NotificationKind.INVOICE_ISSUED, "invoice_issued", "has another approver"),
}
"""The notification, the mail and the words for what happened; what is not here is told to nobody."""

_ASKS: Final = (EventKind.INVOICE_ISSUED, EventKind.INVOICE_APPROVER_CHANGED)
"""What makes an invoice wait for somebody's decision, who is then asked instead of being told."""


def invoice_reference(number: int | None) -> str:
    """An invoice's number as people say it: INV-000087, or DRAFT where it has none yet."""
    return "DRAFT" if number is None else f"INV-{number:06}"


async def tell_of_invoice(
    unit: UnitOfWork,
    invoice: "Invoice",
    kind: EventKind,
    by: Viewer,
    comment: str | None = None,
    *,
    staff_only: bool = False,
    data: dict[str, Any] | None = None,
) -> None:
    """Put an event of this invoice into the log and tell staff and those of the customer who may see invoices.

    When it is issued, or waits for somebody else, who is to approve it is asked instead of being told: by text message
    where the customer chose that and one can reach them.
    """
    event = unit.record(
        kind,
        by,
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        visibility=Visibility.STAFF_ONLY if staff_only else Visibility.EVERYONE,
        comment=comment,
        order_id=None,
        **await facts(invoice, kind, by),
        **(data or {}),
    )
    await follow_invoice(invoice, kind)
    if kind not in _TOLD_AS:
        return
    notification, template, words = _TOLD_AS[kind]
    reference = invoice_reference(invoice.number)
    people = await readers(invoice, notification)
    asked = []
    if kind in _ASKS:
        asked = [one for one in await approvers(invoice, notification) if str(one.contact_id) in (invoice.asked or [])]
    channel = (await invoice.customer).approval_channel if asked else Channel.EMAIL
    informed = [person for person in people if person not in asked]
    if kind is EventKind.INVOICE_APPROVER_CHANGED:
        informed = []
    elif kind is not EventKind.INVOICE_ISSUED:
        informed += await staff_with(Permission.MANAGE_INVOICES, notification)
    details = _details(invoice, by, comment) | (data or {})
    for group, mail, more in ((informed, template, {}), (asked, ASKS, {"asks": str(invoice.id)})):
        await tell(
            unit,
            event,
            notification,
            group,
            Subject("Invoice", invoice.id, f"/invoices/{reference}"),
            title=f"{reference} awaits your approval" if group is asked and asked else f"{reference} {words}",
            body=comment or "",
            template=mail,
            data=details | more,
            by=by,
            by_sms=group is asked and channel is Channel.SMS,
        )
    if kind in _ASKS and invoice.needs_approver_since is not None:
        await _tell_staff_to_choose(unit, invoice, by)


async def _tell_staff_to_choose(unit: UnitOfWork, invoice: "Invoice", by: Viewer) -> None:
    """Tell staff that nobody of the customer can approve it, and warn whoever of them made that so."""
    reference, customer = invoice_reference(invoice.number), await invoice.customer
    event = unit.record(
        EventKind.INVOICE_NEEDS_APPROVER,
        SYSTEM,
        customer_id=customer.id,
        invoice_id=invoice.id,
        visibility=Visibility.STAFF_ONLY,
    )
    if by.is_staff:
        words = f"Nobody of {customer.name} can approve {reference}: it waits until you hand it over or decide on it."
        unit.warn(WarningCode.NO_APPROVER, words, customer_id=customer.id)
    await tell(
        unit,
        event,
        NotificationKind.INVOICE_NEEDS_APPROVER,
        await staff_with(Permission.MANAGE_INVOICES, NotificationKind.INVOICE_NEEDS_APPROVER),
        Subject("Invoice", invoice.id, f"/invoices/{reference}"),
        title=f"Nobody can approve {reference}",
        body=customer.name,
        template="invoice_needs_approver",
        data={**_details(invoice, by, None), "customer_name": customer.name},
        by=SYSTEM,
    )


def _details(invoice: "Invoice", by: Viewer, comment: str | None) -> dict[str, Any]:
    return {
        "invoice_number": invoice_reference(invoice.number),
        "total": Money(invoice.total_minor, invoice.currency).as_data(),
        "due_on": invoice.due_on.isoformat(),
        "actor_name": by.name,
        "comment": comment,
        "auto_approves_at": invoice.auto_approves_at.isoformat() if invoice.auto_approves_at else None,
    }
