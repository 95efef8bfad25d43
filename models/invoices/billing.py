"""Billing: an invoice is drafted, changed, issued and voided; models/invoices/payments.py is about its money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import EllipsisType
from typing import Any, Final
from uuid import UUID

from uuid_utils.compat import uuid7

from adapters import clock
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import MAX_MINOR
from models.core.references import reference_columns
from models.core.viewer import Viewer
from models.invoices.announcing import ask_for_approval, report_missing_approver
from models.invoices.approval_questions import able_to_answer, question
from models.invoices.history import facts
from models.invoices.overdue import expect_due_date, overdue_from
from models.invoices.pricing import Line
from models.invoices.reminder_schedule import update_reminders
from models.invoices.rows import ApprovalStatus, ApprovedBy, Invoice, InvoiceLine, PaymentStatus, end_holds
from models.log.events import EventKind, Visibility
from models.log.unit_of_work import unit_of_work
from models.log.writing import next_numbers
from models.orders.orders import Order
from models.people.customers import ApprovalMode, Customer, lock_customer

MAX_LINES: Final = 500


async def draft_invoice(
    customer: Customer,
    order: Order | None,
    lines: Sequence[Line],
    due_on: date,
    *,
    external_reference: str | None = None,
    tenancy_id: UUID | None = None,
    site_id: UUID | None = None,
    by: Viewer,
) -> Invoice:
    """Write an invoice that only staff see until it is issued; one for a tenancy names its property, too.

    Refuses with REQUIRED one without lines, and with NOT_UNIQUE the external reference of another.
    """
    async with unit_of_work() as unit:
        faults, priced, invoice_id, reference = Faults(), list[dict[str, Any]](), uuid7(), dict[str, Any]()
        with faults.noted():
            customer.expect_present("customerId")
        with faults.noted():
            _expect_order_of(customer.id, order)
        with faults.noted():
            priced = _priced(lines, customer.currency)
        with faults.noted():
            expect_due_date(due_on)
        with faults.noted():
            reference = await reference_columns(Invoice, invoice_id, external_reference, by=by)
        faults.expect_none()
        invoice = await Invoice.create(
            id=invoice_id,
            customer_id=customer.id,
            order_id=order.id if order else None,
            tenancy_id=tenancy_id,
            site_id=site_id,
            currency=customer.currency,
            approval_mode=customer.approval_mode,
            due_on=due_on,
            **reference,
            **_sums(priced),
        )
        made_at = invoice.created_at
        await InvoiceLine.bulk_create(
            [InvoiceLine(invoice_id=invoice.id, created_at=made_at, **line) for line in priced]
        )
        kind = EventKind.INVOICE_DRAFTED
        unit.record(kind, by, comment=None, visibility=Visibility.STAFF_ONLY, **await facts(invoice, kind, by))
        return invoice


def _expect_order_of(customer_id: UUID, order: Order | None) -> None:
    if order is not None and order.customer_id != customer_id:
        raise Refusal(RefusalCode.INVALID, "The order belongs to another customer.", "orderId")


def _priced(lines: Sequence[Line], currency: str) -> list[dict[str, Any]]:
    """The lines as columns; refuses with all faults of all lines, and a sum below zero."""
    if not lines:
        raise Refusal(RefusalCode.REQUIRED, "An invoice has at least one line.", "lines")
    if len(lines) > MAX_LINES:
        raise Refusal(RefusalCode.TOO_LONG, "An invoice has at most {most} lines.", "lines", most=MAX_LINES)
    faults, priced = Faults(), []
    for position, line in enumerate(lines):
        with faults.noted():
            priced.append(line.priced(currency, position))
    faults.expect_none()
    if not 0 <= _sums(priced)["total_minor"] <= MAX_MINOR:
        raise Refusal(RefusalCode.INVALID, "An invoice comes to zero or more, and not to too much.", "lines")
    return priced


def _sums(priced: Sequence[dict[str, Any]]) -> dict[str, Any]:
    net, tax = sum(line["total_minor"] for line in priced), sum(line["tax_minor"] for line in priced)
    return {"subtotal_minor": net, "tax_minor": tax, "total_minor": net + tax}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of a draft: a new one, or one that the draft has and that keeps its id."""

    line: Line
    is_new: bool
    line_id: UUID | None


async def revise_invoice(
    invoice: Invoice,
    *,
    order: Order | EllipsisType | None = ...,
    lines: Sequence[DraftLine] | None = None,
    due_on: date | None = None,
    external_reference: str | EllipsisType | None = ...,
    by: Viewer,
) -> None:
    """Change what is given; an order of None removes the present one, `lines` are all that it has then.

    Of an invoice that is no draft only the external reference changes: anything else is refused with WRONG_STATE. So is
    with NOT_FOUND the id of a line that it does not have, and with NOT_UNIQUE the reference of another invoice.
    """
    async with unit_of_work() as unit:
        is_of_draft = order is not ... or lines is not None or due_on is not None or external_reference is ...
        if is_of_draft and invoice.payment_status is not PaymentStatus.DRAFT:
            raise Refusal(RefusalCode.WRONG_STATE, "This invoice is “{status}” already.", status=invoice.payment_status)
        faults, changes, priced = Faults(), dict[str, Any](), list[dict[str, Any]]()
        if order is not ...:
            with faults.noted():
                _expect_order_of(invoice.customer_id, order)
            changes["order_id"] = order.id if order else None
        if lines is not None:
            with faults.noted():
                await _expect_lines_of(invoice, lines)
            with faults.noted():
                priced = _priced([each.line for each in lines], invoice.currency)
                changes |= _sums(priced)
        if due_on is not None:
            with faults.noted():
                expect_due_date(due_on)
            changes["due_on"] = due_on
        if external_reference is not ...:
            with faults.noted():
                changes |= await reference_columns(Invoice, invoice.id, external_reference, by=by)
        faults.expect_none()
        await invoice.advance(**changes)
        if lines is not None:
            await _write_anew(invoice, [each.line_id or uuid7() for each in lines], priced)
        kind = EventKind.INVOICE_CHANGED
        unit.record(kind, by, comment=None, visibility=Visibility.STAFF_ONLY, **await facts(invoice, kind, by))


