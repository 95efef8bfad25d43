"""Listings: a property for sale or to let, with its price and its progress."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from models.core import text
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money
from models.core.search import Searchable
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.log.writing import next_numbers
from models.market.listing_states import CLOSED, RENTS, ListingKind, ListingStatus, PriceQualifier
from models.places.sites import Site, SiteKind

PREFIX: Final = "PR"
MAX_ROOMS: Final = 200
"""More rooms of one sort are a typing error."""
ROOMS: Final = ("bedrooms", "bathrooms", "receptions")


class Listing(Searchable):
    """A property that is for sale or to let. `number` is given when it is added and never again.

    Of each kind a property has one that is not closed: an index of migration listings keeps it so. Another index is for
    the order by price.
    """

    number: int = fields.IntField(unique=True)
    site: fields.ForeignKeyRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="listings", on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(ListingKind, max_length=8)
    status = fields.CharEnumField(ListingStatus, max_length=24, default=ListingStatus.PREPARING)
    headline = fields.CharField(max_length=200)
    area = fields.CharField(max_length=200)
    description: str | None = fields.TextField(null=True)
    price_minor: int | None = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, null=True)
    price_qualifier = fields.CharEnumField(PriceQualifier, max_length=20)
    bedrooms: int | None = fields.IntField(null=True)
    bathrooms: int | None = fields.IntField(null=True)
    receptions: int | None = fields.IntField(null=True)
    available_on: date | None = fields.DateField(null=True)
    marketing_started_on: date | None = fields.DateField(null=True)
    exchange_on: date | None = fields.DateField(null=True)
    completion_on: date | None = fields.DateField(null=True)
    closed_at: datetime | None = UtcDatetimeField(null=True)
    site_id: UUID

    FOUND_BY = ("headline", "area")

    class Meta:
        table = "listings"
        indexes = (("created_at", "id"), ("updated_at", "id"), ("status", "created_at", "id"))

    @property
    def reference(self) -> str:
        """The number as people write it: PR-000012."""
        return listing_reference(self.number)

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this listing is found in the log, and the listing that it names."""
        return {"site_id": self.site_id, "listing_id": str(self.id), "listing_status": self.status.value}

    def expect_open(self, field: str = "id") -> None:
        """Refuse with WRONG_STATE a listing that is over."""
        if self.status in CLOSED:
            raise Refusal(RefusalCode.WRONG_STATE, "This listing is “{status}”.", field, status=self.status)


class ListingMove(Entity):
    """A change of a listing's status, or its beginning: for the ribbon."""

    listing: fields.ForeignKeyRelation[Listing] = fields.ForeignKeyField(
        "models.Listing", related_name="moves", on_delete=fields.CASCADE
    )
    status = fields.CharEnumField(ListingStatus, max_length=24)
    moved_at: datetime = UtcDatetimeField()
    listing_id: UUID

    class Meta:
        table = "listing_moves"


def listing_reference(number: int) -> str:
    """A listing's number as people write it: PR-000012."""
    return f"{PREFIX}-{str(number).zfill(6)}"


async def add_listing(site: Site, kind: ListingKind, *, by: Viewer, **given: Any) -> Listing:
    """Prepare a listing of a property; `given` is what `checked_listing` takes.

    Refuses with WRONG_STATE a place that is no property or is archived, and one that has an open listing of the kind.
    """
    async with unit_of_work() as unit:
        faults, values = Faults(), dict[str, Any]()
        with faults.noted():
            if site.kind is not SiteKind.PROPERTY:
                raise Refusal(RefusalCode.WRONG_STATE, "Only a property is for sale or to let.", "siteId")
            site.expect_present("siteId")
            if await Listing.filter(site_id=site.id, kind=kind, closed_at=None).exists():
                raise Refusal(
                    RefusalCode.WRONG_STATE, "The property has such a listing already. Withdraw it first.", "siteId"
                )
        with faults.noted():
            values = checked_listing(kind, given)
        faults.expect_none()
        values["area"] = values.get("area") or site.city
        listing = await Listing.create(number=await next_numbers("listing"), site_id=site.id, kind=kind, **values)
        await ListingMove.create(listing_id=listing.id, status=listing.status, moved_at=listing.created_at)
        unit.record(EventKind.LISTING_CREATED, by, **listing.log_keys)
        return listing


