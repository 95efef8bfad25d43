"""The life of a tenancy: it is proposed, agreed, given notice of, and ends by a verb or with its last day.

Of all that is agreed for a property no two tenancies have a day in common: who changes the days of one that is agreed
holds the row of the property, so that of two at the same instant the second sees the first.
"""

from collections.abc import Sequence
from datetime import date
from types import EllipsisType
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from adapters import clock
from models.core.calendar import today
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.references import reference_columns
from models.core.rows import locked
from models.core.scope import Compared, Not, all_of, any_of, equals, present
from models.core.viewer import SYSTEM, Viewer
from models.invoices.overdue import FURTHEST_DUE
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.sites import Site, SiteKind
from models.tenancies.announcing import announce, record
from models.tenancies.charges import charge_rent, take_back_after
from models.tenancies.roles import follow
from models.tenancies.rows import AGREED, NoticeSide, Tenancy, TenancyState, TenancyTenant, tenants_of
from models.tenancies.schedule import DAY, acts_at
from models.tenancies.terms import columns, expect_days

MAX_TENANTS = 20


async def add_tenancy(
    site: Site,
    customer: Customer,
    tenants: Sequence[Contact],
    *,
    charged_from: date | None = None,
    external_reference: str | None = None,
    by: Viewer,
    **terms: Any,
) -> Tenancy:
    """Propose a tenancy of a property, whose rent the customer pays; without days it is due from the first one on.

    Refuses with WRONG_STATE a place that is no property, or is archived, and an archived customer, and with NOT_UNIQUE
    the external reference of another tenancy.
    """
    async with unit_of_work() as unit:
        faults, given, tenancy_id, reference = Faults(), dict[str, Any](), uuid7(), dict[str, Any]()
        with faults.noted():
            if site.kind is not SiteKind.PROPERTY:
                raise Refusal(RefusalCode.WRONG_STATE, "Only a property is let.", "siteId")
        with faults.noted():
            site.expect_present("siteId")
        with faults.noted():
            customer.expect_present("customerId")
        with faults.noted():
            _expect_tenants(tenants)
        with faults.noted():
            given = columns(terms, customer.currency)
        with faults.noted():
            _expect_charged_from(terms["starts_on"], charged_from)
        with faults.noted():
            reference = await reference_columns(Tenancy, tenancy_id, external_reference, by=by)
        faults.expect_none()
        given["rent_due_from"] = given.get("rent_due_from") or given["starts_on"]
        if charged_from is not None:
            given["charged_until"] = charged_from - DAY
        payer: dict[str, Any] = {"customer_id": customer.id, "currency": customer.currency}
        tenancy = await Tenancy.create(id=tenancy_id, site_id=site.id, **payer, **reference, **given)
        for contact in tenants:
            await TenancyTenant.create(tenancy_id=tenancy.id, contact_id=contact.id)
        record(unit, EventKind.TENANCY_CREATED, tenancy, by=by)
        return tenancy


def _expect_charged_from(starts_on: date, charged_from: date | None) -> None:
    if charged_from is not None and charged_from < starts_on:
        raise Refusal(RefusalCode.INVALID, "Rent is charged from the first day on, or later.", "rentChargedFrom")
    if (charged_from or starts_on) < today() - FURTHEST_DUE:
        raise Refusal(RefusalCode.INVALID, "Rent is charged for the last ten years, and no longer.", "rentChargedFrom")


def _expect_tenants(tenants: Sequence[Contact]) -> None:
    if len(tenants) > MAX_TENANTS:
        raise Refusal(RefusalCode.TOO_LONG, "A tenancy has at most {most} tenants.", "tenantIds", most=MAX_TENANTS)
    faults = Faults()
    for place, each in enumerate(tenants):
        with faults.noted():
            if each.id in [other.id for other in tenants[:place]]:
                raise Refusal(RefusalCode.INVALID, "This person is named twice.", ["tenantIds", str(place)])
    faults.expect_none()


async def revise_tenancy(
    tenancy: Tenancy, *, external_reference: str | EllipsisType | None = ..., by: Viewer, **given: Any
) -> None:
    """Change the terms that are given; rent that is charged already stays as it is.

    Refuses with WRONG_STATE one that has ended, the first day of one that is agreed, and days on which the property is
    let already, and with NOT_UNIQUE the external reference of another tenancy.
    """
    async with unit_of_work() as unit:
        faults, changes, reference = Faults(), dict[str, Any](), dict[str, Any]()
        with faults.noted():
            _expect_going_on(tenancy)
        with faults.noted():
            if tenancy.is_in_force and given.get("starts_on") not in (None, tenancy.starts_on):
                raise Refusal(RefusalCode.WRONG_STATE, "The first day of an agreed tenancy stays.", "startsOn")
        with faults.noted():
            changes = columns(given, tenancy.currency, tenancy)
        with faults.noted():
            if external_reference is not ...:
                reference = await reference_columns(Tenancy, tenancy.id, external_reference, by=by)
        faults.expect_none()
        site = await _locked_site(tenancy)
        await _change(unit, tenancy, by=by, **changes, **reference)
        if tenancy.is_in_force:
            await _expect_free(tenancy, "endsOn")
            await follow(unit, site, await tenants_of(tenancy), by=by)
        record(unit, EventKind.TENANCY_CHANGED, tenancy, by=by)


