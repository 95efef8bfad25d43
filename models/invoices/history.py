"""The facts that an invoice's history keeps of each event: what it is about, in which capacity and from where somebody
acted, who is asked from then on, and what the event did to the review clock."""

from enum import StrEnum
from typing import Any, Final

from models.core.viewer import ActorKind, Viewer
from models.invoices.rows import Invoice
from models.log.events import EventKind
from models.log.origin import origin
from models.people.contacts import Contact
from models.people.customers import ApprovalMode


class ClockChange(StrEnum):
    """Changes of the review clock."""

    STARTED = "STARTED"
    STARTED_ANEW = "STARTED_ANEW"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"


CAPACITIES: Final = {
    ActorKind.CONTACT: "APPROVER",
    ActorKind.PARTNER: "APPROVER",
    ActorKind.STAFF: "OPERATOR",
    ActorKind.SYSTEM: "AUTOMATIC",
}
"""The capacity in which each kind of actor decides."""

_DECISIONS: Final = (EventKind.INVOICE_APPROVED, EventKind.INVOICE_DECLINED)
_ASKS: Final = (EventKind.INVOICE_ISSUED, EventKind.INVOICE_APPROVER_CHANGED)
_RESTARTS: Final = (EventKind.INVOICE_RELEASED, EventKind.INVOICE_APPROVER_CHANGED)


async def facts(invoice: Invoice, kind: EventKind, by: Viewer) -> dict[str, Any]:
    """The arguments of `UnitOfWork.record` for an event of an invoice that has just changed, but for its own data."""
    clock_change, ends_at = _clock_change(invoice, kind), invoice.auto_approves_at
    rented = {} if invoice.tenancy_id is None else {"site_id": invoice.site_id, "tenancy_id": str(invoice.tenancy_id)}
    return rented | {
        "customer_id": invoice.customer_id,
        "invoice_id": invoice.id,
        "capacity": CAPACITIES.get(by.kind) if kind in _DECISIONS else None,
        "approver": await _approver(invoice) if kind in _ASKS else None,
        "clock": clock_change.value if clock_change else None,
        "auto_approves_at": ends_at.isoformat() if ends_at else None,
        "origin": origin(),
    }


async def _approver(invoice: Invoice) -> dict[str, Any] | None:
    """The approver under their present name; None if everybody with the right is asked, or the operator approves."""
    if invoice.approver_id is None or invoice.approval_mode is ApprovalMode.OPERATOR_APPROVES:
        return None
    approver = await Contact.get(id=invoice.approver_id)
    return {"kind": ActorKind.CONTACT.value, "id": str(approver.id), "name": approver.display_name}


def _clock_change(invoice: Invoice, kind: EventKind) -> ClockChange | None:
    if invoice.auto_approves_at is not None:
        if kind is EventKind.INVOICE_ISSUED:
            return ClockChange.STARTED
        return ClockChange.STARTED_ANEW if kind in _RESTARTS else None
    if not invoice.clock_ran:
        return None
    return ClockChange.PAUSED if kind is EventKind.INVOICE_HELD else ClockChange.STOPPED
