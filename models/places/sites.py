"""Sites of customers and properties, and the roles that people have on them."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from types import EllipsisType
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise import fields
from uuid_utils.compat import uuid7

import settings
from adapters import clock
from models.core import text
from models.core.calendar import today
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.postal_addresses import Address
from models.core.references import reference_columns
from models.core.rows import distinct
from models.core.scope import Compared, Not, Scope, all_of, any_of, one_of, present, related
from models.core.validators import time_zone as checked_zone
from models.core.viewer import PartyRole, Viewer
from models.log.events import EventKind
from models.log.global_ids import encode
from models.log.unit_of_work import unit_of_work
from models.messages.company_changes import notify_of_company_change
from models.people.archivable import NOT_ARCHIVED, Archivable
from models.people.contacts import Contact
from models.people.customers import CompanyChange, Customer

IN_USE: Final[Scope] = all_of(
    NOT_ARCHIVED,
    any_of(Not(present("customer_id")), Not(related("customer_id", "customers", "id", present("archived_at")))),
)
"""Sites, or assets, that are not archived, and do not belong to an archived customer."""


class SiteKind(StrEnum):
    """The kinds of places."""

    BUSINESS = "BUSINESS"
    PROPERTY = "PROPERTY"


class Site(Archivable):
    """A place of work: a customer's business, or a property with people in roles."""

    kind = fields.CharEnumField(SiteKind, max_length=8)
    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=400)
    line1 = fields.CharField(max_length=200)
    line2 = fields.CharField(max_length=200, null=True)
    city = fields.CharField(max_length=200)
    region = fields.CharField(max_length=200, null=True)
    postal_code = fields.CharField(max_length=20, null=True)
    country = fields.CharField(max_length=2)
    external_reference = fields.CharField(max_length=100, null=True)
    time_zone = fields.CharField(max_length=64, null=True)
    customer: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name="sites", null=True, on_delete=fields.RESTRICT
    )
    customer_id: UUID | None

    FOUND_BY = ("name", "line1", "city", "postal_code")

    class Meta:
        table = "sites"
        indexes = (("created_at", "id"), ("updated_at", "id"))

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this site is found in the log."""
        return {"customer_id": self.customer_id, "site_id": self.id}

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the place, or that of the business (TIME_ZONE) if none is known."""
        return ZoneInfo(self.time_zone or settings.get().time_zone)

    @property
    def today(self) -> date:
        """Today at the place."""
        return clock.now().astimezone(self.zone).date()


def site_path(site_id: UUID) -> str:
    """The page of a site in the portal."""
    return f"/sites/{encode('Site', site_id)}"


class Party(VersionedEntity):
    """A person's role on a property, from one day to another. Both days belong to it.

    `given_at` is when it was given, or given again after it had ended or before it began: see `PartyGrant.since`. It is
    None for a landlord without a first day, who has been landlord all along.
    """

    site: fields.ForeignKeyRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="parties", on_delete=fields.RESTRICT
    )
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name="parties", on_delete=fields.RESTRICT
    )
    role = fields.CharEnumField(PartyRole, max_length=9)
    starts_on: date | None = fields.DateField(null=True)
    ends_on: date | None = fields.DateField(null=True)
    given_at: datetime | None = UtcDatetimeField(null=True)
    site_id: UUID
    contact_id: UUID

    class Meta:
        table = "parties"
        unique_together = (("site", "contact", "role"),)

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this role is found in the log, and what it says of the role."""
        ends_on = self.ends_on.isoformat() if self.ends_on else None
        role = {"party_id": str(self.id), "role": self.role.value, "ends_on": ends_on}
        return {"site_id": self.site_id, "contact_id": self.contact_id, **role}

    @property
    def is_in_force(self) -> bool:
        """Whether the role shows anything today."""
        return not self.has_ended and (self.starts_on is None or self.starts_on <= today())

    @property
    def has_ended(self) -> bool:
        """Whether its last day is over."""
        return self.ends_on is not None and self.ends_on < today()

    def expect_not_ended(self, field: str) -> None:
        """Refuse with WRONG_STATE a role whose last day is over."""
        if self.has_ended:
            raise Refusal(RefusalCode.WRONG_STATE, "The role has ended. Give its new last day first.", field)


def not_ended() -> Scope:
    """Roles whose last day is not over: in force, or still to begin."""
    return any_of(Not(present("ends_on")), Compared("ends_on", ">=", today()))


async def add_site(
    name: str,
    address: Address,
    *,
    kind: SiteKind,
    customer: Customer | None,
    external_reference: str | None = None,
    time_zone: str | None = None,
    by: Viewer,
) -> Site:
    """Add a site; refuses with REQUIRED a business without a customer, NOT_UNIQUE another's external reference."""
    async with unit_of_work() as unit:
        if kind is SiteKind.BUSINESS and customer is None:
            raise Refusal(RefusalCode.REQUIRED, "A business belongs to a customer. Say which.", "customerId")
        faults, site_id, reference = Faults(), uuid7(), dict[str, Any]()
        with faults.noted():
            name = text.line(name, "name")
        with faults.noted():
            place = address.checked()
        with faults.noted():
            time_zone = time_zone and checked_zone(time_zone, "timeZone")
        with faults.noted():
            reference = await reference_columns(Site, site_id, external_reference, by=by)
        with faults.noted():
            if customer is not None:
                customer.expect_present("customerId")
        faults.expect_none()
        site = await Site.create(
            id=site_id,
            kind=kind,
            name=name,
            name_key=text.key(name),
            customer_id=customer.id if customer else None,
            time_zone=time_zone or None,
            **reference,
            **place,
        )
        change = CompanyChange.SITE_ADDED.value
        event = unit.record(EventKind.SITE_CREATED, by, **site.log_keys, change=change, site_name=name)
        if customer is not None:
            await notify_of_company_change(unit, event, customer, by=by)
        return site