async def add_tenant(tenancy: Tenancy, contact: Contact, *, by: Viewer) -> None:
    """Let somebody be a tenant, too, of a tenancy that has not ended; refuses with NOT_UNIQUE who is one already."""
    async with unit_of_work() as unit:
        _expect_going_on(tenancy)
        tenants = await tenants_of(tenancy)
        if contact.id in tenants:
            raise Refusal(RefusalCode.NOT_UNIQUE, "This person is a tenant already.", "contactId")
        if len(tenants) == MAX_TENANTS:
            raise Refusal(RefusalCode.TOO_LONG, "A tenancy has at most {most} tenants.", "contactId", most=MAX_TENANTS)
        site = await _locked_site(tenancy)
        await tenancy.advance()
        await TenancyTenant.create(tenancy_id=tenancy.id, contact_id=contact.id)
        await follow(unit, site, [contact.id], by=by)
        record(unit, EventKind.TENANCY_CHANGED, tenancy, by=by)


async def remove_tenant(tenancy: Tenancy, contact: Contact, *, by: Viewer) -> None:
    """Let somebody no longer be a tenant, which at once hides the property from them, unless another tenancy shows it.

    Refuses with NOT_FOUND who is no tenant, and with WRONG_STATE the only tenant of an agreed tenancy.
    """
    async with unit_of_work() as unit:
        _expect_going_on(tenancy)
        tenants = await tenants_of(tenancy)
        if contact.id not in tenants:
            raise Refusal(RefusalCode.NOT_FOUND, "This person is no tenant of it.", "contactId")
        if tenancy.is_in_force and len(tenants) == 1:
            raise Refusal(RefusalCode.WRONG_STATE, "An agreed tenancy has a tenant. End it instead.", "contactId")
        site = await _locked_site(tenancy)
        await tenancy.advance()
        await TenancyTenant.filter(tenancy_id=tenancy.id, contact_id=contact.id).delete()
        await follow(unit, site, [contact.id], by=by)
        record(unit, EventKind.TENANCY_CHANGED, tenancy, by=by)


async def activate(tenancy: Tenancy, *, by: Viewer) -> None:
    """Agree to a proposed tenancy: its tenants get their roles, and rent is charged.

    Refuses with WRONG_STATE one that is not proposed, has no tenant, or has days on which the property is let already.
    """
    async with unit_of_work() as unit:
        if tenancy.state is not TenancyState.PROPOSED:
            raise Refusal(RefusalCode.WRONG_STATE, "This tenancy is “{state}” already.", state=tenancy.state)
        if not await tenants_of(tenancy):
            raise Refusal(RefusalCode.WRONG_STATE, "Add a tenant first.")
        site = await _locked_site(tenancy)
        site.expect_present("id")
        await _change(unit, tenancy, by=by, state=TenancyState.ACTIVE, activated_at=clock.now())
        kind = EventKind.TENANCY_ACTIVATED
        await _expect_free(tenancy, "id")
        await follow(unit, site, await tenants_of(tenancy), by=by)
        await announce(unit, kind, tenancy, by=by)


async def give_notice(
    tenancy: Tenancy, ends_on: date, side: NoticeSide, given_on: date | None = None, *, by: Viewer
) -> None:
    """Let an agreed tenancy end with a day, today or later; given again, the later notice counts.

    Refuses with WRONG_STATE one that is not in force, and with INVALID a last day that is over, or before the first.
    """
    async with unit_of_work() as unit:
        faults, given_on = Faults(), given_on or today()
        with faults.noted():
            if not tenancy.is_in_force:
                raise Refusal(RefusalCode.WRONG_STATE, "This tenancy is “{state}”.", state=tenancy.state)
        with faults.noted():
            expect_days(tenancy.starts_on, ends_on)
            if ends_on < today():
                raise Refusal(RefusalCode.INVALID, "This day is over: end the tenancy instead.", "endsOn")
        with faults.noted():
            if given_on > today():
                raise Refusal(RefusalCode.INVALID, "Notice is given today at the latest.", "givenOn")
        faults.expect_none()
        site = await _locked_site(tenancy)
        state, kind = TenancyState.NOTICE_GIVEN, EventKind.TENANCY_NOTICE_GIVEN
        await _change(unit, tenancy, by=by, state=state, ends_on=ends_on, notice_given_on=given_on, notice_by=side)
        await _expect_free(tenancy, "endsOn")
        await follow(unit, site, await tenants_of(tenancy), by=by)
        await announce(unit, kind, tenancy, by=by)


