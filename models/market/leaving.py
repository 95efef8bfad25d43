"""The end of what a person has begun on the market, as they leave for good."""

from collections.abc import Collection
from uuid import UUID

from models.core.rows import distinct
from models.core.scope import Not, all_of, equals, one_of, present, related
from models.core.viewer import Viewer
from models.market.appointments import applicants_of, cancel_viewing
from models.market.enquiries import Enquiry, close_enquiry
from models.market.negotiation import withdraw_offer
from models.market.offers import Offer, OfferStatus
from models.market.requirements import Requirement, close_requirement
from models.market.viewings import AHEAD, Viewing
from models.people.contacts import Contact


async def buyers_still(contact_ids: Collection[UUID]) -> set[UUID]:
    """Those of the contacts of whom an offer is accepted for a listing that is not over."""
    goes_on = related("listing_id", "listings", "id", Not(present("closed_at")))
    accepted = equals("status", OfferStatus.ACCEPTED)
    return await distinct(Offer, "contact_id", all_of(one_of("contact_id", contact_ids), accepted, goes_on))


async def leave_market(contact: Contact, *, by: Viewer) -> None:
    """Withdraw the offers of a person that await an answer, cancel the viewings to which they come alone, and close
    what they ask about and look for."""
    for offer in await Offer.filter(contact_id=contact.id, status=OfferStatus.MADE):
        await withdraw_offer(offer, None, by=by)
    for viewing in await Viewing.filter(attendances__contact_id=contact.id, status__in=list(AHEAD)):
        if await applicants_of(viewing) == [contact.id]:
            await cancel_viewing(viewing, None, by=by)
    for enquiry in await Enquiry.filter(contact_id=contact.id, closed_at=None):
        await close_enquiry(enquiry, None, by=by)
    for requirement in await Requirement.filter(contact_id=contact.id, closed_at=None):
        await close_requirement(requirement, by=by)
