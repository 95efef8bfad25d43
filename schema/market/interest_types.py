"""Enquiries and requirements."""

from datetime import datetime

import strawberry

from models.market.enquiries import EnquirySource
from models.market.listing_states import ListingKind
from models.market.listings import Listing as ListingRow
from models.people.contacts import Contact as ContactRow
from models.places.sites import Site as SiteRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.market import interest
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyContact, LazyListing, LazySite
from schema.core.types import Actor, Money, Node


@object_type
class Enquiry(Node):
    """An applicant's interest in a listing. While it is open, they have the role APPLICANT on the property."""

    id: strawberry.ID = global_id("Enquiry")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("enquiry")
    updated_at: datetime = updated_at("enquiry")
    listing: LazyListing | None = relation(
        one(ListingRow, "listing_id"), "The listing; null if the viewer may no longer see it.", ("listing_id",)
    )
    site: LazySite | None = relation(
        one(SiteRow, "site_id"), "The property; null if the viewer may no longer see it.", ("site_id",)
    )
    contact: LazyContact | None = relation(one(ContactRow, "contact_id"), "The applicant.", ("contact_id",))
    source: EnquirySource = column("The way by which it reached the operator.")
    message: str | None = column("The words of the applicant.")
    opened_by: Actor = column("The person who entered it.")
    closed_at: datetime | None = column("Time at which it was closed; null while it is open.")
    close_reason: str | None = column("The reason for which it was closed, if one was given.")
    viewer_can_close: bool = relation(
        interest.can_close_enquiry,
        "Whether the viewer may close it: `enquiryClose`. False while an offer of the applicant's stands.",
        ("id", "contact_id", "closed_at"),
    )


@object_type
class Requirement(Node):
    """A wish to buy or to rent. The person is told of listings that have it when these come on the market."""

    id: strawberry.ID = global_id("Requirement")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("requirement")
    updated_at: datetime = updated_at("requirement")
    contact: LazyContact | None = relation(one(ContactRow, "contact_id"), "The person.", ("contact_id",))
    kind: ListingKind = column("Whether to buy or to rent.")
    areas: list[str] = column("The areas that are wanted; empty for every area.")
    min_price: Money | None = relation(
        values.money("min_price_minor"), "The lowest price or rent.", ("min_price_minor", "currency")
    )
    max_price: Money | None = relation(
        values.money("max_price_minor"), "The highest price or rent.", ("max_price_minor", "currency")
    )
    min_bedrooms: int | None = column("The least number of bedrooms.")
    closed_at: datetime | None = column("Time at which it was closed; null while it is open.")
    viewer_can_update: bool = relation(
        interest.can_change_requirement,
        "Whether the viewer may change or close it: `requirementUpdate`, `requirementClose`.",
        ("contact_id", "closed_at"),
    )
