"""Approvers: chosen for a customer, handed an invoice, or replaced by others because they left or were not reached.

An invoice that nobody could be asked for is asked for as soon as somebody can be, and its review begins then.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import settings
from adapters import clock
from models.core.channels import Channel
from models.core.errors import Refusal, RefusalCode, WarningCode
from models.core.rows import select
from models.core.scope import Not, Scope, all_of, any_of, equals, present
from models.core.viewer import SYSTEM, MembershipRole, Right, Viewer
from models.invoices.announcing import ask_for_approval, report_missing_approver
from models.invoices.approval_questions import ASKS, able_to_answer, can_be_answered, question
from models.invoices.history import facts
from models.invoices.reminder_schedule import update_reminders
from models.invoices.rows import AWAITS_APPROVAL, NEEDS_APPROVER, Invoice, invoice_reference
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, shielded, unit_of_work
from models.messages.audience import Recipient
from models.messages.deliveries import Addressee, Delivery, queue_email
from models.people.contacts import Contact
from models.people.customers import ApprovalMode, Customer, lock_customer
from models.people.memberships import Membership

MAX_ASKED: Final = 500
"""Most invoices that are asked for in one go."""


async def set_approval(
    customer: Customer, *, mode: ApprovalMode | None, channel: Channel | None, approver: Contact | None, by: Viewer
) -> None:
    """Change how invoices that are issued from now on are approved; None leaves a part as it is.

    Invoices that nobody could be asked for are asked of the new approver. Refuses with INVALID an approver without the
    right, and warns of one who cannot answer yet: until they can, others are asked.
    """
    async with unit_of_work() as unit:
        changes: dict[str, object] = {"approval_updated_at": clock.now(), "approval_updated_by": by.as_actor()}
        if mode is not None:
            changes["approval_mode"] = mode
        if channel is not None:
            changes["approval_channel"] = channel
        if approver is not None:
            await _expect_right(customer.id, approver)
            changes["approver_id"] = approver.id
        await customer.advance(**changes)
        unit.record(EventKind.APPROVAL_PREFERENCES_CHANGED, by, customer_id=customer.id)
        if approver is not None and not _is_among(await able_to_answer(customer.id), approver):
            unit.warn(
                WarningCode.APPROVER_CANNOT_ANSWER,
                "{person} has no active account, or wants no notices: until then others are asked.",
                customer_id=customer.id,
                person=approver.display_name,
            )
        await ask_who_can_now(customer.id)


async def hand_over(invoice: Invoice, approver: Contact, comment: str | None = None, *, by: Viewer) -> None:
    """Let another member of the customer decide on a pending invoice; the review clock starts again for them.

    Refuses with WRONG_STATE an invoice that is decided or theirs already, with INVALID a person who lacks the right or
    whom no notice reaches.
    """
    async with unit_of_work() as unit:
        if not invoice.awaits_approval:
            raise Refusal(RefusalCode.WRONG_STATE, "Only an invoice that awaits approval can be handed over.")
        if invoice.approver_id == approver.id:
            raise Refusal(RefusalCode.WRONG_STATE, "This person is the approver already.", "approverId")
        await _expect_right(invoice.customer_id, approver)
        able = await able_to_answer(invoice.customer_id)
        if not _is_among(able, approver):
            raise Refusal(
                RefusalCode.INVALID,
                "This person cannot answer: their account is not active, or they want to be told of nothing.",
                "approverId",
            )
        await _ask(unit, invoice, approver.id, able, comment, by=by)


def _is_among(people: Sequence[Recipient], contact: Contact) -> bool:
    return any(person.contact_id == contact.id for person in people)


async def _expect_right(customer_id: UUID, contact: Contact) -> None:
    member = await Membership.get_or_none(customer_id=customer_id, contact_id=contact.id)
    if member is None or Right.INVOICE_APPROVAL not in Right(member.rights) or contact.archived_at:
        raise Refusal(
            RefusalCode.INVALID, "Choose a member of the customer who has the right INVOICE_APPROVAL.", "approverId"
        )


async def replace_lost_approver_everywhere(contact: Contact, *, by: Viewer) -> None:
    """Do what `replace_lost_approver` does for each customer that the contact belongs to."""
    for membership in await Membership.filter(contact_id=contact.id).order_by("customer_id"):
        await replace_lost_approver(membership.customer_id, contact.id, by=by)


async def replace_lost_approver(customer_id: UUID, contact_id: UUID, *, by: Viewer) -> None:
    """Ask others for a customer's invoices instead of somebody who can no longer approve.

    New and pending invoices wait for everybody of the customer who has the right, with a clock that starts again. If
    nobody has it, the clock stops and staff are notified. A mail goes to the administrators, who choose another
    approver, and to the former one, unless the customer is archived.
    """
    async with unit_of_work() as unit:
        customer = await lock_customer(customer_id)
        was_chosen = customer.approver_id == contact_id
        if was_chosen:
            await customer.advance(approver_id=None, approval_updated_at=clock.now(), approval_updated_by=by.as_actor())
            unit.record(EventKind.APPROVAL_PREFERENCES_CHANGED, by, customer_id=customer_id)
        asked_them = any_of(equals("approver_id", contact_id), Not(present("approver_id")))
        theirs = []
        for invoice in await _lock(all_of(AWAITS_APPROVAL, equals("customer_id", customer_id), asked_them)):
            was_theirs = invoice.approver_id == contact_id
            if was_theirs or (str(contact_id) in (invoice.asked or []) and not await can_be_answered(invoice)):
                await ask_others(unit, invoice, by=by)
                theirs += [invoice] if was_theirs else []
        if (was_chosen or theirs) and customer.archived_at is None:
            await _mail_change(unit, customer, await Contact.get(id=contact_id))


async def ask_who_can_now(customer_id: UUID) -> None:
    """Ask for a customer's invoices that nobody could be asked for, if somebody can answer by now."""
    async with unit_of_work() as unit:
        customer = await lock_customer(customer_id)
        for invoice in await _lock(all_of(NEEDS_APPROVER, equals("customer_id", customer_id))):
            if able := await able_to_answer(customer_id, invoice.id):
                await _ask(unit, invoice, customer.approver_id, able, by=SYSTEM)


