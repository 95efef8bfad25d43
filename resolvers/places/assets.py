"""What queries of assets read."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from execution.context import Info, viewer_of
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Viewer
from models.people.customers import Customer
from models.places.assets import Asset
from models.places.sites import Site
from models.policy import visible
from resolvers.core.filters import having_words, of
from resolvers.core.paging import Key, Listing, Sort, page
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.places.inputs import AssetWhere

_BY_NAME: Final = Sort("asset", (Key("name_key", str), Key("id", UUID)))


@allow(SIGNED_IN)
async def assets(
    info: Info,
    where: AssetWhere | None = None,
    search: str | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Any:
    """A page of the assets that the viewer may see, by name."""
    viewer = viewer_of(info)
    condition = all_of(visible(Asset, viewer), _filter(where, viewer))
    found = Listing(Asset, condition, _BY_NAME, search=having_words(search), is_filtered=where is not None)
    return await page(info, found, first=first, after=after, last=last, before=before)


def _filter(where: AssetWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        of(viewer, "customer_id", where.customer_id, Customer, "customerId"),
        of(viewer, "site_id", where.site_id, Site, "siteId"),
    )


def of_parent(column: str) -> Callable[[Viewer], Listing]:
    """The assets whose `column` is a parent, by name."""
    return lambda viewer: Listing(Asset, visible(Asset, viewer), _BY_NAME, column)