async def _write_anew(invoice: Invoice, ids: Sequence[UUID], priced: Sequence[dict[str, Any]]) -> None:
    """Write the lines of a draft that has changed instead of those it has; one with the id of an old line is as old."""
    there, now = InvoiceLine.filter(invoice_id=invoice.id), invoice.updated_at
    made_at = dict(await there.values_list("id", "created_at"))
    await there.delete()
    await InvoiceLine.bulk_create(
        [
            InvoiceLine(id=key, invoice_id=invoice.id, created_at=made_at.get(key, now), updated_at=now, **line)
            for key, line in zip(ids, priced, strict=True)
        ]
    )


async def _expect_lines_of(invoice: Invoice, lines: Sequence[DraftLine]) -> None:
    there = set(await InvoiceLine.filter(invoice_id=invoice.id).values_list("id", flat=True))
    faults = Faults()
    for place, each in enumerate(lines):
        with faults.noted():
            if not each.is_new and each.line_id not in there:
                raise Refusal(RefusalCode.NOT_FOUND, "This invoice has no such line.", ["lines", str(place), "id"])
            there.discard(each.line_id)
    faults.expect_none()


async def issue(invoice: Invoice, *, by: Viewer) -> None:
    """Number the draft and ask for approval in the customer's present mode; a total of zero is PAID at once, and one
    for a tenancy is approved.

    The review clock starts if somebody could be asked; otherwise staff are notified, and the one who acts is warned.
    """
    async with unit_of_work() as unit:
        if not invoice.is_draft:
            raise Refusal(RefusalCode.WRONG_STATE, "This invoice is “{status}” already.", status=invoice.payment_status)
        customer, now = await lock_customer(invoice.customer_id), clock.now()
        if invoice.tenancy_id is None:
            able = await able_to_answer(customer.id)
            approval = await question(customer.approval_mode, customer.id, customer.approver_id, able)
            approval |= {"approval_mode": customer.approval_mode, "approval_status": ApprovalStatus.PENDING}
        else:
            approval = _agreed_before(by)
        await invoice.advance(
            number=await next_numbers("invoice"),
            payment_status=PaymentStatus.OUTSTANDING if invoice.total_minor else PaymentStatus.PAID,
            issued_at=now,
            overdue_at=overdue_from(invoice.due_on, customer.time_zone),
            **approval,
        )
        kind = EventKind.INVOICE_ISSUED
        event = unit.record(kind, by, comment=None, **await facts(invoice, kind, by))
        await update_reminders(invoice, kind)
        await ask_for_approval(unit, event, invoice, by=by)
        if invoice.needs_approver_since is not None:
            await report_missing_approver(unit, invoice, by=by)


def _agreed_before(by: Viewer) -> dict[str, Any]:
    """The columns of an invoice that was agreed to before it was written, and asks nobody."""
    return {
        "approval_mode": ApprovalMode.OPERATOR_APPROVES,
        "approval_status": ApprovalStatus.APPROVED,
        "approved_by": ApprovedBy.AUTOMATIC,
        "asked": [],
        "decided_at": clock.now(),
        "decided_by": by.as_actor(),
    }


async def void(invoice: Invoice, reason: str, *, by: Viewer) -> None:
    """Cancel it, with its holds; refuses with WRONG_STATE an invoice that money has been received for."""
    async with unit_of_work() as unit:
        if invoice.payment_status is PaymentStatus.VOID:
            raise Refusal(RefusalCode.WRONG_STATE, "This invoice is “{status}” already.", status=invoice.payment_status)
        if invoice.credited_minor:
            raise Refusal(
                RefusalCode.WRONG_STATE, "A credit note stands against this invoice: credit the rest of it instead."
            )
        if not invoice.can_be_voided:
            raise Refusal(RefusalCode.WRONG_STATE, "Money has been received for this invoice: it cannot be voided.")
        was_draft = invoice.is_draft
        await invoice.advance(
            payment_status=PaymentStatus.VOID, open_holds=0, auto_approves_at=None, needs_approver_since=None
        )
        await end_holds(invoice, by=by)
        kind, visibility = EventKind.INVOICE_VOIDED, Visibility.STAFF_ONLY if was_draft else Visibility.EVERYONE
        comment = text.body(reason, "reason", text.MAX_REASON_LENGTH)
        unit.record(kind, by, comment=comment, visibility=visibility, **await facts(invoice, kind, by))
        await update_reminders(invoice, kind)
