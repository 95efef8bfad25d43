"""Tenancies as rows: who lives in a property from when to when, and for how much."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from models.core.entity import Entity, UtcDatetimeField, VersionedEntity
from models.core.scope import Scope, among, present
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.sites import Site


class TenancyState(StrEnum):
    """The states of a tenancy, in their order."""

    PROPOSED = "PROPOSED"
    ACTIVE = "ACTIVE"
    NOTICE_GIVEN = "NOTICE_GIVEN"
    ENDED = "ENDED"


class RentPeriod(StrEnum):
    """The periods for which rent is charged."""

    WEEKLY = "WEEKLY"
    FORTNIGHTLY = "FORTNIGHTLY"
    FOUR_WEEKLY = "FOUR_WEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    HALF_YEARLY = "HALF_YEARLY"
    YEARLY = "YEARLY"


class NoticeSide(StrEnum):
    """The sides that can give notice."""

    LANDLORD = "LANDLORD"
    TENANT = "TENANT"


IN_FORCE: Final[Scope] = among("state", (TenancyState.ACTIVE, TenancyState.NOTICE_GIVEN))
"""Tenancies that are agreed and not over; their first day may be still to come."""

AGREED: Final[Scope] = present("activated_at")
"""Tenancies that are, or once were, in force."""

GOES_ON: Final[Scope] = among("state", (TenancyState.PROPOSED, TenancyState.ACTIVE, TenancyState.NOTICE_GIVEN))
"""Tenancies that have not ended."""

PROPOSED: Final[Scope] = among("state", [TenancyState.PROPOSED])
"""Tenancies that are not agreed yet."""


class Tenancy(VersionedEntity):
    """The letting of a property to its tenants. Both days belong to it; without a last one it goes on.

    The `customer` pays the rent, in its currency. `rent_due_from` is the first day of a whole rent period, from which
    all others are counted, and `charged_until` the last day whose rent is charged. `fee_rate` is what the operator
    takes of the rent, in percent, and `rent_tax_rate` the tax on the rent, which is without it. At `acts_at` the worker
    has something to do for it.
    """

    external_reference = fields.CharField(max_length=100, null=True)

    site: fields.ForeignKeyRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="tenancies", on_delete=fields.RESTRICT
    )
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name="tenancies", on_delete=fields.RESTRICT
    )
    state = fields.CharEnumField(TenancyState, max_length=12, default=TenancyState.PROPOSED)
    starts_on: date = fields.DateField()
    ends_on: date | None = fields.DateField(null=True)
    rent_minor: int = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    rent_period = fields.CharEnumField(RentPeriod, max_length=11)
    rent_due_from: date = fields.DateField()
    charged_until: date | None = fields.DateField(null=True)
    fee_rate: Decimal | None = fields.DecimalField(max_digits=7, decimal_places=4, null=True)
    rent_tax_rate: Decimal | None = fields.DecimalField(max_digits=7, decimal_places=4, null=True)
    deposit_minor: int | None = fields.BigIntField(null=True)
    deposit_held_by = fields.CharField(max_length=200, null=True)
    deposit_reference = fields.CharField(max_length=100, null=True)
    notice_given_on: date | None = fields.DateField(null=True)
    notice_by = fields.CharEnumField(NoticeSide, max_length=8, null=True)
    activated_at: datetime | None = UtcDatetimeField(null=True)
    ended_at: datetime | None = UtcDatetimeField(null=True)
    acts_at: datetime | None = UtcDatetimeField(null=True)
    site_id: UUID
    customer_id: UUID

    class Meta:
        table = "tenancies"
        indexes = (
            ("created_at", "id"),
            ("updated_at", "id"),
            ("starts_on", "id"),
            ("site_id", "starts_on", "id"),
            ("customer_id", "starts_on", "id"),
        )

    @property
    def is_in_force(self) -> bool:
        """Whether it is agreed and not over."""
        return IN_FORCE.matches(vars(self))

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended."""
        return GOES_ON.matches(vars(self))


class TenancyTenant(Entity):
    """A tenant of a tenancy."""

    tenancy: fields.ForeignKeyRelation[Tenancy] = fields.ForeignKeyField(
        "models.Tenancy", related_name="tenants", on_delete=fields.CASCADE
    )
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name=False, on_delete=fields.RESTRICT
    )
    tenancy_id: UUID
    contact_id: UUID

    class Meta:
        table = "tenancy_tenants"
        unique_together = (("tenancy", "contact"),)


async def tenancies_of(contact_id: UUID, site_id: UUID) -> list[Tenancy]:
    """The tenancies of a property whose tenant the contact is, the earliest first."""
    return await Tenancy.filter(site_id=site_id, tenants__contact_id=contact_id).order_by("starts_on", "id")


async def tenants_of(tenancy: Tenancy) -> list[UUID]:
    """The contacts who are the tenants, in the order in which they were added."""
    found: list[Any] = (
        await TenancyTenant.filter(tenancy_id=tenancy.id).order_by("id").values_list("contact_id", flat=True)
    )
    return found
