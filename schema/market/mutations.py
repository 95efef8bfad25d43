"""Mutations of the market."""

from resolvers.market import listing_mutations as listings
from schema.core.fields import object_type, root
from schema.market.payloads import (
    ListingCreatePayload,
    ListingFileRemovePayload,
    ListingFilesAddPayload,
    ListingStatusChangePayload,
    ListingUpdatePayload,
)


@object_type
class MarketMutations:
    """The mutations of the market."""

    listing_create: ListingCreatePayload = root(
        listings.listing_create, "Prepare a listing of a property. Applicants see it once it is on the market."
    )
    listing_update: ListingUpdatePayload = root(listings.listing_update, "Change a listing.")
    listing_status_change: ListingStatusChangePayload = root(
        listings.listing_status_change,
        "Move a listing to another status. Its owners and those who asked about the property are notified.",
    )
    listing_files_add: ListingFilesAddPayload = root(
        listings.listing_files_add, "Add photos, floor plans or brochures to a listing, at most 100 in all."
    )
    listing_file_remove: ListingFileRemovePayload = root(
        listings.listing_file_remove, "Remove a file of a listing, with its bytes."
    )
