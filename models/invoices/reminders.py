"""Reminding people of invoices: the worker does it when a reminder is due, once however many workers there are."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import settings
from adapters import clock
from adapters.text.sentences import Sentence
from models.core.channels import Channel
from models.core.errors import Refusal, RefusalCode
from models.core.money import Money
from models.core.rows import read_rows
from models.core.scope import Compared, SqlParams, all_of
from models.core.viewer import SYSTEM
from models.invoices.reminder_schedule import Reminder, ReminderKind, reminds_of_approval, take_due, update_reminders
from models.invoices.rows import AWAITS_PAYMENT, Invoice, invoice_reference
from models.log.events import EventKind, NewEvent
from models.log.unit_of_work import UnitOfWork, shielded, unit_of_work
from models.messages.audience import Recipient
from models.messages.deliveries import Delivery
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify

MAX_PLANNED: Final = 500
"""Most invoices that are planned for in one go."""
MAX_AT_ONCE: Final = 50
"""Most overdue invoices of one customer that one reminder is about."""

_PLANNED: Final = "SELECT 1 FROM reminders WHERE invoice_id = invoices.id AND kind = 'OVERDUE'"


async def plan_missing_reminders() -> bool:
    """Plan the reminders of unpaid invoices that have none, as OVERDUE_REMINDER_DAYS was different at their issue.

    True if that were all; False if there may be more, as one call plans MAX_PLANNED at most.
    """
    days = settings.get().overdue_reminder_days
    if not days:
        return True
    since = clock.now() - timedelta(days=days[-1])
    params = SqlParams()
    unpaid = all_of(AWAITS_PAYMENT, Compared("overdue_at", ">", since)).sql("invoices", params)
    rows = await read_rows(
        f"SELECT id FROM invoices WHERE {unpaid} AND NOT EXISTS ({_PLANNED}) ORDER BY overdue_at LIMIT {MAX_PLANNED}",
        params.values,
        id=UUID,
    )
    for row in rows:
        await shielded(_plan, row["id"])
    return len(rows) < MAX_PLANNED


async def _plan(invoice_id: UUID) -> None:
    async with unit_of_work():
        invoice = await Invoice.filter(id=invoice_id).select_for_update(skip_locked=True).get_or_none()
        if invoice is not None:
            await update_reminders(invoice)


async def due_reminders(set_aside: Sequence[UUID], most: int) -> list[UUID]:
    """At most so many reminders that are due now, the longest due first, without those that are set aside."""
    due = Reminder.filter(due_at__lte=clock.now()).exclude(id__in=set_aside)
    return [reminder.id for reminder in await due.order_by("due_at", "id").limit(most).only("id")]


async def remind(reminder_id: UUID) -> bool:
    """Send a reminder that is due; an overdue one is sent together with the others of its customer.

    False if there was nothing to do: another worker was quicker, or somebody is changing the invoice.
    """
    async with unit_of_work() as unit:
        reminded: dict[UUID, tuple[Recipient, list[Invoice]]] = {}
        locked = await _lock(reminder_id)
        events: list[NewEvent] = []
        for reminder, invoice in locked:
            people = await take_due(reminder, invoice)
            if not people:
                continue
            event = unit.record(
                EventKind.INVOICE_REMINDED,
                SYSTEM,
                customer_id=invoice.customer_id,
                invoice_id=invoice.id,
                comment=", ".join(person.name for person in people),
                reminder=reminder.kind.value,
            )
            events.append(event)
            for person in people:
                assert person.contact_id is not None, "only contacts are reminded"
                reminded.setdefault(person.contact_id, (person, []))[1].append(invoice)
        for person, invoices in reminded.values():
            if locked[0][0].kind is ReminderKind.OVERDUE:
                await _notify_of_overdue(unit, events[0], person, invoices)
            else:
                await _ask_again(unit, events[0], person, invoices[0])
        return bool(locked)


async def _lock(reminder_id: UUID) -> list[tuple[Reminder, Invoice]]:
    """The reminder and those to be sent with it, each with its invoice, locked until the transaction ends.

    Invoices that somebody else has locked are skipped and not waited for, as others may lock several in another order.
    """
    due = Reminder.filter(due_at__lte=clock.now())
    first = await due.filter(id=reminder_id).select_related("invoice").get_or_none()
    if first is None:
        return []
    together = due.filter(invoice_id=first.invoice_id, kind=first.kind)
    if first.kind is ReminderKind.OVERDUE:
        together = due.filter(invoice__customer_id=first.invoice.customer_id, kind=first.kind)
    ids = await together.order_by("invoice_id").limit(MAX_AT_ONCE).values_list("invoice_id", flat=True)
    free = await Invoice.filter(id__in=ids).order_by("due_on", "number").select_for_update(skip_locked=True)
    # Read again now that nobody else changes them.
    reminders = {each.invoice_id: each for each in await due.filter(invoice_id__in=ids, kind=first.kind)}
    return [(reminders[invoice.id], invoice) for invoice in free if invoice.id in reminders]


async def _ask_again(unit: UnitOfWork, event: NewEvent, person: Recipient, invoice: Invoice) -> None:
    reference = invoice_reference(invoice.number)
    await notify(
        unit,
        event,
        NotificationKind.INVOICE_REMINDER,
        [person],
        Subject("Invoice", invoice.id, f"/invoices/{reference}"),
        title=Sentence("{invoice} still awaits your approval", invoice=reference),
        body="",
        template="invoice_review_reminder",
        data={
            "invoice_number": reference,
            "total": Money(invoice.total_minor, invoice.currency).as_data(),
            "due_on": invoice.due_on.isoformat(),
            "auto_approves_at": invoice.auto_approves_at.isoformat() if invoice.auto_approves_at else None,
            "awaits_approval": str(invoice.id),
        },
        by=SYSTEM,
        by_sms=(await invoice.customer).approval_channel is Channel.SMS,
    )


async def _notify_of_overdue(unit: UnitOfWork, event: NewEvent, person: Recipient, invoices: Sequence[Invoice]) -> None:
    numbers = [invoice_reference(invoice.number) for invoice in invoices]
    path, title = "/invoices", Sentence("{invoices} are overdue", invoices=", ".join(numbers))
    if len(numbers) == 1:
        path, title = f"/invoices/{numbers[0]}", Sentence("{invoice} is overdue", invoice=numbers[0])
    await notify(
        unit,
        event,
        NotificationKind.INVOICE_OVERDUE,
        [person],
        Subject("Invoice", invoices[0].id, path),
        title=title,
        body="",
        template="invoice_overdue",
        data={"invoices": [_owed(invoice) for invoice in invoices]},
        by=SYSTEM,
    )


def _owed(invoice: Invoice) -> dict[str, Any]:
    return {
        "id": str(invoice.id),
        "number": invoice_reference(invoice.number),
        "balance": Money(invoice.balance_minor, invoice.currency).as_data(),
        "due_on": invoice.due_on.isoformat(),
    }


async def expect_still_meant(delivery: Delivery) -> None:
    """Refuse with WRONG_STATE to send a reminder of an invoice that has been answered or paid since it was queued.

    Of several overdue invoices those that are no longer owed are left out of the message.
    """
    data = delivery.data
    if "awaits_approval" in data:
        invoice = await Invoice.get(id=UUID(data["awaits_approval"]))
        ends_at = invoice.auto_approves_at.isoformat() if invoice.auto_approves_at else None
        if not reminds_of_approval(invoice) or ends_at != data["auto_approves_at"]:
            raise Refusal(RefusalCode.WRONG_STATE, "The invoice does not wait for this answer any more.")
    elif delivery.template == "invoice_overdue":
        found = await Invoice.filter(id__in=[UUID(each["id"]) for each in data["invoices"]])
        owed = {str(invoice.id) for invoice in found if invoice.awaits_payment}
        data["invoices"] = [each for each in data["invoices"] if each["id"] in owed]
        if not owed:
            raise Refusal(RefusalCode.WRONG_STATE, "Nothing of what this reminds of is owed any more.")
