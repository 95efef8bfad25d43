"""Requirements: what somebody is looking for, so that they are told of a listing that has it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core import text
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.market.listing_states import ListingKind
from models.market.listings import Listing, checked_rooms
from models.people.contacts import Contact
from models.places.sites import Site

MAX_AREAS: Final = 20
MAX_OPEN: Final = 20
"""Open requirements of one person."""


class Requirement(VersionedEntity):
    """A wish to buy or to rent; each condition that is empty is met by every listing."""

    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name="requirements", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(ListingKind, max_length=8)
    areas: list[str] = fields.JSONField(default=list)
    min_price_minor: int | None = fields.BigIntField(null=True)
    max_price_minor: int | None = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, null=True)
    min_bedrooms: int | None = fields.IntField(null=True)
    closed_at: datetime | None = UtcDatetimeField(null=True)
    contact_id: UUID

    class Meta:
        table = "requirements"
        indexes = (("contact_id", "created_at", "id"), ("kind", "closed_at"), ("updated_at", "id"))

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this requirement is found in the log, and the requirement it names."""
        return {"contact_id": self.contact_id, "requirement_id": str(self.id)}

    def fits(self, listing: Listing, site: Site) -> bool:
        """Whether a listing of a property has what is wanted; one without a price has any."""
        if listing.kind is not self.kind or not self._affords(listing):
            return False
        if self.min_bedrooms is not None and (listing.bedrooms is None or listing.bedrooms < self.min_bedrooms):
            return False
        places = {text.folded(each) for each in (listing.area, site.city, site.region) if each}
        code = _code(site.postal_code or "")
        return not self.areas or any(
            text.folded(area) in places or (_code(area) != "" and code.startswith(_code(area))) for area in self.areas
        )

    def _affords(self, listing: Listing) -> bool:
        if listing.price_minor is None or self.currency is None:
            return True
        is_enough = self.min_price_minor is None or listing.price_minor >= self.min_price_minor
        is_within = self.max_price_minor is None or listing.price_minor <= self.max_price_minor
        return listing.currency == self.currency and is_enough and is_within


def _code(area: str) -> str:
    """A postal code, or the beginning of one, as it is compared; empty for a text that is none."""
    code = "".join(area.split()).upper()
    return code if code.isascii() and any(each.isdigit() for each in code) else ""


async def add_requirement(contact: Contact, kind: ListingKind, *, by: Viewer, **given: Any) -> Requirement:
    """Keep what a person wants; `given` is what `checked_requirement` takes.

    Refuses with WRONG_STATE a person who is archived, or has 20 open requirements.
    """
    async with unit_of_work() as unit:
        faults, values = Faults(), dict[str, Any]()
        with faults.noted():
            contact.expect_present()
            if await Requirement.filter(contact_id=contact.id, closed_at=None).count() >= MAX_OPEN:
                raise Refusal(
                    RefusalCode.WRONG_STATE,
                    "A person has at most {most} requirements. Close one first.",
                    "contactId",
                    most=MAX_OPEN,
                )
        with faults.noted():
            values = checked_requirement(given)
        faults.expect_none()
        requirement = await Requirement.create(contact_id=contact.id, kind=kind, **values)
        unit.record(EventKind.REQUIREMENT_CHANGED, by, **requirement.log_keys)
        return requirement


async def revise_requirement(requirement: Requirement, *, by: Viewer, **given: Any) -> None:
    """Change what is given; refuses with WRONG_STATE a requirement that is closed."""
    async with unit_of_work() as unit:
        _expect_open(requirement)
        low, high = requirement.min_price_minor, requirement.max_price_minor
        currency = requirement.currency
        kept = {
            "min_price": Money(low, currency) if low is not None and currency else None,
            "max_price": Money(high, currency) if high is not None and currency else None,
        }
        await requirement.advance(**checked_requirement(given, kept))
        unit.record(EventKind.REQUIREMENT_CHANGED, by, **requirement.log_keys)


async def close_requirement(requirement: Requirement, *, by: Viewer) -> None:
    """Stop looking; refuses with WRONG_STATE a requirement that is closed."""
    async with unit_of_work() as unit:
        _expect_open(requirement)
        await requirement.advance(closed_at=clock.now())
        unit.record(EventKind.REQUIREMENT_CHANGED, by, **requirement.log_keys)


def _expect_open(requirement: Requirement) -> None:
    if requirement.closed_at is not None:
        raise Refusal(RefusalCode.WRONG_STATE, "This requirement is closed.", "id")


def checked_requirement(given: dict[str, Any], kept: dict[str, Any] | None = None) -> dict[str, Any]:
    """The columns of what is given of a requirement, whose names are those of the input; `kept` is what the row has.

    Refuses with all faults: areas as `text` does, INVALID rooms that are none, and prices that are in two currencies or
    leave nothing between them.
    """
    faults, columns = Faults(), dict[str, Any]()
    with faults.noted():
        if "areas" in given:
            columns["areas"] = checked_areas(given["areas"] or [], "areas")
    with faults.noted():
        if "min_bedrooms" in given:
            columns["min_bedrooms"] = checked_rooms(given["min_bedrooms"], "minBedrooms")
    with faults.noted():
        if "min_price" in given or "max_price" in given:
            prices = {**(kept or {}), **given}
            columns |= _checked_prices(prices.get("min_price"), prices.get("max_price"))
    faults.expect_none()
    return columns


def checked_areas(areas: Sequence[str], field: str) -> list[str]:
    """Areas as they are kept; refuses with TOO_LONG more than 20."""
    if len(areas) > MAX_AREAS:
        raise Refusal(RefusalCode.TOO_LONG, "Give at most {most} areas.", field, most=MAX_AREAS)
    return [text.line(area, field, 100) for area in areas]


def _checked_prices(low: Money | None, high: Money | None) -> dict[str, Any]:
    if low is not None and high is not None and (low.currency != high.currency or low.minor > high.minor):
        raise Refusal(
            RefusalCode.INVALID, "Give two prices in one currency, the lower one first.", ["maxPrice", "amount"]
        )
    either = low or high
    return {
        "min_price_minor": low and low.minor,
        "max_price_minor": high and high.minor,
        "currency": either and either.currency,
    }
