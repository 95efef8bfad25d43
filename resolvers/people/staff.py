"""The queries of the operator's staff."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from execution.columns import columns
from execution.context import Info, raw, viewer_of
from execution.paging import Listing
from execution.sorting import Sort
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, Lists, Scope, all_of, any_of, equals, one_of, related
from models.core.search import containing
from models.core.viewer import ActorKind, Permission, Viewer
from models.people.staff import StaffMember, StaffRole
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import fulfils, in_range, normalised_search
from resolvers.core.relations import by_id
from resolvers.core.rules import allow, permission
from resolvers.core.sorts import by_name_and_times, chosen
from resolvers.core.values import by_viewer
from resolvers.people.list_inputs import StaffMemberSort, StaffMemberSortField, StaffMemberWhere

MANAGES_STAFF: Final = permission(Permission.MANAGE_STAFF)
_SORTS: Final = by_name_and_times(StaffMemberSortField)
_BY_NAME: Final = Sort("staff-member-NAME", _SORTS[StaffMemberSortField.NAME])
ASSIGNS_STAFF: Final = permission(Permission.MANAGE_STAFF, Permission.MANAGE_ORDERS)
"""For those who choose the technicians of an order, too."""


@allow(ASSIGNS_STAFF)
@paged
def staff_members(
    viewer: Viewer,
    where: StaffMemberWhere | None = None,
    search: str | None = None,
    sort: StaffMemberSort | None = None,
) -> Listing:
    """Present and former staff, by name unless they are sorted."""
    words = normalised_search(search)
    found = containing("search_words", words) if words else EVERYTHING
    condition = all_of(visible(StaffMember, viewer), _filter(where), found)
    return Listing(StaffMember, condition, chosen("staff-member", _SORTS, sort, _BY_NAME))


def _filter(where: StaffMemberWhere | None) -> Scope:
    if where is None:
        return EVERYTHING
    conditions = [fulfils(equals("is_active", True), where.is_active), in_range("updated_at", where.updated_at)]
    if where.permission is not None:
        permitted = any_of(*(Lists("permissions", permission.value) for permission in where.permission))
        conditions.append(related("role_id", "staff_roles", "id", permitted))
    return all_of(*conditions)


@allow(MANAGES_STAFF)
async def staff_roles(info: Info) -> list[Row]:
    """The roles of staff, by name."""
    where, order = visible(StaffRole, viewer_of(info)), "staff_roles.name_key, staff_roles.id"
    return await select(StaffRole, columns(raw(info)) | {"id"}, where, order=order)


def role(root: Row, info: Info) -> Awaitable[Row]:
    """The role of a member of staff; everybody who sees the member sees its name."""
    selected = columns(raw(info)) | {"id"}

    async def load(keys: list[UUID]) -> list[Row]:
        roles = {row["id"]: row for row in await select(StaffRole, selected, one_of("id", keys))}
        return [roles[key] for key in keys]

    return info.context.loader(("role of staff", selected), lambda: load).load(root["role_id"])


def private(column: str) -> Callable[[Row, Info], Any]:
    """The resolver of a column of a member of staff, for staff; None for others."""

    def told(viewer: Viewer, root: Row) -> Any:
        return root[column] if viewer.is_staff else None

    return by_viewer(told)


def permissions(root: Row, info: Info) -> list[str]:
    """The permissions of a role, for staff; empty for others."""
    return list(root["permissions"]) if viewer_of(info).is_staff else []


def acting_member(root: Row, info: Info) -> Awaitable[Any] | None:
    """The member of staff who did something; None for other actors."""
    if root["kind"] != ActorKind.STAFF or not root["id"]:
        return None
    return by_id(info, StaffMember, UUID(root["id"]))
