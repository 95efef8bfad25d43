"""The verbs of the market that a viewer may do to a row that they see: a part of models/permissions.py."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from models.core.viewer import Permission, Viewer
from models.market.enquiries import Enquiry
from models.market.listing_files import ListingFile
from models.market.listing_states import ListingKind, ListingStatus, moves_from
from models.market.listings import Listing
from models.market.offers import Offer
from models.market.requirements import Requirement
from models.market.telling import OWNERS
from models.market.viewings import Attendance, Viewing
from models.people.contacts import Contact
from models.people.staff import StaffMember
from models.places.sites import Site


def manages(viewer: Viewer, row: Any) -> bool:
    """Whether the viewer looks after what is on the market."""
    return viewer.may(Permission.MANAGE_PROPERTIES)


def statuses_for(viewer: Viewer, listing: Mapping[str, Any]) -> list[ListingStatus]:
    """The statuses to which the viewer may move a listing."""
    if not manages(viewer, listing):
        return []
    return moves_from(ListingStatus(listing["status"]), ListingKind(listing["kind"]))


def acts_for(viewer: Viewer, row: Any) -> bool:
    """Whether a row of somebody's interest is the viewer's own, or they look after the market."""
    return row.contact_id == viewer.contact_id or manages(viewer, row)


def cancels(viewer: Viewer, row: Any) -> bool:
    """Whether the viewer may cancel a viewing that they see: staff, and the applicant who asked for it."""
    asked = viewer.contact_id is not None and row.requested_by["id"] == str(viewer.contact_id)
    return asked or manages(viewer, row)


def answers_offers(viewer: Viewer, site_id: UUID) -> bool:
    """Whether the viewer may accept and decline offers for a property: its owners, and staff for them."""
    return site_id in viewer.properties(*OWNERS) or viewer.may(Permission.MANAGE_PROPERTIES)


MAY: Final[Mapping[tuple[type, str], Callable[[Viewer, Any], bool]]] = {
    (Site, "list"): manages,
    (Listing, "manage"): manages,
    (ListingFile, "remove"): manages,
    (Contact, "apply"): manages,
    (Enquiry, "change"): acts_for,
    (Offer, "change"): acts_for,
    (Offer, "answer"): lambda viewer, row: answers_offers(viewer, row.site_id),
    (Viewing, "manage"): manages,
    (Viewing, "cancel"): cancels,
    (Attendance, "record"): acts_for,
    (Attendance, "release"): manages,
    (StaffMember, "accompany"): manages,
    (Requirement, "change"): acts_for,
}
"""The rule for each verb on a row of the market."""