async def ask_who_can_now_everywhere(contact_id: UUID) -> None:
    """Do what `ask_who_can_now` does for each customer whose invoices the contact may approve."""
    for membership in await Membership.filter(contact_id=contact_id).order_by("customer_id"):
        if Right.INVOICE_APPROVAL in Right(membership.rights):
            await ask_who_can_now(membership.customer_id)


async def ask_where_nobody_was() -> bool:
    """Ask for pending invoices that were issued before the table recorded whom they ask.

    True if those were all; False if there may be more, as one call asks for MAX_ASKED at most.
    """
    by_customer = Not(equals("approval_mode", ApprovalMode.OPERATOR_APPROVES.value))
    unasked = all_of(AWAITS_APPROVAL, by_customer, Not(present("asked")))
    rows = await select(Invoice, ("id",), unasked, limit=MAX_ASKED)
    for row in rows:
        await shielded(_ask_first, all_of(unasked, equals("id", row["id"])))
    return len(rows) < MAX_ASKED


async def _ask_first(where: Scope) -> None:
    async with unit_of_work() as unit:
        for invoice in await _lock(where):
            await ask_others(unit, invoice, by=SYSTEM)


async def replace_missed_approver(delivery: Delivery) -> None:
    """After a message that asked for an approval failed, ask by e-mail if it was a text, and else ask others.

    If nobody is left, the clock stops and staff are notified.
    """
    if "asks" not in delivery.data:
        return
    async with unit_of_work() as unit:
        for invoice in await _lock(all_of(AWAITS_APPROVAL, equals("id", UUID(delivery.data["asks"])))):
            if str(delivery.contact_id) not in (invoice.asked or []):
                continue
            person = await Contact.get(id=delivery.contact_id)
            if delivery.channel is Channel.SMS and person.notices_to is not None:
                path = f"/invoices/{invoice_reference(invoice.number)}"
                data = {"url": f"{settings.get().portal_address}{path}", **delivery.data}
                queue_email(
                    unit,
                    ASKS,
                    Addressee.of(person, person.notices_to),
                    **{name: value for name, value in data.items() if name not in ("provider_id", "segments")},
                )
            elif not await can_be_answered(invoice):
                await ask_others(unit, invoice, by=SYSTEM)


async def _lock(where: Scope) -> list[Invoice]:
    """The invoices that fulfil a condition, locked until the transaction ends."""
    ids = [row["id"] for row in await select(Invoice, ("id",), where)]
    locked = await Invoice.filter(id__in=ids).order_by("id").select_for_update()
    return [invoice for invoice in locked if where.matches(vars(invoice))]


async def ask_others(unit: UnitOfWork, invoice: Invoice, *, by: Viewer) -> None:
    """Ask those for an approval who can answer now; if nobody can, the clock stops and staff are notified."""
    able = await able_to_answer(invoice.customer_id, invoice.id)
    await _ask(unit, invoice, invoice.approver_id, able, by=by)


async def _ask(
    unit: UnitOfWork,
    invoice: Invoice,
    approver_id: UUID | None,
    able: Sequence[Recipient],
    comment: str | None = None,
    *,
    by: Viewer,
) -> None:
    changes = await question(invoice.approval_mode, invoice.customer_id, approver_id, able)
    if invoice.open_holds:
        changes["auto_approves_at"] = None
    await invoice.advance(**changes)
    kind = EventKind.INVOICE_APPROVER_CHANGED
    event = unit.record(kind, by, comment=comment, **await facts(invoice, kind, by))
    await update_reminders(invoice, kind)
    await ask_for_approval(unit, event, invoice, by=by)
    if invoice.needs_approver_since is not None:
        await report_missing_approver(unit, invoice, by=by)


async def _mail_change(unit: UnitOfWork, customer: Customer, before: Contact) -> None:
    admins = await Contact.filter(
        memberships__customer_id=customer.id, memberships__role=MembershipRole.ADMIN, archived_at=None
    ).order_by("id")
    people = {person.id: person for person in (*admins, before)}
    for person in people.values():
        if person.notices_to is None:
            continue
        queue_email(
            unit,
            "approver_changed",
            Addressee.of(person, person.notices_to),
            url=settings.get().portal_address,
            customer_name=customer.name,
            new_approver=None,
            old_approver=before.name,
        )
