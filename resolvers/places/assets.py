"""The queries of assets."""

from typing import Final
from uuid import UUID

from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Viewer
from models.people.customers import Customer
from models.places.assets import Asset
from models.places.sites import Site
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import in_ids, search_filter
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.places.inputs import AssetWhere

_BY_NAME: Final = Sort("asset", (Key("name_key", str), Key("id", UUID)))


def listing(viewer: Viewer, where: AssetWhere | None = None, search: str | None = None) -> Listing:
    """The assets that the viewer may see, by name."""
    condition = all_of(visible(Asset, viewer), _filter(where, viewer))
    return Listing(Asset, condition, _BY_NAME, search=search_filter(search), is_filtered=where is not None)


assets: Final = allow(SIGNED_IN)(paged(listing))


def _filter(where: AssetWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId"),
        in_ids(viewer, "site_id", where.site_id, Site, "siteId"),
    )


def assets_by_name(viewer: Viewer) -> Listing:
    """Every asset that the viewer may see, by name."""
    return Listing(Asset, visible(Asset, viewer), _BY_NAME)
