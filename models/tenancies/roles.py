"""The roles of tenants, which follow the days of their tenancies: by them they see the property."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from models.core.viewer import PartyRole, Viewer
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork
from models.people.contacts import Contact
from models.places.sites import Party, Site, remove_party, set_party
from models.tenancies.rows import AGREED, Tenancy, TenancyState, tenancies_of


async def follow(unit: UnitOfWork, site: Site, tenants: Iterable[UUID], *, by: Viewer) -> None:
    """Let the role of each tenant on a property be in force as long as their agreed tenancies there.

    A role that began before, by an earlier tenancy or because staff gave it, keeps its first day. It is taken away if
    no tenancy is left.
    """
    for contact_id in tenants:
        unit.record(EventKind.STANDING_CHANGED, by, contact_id=contact_id)
        role = await Party.get_or_none(site_id=site.id, contact_id=contact_id, role=PartyRole.TENANT)
        days = _days([each for each in await tenancies_of(contact_id, site.id) if AGREED.matches(vars(each))])
        if days is None:
            if role is not None:
                await remove_party(role, by=by)
            continue
        first, ends_on = days
        starts_on: date | None = first
        if role is not None and not role.has_ended:
            starts_on = None if role.starts_on is None else min(role.starts_on, first)
        if role is None or (role.starts_on, role.ends_on) != (starts_on, ends_on):
            contact = await Contact.get(id=contact_id)
            await set_party(site, contact, PartyRole.TENANT, starts_on=starts_on, ends_on=ends_on, by=by)


def _days(tenancies: list[Tenancy]) -> tuple[date, date | None] | None:
    """The first and the last day of the tenancies that have not ended, or of the last one that did."""
    if not tenancies:
        return None
    going_on = [each for each in tenancies if each.state is not TenancyState.ENDED] or tenancies[-1:]
    ends = [each.ends_on for each in going_on]
    last = None if None in ends else max(day for day in ends if day is not None)
    return going_on[0].starts_on, last
