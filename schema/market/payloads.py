"""Payloads of the mutations of the market."""

import strawberry

from models.market.enquiries import Enquiry as EnquiryRow
from models.market.listings import Listing as ListingRow
from models.market.offers import Offer as OfferRow
from models.market.requirements import Requirement as RequirementRow
from models.market.viewings import Attendance as AttendanceRow
from models.market.viewings import Viewing as ViewingRow
from resolvers.core import values
from resolvers.core.relations import one
from schema.core.fields import object_type, relation
from schema.core.payloads import Payload
from schema.market.interest_types import Enquiry, Requirement
from schema.market.offer_types import Offer
from schema.market.types import Listing
from schema.market.viewing_types import Attendance, Viewing


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
class ChangedEnquiry(Payload):
    """The part of payloads of mutations that change an enquiry."""

    enquiry: Enquiry | None = relation(one(EnquiryRow, "enquiry_id"), "The enquiry, as it is now.")


@object_type
class EnquiryCreatePayload(ChangedEnquiry):
    """The result of `enquiryCreate`."""


@object_type
class EnquiryClosePayload(ChangedEnquiry):
    """The result of `enquiryClose`."""


@object_type
class ChangedRequirement(Payload):
    """The part of payloads of mutations that change a requirement."""

    requirement: Requirement | None = relation(one(RequirementRow, "requirement_id"), "The requirement, as it is now.")


@object_type
class RequirementCreatePayload(ChangedRequirement):
    """The result of `requirementCreate`."""


@object_type
class RequirementUpdatePayload(ChangedRequirement):
    """The result of `requirementUpdate`."""


@object_type
class RequirementClosePayload(ChangedRequirement):
    """The result of `requirementClose`."""


@object_type
class ChangedViewing(Payload):
    """The part of payloads of mutations that change a viewing."""

    viewing: Viewing | None = relation(one(ViewingRow, "viewing_id"), "The viewing, as it is now.")


@object_type
class ViewingCreatePayload(ChangedViewing):
    """The result of `viewingCreate`."""


@object_type
class ViewingConfirmPayload(ChangedViewing):
    """The result of `viewingConfirm`."""


@object_type
class ViewingMovePayload(ChangedViewing):
    """The result of `viewingMove`."""


@object_type
class ViewingCancelPayload(ChangedViewing):
    """The result of `viewingCancel`."""


@object_type
class ViewingCompletePayload(ChangedViewing):
    """The result of `viewingComplete`."""


@object_type
class ChangedFeedback(ChangedViewing):
    """The part of payloads of mutations of feedback."""

    attendance: Attendance | None = relation(
        one(AttendanceRow, "attendance_id"), "The applicant's part in the viewing, as it is now."
    )


@object_type
class FeedbackRecordPayload(ChangedFeedback):
    """The result of `feedbackRecord`."""


@object_type
class FeedbackReleasePayload(ChangedFeedback):
    """The result of `feedbackRelease`."""


@object_type
class ChangedOffer(ChangedListing):
    """The part of payloads of mutations that change an offer."""

    offer: Offer | None = relation(one(OfferRow, "offer_id"), "The offer, as it is now.")


@object_type
class OfferCreatePayload(ChangedOffer):
    """The result of `offerCreate`."""


@object_type
class OfferRaisePayload(ChangedOffer):
    """The result of `offerRaise`."""


@object_type
class OfferWithdrawPayload(ChangedOffer):
    """The result of `offerWithdraw`."""


@object_type
class OfferAcceptPayload(ChangedOffer):
    """The result of `offerAccept`."""


@object_type
class OfferDeclinePayload(ChangedOffer):
    """The result of `offerDecline`."""


@object_type
class ListingFileRemovePayload(ChangedListing):
    """The result of `listingFileRemove`."""

    removed_id: strawberry.ID | None = relation(
        values.global_id_if_any("ListingFile", "removed_id"), "The id of the file that was removed; null if none was."
    )
