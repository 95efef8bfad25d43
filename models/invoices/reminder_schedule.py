"""The schedule of reminders: due rows that say when the worker is to remind people of what an invoice waits for.

A row is written, moved and deleted in the transaction of what happens to the invoice. The worker takes it from one
round of reminders to the next, see models/invoices/reminders.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from tortoise import fields

import settings
from adapters import clock
from models.core.calendar import WorkingTime
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.invoices.audience import approvers, readers
from models.invoices.overdue import overdue_from
from models.invoices.rows import Invoice
from models.log.events import EventKind
from models.messages.audience import Recipient, recipients
from models.messages.notifications import NotificationKind
from models.people.customers import ApprovalMode
from models.people.working_hours import working_times

NOTICE: Final = timedelta(hours=1)
"""The shortest time from the question to a reminder and, if possible, from a reminder to the clock's approval."""

_STARTS: Final = (EventKind.INVOICE_ISSUED, EventKind.INVOICE_RELEASED, EventKind.INVOICE_APPROVER_CHANGED)
"""The events with which an invoice begins to wait for an approval."""


class ReminderKind(StrEnum):
    """The things that an invoice waits for: an answer before the clock's, an answer without a clock, or its payment."""

    REVIEW = "REVIEW"
    APPROVAL = "APPROVAL"
    OVERDUE = "OVERDUE"


@dataclass(frozen=True, slots=True)
class Span:
    """The time of a round of reminders regardless of working hours: `at`, after `since` and before `until`."""

    at: datetime
    since: datetime
    until: datetime | None = None

    def moment(self, work: WorkingTime) -> datetime | None:
        """The moment at which somebody with these working hours is reminded; None if no working moment would do.

        That is `at`, or their next working moment. If this is too late, it is the start of the last working hour before
        `at`. A moment that is past by now gives way to the next working moment.
        """
        now = clock.now()
        if self.until is not None and now >= self.until:
            return None
        planned = work.next(self.at)
        if self._is_too_late(planned):
            planned = work.last_hour_before(self.at)
            if planned < self.since + NOTICE:
                return None
        if planned > now or work.includes(now):
            return planned
        later = work.next(now)
        return None if self._is_too_late(later) else later

    def _is_too_late(self, moment: datetime) -> bool:
        return self.until is not None and moment > self.until - NOTICE


