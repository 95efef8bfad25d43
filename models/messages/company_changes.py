"""What becomes of a customer's own details and sites, in the log; what its own people change is told to staff."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from models.core.viewer import Permission, Viewer
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork
from models.messages.notifications import NotificationKind, Subject, staff_with, tell


class CompanyChange(StrEnum):
    """What was changed of a customer."""

    ADDED = "ADDED"
    DETAILS = "DETAILS"
    SITE_ADDED = "SITE_ADDED"
    SITE_CHANGED = "SITE_CHANGED"


_WORDS: Final = {
    CompanyChange.ADDED: "added",
    CompanyChange.DETAILS: "changed the details of",
    CompanyChange.SITE_ADDED: "added a site to",
    CompanyChange.SITE_CHANGED: "changed a site of",
}


async def record_company_change(
    unit: UnitOfWork,
    change: CompanyChange,
    *,
    customer_id: UUID,
    name: str,
    code: str,
    by: Viewer,
    site_name: str | None = None,
) -> None:
    """Record the change, and tell the staff who manage customers where the customer's own people made it."""
    event = unit.record(
        EventKind.CUSTOMER_CHANGED, by, customer_id=customer_id, change=change.value, site_name=site_name
    )
    if by.is_staff:
        return
    kind = NotificationKind.CUSTOMER_CHANGED
    await tell(
        unit,
        event,
        kind,
        await staff_with(Permission.MANAGE_CUSTOMERS, kind),
        Subject("Customer", customer_id, f"/customers/{code}"),
        title=f"{by.name} {_WORDS[change]} {name}",
        body=site_name or name,
        template="customer_changed",
        data={"actor_name": by.name, "customer_name": name, "change": change.value, "site_name": site_name},
        by=by,
    )
