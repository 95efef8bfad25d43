"""Events of the market: of listings."""

import strawberry

from models.market.listings import Listing as ListingRow
from models.places.sites import Site as SiteRow
from resolvers.core.relations import one
from resolvers.log import events
from schema.core.fields import object_type, relation
from schema.log.items import PortalEvent, PropertyEventOrCheckpoint
from schema.market.types import Listing
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


MARKET_EVENTS = (ListingEvent,)
"""The types of these events."""
