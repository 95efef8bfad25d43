"""What the history of an invoice tells of each thing that happened: beside who and when, in which capacity, from where,
who is asked from then on, and what became of the review clock."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from models.core.viewer import ActorKind, Viewer
from models.log.events import EventKind
from models.log.origin import origin
from models.people.contacts import Contact
from models.people.customers import ApprovalMode

if TYPE_CHECKING:
    from models.invoices.rows import Invoice


class ClockChange(StrEnum):
    """What became of the review clock."""

    STARTED = "STARTED"
    STARTED_ANEW = "STARTED_ANEW"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"


CAPACITIES: Final = {ActorKind.CONTACT: "APPROVER", ActorKind.STAFF: "OPERATOR", ActorKind.SYSTEM: "AUTOMATIC"}
"""In which capacity people of a kind, and the clock, decide."""

_DECISIONS: Final = (EventKind.INVOICE_APPROVED, EventKind.INVOICE_DECLINED)
_ASKS: Final = (EventKind.INVOICE_ISSUED, EventKind.INVOICE_APPROVER_CHANGED)
_STARTS_ANEW: Final = (EventKind.INVOICE_RELEASED, EventKind.INVOICE_APPROVER_CHANGED)


async def facts(invoice: "Invoice", kind: EventKind, by: Viewer) -> dict[str, Any]:
    """The data of an event of an invoice that has just changed, as its history keeps it."""
    clock_change, ends_at = _clock(invoice, kind), invoice.auto_approves_at
    return {
        "capacity": CAPACITIES.get(by.kind) if kind in _DECISIONS else None,
        "approver": await _approver(invoice) if kind in _ASKS else None,
        "clock": clock_change.value if clock_change else None,
        "auto_approves_at": ends_at.isoformat() if ends_at else None,
        "origin": origin(),
    }


async def _approver(invoice: "Invoice") -> dict[str, Any] | None:
    """The approver as they are known now; None where everybody with the right is asked, or nobody of the customer."""
    if invoice.approver_id is None or invoice.approval_mode is ApprovalMode.OPERATOR_APPROVES:
        return None
    approver = await Contact.get(id=invoice.approver_id)
    return {"kind": ActorKind.CONTACT.value, "id": str(approver.id), "name": approver.display_name}


def _clock(invoice: "Invoice", kind: EventKind) -> ClockChange | None:
    if invoice.auto_approves_at is not None:
        if kind is EventKind.INVOICE_ISSUED:
            return ClockChange.STARTED
        return ClockChange.STARTED_ANEW if kind in _STARTS_ANEW else None
    if not invoice.clock_ran:
        return None
    return ClockChange.PAUSED if kind is EventKind.INVOICE_HELD else ClockChange.STOPPED
