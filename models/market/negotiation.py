"""Making offers and answering them. Of a listing one offer is accepted at a time: whoever answers locks its row."""

from typing import Any

from adapters import clock
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money
from models.core.rows import locked
from models.core.scope import equals
from models.core.viewer import SYSTEM, Viewer
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.market.enquiries import Enquiry, EnquirySource, open_enquiry
from models.market.listing_states import ListingStatus
from models.market.listings import Listing
from models.market.offer_news import tell_of_answer, tell_of_offer
from models.market.offers import (
    BINDING,
    FALLS_THROUGH,
    OPEN,
    TAKES_OFFERS,
    BuyerPosition,
    Offer,
    OfferStatus,
)
from models.market.progress import move_listing
from models.people.contacts import Contact


async def make_offer(
    listing: Listing, contact: Contact, amount: Money, position: BuyerPosition, conditions: str | None, *, by: Viewer
) -> Offer:
    """Make an offer; whoever has not asked about the listing has done so now.

    Refuses with WRONG_STATE a listing that takes none, a person who is archived, and a second offer beside one that
    stands; with INVALID another currency than that of the price.
    """
    async with unit_of_work() as unit:
        faults = Faults()
        with faults.noted():
            _expect_taking_offers(listing, "listingId")
            if await Offer.filter(listing_id=listing.id, contact_id=contact.id, status__in=list(OPEN)).exists():
                raise Refusal(RefusalCode.WRONG_STATE, "There is an offer that stands. Raise it.", "listingId")
        with faults.noted():
            contact.expect_present()
        with faults.noted():
            if listing.currency is not None and amount.currency != listing.currency:
                raise Refusal(
                    RefusalCode.INVALID,
                    "Offer in {currency}, as the price is.",
                    ["amount", "currency"],
                    currency=listing.currency,
                )
        with faults.noted():
            conditions = checked_conditions(conditions)
        faults.expect_none()
        if not await Enquiry.filter(listing_id=listing.id, contact_id=contact.id, closed_at=None).exists():
            source = EnquirySource.OTHER if by.is_staff else EnquirySource.PORTAL
            await open_enquiry(listing, contact, None, source=source, by=by)
        offer = await Offer.create(
            listing_id=listing.id,
            site_id=listing.site_id,
            contact_id=contact.id,
            applicant_name=contact.display_name,
            amount_minor=amount.minor,
            currency=amount.currency,
            position=position,
            conditions=conditions,
        )
        event = unit.record(EventKind.OFFER_MADE, by, **offer.log_keys)
        await tell_of_offer(unit, event, listing, offer, conditions, by=by)
        return offer


async def raise_offer(offer: Offer, amount: Money, *, by: Viewer, **given: Any) -> None:
    """Offer more, or as much under other `conditions` if they are given.

    Refuses with WRONG_STATE an offer that is answered, and a listing that takes none; with INVALID what is no better
    offer, or is in another currency.
    """
    async with unit_of_work() as unit:
        listing = await offer.listing
        faults, changes = Faults(), {"amount_minor": amount.minor, "raised_at": clock.now()}
        with faults.noted():
            offer.expect(OfferStatus.MADE)
            _expect_taking_offers(listing, "id")
        with faults.noted():
            least = offer.amount_minor if "conditions" in given else offer.amount_minor + 1
            if amount.currency != offer.currency or amount.minor < least:
                raise Refusal(
                    RefusalCode.INVALID,
                    "Offer more than before, or as much under other conditions, in the same currency.",
                    ["amount", "amount"],
                )
        with faults.noted():
            changes |= {name: checked_conditions(words) for name, words in given.items()}
        faults.expect_none()
        await offer.advance(**changes)
        event = unit.record(EventKind.OFFER_RAISED, by, **offer.log_keys)
        await tell_of_offer(unit, event, listing, offer, offer.conditions, by=by)


