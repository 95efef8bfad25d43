"""The invoices of the demo: one for most orders that are done, in every state that an invoice can be in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from latchkey.demo.people import HEADS, Cast
from latchkey.demo.stage import Diary, Story
from latchkey.demo.words.jobs import Answer, Bill, Job
from models.core.money import Money, decimal
from models.invoices.approval import approve, approve_unanswered, decline, hold, release
from models.invoices.billing import draft_invoice, issue, void
from models.invoices.credit_notes import credit
from models.invoices.payments import Payment, PaymentMethod, record_payment, reverse_payment
from models.invoices.pricing import Line
from models.invoices.reminders import due_reminders, remind
from models.invoices.rows import HoldSource, Invoice, LineKind
from models.orders.lifecycle import OrderKind
from models.orders.orders import Order
from models.people.customers import ApprovalMode, Customer

HOURLY: Final = Decimal("58.00")
CALL_OUT: Final = Decimal("35.00")
TAX: Final = Decimal(20)
ACCEPTED: Final = (Answer.APPROVED, Answer.EXPLAINED)
GONE_THROUGH: Final = (Bill.APPROVED, Bill.PARTLY_PAID, Bill.PAID, Bill.CREDITED, Bill.RELEASED)


def stories(cast: Cast) -> Iterator[Story]:
    """The invoices that belong to no order, and the reminders of all."""
    yield _maintenance(cast, 52, "First", is_returned=True)
    yield _maintenance(cast, 12, "Second")
    yield _reminded(cast.diary(60, "Reminders").at, cast)


async def _reminded(begins: datetime, cast: Cast) -> Story:
    """Remind those who have not answered or paid, as the worker would."""
    moment = begins
    while moment < cast.now:
        yield moment
        await remind_of_what_is_due()
        moment += timedelta(hours=2)


async def remind_of_what_is_due() -> None:
    """Send the reminders that are due now."""
    while due := await due_reminders([], 100):
        for reminder_id in due:
            await remind(reminder_id)


async def _maintenance(cast: Cast, opened: int, which: str, *, is_returned: bool = False) -> Story:
    diary, bakery = cast.diary(opened, f"{which} maintenance"), cast.customers["bakery"]
    lines = [
        Line(LineKind.LABOUR, f"{which} maintenance of the year, {place}, hours", Decimal(hours), HOURLY, TAX)
        for place, hours in (("Mill Lane Bakehouse", "5.5"), ("Station Road Shop", "3.25"))
    ]
    lines.append(Line(LineKind.OTHER, "Grease and cleaning agents, kg", Decimal("2.4"), Decimal("14.20"), TAX))
    lines.append(Line(LineKind.OTHER, "Contract discount", Decimal(1), Decimal("-40.00"), TAX))
    yield diary.at
    invoice = await draft_invoice(bakery, None, lines, diary.at.date() + timedelta(days=30), by=cast.viewers["sam"])
    yield diary.after(0.1, 0.5)
    await issue(invoice, by=cast.viewers["sam"])
    async for moment in _decided_by_clock(invoice, diary):
        yield moment
    async for moment in _paid(cast, invoice, diary):
        yield moment
    if is_returned:
        yield diary.after(10, 20)
        payment = await Payment.get(invoice_id=invoice.id)
        await reverse_payment(payment, invoice, "The bank returned it: the account was closed.", by=cast.viewers["sam"])
        async for moment in _paid(cast, invoice, diary):
            yield moment


async def billing(cast: Cast, order: Order, job: Job, diary: Diary) -> Story:
    """The invoice of one order, from the first line to the money, as far as the job's words say."""
    bill, sam = job.bill, cast.viewers["sam"]
    if bill is Bill.NONE:
        return
    customer = cast.customers[cast.customer_at(job.place)]
    head = cast.viewers[HEADS[cast.customer_at(job.place)]]
    # What awaits approval does so since today or yesterday: the review period is two days.
    yield (
        diary.go_to(cast.now - timedelta(hours=diary.rng.randint(3, 20))) if bill is Bill.PENDING else diary.after(1, 6)
    )
    invoice = await draft_invoice(customer, order, _lines(job, diary), diary.at.date() + timedelta(days=14), by=sam)
    if bill is Bill.DRAFT:
        return
    yield diary.after(0.1, 0.4)
    await issue(invoice, by=sam)
    if bill in (Bill.HELD, Bill.RELEASED):
        yield diary.after(0.5, 2)
        await hold(invoice, HoldSource.PHONE, "Would like to compare it with the offer first.", by=sam)
    if bill is Bill.RELEASED:
        yield diary.after(3, 9)
        await release(invoice, "All is as agreed.", by=head)
    if bill is Bill.DECLINED:
        yield diary.after(2, 9)
        await decline(invoice, "The cleaning was promised as a courtesy after the last visit.", by=head)
    if bill is Bill.VOID:
        yield diary.after(2, 5)
        await void(invoice, "Warranty work, issued by mistake.", by=sam)
    if bill not in GONE_THROUGH:
        return
    async for moment in _approved(cast, customer, invoice, diary):
        yield moment
    if bill is not Bill.APPROVED:
        async for moment in _paid(
            cast, invoice, diary, share=Decimal("0.5") if bill is Bill.PARTLY_PAID else Decimal(1)
        ):
            yield moment
    if bill is Bill.CREDITED:
        yield diary.after(20, 60)
        await credit(invoice, "The yearly check is part of your maintenance contract.", None, by=sam)


