"""Archiving customers, which ends the portal access of those who would have nothing left to see there."""

from collections import defaultdict
from collections.abc import Collection
from typing import Final
from uuid import UUID

from adapters import clock
from adapters.text.sentences import Sentence
from models.access.portal_access import revoke
from models.access.requests import IS_OPEN, AccessRequest
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import distinct, select
from models.core.scope import Not, Scope, all_of, any_of, equals, one_of, present, related
from models.core.viewer import Viewer
from models.invoices.rows import AWAITS_APPROVAL, Invoice, PaymentStatus
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.orders.archiving import expect_no_open_orders, with_open_orders
from models.people.archivable import NOT_ARCHIVED
from models.people.contacts import Contact
from models.people.customers import CompanyChange, Customer
from models.people.memberships import Membership
from models.places.sites import not_ended
from models.tenancies.rows import GOES_ON, Tenancy

UNSETTLED: Final[Scope] = any_of(
    one_of("payment_status", (PaymentStatus.DRAFT.value, PaymentStatus.OUTSTANDING.value)), AWAITS_APPROVAL
)
"""Invoices about which something has still to happen."""


async def archive_customer(customer: Customer, reason: str | None, *, by: Viewer) -> None:
    """Archive the customer, and end the access of its members who belong to no other customer and no property.

    Memberships, sites, assets, orders and invoices stay as they are. Refuses with WRONG_STATE a customer that is
    archived, or has orders that are not finished, invoices that are not settled, tenancies that have not ended, open
    access requests, or members who have an open invitation and would lose their access.
    """
    async with unit_of_work() as unit:
        customer.expect_present()
        leavers, own = await _leavers(customer), [customer.id]
        faults = Faults()
        with faults.noted():
            reason = text.reason(reason)
        with faults.noted():
            await expect_no_open_orders("customer_id", customer.id)
        with faults.noted():
            if await _with_invoices(own):
                raise Refusal(
                    RefusalCode.WRONG_STATE,
                    "Invoices are not issued, paid or decided on. Settle or void them first.",
                    "id",
                )
        with faults.noted():
            if await _with_tenancies(own):
                raise Refusal(
                    RefusalCode.WRONG_STATE,
                    "The customer pays for tenancies that have not ended. End them first.",
                    "id",
                )
        with faults.noted():
            if await _with_requests(own):
                raise Refusal(
                    RefusalCode.WRONG_STATE,
                    "Access requests are open. Grant or refuse them first.",
                    "id",
                )
        with faults.noted():
            if await _with_invited_leavers(own):
                raise Refusal(RefusalCode.WRONG_STATE, "Members have open invitations. Cancel these first.", "id")
        faults.expect_none()
        await customer.advance(archived_at=clock.now())
        _record(unit, customer, CompanyChange.ARCHIVED, reason, by)
        for person in leavers:
            await revoke(person, reason or Sentence("The customer was archived."), by=by)


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


async def customers_in_use(customer_ids: Collection[UUID]) -> set[UUID]:
    """Those of the customers that `archive_customer` refuses for what is not finished yet."""
    in_use = await with_open_orders("customer_id", customer_ids)
    for find in (_with_invoices, _with_tenancies, _with_requests, _with_invited_leavers):
        in_use |= await find(customer_ids)
    return in_use


async def _with_invoices(customer_ids: Collection[UUID]) -> set[UUID]:
    return await distinct(Invoice, "customer_id", all_of(one_of("customer_id", customer_ids), UNSETTLED))


async def _with_tenancies(customer_ids: Collection[UUID]) -> set[UUID]:
    return await distinct(Tenancy, "customer_id", all_of(one_of("customer_id", customer_ids), GOES_ON))


async def _with_requests(customer_ids: Collection[UUID]) -> set[UUID]:
    return await distinct(AccessRequest, "customer_id", all_of(one_of("customer_id", customer_ids), IS_OPEN))


async def _with_invited_leavers(customer_ids: Collection[UUID]) -> set[UUID]:
    """The customers with members who have an open invitation, and nothing else to see."""
    is_invited = all_of(present("contact_id"), present("username"), present("invited_at"), Not(present("activated_at")))
    invited = all_of(
        one_of("customer_id", customer_ids),
        related("contact_id", "accounts", "contact_id", is_invited),
        Not(related("contact_id", "parties", "contact_id", not_ended())),
    )
    members = await select(Membership, ("customer_id", "contact_id"), invited)
    in_force = all_of(
        one_of("contact_id", [row["contact_id"] for row in members]),
        related("customer_id", "customers", "id", NOT_ARCHIVED),
    )
    belongs_to: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await select(Membership, ("customer_id", "contact_id"), in_force):
        belongs_to[row["contact_id"]].add(row["customer_id"])
    return {row["customer_id"] for row in members if belongs_to[row["contact_id"]] <= {row["customer_id"]}}


async def _leavers(customer: Customer) -> list[Contact]:
    """The members with portal access who belong to no other customer that is not archived, and have no role now or
    later on a property."""
    of_customer = equals("customer_id", customer.id)
    of_another = all_of(Not(of_customer), related("customer_id", "customers", "id", NOT_ARCHIVED))
    leaving = all_of(
        related("id", "memberships", "contact_id", of_customer),
        related("id", "accounts", "contact_id", all_of(present("contact_id"), present("username"))),
        Not(related("id", "memberships", "contact_id", of_another)),
        Not(related("id", "parties", "contact_id", not_ended())),
    )
    rows = await select(Contact, ("id",), leaving)
    return await Contact.filter(id__in=[row["id"] for row in rows]).order_by("id")
