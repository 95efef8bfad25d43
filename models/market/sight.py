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
    Compared,
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
from models.log.events import INTEREST_KINDS, LISTING_KINDS
from models.market.enquiries import Enquiry
from models.market.listing_files import ListingFile
from models.market.listing_states import SHOWN, ListingStatus
from models.market.listings import Listing
from models.market.requirements import Requirement
from models.market.telling import OWNERS
from models.orders.tenures import by_beginning, happened_since

SEE_AS_APPLICANTS: Final = (PartyRole.APPLICANT,)


def listings(viewer: Viewer) -> Scope:
    """The listings that the viewer sees: owners those that were not over when their role began, applicants those that
    were on the market."""
    if viewer.is_staff:
        return EVERYTHING
    owned = [
        all_of(one_of("site_id", sites), any_of(Not(present("closed_at")), Compared("closed_at", ">=", since)))
        if since is not None
        else one_of("site_id", sites)
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
    return any_of(*owned, *applied, all_of(among("kind", INTEREST_KINDS), _own(viewer)))


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


VISIBLE: Final[Mapping[type, Callable[[Viewer], Scope]]] = {
    Listing: listings,
    ListingFile: _parts_of_listings,
    Enquiry: _own,
    Requirement: _own,
}
"""The rows of the market that a viewer sees: a part of the policy."""
