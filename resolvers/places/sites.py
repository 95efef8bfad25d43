"""The queries of sites, and of the roles on them."""

from datetime import datetime
from typing import Final
from uuid import UUID

from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.scope import EVERYTHING, Not, Scope, all_of, related
from models.core.viewer import KeyScope, Viewer
from models.people.archivable import NOT_ARCHIVED
from models.people.customers import Customer
from models.places.sites import IN_USE, Party, Site
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.external_references import in_external_references
from resolvers.core.filters import fulfils, in_ids, in_range, in_values, search_filter
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import by_name_and_times, chosen
from resolvers.places.inputs import SiteSort, SiteSortField, SiteWhere

_SORTS: Final = by_name_and_times(SiteSortField)
_BY_NAME: Final = Sort("site-NAME", _SORTS[SiteSortField.NAME])
_BY_ENTRY: Final = Sort("party", (Key("created_at", datetime), Key("id", UUID)))


def listing(
    viewer: Viewer, where: SiteWhere | None = None, search: str | None = None, sort: SiteSort | None = None
) -> Listing:
    """The sites that the viewer may see, by name unless they are sorted."""
    condition, order = all_of(visible(Site, viewer), _filter(where, viewer)), chosen("site", _SORTS, sort, _BY_NAME)
    return Listing(Site, condition, order, search=search_filter(search), is_filtered=where is not None)


sites: Final = allow(SIGNED_IN, keys=KeyScope.READ_ORDERS)(paged(listing))


def _filter(where: SiteWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return IN_USE
    conditions = [
        put_away(where.is_archived),
        in_values("kind", where.kind),
        in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId"),
        in_range("updated_at", where.updated_at),
        in_external_references(viewer, where.external_reference),
    ]
    if where.party_role is not None:
        party = all_of(in_values("role", where.party_role), visible(Party, viewer))
        conditions.append(related("id", "parties", "site_id", party))
    return all_of(*conditions)


def put_away(expected: bool | None) -> Scope:
    """Sites or assets that are archived or of an archived customer, or (False) neither; every one for None."""
    return fulfils(Not(IN_USE), expected)


def sites_by_name(viewer: Viewer) -> Listing:
    """The sites that the viewer may see and that are not archived, by name."""
    return Listing(Site, all_of(visible(Site, viewer), NOT_ARCHIVED), _BY_NAME)


def parties(viewer: Viewer) -> Listing:
    """The roles that the viewer may see, on properties that the viewer sees, oldest first."""
    seen = EVERYTHING if viewer.is_staff else related("site_id", "sites", "id", visible(Site, viewer))
    return Listing(Party, all_of(visible(Party, viewer), seen), _BY_ENTRY)
