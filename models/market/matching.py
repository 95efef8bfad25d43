"""Matching: which listings have what people are looking for. Whoever has a match sees the listing, and may ask about
the property."""

from datetime import datetime
from uuid import UUID

from tortoise import fields

from adapters import clock
from adapters.text.sentences import Sentence
from models.core.entity import Entity, UtcDatetimeField
from models.core.viewer import SYSTEM
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.market.listing_states import ListingStatus
from models.market.listings import Listing, price_data
from models.market.requirements import Requirement
from models.market.telling import tell
from models.messages.audience import contacts_named
from models.messages.notifications import NotificationKind
from models.people.contacts import Contact
from models.places.sites import Site


class ListingMatch(Entity):
    """A listing that has what a person is looking for."""

    listing: fields.ForeignKeyRelation[Listing] = fields.ForeignKeyField(
        "models.Listing", related_name="matches", on_delete=fields.CASCADE
    )
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name="matches", on_delete=fields.CASCADE
    )
    matched_at: datetime = UtcDatetimeField()
    listing_id: UUID
    contact_id: UUID

    class Meta:
        table = "listing_matches"
        unique_together = (("listing", "contact"),)


async def match_listing(unit: UnitOfWork, listing: Listing) -> None:
    """Tell those who are looking for what a listing has that it is on the market, each of them once."""
    site = await listing.site
    wanted = await Requirement.filter(kind=listing.kind, closed_at=None, contact__archived_at=None).order_by("id")
    known = {match.contact_id for match in await ListingMatch.filter(listing_id=listing.id)}
    fitting = dict.fromkeys(each.contact_id for each in wanted if each.fits(listing, site))
    found = [contact_id for contact_id in fitting if contact_id not in known]
    await _add(found, [listing])
    for contact_id in found:
        event = unit.record(
            EventKind.REQUIREMENT_MATCHED, SYSTEM, **{**listing.log_keys, "site_id": None}, contact_id=contact_id
        )
        await tell(
            unit,
            event,
            listing,
            NotificationKind.LISTING_MATCHED,
            [contacts_named([contact_id])],
            title=Sentence("New on the market: {listing}", listing=listing.headline),
            body=listing.area,
            template="listing_matched",
            by=SYSTEM,
            area=listing.area,
            bedrooms=listing.bedrooms,
            price=price_data(listing),
            price_qualifier=listing.price_qualifier.value,
        )


async def match_contact(contact_id: UUID) -> None:
    """Show a person the listings on the market that have what they are looking for now, and no others by it."""
    async with unit_of_work():
        await ListingMatch.filter(contact_id=contact_id).delete()
        wanted = await Requirement.filter(contact_id=contact_id, closed_at=None)
        marketed = Listing.filter(status=ListingStatus.ON_THE_MARKET, kind__in=[each.kind for each in wanted])
        listings = await marketed.select_related("site") if wanted else []
        fitting = [each for each in listings if any(one.fits(each, _site_of(each)) for one in wanted)]
        await _add([contact_id], fitting)


def _site_of(listing: Listing) -> Site:
    site = listing.site
    assert isinstance(site, Site), "it was read with the listing"
    return site


async def _add(contact_ids: list[UUID], listings: list[Listing]) -> None:
    now = clock.now()
    await ListingMatch.bulk_create(
        [
            ListingMatch(listing_id=listing.id, contact_id=contact_id, matched_at=now)
            for contact_id in contact_ids
            for listing in listings
        ]
    )
