"""The queries of the operator's staff."""

from collections.abc import Awaitable
from typing import Final
from uuid import UUID

from execution.columns import columns
from execution.context import Info, raw, viewer_of
from models.core.rows import Row, select
from models.core.scope import one_of
from models.core.viewer import Permission
from models.people.staff import StaffMember, StaffRole
from models.policy import visible
from resolvers.core.rules import allow, permission

MANAGES_STAFF: Final = permission(Permission.MANAGE_STAFF)
ASSIGNS_STAFF: Final = permission(Permission.MANAGE_STAFF, Permission.MANAGE_ORDERS)
"""For those who choose the technicians of an order, too."""


@allow(ASSIGNS_STAFF)
async def staff_members(info: Info) -> list[Row]:
    """All present and former staff, by name."""
    where, order = visible(StaffMember, viewer_of(info)), "staff_members.name, staff_members.id"
    return await select(StaffMember, columns(raw(info)) | {"id"}, where, order=order)


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


def email(root: Row, info: Info) -> str | None:
    """The address of a member of staff, for staff; None for others."""
    return root["email"] if viewer_of(info).is_staff else None


def permissions(root: Row, info: Info) -> list[str]:
    """The permissions of a role, for staff; empty for others."""
    return list(root["permissions"]) if viewer_of(info).is_staff else []