async def withdraw_offer(offer: Offer, reason: str | None, *, by: Viewer) -> None:
    """Take an offer back; without the one that was accepted a listing goes back on the market.

    Refuses with WRONG_STATE an offer that does not stand, and one that has become a contract.
    """
    kind = EventKind.OFFER_WITHDRAWN
    await _end(offer, OfferStatus.WITHDRAWN, kind, text.reason(reason), by)


async def accept_offer(offer: Offer, comment: str | None, *, by: Viewer) -> None:
    """Accept an offer, which puts the listing under offer.

    Refuses with WRONG_STATE an offer that is answered, one beside another that is accepted, and a listing that takes
    none.
    """
    async with unit_of_work() as unit:
        listing = await _locked_listing(offer)
        offer.expect(OfferStatus.MADE)
        if await Offer.filter(listing_id=listing.id, status=OfferStatus.ACCEPTED).exists():
            raise Refusal(RefusalCode.WRONG_STATE, "Another offer is accepted. Decline that one first.", "id")
        _expect_taking_offers(listing, "id")
        kind = EventKind.OFFER_ACCEPTED
        await _answer(unit, offer, OfferStatus.ACCEPTED, kind, _checked_comment(comment), listing, by)
        if listing.status is ListingStatus.ON_THE_MARKET:
            await _follow(listing, ListingStatus.UNDER_OFFER, by)


async def decline_offer(offer: Offer, comment: str | None, *, by: Viewer) -> None:
    """Decline an offer, also one that was accepted and falls through: then the listing goes back on the market.

    Refuses with WRONG_STATE an offer that does not stand, and one that has become a contract.
    """
    kind = EventKind.OFFER_DECLINED
    await _end(offer, OfferStatus.DECLINED, kind, _checked_comment(comment), by)


def checked_conditions(conditions: str | None, field: str = "conditions") -> str | None:
    """The conditions of an offer as they are kept; refuses with TOO_LONG."""
    return text.optional_body(conditions, field, text.MAX_REASON_LENGTH)


def _checked_comment(comment: str | None) -> str | None:
    return text.optional_body(comment, "comment", text.MAX_REASON_LENGTH)


def _expect_taking_offers(listing: Listing, field: str) -> None:
    if listing.status not in TAKES_OFFERS:
        raise Refusal(RefusalCode.WRONG_STATE, "This listing is “{status}”.", field, status=listing.status)


async def _locked_listing(offer: Offer) -> Listing:
    listing = await locked(Listing, equals("id", offer.listing_id))
    assert listing is not None, "it has an offer"
    return listing


async def _end(offer: Offer, status: OfferStatus, kind: EventKind, words: str | None, by: Viewer) -> None:
    async with unit_of_work() as unit:
        listing, was_accepted = await _locked_listing(offer), offer.status is OfferStatus.ACCEPTED
        offer.expect(*OPEN)
        if was_accepted and listing.status in BINDING:
            raise Refusal(RefusalCode.WRONG_STATE, "This listing is “{status}”.", "id", status=listing.status)
        await _answer(unit, offer, status, kind, words, listing, by)
        if was_accepted and listing.status in FALLS_THROUGH:
            await _follow(listing, ListingStatus.ON_THE_MARKET, by)


async def _answer(
    unit: UnitOfWork,
    offer: Offer,
    status: OfferStatus,
    kind: EventKind,
    words: str | None,
    listing: Listing,
    by: Viewer,
) -> None:
    """Write an answer, or the withdrawal, and tell of it; of several at once the version of the offer lets one win."""
    answer = {"answered_at": clock.now(), "answered_by": by.as_actor(), "answer_comment": words}
    await offer.advance(status=status, **answer)
    event = unit.record(kind, by, **offer.log_keys)
    await tell_of_offer(unit, event, listing, offer, words, by=by)
    if status is not OfferStatus.WITHDRAWN:
        await tell_of_answer(unit, event, listing, offer, words, by=by)


async def _follow(listing: Listing, status: ListingStatus, by: Viewer) -> None:
    """Move the listing as its offers say. All applicants see that, and not which of them or of the owners did it."""
    await move_listing(listing, status, by=by if by.is_staff else SYSTEM)
