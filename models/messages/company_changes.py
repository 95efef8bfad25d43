"""Notices to staff of what a customer's own people change of the customer: its details and its sites."""

from typing import Final

from adapters.text.sentences import Sentence
from models.core.viewer import Permission, Viewer
from models.log.events import NewEvent
from models.log.unit_of_work import UnitOfWork
from models.messages.audience import recipients, staff_with
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify
from models.people.customers import CompanyChange, Customer

_TITLES: Final = {
    CompanyChange.DETAILS: Sentence("{person} changed the details of {customer}"),
    CompanyChange.SITE_ADDED: Sentence("{person} added a site to {customer}"),
    CompanyChange.SITE_CHANGED: Sentence("{person} changed a site of {customer}"),
}


async def notify_of_company_change(unit: UnitOfWork, event: NewEvent, customer: Customer, *, by: Viewer) -> None:
    """Notify the staff who manage customers of a change, unless staff made it."""
    if by.is_staff:
        return
    change, site_name = CompanyChange(event.data["change"]), event.data["site_name"]
    kind = NotificationKind.CUSTOMER_CHANGED
    await notify(
        unit,
        event,
        kind,
        await recipients(kind, staff_with(Permission.MANAGE_CUSTOMERS)),
        Subject("Customer", customer.id, f"/customers/{customer.code}"),
        title=_TITLES[change].about(person=by.name, customer=customer.name),
        body=site_name or customer.name,
        template="customer_changed",
        data={
            "actor_name": by.name,
            "customer_name": customer.name,
            "change": change.value,
            "site_name": site_name,
        },
        by=by,
    )
