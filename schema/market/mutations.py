"""Mutations of the market."""

from resolvers.market import interest_mutations as interest
from resolvers.market import listing_mutations as listings
from resolvers.market import offer_mutations as offers
from resolvers.market import viewing_mutations as viewings
from schema.core.fields import object_type, root
from schema.market.payloads import (
    EnquiryClosePayload,
    EnquiryCreatePayload,
    FeedbackRecordPayload,
    FeedbackReleasePayload,
    ListingCreatePayload,
    ListingFileRemovePayload,
    ListingFilesAddPayload,
    ListingStatusChangePayload,
    ListingUpdatePayload,
    OfferAcceptPayload,
    OfferCreatePayload,
    OfferDeclinePayload,
    OfferRaisePayload,
    OfferWithdrawPayload,
    RequirementClosePayload,
    RequirementCreatePayload,
    RequirementUpdatePayload,
    ViewingCancelPayload,
    ViewingCompletePayload,
    ViewingConfirmPayload,
    ViewingCreatePayload,
    ViewingMovePayload,
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
    enquiry_create: EnquiryCreatePayload = root(
        interest.enquiry_create,
        "Ask about a listing, or let staff keep that somebody did. The applicant has the role APPLICANT on the "
        "property until the enquiry is closed. Staff are notified.",
    )
    enquiry_close: EnquiryClosePayload = root(
        interest.enquiry_close,
        "Close an enquiry. With the last one about a property the applicant's role on it ends, and what it showed.",
    )
    requirement_create: RequirementCreatePayload = root(
        interest.requirement_create,
        "Say what somebody is looking for. They see listings that have it, and are notified of new ones.",
    )
    requirement_update: RequirementUpdatePayload = root(
        interest.requirement_update, "Change what somebody is looking for."
    )
    requirement_close: RequirementClosePayload = root(
        interest.requirement_close, "Stop looking: listings that fitted this alone are no longer shown."
    )
    viewing_create: ViewingCreatePayload = root(
        viewings.viewing_create,
        "Make an appointment for a viewing. An applicant asks for one, which waits until staff confirm it; staff make "
        "one for one or several applicants, which is confirmed at once. Those who have not asked about the listing "
        "have an enquiry from then on.",
    )
    viewing_confirm: ViewingConfirmPayload = root(
        viewings.viewing_confirm,
        "Confirm a viewing that an applicant asked for. WRONG_STATE if another viewing of the property is at that "
        "time.",
    )
    viewing_move: ViewingMovePayload = root(
        viewings.viewing_move, "Move a viewing to another time, by which it is confirmed."
    )
    viewing_cancel: ViewingCancelPayload = root(
        viewings.viewing_cancel, "Cancel a viewing: staff, or the applicant who asked for it."
    )
    viewing_complete: ViewingCompletePayload = root(
        viewings.viewing_complete, "Say that a viewing took place. Feedback can be recorded from then on."
    )
    feedback_record: FeedbackRecordPayload = root(
        viewings.feedback_record, "Record what an applicant says after a viewing, in place of what they said before."
    )
    feedback_release: FeedbackReleasePayload = root(
        viewings.feedback_release, "Show feedback to the owners of the property, without a name. They are notified."
    )
    offer_create: OfferCreatePayload = root(
        offers.offer_create,
        "Make an offer for a listing that is on the market or under offer. Its owners and staff are notified.",
    )
    offer_raise: OfferRaisePayload = root(
        offers.offer_raise, "Raise an offer that has no answer, or change its conditions."
    )
    offer_withdraw: OfferWithdrawPayload = root(
        offers.offer_withdraw,
        "Take an offer back. If it was accepted, a listing that is under offer goes back on the market.",
    )
    offer_accept: OfferAcceptPayload = root(
        offers.offer_accept,
        "Accept an offer, which puts the listing under offer. One offer is accepted at a time: WRONG_STATE beside "
        "another.",
    )
    offer_decline: OfferDeclinePayload = root(
        offers.offer_decline,
        "Decline an offer, or one that was accepted and has fallen through: then a listing that is under offer goes "
        "back on the market.",
    )
    listing_file_remove: ListingFileRemovePayload = root(
        listings.listing_file_remove, "Remove a file of a listing, with its bytes."
    )
