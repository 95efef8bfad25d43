"""Offers as rows: what applicants would pay for a property, or rent it for."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Refusal, RefusalCode
from models.core.money import Money
from models.core.scope import Not, Scope, all_of, among, equals, present, related
from models.market.listing_states import ListingStatus
from models.market.listings import Listing
from models.people.contacts import Contact
from models.places.sites import Site


class OfferStatus(StrEnum):
    """The status of an offer."""

    MADE = "MADE"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class BuyerPosition(StrEnum):
    """The position of an applicant: what has to happen before they can buy or rent."""

    CASH_BUYER = "CASH_BUYER"
    CHAIN_FREE = "CHAIN_FREE"
    MORTGAGE_AGREED = "MORTGAGE_AGREED"
    PROPERTY_TO_SELL = "PROPERTY_TO_SELL"
    PROPERTY_UNDER_OFFER = "PROPERTY_UNDER_OFFER"
    OTHER = "OTHER"


OPEN: Final = frozenset({OfferStatus.MADE, OfferStatus.ACCEPTED})
"""The statuses of offers that stand, or wait while the listing is withdrawn."""
STANDS: Final[Scope] = all_of(among("status", OPEN), related("listing_id", "listings", "id", Not(present("closed_at"))))
"""Offers that stand, for listings that are not over."""
TAKES_OFFERS: Final = frozenset({ListingStatus.ON_THE_MARKET, ListingStatus.UNDER_OFFER})
"""The statuses of listings for which offers are made, raised and accepted."""
FALLS_THROUGH: Final = frozenset(
    {ListingStatus.UNDER_OFFER, ListingStatus.SOLD_SUBJECT_TO_CONTRACT, ListingStatus.LET_AGREED}
)
"""The statuses of listings that go back on the market without the offer that was accepted."""
BINDING: Final = frozenset({ListingStatus.EXCHANGED, ListingStatus.COMPLETED, ListingStatus.LET})
"""The statuses of listings in which the offer that was accepted is a contract."""
NOT_TAKEN: Final[Scope] = related("listing_id", "listings", "id", Not(among("status", TAKES_OFFERS)))
"""Offers for listings that take none now."""
BESIDE_ACCEPTED: Final[Scope] = related("listing_id", "offers", "listing_id", equals("status", OfferStatus.ACCEPTED))
"""Offers for listings of which one is accepted."""
CONTRACTS: Final[Scope] = all_of(
    equals("status", OfferStatus.ACCEPTED), related("listing_id", "listings", "id", among("status", BINDING))
)
"""Offers that were accepted and cannot be taken back any more."""


class Offer(VersionedEntity):
    """An applicant's offer for a listing, under the name that they had then.

    For a listing one of a person stands at a time, and one of all is accepted: indexes of migration offers keep it so.
    """

    listing: fields.ForeignKeyRelation[Listing] = fields.ForeignKeyField(
        "models.Listing", related_name="offers", on_delete=fields.RESTRICT
    )
    site: fields.ForeignKeyRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="offers", on_delete=fields.RESTRICT
    )
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name="offers", on_delete=fields.RESTRICT
    )
    applicant_name = fields.CharField(max_length=200)
    status = fields.CharEnumField(OfferStatus, max_length=9, default=OfferStatus.MADE)
    amount_minor: int = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    position = fields.CharEnumField(BuyerPosition, max_length=20)
    conditions: str | None = fields.TextField(null=True)
    raised_at: datetime | None = UtcDatetimeField(null=True)
    answered_at: datetime | None = UtcDatetimeField(null=True)
    answered_by: dict[str, Any] | None = fields.JSONField(null=True)
    answer_comment: str | None = fields.TextField(null=True)
    listing_id: UUID
    site_id: UUID
    contact_id: UUID

    class Meta:
        table = "offers"
        indexes = (("contact_id", "created_at", "id"), ("created_at", "id"), ("updated_at", "id"))

    @property
    def amount(self) -> Money:
        """The amount that is offered."""
        return Money(self.amount_minor, self.currency)

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this offer is found in the log, and what it says of the offer."""
        named = {"listing_id": str(self.listing_id), "offer_id": str(self.id)}
        return {"site_id": self.site_id, "contact_id": self.contact_id, **named, "amount": self.amount.as_data()}

    def expect(self, *statuses: OfferStatus) -> None:
        """Refuse with WRONG_STATE an offer of another status."""
        if self.status not in statuses:
            raise Refusal(RefusalCode.WRONG_STATE, "This offer is “{status}”.", "id", status=self.status)
