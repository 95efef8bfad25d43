"""Events of the market: of listings, and of who wants what."""

import strawberry

from models.market.enquiries import Enquiry as EnquiryRow
from models.market.listings import Listing as ListingRow
from models.market.offers import Offer as OfferRow
from models.market.requirements import Requirement as RequirementRow
from models.market.viewings import Viewing as ViewingRow
from models.places.sites import Site as SiteRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.log import events
from schema.core.fields import object_type, relation
from schema.core.types import Money
from schema.log.items import PortalEvent, PropertyEventOrCheckpoint
from schema.market.interest_types import Enquiry, Requirement
from schema.market.offer_types import Offer
from schema.market.types import Listing
from schema.market.viewing_types import Viewing
from schema.places.types import Site


@object_type
class ListingEvent(PortalEvent, PropertyEventOrCheckpoint):
    """A listing was prepared or changed, or moved to another status."""

    listing_id: strawberry.ID | None = relation(
        events.named_id("Listing", "listing_id"), "The id of the listing.", ("data",)
    )
    listing: Listing | None = relation(
        events.named(ListingRow, "listing_id"),
        "The listing as it is now; null if the viewer no longer sees it.",
        ("data",),
    )
    site: Site | None = relation(
        one(SiteRow, "site_id"), "The property; null if the viewer no longer sees it.", ("site_id",)
    )


@object_type
class InterestEvent(PortalEvent, PropertyEventOrCheckpoint):
    """Somebody asked about a listing, said what they are looking for, or has found it."""

    enquiry: Enquiry | None = relation(
        events.named(EnquiryRow, "enquiry_id"), "The enquiry as it is now; null for other events.", ("data",)
    )
    requirement: Requirement | None = relation(
        events.named(RequirementRow, "requirement_id"),
        "The requirement as it is now; null for other events.",
        ("data",),
    )
    listing: Listing | None = relation(
        events.named(ListingRow, "listing_id"),
        "The listing as it is now; null if the event is of none, or the viewer no longer sees it.",
        ("data",),
    )


@object_type
class ViewingEvent(PortalEvent, PropertyEventOrCheckpoint):
    """A viewing was asked for, confirmed, moved, cancelled or done, or there is feedback on it."""

    viewing_id: strawberry.ID | None = relation(
        events.named_id("Viewing", "viewing_id"), "The id of the viewing.", ("data",)
    )
    viewing: Viewing | None = relation(
        events.named(ViewingRow, "viewing_id"),
        "The viewing as it is now; null if the viewer no longer sees it.",
        ("data",),
    )
    listing: Listing | None = relation(
        events.named(ListingRow, "listing_id"),
        "The listing as it is now; null if the viewer no longer sees it.",
        ("data",),
    )
    site: Site | None = relation(
        one(SiteRow, "site_id"), "The property; null if the viewer no longer sees it.", ("site_id",)
    )


@object_type
class OfferEvent(PortalEvent, PropertyEventOrCheckpoint):
    """An offer was made, raised, withdrawn, accepted or declined."""

    offer_id: strawberry.ID | None = relation(events.named_id("Offer", "offer_id"), "The id of the offer.", ("data",))
    offer: Offer | None = relation(
        events.named(OfferRow, "offer_id"),
        "The offer as it is now; null if the viewer no longer sees it.",
        ("data",),
    )
    amount: Money | None = relation(values.event_money("amount"), "The amount offered by then.", ("data",))
    listing: Listing | None = relation(
        events.named(ListingRow, "listing_id"),
        "The listing as it is now; null if the viewer no longer sees it.",
        ("data",),
    )
    site: Site | None = relation(
        one(SiteRow, "site_id"), "The property; null if the viewer no longer sees it.", ("site_id",)
    )


MARKET_EVENTS = (ListingEvent, InterestEvent, ViewingEvent, OfferEvent)
"""The types of these events."""
