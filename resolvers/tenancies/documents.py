"""The queries of the documents of properties and tenancies."""

from datetime import date
from typing import Final

from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import Sort
from models.access.signed_urls import signed_address
from models.core.calendar import today
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Permission, Viewer
from models.places.sites import Site
from models.policy import visible
from models.tenancies.documents import PropertyDocument
from models.tenancies.rows import Tenancy
from resolvers.core import ids
from resolvers.core.connections import paged
from resolvers.core.filters import in_days, in_ids, in_range, in_values
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import by_times, chosen
from resolvers.core.values import by_viewer
from resolvers.tenancies.document_inputs import (
    PropertyDocumentSort,
    PropertyDocumentSortField,
    PropertyDocumentWhere,
)

_SORTS: Final = by_times(PropertyDocumentSortField, "created_at")
_NEWEST: Final = Sort("document-CREATED_AT", _SORTS[PropertyDocumentSortField.CREATED_AT], descending=True)


def listing(
    viewer: Viewer, where: PropertyDocumentWhere | None = None, sort: PropertyDocumentSort | None = None
) -> Listing:
    """The documents that the viewer may see, newest first unless they are sorted."""
    condition = all_of(visible(PropertyDocument, viewer), _filter(where, viewer))
    return Listing(
        PropertyDocument, condition, chosen("document", _SORTS, sort, _NEWEST), is_filtered=where is not None
    )


def _filter(where: PropertyDocumentWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("kind", where.kind),
        in_ids(viewer, "site_id", where.site_id, Site, "siteId"),
        in_ids(viewer, "tenancy_id", where.tenancy_id, Tenancy, "tenancyId"),
        in_days("expires_on", where.expires_on),
        in_range("updated_at", where.updated_at),
    )


documents: Final = allow(SIGNED_IN)(paged(listing))


def is_expired(root: Row) -> bool:
    """Whether its last day is over."""
    expires_on: date | None = root["expires_on"]
    return expires_on is not None and expires_on < today()


def download(root: Row, info: Info) -> Row:
    """The temporary address at which the viewer may download a document."""
    address = signed_address(f"/property-documents/{ids.encode('PropertyDocument', root['id'])}", viewer_of(info))
    return address | {name: root[name] for name in ("filename", "content_type", "size")}


@by_viewer
def can_change(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may change and remove documents."""
    return viewer.may(Permission.MANAGE_PROPERTIES)
