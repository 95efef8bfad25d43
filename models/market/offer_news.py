"""Telling of offers: owners and staff of each change, the applicant of the answer. Nobody else hears of them."""

from typing import Any, Final

from adapters.text.sentences import Sentence
from models.core.viewer import Permission, Viewer
from models.log.events import EventKind, NewEvent
from models.log.unit_of_work import UnitOfWork
from models.market.listings import Listing
from models.market.offers import Offer
from models.market.telling import OWNERS, tell
from models.messages.audience import contacts_named, people_with_roles, staff_with
from models.messages.notifications import NotificationKind

_TITLES: Final = {
    EventKind.OFFER_MADE: Sentence("{person} makes an offer for {listing}"),
    EventKind.OFFER_RAISED: Sentence("{person} raises the offer for {listing}"),
    EventKind.OFFER_WITHDRAWN: Sentence("{person} withdraws the offer for {listing}"),
    EventKind.OFFER_ACCEPTED: Sentence("The offer of {person} for {listing} is accepted"),
    EventKind.OFFER_DECLINED: Sentence("The offer of {person} for {listing} is declined"),
}


async def tell_of_offer(
    unit: UnitOfWork, event: NewEvent, listing: Listing, offer: Offer, words: str | None, *, by: Viewer
) -> None:
    """Tell the owners and staff what became of an offer; `words` are its conditions, or what was said with it."""
    await tell(
        unit,
        event,
        listing,
        NotificationKind.OFFER_CHANGED,
        [staff_with(Permission.MANAGE_PROPERTIES), people_with_roles(listing.site_id, OWNERS)],
        title=_TITLES[event.kind].about(person=offer.applicant_name, listing=listing.headline),
        body=words or "",
        template="offer_changed",
        by=by,
        change=event.kind.value,
        applicant_name=offer.applicant_name,
        position=offer.position.value,
        **_amount(offer, words),
    )


async def tell_of_answer(
    unit: UnitOfWork, event: NewEvent, listing: Listing, offer: Offer, words: str | None, *, by: Viewer
) -> None:
    """Tell the applicant that their offer is accepted or declined."""
    await tell(
        unit,
        event,
        listing,
        NotificationKind.OFFER_ANSWERED,
        [contacts_named([offer.contact_id])],
        title=Sentence("Your offer for {listing}: {status}", listing=listing.headline, status=offer.status),
        body=words or "",
        template="offer_answered",
        by=by,
        status=offer.status.value,
        **_amount(offer, words),
    )


def _amount(offer: Offer, words: str | None) -> dict[str, Any]:
    return {"amount": offer.amount.as_data(), "comment": words}
