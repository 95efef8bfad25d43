"""The events of a tenancy, and notices of them to its landlord, its tenants and staff."""

from typing import Any, Final

from adapters.text.sentences import Sentence
from models.core.money import Money
from models.core.viewer import Permission, Viewer
from models.log.events import EventKind, NewEvent
from models.log.unit_of_work import UnitOfWork
from models.messages.audience import holders_of, recipients, staff_with
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify
from models.places.sites import Site, site_path
from models.tenancies.rows import Tenancy, tenants_of

_TITLES: Final = {
    EventKind.TENANCY_ACTIVATED: Sentence("{property}: the tenancy is agreed"),
    EventKind.TENANCY_NOTICE_GIVEN: Sentence("{property}: notice has been given"),
    EventKind.TENANCY_ENDED: Sentence("{property}: the tenancy has ended"),
}
"""The titles of what those concerned are notified of."""


def record(unit: UnitOfWork, kind: EventKind, tenancy: Tenancy, *, by: Viewer, **data: Any) -> NewEvent:
    """Record an event of a tenancy, with its state then."""
    return unit.record(kind, by, **facts_of_tenancy(tenancy), **data)


def facts_of_tenancy(tenancy: Tenancy) -> dict[str, Any]:
    """The columns and the data of an event of a tenancy. Once it is agreed these name who pays, who sees it by that."""
    return {
        "customer_id": tenancy.customer_id if tenancy.activated_at is not None else None,
        "site_id": tenancy.site_id,
        "tenancy_id": str(tenancy.id),
        "state": tenancy.state.value,
        "ends_on": tenancy.ends_on and tenancy.ends_on.isoformat(),
    }


async def announce(unit: UnitOfWork, kind: EventKind, tenancy: Tenancy, *, by: Viewer) -> None:
    """Record that the state of a tenancy changed, and notify its landlord, its tenants and staff."""
    event = record(unit, kind, tenancy, by=by)
    site, about = await Site.get(id=tenancy.site_id), NotificationKind.TENANCY_CHANGED
    people = await recipients(
        about, holders_of(site.id, await tenants_of(tenancy)), staff_with(Permission.MANAGE_PROPERTIES)
    )
    await notify(
        unit,
        event,
        about,
        people,
        subject(tenancy),
        title=_TITLES[kind].about(property=site.name),
        body=f"{site.line1}, {site.city}",
        template="tenancy_changed",
        data={
            "property_name": site.name,
            "state": tenancy.state.value,
            "starts_on": tenancy.starts_on.isoformat(),
            "ends_on": tenancy.ends_on and tenancy.ends_on.isoformat(),
            "rent": Money(tenancy.rent_minor, tenancy.currency).as_data(),
            "rent_period": tenancy.rent_period.value,
            "notice_by": tenancy.notice_by and tenancy.notice_by.value,
            "actor_name": by.name,
        },
        by=by,
    )


def subject(tenancy: Tenancy) -> Subject:
    """A tenancy, and the page of its property in the portal."""
    return Subject("Tenancy", tenancy.id, site_path(tenancy.site_id))
