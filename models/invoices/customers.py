"""Changes of a customer, which stand above invoices: a new time zone moves the moments at which those are overdue."""

from types import EllipsisType
from typing import Any
from uuid import UUID

from models.core import text
from models.core import validators as checked
from models.core.errors import Faults
from models.core.postal_addresses import Address
from models.core.references import reference_columns
from models.core.viewer import Viewer
from models.invoices.overdue import overdue_from
from models.invoices.reminder_schedule import plan_overdue_again
from models.invoices.rows import Invoice, PaymentStatus
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.messages.company_changes import notify_of_company_change
from models.people.customers import CompanyChange, Customer, checked_code, expect_free_code


async def revise_customer(
    customer: Customer,
    *,
    name: str | None = None,
    code: str | None = None,
    time_zone: str | None = None,
    billing_address: Address | EllipsisType | None = ...,
    external_reference: str | EllipsisType | None = ...,
    by: Viewer,
) -> None:
    """Change what is given; a billing address or an external reference of None removes the present one.

    With the zone move the moments at which outstanding invoices are overdue. Refuses with NOT_UNIQUE a code or
    an external reference that another customer has.
    """
    async with unit_of_work() as unit:
        changes: dict[str, Any] = {}
        faults = Faults()
        with faults.noted():
            if billing_address is not ...:
                changes["billing_address"] = billing_address and billing_address.checked("billingAddress")
        with faults.noted():
            if name is not None:
                changes["name"] = text.line(name, "name")
                changes["name_key"] = text.key(changes["name"])
        with faults.noted():
            if code is not None:
                changes["code"] = checked_code(code)
                await expect_free_code(changes["code"], owner=customer.id)
        with faults.noted():
            if time_zone is not None:
                changes["time_zone"] = checked.time_zone(time_zone)
        with faults.noted():
            if external_reference is not ...:
                changes |= await reference_columns(Customer, customer.id, external_reference, by=by)
        faults.expect_none()
        await customer.advance(**changes)
        if time_zone is not None:
            await _move_invoices_to(time_zone, customer.id)
        event = unit.record(
            EventKind.CUSTOMER_CHANGED,
            by,
            customer_id=customer.id,
            change=CompanyChange.DETAILS.value,
            site_name=None,
        )
        await notify_of_company_change(unit, event, customer, by=by)


async def _move_invoices_to(zone: str, customer_id: UUID) -> None:
    """Move the moments at which a customer's outstanding invoices are overdue, and their reminders, into a zone.

    Changing the customer has locked its row, as issuing an invoice does: one is issued before the change or after it.
    """
    outstanding = Invoice.filter(customer_id=customer_id, payment_status=PaymentStatus.OUTSTANDING)
    for row in await outstanding.distinct().values("due_on"):
        await outstanding.filter(**row).update(overdue_at=overdue_from(row["due_on"], zone))
    await plan_overdue_again(customer_id)
