"""Archiving customers, which ends the portal access of those who would have nothing left to see there."""

from typing import Final

from adapters import clock
from models.access.accounts import Account
from models.access.portal_access import revoke
from models.access.requests import AccessRequest, AccessRequestStatus
from models.core import text
from models.core.calendar import today
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import count, select
from models.core.scope import Compared, Not, Scope, all_of, any_of, equals, one_of, present, related
from models.core.viewer import Viewer
from models.invoices.rows import AWAITS_APPROVAL, Invoice, PaymentStatus
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.orders.archiving import expect_no_open_orders
from models.people.archivable import NOT_ARCHIVED
from models.people.contacts import Contact
from models.people.customers import CompanyChange, Customer

UNSETTLED: Final[Scope] = any_of(
    one_of("payment_status", (PaymentStatus.DRAFT.value, PaymentStatus.OUTSTANDING.value)), AWAITS_APPROVAL
)
"""Invoices about which something has still to happen."""


async def archive_customer(customer: Customer, reason: str | None, *, by: Viewer) -> None:
    """Archive the customer, and end the access of its members who belong to no other customer and no property.

    Memberships, sites, assets, orders and invoices stay as they are. Refuses with WRONG_STATE a customer that is
    archived, or has orders that are not finished, invoices that are not settled, open access requests, or members who
    have an open invitation and would lose their access.
    """
    async with unit_of_work() as unit:
        customer.expect_present()
        leavers = await _leavers(customer)
        faults = Faults()
        with faults.noted():
            reason = text.reason(reason)
        with faults.noted():
            await expect_no_open_orders(customer_id=customer.id)
        with faults.noted():
            if await count(Invoice, all_of(equals("customer_id", customer.id), UNSETTLED)):
                raise Refusal(
                    RefusalCode.WRONG_STATE,
                    "Invoices are not issued, paid or decided on. Settle or void them first.",
                    "id",
                )
        with faults.noted():
            if await AccessRequest.filter(customer_id=customer.id, status=AccessRequestStatus.OPEN).exists():
                raise Refusal(
                    RefusalCode.WRONG_STATE,
                    "Access requests are open. Grant or refuse them first.",
                    "id",
                )
        with faults.noted():
            invited = Account.filter(contact_id__in=[person.id for person in leavers], invited_at__not_isnull=True)
            if await invited.filter(activated_at=None).exists():
                raise Refusal(RefusalCode.WRONG_STATE, "Members have open invitations. Cancel these first.", "id")
        faults.expect_none()
        await customer.advance(archived_at=clock.now())
        _record(unit, customer, CompanyChange.ARCHIVED, reason, by)
        for person in leavers:
            await revoke(person, reason or "The customer was archived.", by=by)


async def restore_customer(customer: Customer, *, by: Viewer) -> None:
    """Restore an archived customer, without the access that ended; refuses with WRONG_STATE one that is not."""
    async with unit_of_work() as unit:
        customer.expect_archived()
        await customer.advance(archived_at=None)
        _record(unit, customer, CompanyChange.RESTORED, None, by)


def _record(unit: UnitOfWork, customer: Customer, change: CompanyChange, reason: str | None, by: Viewer) -> None:
    unit.record(
        EventKind.CUSTOMER_CHANGED,
        by,
        customer_id=customer.id,
        change=change.value,
        site_name=None,
        detail=reason,
    )


async def _leavers(customer: Customer) -> list[Contact]:
    """The members with portal access who belong to no other customer that is not archived, and have no role now or
    later on a property."""
    of_customer = equals("customer_id", customer.id)
    of_another = all_of(Not(of_customer), related("customer_id", "customers", "id", NOT_ARCHIVED))
    not_ended = any_of(Not(present("ends_on")), Compared("ends_on", ">=", today()))
    leaving = all_of(
        related("id", "memberships", "contact_id", of_customer),
        related("id", "accounts", "contact_id", all_of(present("contact_id"), present("username"))),
        Not(related("id", "memberships", "contact_id", of_another)),
        Not(related("id", "parties", "contact_id", not_ended)),
    )
    rows = await select(Contact, ("id",), leaving)
    return await Contact.filter(id__in=[row["id"] for row in rows]).order_by("id")