def _lines(job: Job, diary: Diary) -> list[Line]:
    hours = Decimal(diary.rng.randint(2, 11)) / 4
    lines = [Line(LineKind.LABOUR, "Labour, hours", hours, HOURLY, TAX)]
    if job.kind is OrderKind.SERVICE_CALL:
        lines.insert(0, Line(LineKind.OTHER, "Call-out", Decimal(1), CALL_OUT, TAX))
    if job.part is not None:
        name, price = job.part
        lines.append(Line(LineKind.PART, name, Decimal(1), Decimal(price), TAX))
    if job.offer is not None and job.offer.price and job.offer.answer in ACCEPTED:
        lines.append(Line(LineKind.OTHER, job.offer.title, Decimal(1), Decimal(job.offer.price), TAX))
    return lines


async def _approved(cast: Cast, customer: Customer, invoice: Invoice, diary: Diary) -> Story:
    """Approved in the customer's mode: by the operator, by the approver, or now and then by the clock."""
    if customer.approval_mode is ApprovalMode.OPERATOR_APPROVES:
        yield diary.after(0.5, 4)
        await approve(invoice, "Agrees with the order.", by=cast.viewers["sam"])
        return
    if invoice.auto_approves_at is not None and diary.rng.random() < 0.5:
        async for moment in _decided_by_clock(invoice, diary):
            yield moment
        return
    approver = next(viewer for viewer in cast.viewers.values() if viewer.contact_id == customer.approver_id)
    yield diary.after(1, 9)
    await approve(invoice, diary.rng.choice([None, None, "Thank you, quick as always."]), by=approver)


async def _decided_by_clock(invoice: Invoice, diary: Diary) -> Story:
    """Nobody says anything, and the review period ends; where that is still to come, the invoice awaits it."""
    ends = invoice.auto_approves_at
    if ends is not None and ends < diary.now - timedelta(hours=1):
        yield diary.go_to(ends + timedelta(seconds=1))
        await approve_unanswered(invoice)


async def _paid(cast: Cast, invoice: Invoice, diary: Diary, share: Decimal = Decimal(1)) -> Story:
    if invoice.decided_at is None:
        return
    yield diary.after(15, 60)
    amount = decimal(int(invoice.total_minor * share), invoice.currency)
    transfer = PaymentMethod.BANK_TRANSFER
    method = diary.rng.choice([transfer, transfer, PaymentMethod.CARD, PaymentMethod.DIRECT_DEBIT])
    received_on = diary.at.date()
    await record_payment(
        invoice,
        Money.of(amount, invoice.currency),
        method,
        f"RF{invoice.number:06}",
        received_on,
        by=cast.viewers["sam"],
    )