class Reminder(VersionedEntity):
    """Something that an invoice waits for; the worker looks at it next when it is due.

    `number` counts the rounds of reminders, `since` is when this one began, and `told` lists the contacts who have been
    reminded in it.
    """

    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField(
        "models.Invoice", related_name=False, on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(ReminderKind, max_length=8)
    number: int = fields.IntField(default=1)
    since: datetime = UtcDatetimeField()
    due_at: datetime = UtcDatetimeField(db_index=True)
    told: list[str] = fields.JSONField(default=list)
    invoice_id: UUID

    class Meta:
        table = "reminders"
        unique_together = (("invoice", "kind"),)


def reminds_of_approval(invoice: Invoice) -> bool:
    """Whether people of the customer are reminded to approve it: not if staff do, nobody can, or it is held."""
    by_customer = invoice.approval_mode is not ApprovalMode.OPERATOR_APPROVES and not invoice.needs_approver_since
    return by_customer and invoice.can_be_approved


async def update_reminders(invoice: Invoice, kind: EventKind | None = None) -> None:
    """Write or delete the reminders of an invoice after an event of this kind, in the transaction of the event."""
    mine = Reminder.filter(invoice_id=invoice.id)
    wanted: list[ReminderKind] = []
    if kind in _STARTS or not reminds_of_approval(invoice):
        await mine.exclude(kind=ReminderKind.OVERDUE).delete()
        if reminds_of_approval(invoice):
            wanted.append(ReminderKind.REVIEW if invoice.auto_approves_at else ReminderKind.APPROVAL)
    if not invoice.awaits_payment:
        await mine.filter(kind=ReminderKind.OVERDUE).delete()
    elif not await mine.filter(kind=ReminderKind.OVERDUE).exists():
        wanted.append(ReminderKind.OVERDUE)
    for each in wanted:
        reminder = Reminder(invoice_id=invoice.id, kind=each)
        if await _begin_round(reminder, invoice):
            await reminder.save()


async def plan_overdue_again(customer_id: UUID) -> None:
    """Let the worker plan a customer's overdue reminders again at once, as the customer's days begin at other times."""
    mine = Reminder.filter(kind=ReminderKind.OVERDUE, invoice__customer_id=customer_id)
    ids = await mine.values_list("id", flat=True)
    await Reminder.filter(id__in=ids).update(due_at=clock.now())


async def take_due(reminder: Reminder, invoice: Invoice) -> list[Recipient]:
    """The people who are to be reminded now; the row moves to when the worker is to look at it next, or is deleted.

    The caller has locked the invoice. Refuses with STALE_VERSION if another worker has taken the row.
    """
    span, people, now = await _span(reminder, invoice), await _people(reminder, invoice), clock.now()
    moments = await _moments(reminder, span, people) if span is not None else {}
    due = [person for person in people if person.contact_id in moments and moments[person.contact_id] <= now]
    later = [moment for moment in moments.values() if moment > now]
    if span is not None and (later or span.at > now):
        told = [*reminder.told, *(str(person.contact_id) for person in due)]
        await reminder.advance(due_at=min(later, default=span.at), told=told)
        return due
    reminder.number += 1
    if span is not None and await _begin_round(reminder, invoice):
        await reminder.advance(number=reminder.number, since=reminder.since, told=reminder.told, due_at=reminder.due_at)
    else:
        await reminder.delete()
    return due


async def _begin_round(reminder: Reminder, invoice: Invoice) -> bool:
    """Begin this round, or the first one after it that is in the future; False if no round is left."""
    reminder.since, reminder.told = clock.now(), []
    while (span := await _span(reminder, invoice)) is not None and span.at <= clock.now():
        reminder.number += 1
    if span is None:
        return False
    moments = await _moments(reminder, span, await _people(reminder, invoice))
    reminder.due_at = min(moments.values(), default=span.at)
    return True


async def _span(reminder: Reminder, invoice: Invoice) -> Span | None:
    """The time of this round; None if the present settings have no such round."""
    options = settings.get()
    if reminder.kind is ReminderKind.REVIEW:
        until, hours = invoice.auto_approves_at, options.review_reminder_hours
        if until is None or not hours or reminder.number > 1 or until - timedelta(hours=hours) <= reminder.since:
            return None
        return Span(until - timedelta(hours=hours), reminder.since, until)
    if reminder.kind is ReminderKind.APPROVAL:
        days = options.approval_reminder_days
        if not days or reminder.number > options.approval_reminders:
            return None
        return Span(reminder.since + timedelta(days=days), reminder.since)
    if reminder.number > len(options.overdue_reminder_days):
        return None
    customer = await invoice.customer
    day = invoice.due_on + timedelta(days=options.overdue_reminder_days[reminder.number - 1] - 1)
    return Span(overdue_from(day, customer.time_zone), reminder.since)


async def _people(reminder: Reminder, invoice: Invoice) -> list[Recipient]:
    if reminder.kind is ReminderKind.OVERDUE:
        return await recipients(NotificationKind.INVOICE_OVERDUE, readers(invoice))
    return await approvers(invoice, NotificationKind.INVOICE_REMINDER)


async def _moments(reminder: Reminder, span: Span, people: list[Recipient]) -> dict[UUID, datetime]:
    """The moment at which each of these people is reminded who has not been in this round, and can be."""
    ids = [person.contact_id for person in people if person.contact_id and str(person.contact_id) not in reminder.told]
    planned = {key: span.moment(work) for key, work in (await working_times(ids)).items()}
    return {key: moment for key, moment in planned.items() if moment is not None}
