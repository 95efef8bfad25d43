"""The review clock: an invoice that nobody answers is approved when its time has come, once and by the system."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from adapters import clock
from latchkey.worker.relay import Worker
from models.core.errors import Refusal
from models.core.money import Money
from models.invoices import approval
from models.invoices.approval import hold, release
from models.invoices.payments import PaymentMethod, record_payment
from models.invoices.rows import ApprovalStatus, ApprovedBy, HoldSource, Invoice, PaymentStatus
from models.log.events import Event, EventKind
from models.log.unit_of_work import shielded, unit_of_work
from models.people.customers import ApprovalMode
from tests.support.cast import Cast
from tests.support.invoicing import as_contact, as_staff, issued, opened

pytestmark = pytest.mark.usefixtures("opened_database")


@pytest.fixture
async def opened_database(database: str, tmp_path: Path) -> AsyncIterator[None]:
    async with opened(database, tmp_path, review_reminder_hours=0, approval_reminder_days=0, overdue_reminder_days=[]):
        yield


async def test_an_unanswered_invoice_is_approved_after_its_review(cast: Cast) -> None:
    invoice = await issued(cast)
    here = Worker()
    clock.advance(timedelta(hours=47, minutes=59))
    assert await here.run_due() == 0
    clock.advance(timedelta(minutes=2))
    assert (await here.run_due(), await here.run_due()) == (1, 0)
    approved = await Invoice.get(id=invoice.id)
    assert (approved.approval_status, approved.approved_by) == (ApprovalStatus.APPROVED, ApprovedBy.AUTOMATIC)
    [event] = await Event.filter(invoice_id=invoice.id, kind=EventKind.INVOICE_APPROVED)
    assert event.actor["kind"] == "SYSTEM"


async def test_the_clock_approves_no_held_or_manual_invoice(cast: Cast) -> None:
    held = await issued(cast)
    await shielded(hold, held, HoldSource.PHONE, None, by=as_staff(cast.sam))
    await issued(cast, mode=ApprovalMode.REVIEW_AND_APPROVE)
    clock.advance(timedelta(days=30))
    assert await Worker().run_due() == 0


@pytest.mark.parametrize("paid_first", [True, False])
async def test_a_paid_invoice_can_be_held_and_its_clock_restarts(cast: Cast, paid_first: bool) -> None:
    invoice = await issued(cast)
    sam = as_staff(cast.sam)
    for step in ("pay", "hold") if paid_first else ("hold", "pay"):
        if step == "pay":
            total = Money(invoice.total_minor, invoice.currency)
            await shielded(record_payment, invoice, total, PaymentMethod.DIRECT_DEBIT, None, clock.now().date(), by=sam)
        else:
            await shielded(hold, invoice, HoldSource.LIVE_CHAT, "The amount is wrong.", by=sam)
    clock.advance(timedelta(hours=60))
    assert await Worker().run_due() == 0
    await shielded(release, invoice, None, by=sam)
    assert invoice.auto_approves_at is not None
    assert invoice.auto_approves_at > clock.now() + timedelta(hours=47, minutes=59)
    clock.advance(timedelta(hours=48, seconds=1))
    assert await Worker().run_due() == 1
    settled = await Invoice.get(id=invoice.id)
    assert (settled.payment_status, settled.approved_by) == (PaymentStatus.PAID, ApprovedBy.AUTOMATIC)


async def test_an_approver_and_the_clock_at_the_same_instant_decide_once(cast: Cast) -> None:
    invoice = await issued(cast)
    clock.advance(timedelta(hours=48, seconds=1))

    async def decide() -> None:
        async with unit_of_work():
            same = await Invoice.filter(id=invoice.id).select_for_update().get()
            await approval.approve(same, "Fine.", by=as_contact(cast, cast.ann))

    with capture_logs():
        outcomes = await asyncio.gather(shielded(decide), Worker().run_due(), return_exceptions=True)
    decided = await Event.filter(invoice_id=invoice.id, kind=EventKind.INVOICE_APPROVED)
    assert len(decided) == 1
    assert (outcomes[0] is None) == (decided[0].actor["kind"] == "CONTACT")
    assert outcomes[0] is None or isinstance(outcomes[0], Refusal)


async def test_one_broken_invoice_does_not_stop_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, fine = await issued(cast), await issued(cast)
    approve_unanswered = approval.approve_unanswered

    async def fail_for_one(invoice: Invoice) -> None:
        if invoice.id == broken.id:
            raise ValueError("a fault in this one")
        await approve_unanswered(invoice)

    monkeypatch.setattr(approval, "approve_unanswered", fail_for_one)
    clock.advance(timedelta(hours=49))
    here = Worker()
    with capture_logs() as lines:
        assert (await here.run_due(), await here.run_due()) == (1, 0)
    assert await _approved() == [fine.id]
    assert [line["id"] for line in lines if line["log_level"] == "error"] == [str(broken.id)]
    monkeypatch.setattr(approval, "approve_unanswered", approve_unanswered)
    assert await Worker().run_due() == 1
    assert await _approved() == [broken.id, fine.id]


async def _approved() -> list[UUID]:
    return [invoice.id for invoice in await Invoice.filter(approval_status=ApprovalStatus.APPROVED).order_by("id")]