async def revise_site(
    site: Site,
    *,
    name: str | None,
    address: Address | None,
    external_reference: str | EllipsisType | None = ...,
    time_zone: str | EllipsisType | None = ...,
    by: Viewer,
) -> None:
    """Change what is given; refuses with NOT_UNIQUE the external reference of another site."""
    async with unit_of_work() as unit:
        changes: dict[str, Any] = {}
        faults = Faults()
        with faults.noted():
            changes |= address.checked() if address else {}
        with faults.noted():
            if name is not None:
                changes["name"] = text.line(name, "name")
                changes["name_key"] = text.key(changes["name"])
        with faults.noted():
            if time_zone is not ...:
                changes["time_zone"] = checked_zone(time_zone, "timeZone") if time_zone else None
        with faults.noted():
            if external_reference is not ...:
                changes |= await reference_columns(Site, site.id, external_reference, by=by)
        faults.expect_none()
        await site.advance(**changes)
        change = CompanyChange.SITE_CHANGED.value
        event = unit.record(EventKind.SITE_CHANGED, by, **site.log_keys, change=change, site_name=site.name)
        if site.customer_id is not None:
            await notify_of_company_change(unit, event, await Customer.get(id=site.customer_id), by=by)


async def set_party(
    site: Site,
    contact: Contact,
    role: PartyRole,
    *,
    starts_on: date | None,
    ends_on: date | None,
    version: int | None = None,
    by: Viewer,
) -> Party:
    """Give the contact the role, or change its days.

    Refuses with WRONG_STATE a place that is no property, or is archived, with INVALID days in the wrong order, and with
    STALE_VERSION if the client has seen another `version` of the role; None accepts any.
    """
    async with unit_of_work() as unit:
        faults = Faults()
        with faults.noted():
            if site.kind is not SiteKind.PROPERTY:
                raise Refusal(RefusalCode.WRONG_STATE, "Only a property has people in roles.", "siteId")
        with faults.noted():
            site.expect_present("siteId")
        with faults.noted():
            expect_order_of_days(starts_on, ends_on)
        faults.expect_none()
        days: dict[str, Any] = {"starts_on": starts_on, "ends_on": ends_on}
        party = await Party.get_or_none(site_id=site.id, contact_id=contact.id, role=role)
        Party.expect_version_of(party, version)
        if party is None:
            days["given_at"] = None if role is PartyRole.LANDLORD and starts_on is None else clock.now()
            party = await Party.create(site_id=site.id, contact_id=contact.id, role=role, **days)
        else:
            await party.advance(**days, **({} if party.is_in_force else {"given_at": clock.now()}))
        unit.record(EventKind.PARTY_CHANGED, by, **party.log_keys)
        return party


async def sites_of_archived_customers(site_ids: Collection[UUID]) -> set[UUID]:
    """Those of the sites at which no order is opened and no asset added, because their customer is archived."""
    of_archived = related("customer_id", "customers", "id", present("archived_at"))
    return await distinct(Site, "id", all_of(one_of("id", site_ids), of_archived))


async def roles_on_archived_sites(party_ids: Collection[UUID]) -> set[UUID]:
    """Those of the roles that `set_party` refuses to change, because the property is archived."""
    on_archived = related("site_id", "sites", "id", present("archived_at"))
    return await distinct(Party, "id", all_of(one_of("id", party_ids), on_archived))


def expect_order_of_days(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse with INVALID a last day that is before the first."""
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal(RefusalCode.INVALID, "The role would end before it starts.", "endsOn")


async def remove_party(party: Party, *, by: Viewer) -> None:
    """Take the role away, which at once hides what it showed to the contact."""
    async with unit_of_work() as unit:
        await party.delete()
        unit.record(EventKind.STANDING_CHANGED, by, contact_id=party.contact_id)
        unit.record(EventKind.PARTY_REMOVED, by, **party.log_keys)
