"""Offers for listings."""

from datetime import datetime

import strawberry

from models.market.listings import Listing as ListingRow
from models.market.offers import BuyerPosition, OfferStatus
from models.people.contacts import Contact as ContactRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.market import offers
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyContact, LazyListing
from schema.core.types import Actor, Money, Node


@object_type
class Offer(Node):
    """An applicant's offer for a listing. The applicant sees it, the owners of the property and staff."""

    id: strawberry.ID = global_id("Offer")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("offer")
    updated_at: datetime = updated_at("offer")
    listing: LazyListing | None = relation(
        one(ListingRow, "listing_id"), "The listing; null if the viewer may no longer see it.", ("listing_id",)
    )
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "The applicant; null for viewers who may not see them.", ("contact_id",)
    )
    applicant_name: str = column("The display name of the applicant when the offer was made.")
    status: OfferStatus = column("The status.")
    amount: Money = relation(values.money("amount_minor"), "The amount offered.", ("amount_minor", "currency"))
    position: BuyerPosition = column("The position of the applicant.")
    conditions: str | None = column("The conditions of the offer.")
    raised_at: datetime | None = column("Time at which it was last raised; null if it was not.")
    answered_at: datetime | None = column("Time at which it was last answered or withdrawn; null until then.")
    answered_by: Actor | None = column("The person who answered or withdrew it.")
    answer_comment: str | None = column("The comment on the answer, or the reason of the withdrawal.")
    viewer_can_raise: bool = relation(
        offers.can_raise, "Whether the viewer may raise it: `offerRaise`.", ("id", "status", "contact_id")
    )
    viewer_can_withdraw: bool = relation(
        offers.can_withdraw, "Whether the viewer may take it back: `offerWithdraw`.", ("id", "status", "contact_id")
    )
    viewer_can_accept: bool = relation(
        offers.can_accept, "Whether the viewer may accept it: `offerAccept`.", ("id", "status", "site_id")
    )
    viewer_can_decline: bool = relation(
        offers.can_decline, "Whether the viewer may decline it: `offerDecline`.", ("id", "status", "site_id")
    )
