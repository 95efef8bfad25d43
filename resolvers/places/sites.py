"""The queries of sites, and of the roles on them."""

from collections.abc import Awaitable
from typing import Final
from uuid import UUID

from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of, related
from models.core.viewer import Viewer
from models.people.customers import Customer
from models.places.sites import Party, Site
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import equals_id, in_values, search_filter
from resolvers.core.relations import many_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.places.inputs import SiteWhere

_BY_NAME: Final = Sort("site", (Key("name_key", str), Key("id", UUID)))


@allow(SIGNED_IN)
@paged
def sites(viewer: Viewer, where: SiteWhere | None = None, search: str | None = None) -> Listing:
    """The sites that the viewer may see, by name."""
    condition = all_of(visible(Site, viewer), _filter(where, viewer))
    return Listing(Site, condition, _BY_NAME, search=search_filter(search), is_filtered=where is not None)


def _filter(where: SiteWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    conditions = [
        in_values("kind", where.kind),
        equals_id(viewer, "customer_id", where.customer_id, Customer, "customerId"),
    ]
    if where.party_role is not None:
        party = all_of(in_values("role", where.party_role), visible(Party, viewer))
        conditions.append(related("id", "parties", "site_id", party))
    return all_of(*conditions)


def sites_by_name(viewer: Viewer) -> Listing:
    """Every site that the viewer may see, by name."""
    return Listing(Site, visible(Site, viewer), _BY_NAME)


def parties_of(column: str, key: UUID, info: Info) -> Awaitable[list[Row]]:
    """The roles whose `column` has this value, oldest first, on properties that the viewer sees."""
    viewer = viewer_of(info)
    seen = EVERYTHING if viewer.is_staff else related("site_id", "sites", "id", visible(Site, viewer))
    where = all_of(visible(Party, viewer), seen)
    return many_of(info, Party, column, key, order="parties.created_at, parties.id", where=where)


def parties_on_site(root: Row, info: Info) -> Awaitable[list[Row]]:
    """The roles on a property."""
    return parties_of("site_id", root["id"], info)


def parties_of_contact(root: Row, info: Info) -> Awaitable[list[Row]]:
    """The roles of a contact."""
    return parties_of("contact_id", root["id"], info)
