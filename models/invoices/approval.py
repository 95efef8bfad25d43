"""Approval: an invoice is approved, declined, held and released by people, and approved by the clock without an answer.

A hold stops approval and the review clock; there may be several, and a release ends some of them or all.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from adapters import clock
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import read_rows
from models.core.viewer import SYSTEM, Viewer
from models.invoices.announcing import notify_of_invoice
from models.invoices.approval_questions import can_be_answered
from models.invoices.approvers import ask_others
from models.invoices.history import facts
from models.invoices.reminder_schedule import update_reminders
from models.invoices.review_clock import review_ends
from models.invoices.rows import ApprovalStatus, ApprovedBy, HoldSource, Invoice, InvoiceHold, end_holds
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work

_END_OF_REVIEW: Final = """
SELECT id FROM invoices WHERE auto_approves_at IS NOT NULL AND auto_approves_at <= :now AND NOT (id IN :set_aside)
ORDER BY auto_approves_at, id LIMIT :most
"""


async def approve(invoice: Invoice, comment: str | None, *, by: Viewer) -> None:
    """Approve it as its approver, or as staff for the customer; refuses with WRONG_STATE while it is held."""
    async with unit_of_work() as unit:
        _expect_can_be_approved(invoice)
        await _approve(unit, invoice, ApprovedBy.OPERATOR if by.is_staff else ApprovedBy.APPROVER, comment, by)


async def approve_unanswered(invoice: Invoice) -> None:
    """Approve it as its review has ended; refuses with WRONG_STATE before that, or while it is held."""
    async with unit_of_work() as unit:
        _expect_can_be_approved(invoice)
        if invoice.auto_approves_at is None or invoice.auto_approves_at > clock.now():
            raise Refusal(RefusalCode.WRONG_STATE, "The review period has not ended.")
        await _approve(unit, invoice, ApprovedBy.AUTOMATIC, None, SYSTEM)


async def _approve(unit: UnitOfWork, invoice: Invoice, capacity: ApprovedBy, comment: str | None, by: Viewer) -> None:
    await _decide(invoice, ApprovalStatus.APPROVED, capacity, comment, by)
    kind, approved_by = EventKind.INVOICE_APPROVED, capacity.value
    about = await facts(invoice, kind, by)
    event = unit.record(kind, by, comment=invoice.decision_comment, approved_by=approved_by, **about)
    await update_reminders(invoice, kind)
    await notify_of_invoice(unit, event, invoice, by=by, approved_by=approved_by)


async def decline(invoice: Invoice, comment: str | None, *, by: Viewer) -> None:
    """Decline it, which stops the clock."""
    async with unit_of_work() as unit:
        _expect_awaiting(invoice)
        await _decide(invoice, ApprovalStatus.DECLINED, None, comment, by)
        kind = EventKind.INVOICE_DECLINED
        event = unit.record(kind, by, comment=invoice.decision_comment, **await facts(invoice, kind, by))
        await update_reminders(invoice, kind)
        await notify_of_invoice(unit, event, invoice, by=by)


async def hold(invoice: Invoice, source: HoldSource, reason: str | None, *, by: Viewer) -> None:
    """Stop approval and the clock until the invoice is released."""
    async with unit_of_work() as unit:
        _expect_awaiting(invoice)
        reason = text.optional_body(reason, "reason", text.MAX_REASON_LENGTH)
        await invoice.advance(open_holds=invoice.open_holds + 1, auto_approves_at=None)
        await InvoiceHold.create(
            invoice_id=invoice.id, source=source, reason=reason, placed_at=clock.now(), placed_by=by.as_actor()
        )
        kind = EventKind.INVOICE_HELD
        about = await facts(invoice, kind, by)
        event = unit.record(kind, by, comment=reason, source=source.value, **about)
        await update_reminders(invoice, kind)
        await notify_of_invoice(unit, event, invoice, by=by, source=source.value)


async def release(invoice: Invoice, comment: str | None, hold_ids: Sequence[UUID] | None = None, *, by: Viewer) -> None:
    """End these open holds, or all; after the last one the review clock starts again if somebody has been asked.

    People are notified when none is left. Refuses with NOT_FOUND what is no hold of the invoice, and with WRONG_STATE
    one that has ended, each by its place in `holdIds`.
    """
    async with unit_of_work() as unit:
        if not invoice.is_on_hold:
            raise Refusal(RefusalCode.WRONG_STATE, "This invoice is not on hold.")
        holds = await InvoiceHold.filter(invoice_id=invoice.id)
        ending = {hold.id for hold in holds if hold.released_at is None}
        if hold_ids is not None:
            _expect_open(hold_ids, ending, {hold.id for hold in holds})
            ending &= set(hold_ids)
        left, ends_at = invoice.open_holds - len(ending), None
        if not left and invoice.awaits_approval and invoice.needs_approver_since is None:
            ends_at = await review_ends(invoice.approval_mode, invoice.customer_id, invoice.approver_id)
        await invoice.advance(open_holds=left, auto_approves_at=ends_at)
        await end_holds(invoice, ending, by=by)
        kind, comment = EventKind.INVOICE_RELEASED, text.optional_body(comment, "comment", text.MAX_REASON_LENGTH)
        event = unit.record(kind, by, comment=comment, **await facts(invoice, kind, by))
        await update_reminders(invoice, kind)
        if not left:
            await notify_of_invoice(unit, event, invoice, by=by)


def _expect_open(hold_ids: Sequence[UUID], is_open: set[UUID], there: set[UUID]) -> None:
    if not hold_ids:
        raise Refusal(RefusalCode.REQUIRED, "Name at least one hold, or leave them out to release all.", "holdIds")
    faults = Faults()
    for place, hold_id in enumerate(hold_ids):
        with faults.noted():
            if hold_id not in there:
                raise Refusal(RefusalCode.NOT_FOUND, "This invoice has no such hold.", ["holdIds", str(place)])
            if hold_id not in is_open:
                raise Refusal(RefusalCode.WRONG_STATE, "This hold has ended already.", ["holdIds", str(place)])
    faults.expect_none()


async def due_approvals(set_aside: Sequence[UUID], most: int) -> list[UUID]:
    """At most so many invoices whose review has ended, the longest ago first, without those that are set aside."""
    params = {"set_aside": set_aside, "now": clock.now(), "most": most}
    return [row["id"] for row in await read_rows(_END_OF_REVIEW, params, id=UUID)]


async def approve_by_clock(invoice_id: UUID) -> bool:
    """End the review of an invoice: approve it if somebody who was asked could have answered, else ask others.

    False if there is nothing to do: another worker is at it, or was quicker.
    """
    async with unit_of_work() as unit:
        due = Invoice.filter(id=invoice_id, auto_approves_at__lte=clock.now())
        invoice = await due.select_for_update(skip_locked=True).get_or_none()
        if invoice is None:
            return False
        if await can_be_answered(invoice):
            await approve_unanswered(invoice)
        else:
            await ask_others(unit, invoice, by=SYSTEM)
        return True


async def _decide(
    invoice: Invoice, status: ApprovalStatus, capacity: ApprovedBy | None, comment: str | None, by: Viewer
) -> None:
    await invoice.advance(
        approval_status=status,
        approved_by=capacity,
        decided_at=clock.now(),
        decided_by=by.as_actor(),
        decision_comment=text.optional_body(comment, "comment", text.MAX_REASON_LENGTH),
        auto_approves_at=None,
        needs_approver_since=None,
    )


def _expect_can_be_approved(invoice: Invoice) -> None:
    _expect_awaiting(invoice)
    if not invoice.can_be_approved:
        raise Refusal(RefusalCode.WRONG_STATE, "This invoice is on hold. Release it first.")


def _expect_awaiting(invoice: Invoice) -> None:
    if not invoice.awaits_approval:
        raise Refusal(
            RefusalCode.WRONG_STATE, "This invoice does not await approval: it is “{state}”.", state=invoice.state
        )
