"""Listings, their files and their history."""

from datetime import date, datetime

import strawberry

from models.log.events import EventKind
from models.market.listing_files import ListingFileKind
from models.market.listing_states import ListingKind, ListingStatus, PriceQualifier
from models.orders.lifecycle import StepState
from models.places.sites import Site as SiteRow
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.relations import one
from resolvers.core.scalars import ByteCount
from resolvers.files import files
from resolvers.market import listings, viewings
from resolvers.market import offers as offer_lists
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyListingActivity, LazyOffer, LazySite, LazyViewing
from schema.core.types import Actor, Connection, Money, Node
from schema.files.types import Download


@object_type
class ListingFile(Node):
    """A photo, a floor plan or a brochure of a listing."""

    id: strawberry.ID = global_id("ListingFile")
    kind: ListingFileKind = column("The kind of file.")
    caption: str | None = column("The words below it.")
    filename: str = column("The file name.")
    content_type: str = column("The media type, as detected from the content.")
    size: ByteCount = column("The size of the file in bytes.")
    uploaded_at: datetime = column("Time at which the file was added.")
    created_at: datetime = created_at("file", "uploaded_at")
    updated_at: datetime = updated_at("file")
    download: Download = relation(
        files.listing_file,
        "The temporary address at which the viewer may download the file.",
        ("id", "filename", "content_type", "size"),
    )
    thumbnail: Download | None = relation(
        files.listing_thumbnail,
        "The temporary address at which the viewer may download a small JPEG of the file; null if it is not a "
        "picture. For damaged or very large pictures there is no thumbnail, and the address responds 404.",
        ("id", "filename", "content_type", "size"),
    )


@object_type
class ListingStep:
    """A step in the life of a listing, and its state."""

    status: ListingStatus = column("The status.")
    state: StepState = column("The state of the step.")
    reached_at: datetime | None = column("Time at which the status was last reached; null if it was not.")


@object_type
class Listing(Node):
    """A property for sale or to let. Its owners see it, staff, and from when it is on the market those who asked about
    the property."""

    id: strawberry.ID = global_id("Listing")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("listing")
    updated_at: datetime = updated_at("listing")
    reference: str = relation(listings.reference, "The reference, like `PR-000012`.", ("number",))
    site: LazySite | None = relation(
        one(SiteRow, "site_id"), "The property; null for viewers who have no role on it.", ("site_id",)
    )
    kind: ListingKind = column("Whether it is for sale or to let.")
    status: ListingStatus = column("The status.")
    headline: str = column("The listing in one line.")
    area: str = column("The place as applicants search for it, such as a town or a district.")
    description: str | None = column("The listing at length.")
    price: Money | None = relation(
        values.money("price_minor"),
        "The price or rent, as `priceQualifier` says; null if it is told on application.",
        ("price_minor", "currency"),
    )
    price_qualifier: PriceQualifier = column("The meaning of the price.")
    bedrooms: int | None = column("The number of bedrooms.")
    bathrooms: int | None = column("The number of bathrooms.")
    receptions: int | None = column("The number of reception rooms.")
    available_on: date | None = column("The day from which it can be moved into.")
    marketing_started_on: date | None = column("The day on which it came on the market; null before.")
    exchange_on: date | None = column("The day on which contracts are, or were, exchanged.")
    completion_on: date | None = column("The day on which the sale is, or was, completed.")
    closed_at: datetime | None = column("Time at which it was completed, let or withdrawn; null until then.")
    status_ribbon: list[ListingStep] = relation(
        listings.status_ribbon,
        "The life of this kind of listing, with the steps that this one has passed.",
        ("id", "kind", "status"),
    )
    photos: list[ListingFile] = relation(
        listings.files_of(ListingFileKind.PHOTO), "The photos, in their order.", ("id",)
    )
    floor_plans: list[ListingFile] = relation(
        listings.files_of(ListingFileKind.FLOOR_PLAN), "The floor plans, in their order.", ("id",)
    )
    brochures: list[ListingFile] = relation(
        listings.files_of(ListingFileKind.BROCHURE), "The brochures, in their order.", ("id",)
    )
    next_statuses: list[ListingStatus] = relation(
        listings.next_statuses,
        "The statuses to which the viewer may move the listing now: `listingStatusChange`.",
        ("kind", "status"),
    )
    viewer_can_update: bool = relation(
        listings.can_manage,
        "Whether the viewer may change the listing: `listingUpdate`. False once it is completed, let or withdrawn.",
        ("status",),
    )
    viewer_can_change_status: bool = relation(
        listings.can_move, "Whether the viewer may move it to another status.", ("kind", "status")
    )
    viewings: Connection[LazyViewing] = relation(
        connection(viewings.listing, "listing_id"), "The viewings that the viewer may see, the next first.", ("id",)
    )
    offers: Connection[LazyOffer] = relation(
        connection(offer_lists.listing, "listing_id"), "The offers that the viewer may see, newest first.", ("id",)
    )
    open_offer_count: int | None = relation(
        offer_lists.open_count,
        "The number of offers that stand; null for applicants, unless the operator shows it to them.",
        ("id", "site_id"),
    )
    history: Connection[LazyListingActivity] = relation(
        connection(listings.history, "listing_id"), "The history of the listing, newest first.", ("id",)
    )


@object_type
class ListingActivity(Node):
    """An entry of a listing's history."""

    id: strawberry.ID = global_id("ListingActivity", "position")
    kind: EventKind = column("The kind of event.")
    occurred_at: datetime = column("Time of the event.")
    actor: Actor = column("The person or program that caused the event.")
    from_status: ListingStatus | None = relation(
        values.event_data("from_status"), "The status before a change of status; null for other events.", ("data",)
    )
    to_status: ListingStatus | None = relation(
        values.event_data("to_status"), "The status after a change of status; null for other events.", ("data",)
    )
    comment: str | None = relation(values.event_data("comment"), "The comment, if one was given.", ("data",))
    price: Money | None = relation(
        values.event_money("price"), "The price from then on, if it changed; null for other events.", ("data",)
    )