async def revise_listing(listing: Listing, *, by: Viewer, **given: Any) -> None:
    """Change what is given; refuses with WRONG_STATE a listing that is over."""
    async with unit_of_work() as unit:
        listing.expect_open()
        kept: dict[str, Any] = {"price_qualifier": listing.price_qualifier}
        if listing.price_minor is not None:
            kept["price"] = Money(listing.price_minor, str(listing.currency))
        changes = checked_listing(listing.kind, given, kept)
        if "area" in changes and not changes["area"]:
            changes["area"] = (await listing.site).city
        before = listing.price_minor
        await listing.advance(**changes)
        is_priced_anew = listing.price_minor != before
        unit.record(
            EventKind.LISTING_CHANGED,
            by,
            **listing.log_keys,
            price=price_data(listing) if is_priced_anew else None,
        )


def price_data(listing: Listing) -> dict[str, str] | None:
    """The price as events and messages carry it; None without one."""
    if listing.price_minor is None or listing.currency is None:
        return None
    return Money(listing.price_minor, listing.currency).as_data()


def checked_listing(kind: ListingKind, given: dict[str, Any], kept: dict[str, Any] | None = None) -> dict[str, Any]:
    """The columns of what is given of a listing, whose names are those of the input; `kept` is what the row has.

    Refuses with all faults: words as `text` does, INVALID rooms that are none, a price that is not above zero and a
    qualifier of the other kind, and with REQUIRED a price that the qualifier needs.
    """
    faults, columns = Faults(), dict[str, Any]()
    with faults.noted():
        if "headline" in given:
            columns["headline"] = text.line(given["headline"] or "", "headline")
    with faults.noted():
        if "area" in given:
            columns["area"] = text.optional_line(given["area"], "area")
    with faults.noted():
        if "description" in given:
            columns["description"] = text.optional_body(given["description"], "description")
    for name in ROOMS:
        with faults.noted():
            if name in given:
                columns[name] = checked_rooms(given[name], name)
    with faults.noted():
        if "price" in given or "price_qualifier" in given:
            price = {**(kept or {}), **given}
            columns |= _checked_price(kind, price.get("price"), price["price_qualifier"])
    faults.expect_none()
    days = ("available_on", "exchange_on", "completion_on")
    return columns | {name: given[name] for name in days if name in given}


def checked_rooms(number: int | None, field: str) -> int | None:
    """A number of rooms; refuses with INVALID one below zero, or above 200."""
    if number is not None and not 0 <= number <= MAX_ROOMS:
        raise Refusal(RefusalCode.INVALID, "Give a number from 0 to {most}.", field, most=MAX_ROOMS)
    return number


def _checked_price(kind: ListingKind, price: Money | None, qualifier: PriceQualifier) -> dict[str, Any]:
    on_application = qualifier is PriceQualifier.PRICE_ON_APPLICATION
    if not on_application and (qualifier in RENTS) is not (kind is ListingKind.TO_LET):
        raise Refusal(
            RefusalCode.INVALID,
            "A rent is for a week, a month or a year; a price is for none of these.",
            "priceQualifier",
        )
    if price is None and not on_application:
        raise Refusal(RefusalCode.REQUIRED, "Give the price, or let people ask for it.", "price")
    expect_above_zero(price, "price")
    amount = {"price_minor": price and price.minor, "currency": price and price.currency}
    return amount | {"price_qualifier": qualifier}


def expect_above_zero(price: Money | None, field: str) -> None:
    """Refuse with INVALID an amount of zero or less."""
    if price is not None and price.minor <= 0:
        raise Refusal(RefusalCode.INVALID, "Give an amount above zero.", [field, "amount"])


def money_of(amount: Decimal, currency: str, field: str) -> Money:
    """An amount that somebody entered; refuses like `Money.of`, and with INVALID one of zero or less."""
    money = Money.of(amount, currency, field)
    expect_above_zero(money, field)
    return money
