"""The part of the market that a viewer sees by their roles on properties, while these are in force.

A role shows what has happened since it began. Owners are landlords and vendors; applicants have their role from what
they asked about. docs/property.md has the table of roles and fields.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from models.core.scope import (
    EVERYTHING,
    NOTHING,
    Not,
    Scope,
    SqlParams,
    all_of,
    among,
    any_of,
    equals,
    one_of,
    present,
    related,
)
from models.core.viewer import PartyRole, Viewer
from models.log.events import INTEREST_KINDS, LISTING_KINDS, OFFER_KINDS, VIEWING_KINDS, EventKind
from models.market.enquiries import Enquiry
from models.market.listing_files import ListingFile
from models.market.listing_states import SHOWN, ListingStatus
from models.market.listings import Listing
from models.market.offers import OPEN, Offer
from models.market.requirements import Requirement
from models.market.telling import OWNERS
from models.market.viewings import Attendance, Viewing
from models.orders.beginnings import by_beginning, happened_since

SEE_AS_APPLICANTS: Final = (PartyRole.APPLICANT,)


def listings(viewer: Viewer) -> Scope:
    """The listings that the viewer sees: owners those that were not over when their role began, applicants those that
    were on the market."""
    if viewer.is_staff:
        return EVERYTHING
    owned = [
        all_of(one_of("site_id", sites), any_of(Not(present("closed_at")), happened_since(since, "closed_at")))
        for since, sites in by_beginning(viewer, OWNERS)
    ]
    asked_about = one_of("site_id", viewer.properties(*SEE_AS_APPLICANTS))
    return any_of(*owned, all_of(any_of(asked_about, _matched(viewer)), SHOWN))


def _matched(viewer: Viewer) -> Scope:
    own = related("id", "listing_matches", "listing_id", equals("contact_id", viewer.contact_id))
    return all_of(Not(present("closed_at")), own) if viewer.contact_id is not None else NOTHING


def _own(viewer: Viewer) -> Scope:
    if viewer.is_staff:
        return EVERYTHING
    return equals("contact_id", viewer.contact_id) if viewer.contact_id is not None else NOTHING


def _parts_of_listings(viewer: Viewer) -> Scope:
    return EVERYTHING if viewer.is_staff else related("listing_id", "listings", "id", listings(viewer))


def events(viewer: Viewer) -> Scope:
    """Events of the market that people see by their roles: owners all of their listings, applicants those of listings
    that were on the market by then."""
    of_listings = among("kind", LISTING_KINDS)
    applied = [all_of(of_listings, each, WasShown()) for each in _happened_at(viewer, SEE_AS_APPLICANTS)]
    owned = [all_of(of_listings, each) for each in _happened_at(viewer, OWNERS)]
    here = [all_of(among("kind", VIEWING_KINDS), each) for each in _happened_at(viewer, SEE_VIEWINGS)]
    released = [all_of(among("kind", [EventKind.FEEDBACK_RELEASED]), each) for each in _happened_at(viewer, OWNERS)]
    of_offers = [all_of(among("kind", OFFER_KINDS), each) for each in _happened_at(viewer, OWNERS)]
    kinds = (*VIEWING_KINDS, *OFFER_KINDS, EventKind.FEEDBACK_RECORDED)
    own = [all_of(among("kind", kinds), each, _own(viewer)) for each in _happened_at(viewer, SEE_AS_APPLICANTS)]
    of_interest = all_of(among("kind", INTEREST_KINDS), _own(viewer))
    return any_of(*owned, *applied, *here, *released, *of_offers, *own, of_interest)


def _happened_at(viewer: Viewer, roles: Collection[PartyRole]) -> list[Scope]:
    """Everything that happened at the properties on which the viewer has one of these roles, since these began."""
    return [
        all_of(one_of("site_id", sites), happened_since(since, "occurred_at"))
        for since, sites in by_beginning(viewer, roles)
    ]


@dataclass(frozen=True, slots=True)
class WasShown:
    """Events of listings that were, or had been, on the market by then."""

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.data ->> 'listing_status' <> '{ListingStatus.PREPARING.value}'"

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether it is one."""
        status = row["data"].get("listing_status")
        return status is not None and status != ListingStatus.PREPARING.value


SEE_VIEWINGS: Final = (*OWNERS, PartyRole.TENANT)


def viewings(viewer: Viewer) -> Scope:
    """The viewings that the viewer sees: owners and occupiers those at the property since their role began, applicants
    their own."""
    if viewer.is_staff:
        return EVERYTHING
    here = [
        all_of(one_of("site_id", sites), happened_since(since, "ends_at"))
        for since, sites in by_beginning(viewer, SEE_VIEWINGS)
    ]
    return any_of(*here, _attended(viewer))


def _attended(viewer: Viewer) -> Scope:
    sites = viewer.properties(*SEE_AS_APPLICANTS)
    if not sites:
        return NOTHING
    own = related("id", "attendances", "viewing_id", equals("contact_id", viewer.contact_id))
    return all_of(one_of("site_id", sites), own)


def attendances(viewer: Viewer) -> Scope:
    """Applicants see their own part in a viewing, and owners what feedback staff have released to them."""
    if viewer.is_staff:
        return EVERYTHING
    owned = [
        all_of(one_of("site_id", sites), happened_since(since, "ends_at"))
        for since, sites in by_beginning(viewer, OWNERS)
    ]
    released = all_of(present("released_at"), related("viewing_id", "viewings", "id", any_of(*owned)))
    own = all_of(_own(viewer), related("viewing_id", "viewings", "id", _attended(viewer)))
    return any_of(released, own)


def offers(viewer: Viewer) -> Scope:
    """The offers that the viewer sees: owners, for listings that they see, those that were not over when their role
    began; applicants their own."""
    if viewer.is_staff:
        return EVERYTHING
    owned = [
        all_of(one_of("site_id", sites), any_of(among("status", OPEN), happened_since(since, "answered_at")))
        for since, sites in by_beginning(viewer, OWNERS)
    ]
    own = all_of(one_of("site_id", viewer.properties(*SEE_AS_APPLICANTS)), _own(viewer))
    return any_of(all_of(any_of(*owned), _parts_of_listings(viewer)), own)


VISIBLE: Final[Mapping[type, Callable[[Viewer], Scope]]] = {
    Listing: listings,
    ListingFile: _parts_of_listings,
    Enquiry: _own,
    Requirement: _own,
    Offer: offers,
    Viewing: viewings,
    Attendance: attendances,
}
"""The rows of the market that a viewer sees: a part of the policy."""
