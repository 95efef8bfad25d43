"""The mutations of offers: applicants make them, and owners or staff answer."""

from typing import Any, Final

from adapters.text.sentences import Sentence
from execution.context import Info, viewer_of
from models.core.errors import Faults
from models.core.viewer import Permission
from models.market.listings import Listing, money_of
from models.market.negotiation import (
    accept_offer,
    checked_conditions,
    decline_offer,
    make_offer,
    raise_offer,
    withdraw_offer,
)
from models.market.offers import Offer
from models.market.telling import OWNERS
from resolvers.core.declare import sent_fields
from resolvers.core.forms import COMMENT, REASON, fields
from resolvers.core.ids import find_node
from resolvers.core.mutations import mutation
from resolvers.core.rules import Rule
from resolvers.market.interest_mutations import APPLICANTS, applicant_of
from resolvers.market.offer_inputs import (
    OfferAcceptInput,
    OfferCreateInput,
    OfferDeclineInput,
    OfferRaiseInput,
    OfferWithdrawInput,
)

ANSWERS_OFFERS: Final = Rule(
    Sentence("Requires to be landlord or vendor of some property, or permission MANAGE_PROPERTIES."),
    lambda viewer: bool(viewer.properties(*OWNERS)) or viewer.may(Permission.MANAGE_PROPERTIES),
)
_CONDITIONS: Final = fields(conditions=checked_conditions)


@mutation(
    APPLICANTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=_CONDITIONS,
)
async def offer_create(info: Info, input: OfferCreateInput) -> dict[str, Any]:
    """Make an offer."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        listing = await find_node(Listing, input.listing_id, viewer, to="see", field="listingId")
    with faults.noted():
        contact = await applicant_of(input.contact_id, viewer)
    with faults.noted():
        amount = money_of(input.amount.amount, input.amount.currency, "amount")
    faults.expect_none()
    offer = await make_offer(listing, contact, amount, input.position, input.conditions, by=viewer)
    return {"offer_id": offer.id, "listing_id": offer.listing_id}


@mutation(
    APPLICANTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=_CONDITIONS,
)
async def offer_raise(info: Info, input: OfferRaiseInput) -> dict[str, Any]:
    """Raise an offer."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        offer = await find_node(Offer, input.id, viewer, to="change", version=input.version)
    with faults.noted():
        amount = money_of(input.amount.amount, input.amount.currency, "amount")
    faults.expect_none()
    await raise_offer(offer, amount, by=viewer, **sent_fields(input, "conditions"))
    return {"offer_id": offer.id, "listing_id": offer.listing_id}


@mutation(
    APPLICANTS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE", form=REASON
)
async def offer_withdraw(info: Info, input: OfferWithdrawInput) -> dict[str, Any]:
    """Take an offer back."""
    viewer = viewer_of(info)
    offer = await find_node(Offer, input.id, viewer, to="change", version=input.version)
    await withdraw_offer(offer, input.reason, by=viewer)
    return {"offer_id": offer.id, "listing_id": offer.listing_id}


@mutation(
    ANSWERS_OFFERS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE", form=COMMENT
)
async def offer_accept(info: Info, input: OfferAcceptInput) -> dict[str, Any]:
    """Accept an offer."""
    viewer = viewer_of(info)
    offer = await find_node(Offer, input.id, viewer, to="answer", version=input.version)
    await accept_offer(offer, input.comment, by=viewer)
    return {"offer_id": offer.id, "listing_id": offer.listing_id}


@mutation(
    ANSWERS_OFFERS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE", form=COMMENT
)
async def offer_decline(info: Info, input: OfferDeclineInput) -> dict[str, Any]:
    """Decline an offer."""
    viewer = viewer_of(info)
    offer = await find_node(Offer, input.id, viewer, to="answer", version=input.version)
    await decline_offer(offer, input.comment, by=viewer)
    return {"offer_id": offer.id, "listing_id": offer.listing_id}