async def end(tenancy: Tenancy, ended_on: date | None = None, *, by: Viewer) -> None:
    """End a tenancy with a day, today or earlier. One that is not agreed, or had not begun, was never in force.

    Refuses with WRONG_STATE one that has ended, and with INVALID a day that is still to come, or before the first.
    """
    async with unit_of_work() as unit:
        faults, last = Faults(), ended_on or today()
        with faults.noted():
            _expect_going_on(tenancy)
        with faults.noted():
            if last > today():
                raise Refusal(RefusalCode.INVALID, "This day is still to come: give notice instead.", "endedOn")
            if ended_on is not None and tenancy.is_in_force and last < tenancy.starts_on:
                raise Refusal(RefusalCode.INVALID, "A tenancy ends after it starts.", "endedOn")
        faults.expect_none()
        site = await _locked_site(tenancy)
        changes: dict[str, Any] = {"state": TenancyState.ENDED, "ended_at": clock.now()}
        if tenancy.is_in_force and last >= tenancy.starts_on:
            changes["ends_on"] = last
        else:
            changes["activated_at"] = None
        was_agreed, kind = tenancy.is_in_force, EventKind.TENANCY_ENDED
        await _change(unit, tenancy, by=by, **changes)
        await follow(unit, site, await tenants_of(tenancy), by=by)
        if was_agreed:
            await announce(unit, kind, tenancy, by=by)
        else:
            record(unit, kind, tenancy, by=by)


async def due_tenancies(set_aside: Sequence[UUID], most: int) -> list[UUID]:
    """At most so many tenancies for which something is to be done now, the longest due first, without those that are
    set aside."""
    due = Tenancy.filter(acts_at__lte=clock.now()).exclude(id__in=set_aside)
    return [tenancy.id for tenancy in await due.order_by("acts_at", "id").limit(most).only("id")]


async def tend(tenancy_id: UUID) -> bool:
    """Do for a tenancy what is due by the day: charge its rent, or end it after its last one.

    False if another worker was quicker.
    """
    async with unit_of_work() as unit:
        tenancy = await locked(Tenancy, all_of(equals("id", tenancy_id), Compared("acts_at", "<=", clock.now())))
        if tenancy is None:
            return False
        if tenancy.ends_on is not None and tenancy.ends_on < today():
            await end(tenancy, tenancy.ends_on, by=SYSTEM)
        else:
            await _change(unit, tenancy, charged_until=await charge_rent(unit, tenancy))
    return True


def _expect_going_on(tenancy: Tenancy) -> None:
    if not tenancy.goes_on:
        raise Refusal(RefusalCode.WRONG_STATE, "This tenancy has ended.")


async def _locked_site(tenancy: Tenancy) -> Site:
    site = await locked(Site, equals("id", tenancy.site_id))
    assert site is not None, "a site with a tenancy is not deleted"
    return site


async def _expect_free(tenancy: Tenancy, field: str) -> None:
    """Refuse with WRONG_STATE days on which the property is let by another tenancy."""
    ends_later = any_of(Not(present("ends_on")), Compared("ends_on", ">=", tenancy.starts_on))
    begins_before = [] if tenancy.ends_on is None else [Compared("starts_on", "<=", tenancy.ends_on)]
    same_days = all_of(equals("site_id", tenancy.site_id), AGREED, ends_later, *begins_before)
    if await locked(Tenancy, all_of(same_days, Not(equals("id", tenancy.id)))) is not None:
        raise Refusal(RefusalCode.WRONG_STATE, "The property is let on some of these days already.", field)


async def _change(unit: UnitOfWork, tenancy: Tenancy, *, by: Viewer = SYSTEM, **changes: Any) -> None:
    """Change it with what follows from its days: the rent that is charged, and when something is due next."""
    after = vars(tenancy) | changes
    last = after["ends_on"] if after["activated_at"] is not None else after["starts_on"] - DAY
    charged = tenancy.charged_until
    if tenancy.is_in_force and last is not None and charged is not None and charged > last:
        await take_back_after(unit, tenancy, last, by=by)
        changes["charged_until"] = last
    await tenancy.advance(**changes, acts_at=acts_at(after | changes))
