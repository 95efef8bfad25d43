"""The queries of enquiries and requirements."""

from typing import Final

from execution.paging import Listing as Paged
from execution.sorting import Sort
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Permission, Viewer
from models.market.enquiries import Enquiry, enquiries_with_offers
from models.market.listings import Listing
from models.market.requirements import Requirement
from models.people.contacts import Contact
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import in_ids, in_range, in_values, is_present
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import by_times, chosen
from resolvers.core.values import by_viewer, unless
from resolvers.market.interest_inputs import EnquiryWhere, InterestSort, InterestSortField, RequirementWhere

_SORTS: Final = by_times(InterestSortField, "created_at")
_NEWEST: Final = Sort("interest-CREATED_AT", _SORTS[InterestSortField.CREATED_AT], descending=True)


def enquiry_listing(viewer: Viewer, where: EnquiryWhere | None = None, sort: InterestSort | None = None) -> Paged:
    """The enquiries that the viewer may see, newest first unless they are sorted."""
    condition = all_of(visible(Enquiry, viewer), _enquiry_filter(where, viewer))
    return Paged(Enquiry, condition, chosen("interest", _SORTS, sort, _NEWEST), is_filtered=where is not None)


def requirement_listing(
    viewer: Viewer, where: RequirementWhere | None = None, sort: InterestSort | None = None
) -> Paged:
    """The requirements that the viewer may see, newest first unless they are sorted."""
    condition = all_of(visible(Requirement, viewer), _requirement_filter(where, viewer))
    return Paged(Requirement, condition, chosen("interest", _SORTS, sort, _NEWEST), is_filtered=where is not None)


enquiries: Final = allow(SIGNED_IN)(paged(enquiry_listing))
requirements: Final = allow(SIGNED_IN)(paged(requirement_listing))


def _enquiry_filter(where: EnquiryWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_ids(viewer, "listing_id", where.listing_id, Listing, "listingId"),
        in_ids(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        in_values("source", where.source),
        is_present("closed_at", None if where.is_open is None else not where.is_open),
        in_range("updated_at", where.updated_at),
    )


def _requirement_filter(where: RequirementWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("kind", where.kind),
        in_ids(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        is_present("closed_at", None if where.is_open is None else not where.is_open),
        in_range("updated_at", where.updated_at),
    )


def _changes(viewer: Viewer, root: Row) -> bool:
    own = root["contact_id"] == viewer.contact_id
    return root["closed_at"] is None and (own or viewer.may(Permission.MANAGE_PROPERTIES))


can_change_requirement: Final = by_viewer(_changes)
can_close_enquiry: Final = unless(lambda _, ids: enquiries_with_offers(ids), _changes)
