"""The queries of viewings, and the parts that applicants have in them."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.compiled import shapes
from execution.compiled.shapes import shaped
from execution.context import Info, viewer_of
from execution.paging import Listing as Paged
from execution.sorting import Key, Sort
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Viewer
from models.market.rights import manages
from models.market.viewings import AHEAD, Attendance, Viewing, ViewingStatus
from models.people.contacts import Contact
from models.places.sites import Site
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import in_ids, in_range, in_values
from resolvers.core.relations import by_id, many_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import chosen
from resolvers.core.values import by_viewer
from resolvers.market.viewing_inputs import ViewingSort, ViewingSortField, ViewingWhere

_SORTS: Final = {
    ViewingSortField.STARTS_AT: (Key("starts_at", datetime), Key("id", UUID)),
    ViewingSortField.UPDATED_AT: (Key("updated_at", datetime), Key("id", UUID)),
}
_NEXT: Final = Sort("viewing-STARTS_AT", _SORTS[ViewingSortField.STARTS_AT])


def listing(viewer: Viewer, where: ViewingWhere | None = None, sort: ViewingSort | None = None) -> Paged:
    """The viewings that the viewer may see, the next first unless they are sorted."""
    condition = all_of(visible(Viewing, viewer), _filter(where, viewer))
    return Paged(Viewing, condition, chosen("viewing", _SORTS, sort, _NEXT), is_filtered=where is not None)


viewings: Final = allow(SIGNED_IN)(paged(listing))


def _filter(where: ViewingWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("status", where.status),
        in_ids(viewer, "site_id", where.site_id, Site, "siteId"),
        in_range("starts_at", where.starts_at),
        in_range("updated_at", where.updated_at),
    )


@shaped(shapes.Rows(Attendance, "viewing_id", "attendances.id", lambda viewer: visible(Attendance, viewer)))
async def attendances(root: Row, info: Info) -> list[Any]:
    """The parts in a viewing that the viewer may see."""
    return await many_of(info, Attendance, "viewing_id", root["id"], order="attendances.id")


def applicant(root: Row, info: Info) -> Awaitable[Row | None] | None:
    """The applicant of a part in a viewing, for staff and themselves: what is released to owners names nobody."""
    viewer = viewer_of(info)
    is_told = viewer.is_staff or root["contact_id"] == viewer.contact_id
    return by_id(info, Contact, root["contact_id"]) if is_told else None


@by_viewer
def can_confirm(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may confirm a viewing."""
    return root["status"] == ViewingStatus.REQUESTED and manages(viewer, root)


@by_viewer
def can_move(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may move a viewing."""
    return root["status"] in AHEAD and manages(viewer, root)


@by_viewer
def can_cancel(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may cancel a viewing: staff, and the applicant who asked for it."""
    asked = viewer.contact_id is not None and root["requested_by"]["id"] == str(viewer.contact_id)
    return root["status"] in AHEAD and (asked or manages(viewer, root))


@by_viewer
def can_release(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may release feedback to the owners."""
    return root["feedback"] is not None and root["released_at"] is None and manages(viewer, root)
