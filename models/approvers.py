"""Who decides on an invoice: handed over to somebody else, or back with the administrators when somebody is gone."""

from collections.abc import Sequence
from uuid import UUID

import settings
from adapters import clock
from models.contacts import Contact
from models.customers import Customer, Membership, expect_approver
from models.deliveries import Delivery
from models.errors import Refusal, RefusalCode
from models.events import EventKind
from models.invoice_messages import tell_of_invoice
from models.invoice_standing import AWAITS_APPROVAL
from models.invoices import Invoice
from models.review_clock import review_ends
from models.rows import select
from models.scope import all_of, equals
from models.viewer import MembershipRole, Viewer
from models.work import Work, unit_of_work


async def hand_over(invoice: Invoice, approver: Contact, comment: str | None = None, *, by: Viewer) -> None:
    """Let another member of the customer decide on a pending invoice; the review clock starts anew for them.

    Refuses with WRONG_STATE what is decided or is theirs already, INVALID somebody without the right.
    """
    async with unit_of_work() as work:
        if not invoice.awaits_approval:
            raise Refusal(RefusalCode.WRONG_STATE, "Only an invoice that awaits approval can be handed over.")
        if invoice.approver_id == approver.id:
            raise Refusal(RefusalCode.WRONG_STATE, "This person is the approver already.", "approverId")
        await expect_approver(invoice.customer_id, approver)
        await _ask(work, invoice, approver.id, comment, by)


async def replace_lost_approver_everywhere(contact: Contact, *, by: Viewer) -> None:
    """Do what `replace_lost_approver` does for each customer that the contact belongs to."""
    for membership in await Membership.filter(contact_id=contact.id).order_by("customer_id"):
        await replace_lost_approver(membership.customer_id, contact.id, by=by)


async def replace_lost_approver(customer_id: UUID, contact_id: UUID, *, by: Viewer) -> None:
    """Take a customer's invoices from an approver who may not approve any more.

    New ones and those that are pending wait for whoever of the customer has the right, with a clock that starts anew.
    The administrators, who choose another, and who was the approver are told.
    """
    async with unit_of_work() as work:
        customer = await Customer.filter(id=customer_id).select_for_update().get()
        was_chosen = customer.approver_id == contact_id
        if was_chosen:
            await customer.advance(approver_id=None, approval_updated_at=clock.now(), approval_updated_by=by.as_actor())
            work.record(EventKind.APPROVAL_PREFERENCES_CHANGED, by, customer_id=customer_id)
        theirs = all_of(AWAITS_APPROVAL, equals("customer_id", customer_id), equals("approver_id", contact_id))
        ids = [row["id"] for row in await select(Invoice, ("id",), theirs)]
        locked = await Invoice.filter(id__in=ids).order_by("id").select_for_update()
        invoices = [invoice for invoice in locked if invoice.awaits_approval and invoice.approver_id == contact_id]
        for invoice in invoices:
            await _ask(work, invoice, None, None, by)
        if was_chosen or invoices:
            await _tell_of_change(work, customer, await Contact.get(id=contact_id))


async def _ask(work: Work, invoice: Invoice, approver_id: UUID | None, comment: str | None, by: Viewer) -> None:
    ends_at = await review_ends(invoice.approval_mode, invoice.customer_id, approver_id)
    await invoice.advance(approver_id=approver_id, auto_approves_at=None if invoice.open_holds else ends_at)
    await tell_of_invoice(work, invoice, EventKind.INVOICE_APPROVER_CHANGED, by, comment)


async def _tell_of_change(work: Work, customer: Customer, before: Contact) -> None:
    admins = await Contact.filter(
        memberships__customer_id=customer.id, memberships__role=MembershipRole.ADMIN, archived_at=None
    ).order_by("id")
    told: Sequence[Contact] = list({person.id: person for person in (*admins, before)}.values())
    for person in told:
        if person.email is None:
            continue
        await Delivery.queue_email(
            work,
            "approver_changed",
            to=person.email,
            name=person.display_name,
            locale=person.locale,
            time_zone=person.time_zone,
            contact_id=person.id,
            url=settings.get().portal,
            customer_name=customer.name,
            new_approver=None,
            old_approver=before.name,
        )
