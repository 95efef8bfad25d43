"""The queries of assets."""

from typing import Final

from execution.paging import Listing
from execution.sorting import Sort
from models.core.scope import Scope, all_of
from models.core.viewer import KeyScope, Viewer
from models.people.archivable import NOT_ARCHIVED
from models.people.customers import Customer
from models.places.assets import Asset
from models.places.sites import IN_USE, Site
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.external_references import in_external_references
from resolvers.core.filters import in_ids, in_range, search_filter
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import by_name_and_times, chosen
from resolvers.places.inputs import AssetSort, AssetSortField, AssetWhere
from resolvers.places.sites import put_away

_SORTS: Final = by_name_and_times(AssetSortField)
_BY_NAME: Final = Sort("asset-NAME", _SORTS[AssetSortField.NAME])


def listing(
    viewer: Viewer, where: AssetWhere | None = None, search: str | None = None, sort: AssetSort | None = None
) -> Listing:
    """The assets that the viewer may see, by name unless they are sorted."""
    condition, order = all_of(visible(Asset, viewer), _filter(where, viewer)), chosen("asset", _SORTS, sort, _BY_NAME)
    return Listing(Asset, condition, order, search=search_filter(search), is_filtered=where is not None)


assets: Final = allow(SIGNED_IN, keys=KeyScope.READ_ORDERS)(paged(listing))


def _filter(where: AssetWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return IN_USE
    return all_of(
        put_away(where.is_archived),
        in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId"),
        in_ids(viewer, "site_id", where.site_id, Site, "siteId"),
        in_range("updated_at", where.updated_at),
        in_external_references(viewer, where.external_reference),
    )


def assets_by_name(viewer: Viewer) -> Listing:
    """The assets that the viewer may see and that are not archived, by name."""
    return Listing(Asset, all_of(visible(Asset, viewer), NOT_ARCHIVED), _BY_NAME)
