"""What queries of the operator's staff read."""

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


@allow(MANAGES_STAFF)
async def staff_members(info: Info) -> list[Row]:
    """Everybody who works or worked for the operator, by name."""
    where, order = visible(StaffMember, viewer_of(info)), "staff_members.name, staff_members.id"
    return await select(StaffMember, columns(raw(info)) | {"id"}, where, order=order)


@allow(MANAGES_STAFF)
async def staff_roles(info: Info) -> list[Row]:
    """The roles of staff, by name."""
    where, order = visible(StaffRole, viewer_of(info)), "staff_roles.name_key, staff_roles.id"
    return await select(StaffRole, columns(raw(info)) | {"id"}, where, order=order)


def role(root: Row, info: Info) -> Awaitable[Row]:
    """The role of a member of staff: its name is seen by whoever sees its holder."""
    wanted = columns(raw(info)) | {"id"}

    async def load(keys: list[UUID]) -> list[Row]:
        found = {row["id"]: row for row in await select(StaffRole, wanted, one_of("id", keys))}
        return [found[key] for key in keys]

    return info.context.loader(("role of staff", wanted), lambda: load).load(root["role_id"])


def email(root: Row, info: Info) -> str | None:
    """The address of a member of staff, which is between staff: customers see names, and write on orders."""
    return root["email"] if viewer_of(info).is_staff else None


def permissions(root: Row, info: Info) -> list[str]:
    """What a role lets its holders do, which is between staff."""
    return list(root["permissions"]) if viewer_of(info).is_staff else []
