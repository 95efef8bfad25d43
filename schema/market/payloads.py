"""Payloads of the mutations of listings."""

import strawberry

from models.market.listings import Listing as ListingRow
from resolvers.core import values
from resolvers.core.relations import one
from schema.core.fields import object_type, relation
from schema.core.payloads import Payload
from schema.market.types import Listing


@object_type
class ChangedListing(Payload):
    """The part of payloads of mutations that change a listing."""

    listing: Listing | None = relation(one(ListingRow, "listing_id"), "The listing, as it is now.")


@object_type
class ListingCreatePayload(ChangedListing):
    """The result of `listingCreate`."""


@object_type
class ListingUpdatePayload(ChangedListing):
    """The result of `listingUpdate`."""


@object_type
class ListingStatusChangePayload(ChangedListing):
    """The result of `listingStatusChange`."""


@object_type
class ListingFilesAddPayload(ChangedListing):
    """The result of `listingFilesAdd`."""


@object_type
class ListingFileRemovePayload(ChangedListing):
    """The result of `listingFileRemove`."""

    removed_id: strawberry.ID | None = relation(
        values.global_id_if_any("ListingFile", "removed_id"), "The id of the file that was removed; null if none was."
    )
