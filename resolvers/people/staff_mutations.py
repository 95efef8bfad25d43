"""The mutations of the operator's staff and their roles."""

from typing import Any

from execution.context import Info, viewer_of
from models.access import staff_access
from models.core.errors import Faults
from models.people.staff import StaffMember, StaffRole, checked_member
from resolvers.core.ids import find_named, find_node
from resolvers.core.mutations import mutation
from resolvers.people.inputs import (
    StaffInviteInput,
    StaffRoleRemoveInput,
    StaffRoleSetInput,
    StaffUnlockInput,
    StaffUpdateInput,
)
from resolvers.people.staff import MANAGES_STAFF


@mutation(MANAGES_STAFF, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED TOO_LONG")
async def staff_invite(info: Info, input: StaffInviteInput) -> dict[str, Any]:
    """Add a member of staff and send them an activation link."""
    viewer = viewer_of(info)
    faults = Faults()
    with faults.noted():
        await checked_member(input.name, input.email)
    with faults.noted():
        role = await find_node(StaffRole, input.role_id, viewer, to="change", field="roleId")
    faults.expect_none()
    member = await staff_access.invite_staff(input.name, input.email, role, by=viewer)
    return {"staff_member_id": member.id}


@mutation(MANAGES_STAFF, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED LAST_ADMIN NOT_FOUND STALE_VERSION TOO_LONG")
async def staff_update(info: Info, input: StaffUpdateInput) -> dict[str, Any]:
    """Change the role of a member of staff, or deactivate or reactivate them."""
    viewer = viewer_of(info)
    faults = Faults()
    with faults.noted():
        member = await find_node(StaffMember, input.id, viewer, to="change", version=input.version)
    role = await find_named(StaffRole, input.role_id, viewer, to="change", field="roleId", faults=faults)
    faults.expect_none()
    is_active = input.is_active if isinstance(input.is_active, bool) else None
    await staff_access.change_staff(member, role=role, is_active=is_active, by=viewer)
    return {"staff_member_id": member.id}


@mutation(MANAGES_STAFF, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG")
async def staff_unlock(info: Info, input: StaffUnlockInput) -> dict[str, Any]:
    """Unlock a member of staff before the lock expires, and reset the count of wrong passwords."""
    viewer = viewer_of(info)
    member = await find_node(StaffMember, input.id, viewer, to="see")
    await staff_access.unlock_staff(member, by=viewer)
    return {"staff_member_id": member.id}


@mutation(
    MANAGES_STAFF,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID LAST_ADMIN NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG",
)
async def staff_role_set(info: Info, input: StaffRoleSetInput) -> dict[str, Any]:
    """Add a role, or change one."""
    viewer = viewer_of(info)
    role, faults = None, Faults()
    with faults.noted():
        if input.id:
            role = await find_node(StaffRole, input.id, viewer, to="change", version=input.version)
    with faults.noted():
        staff_access.expect_role(input.name, set(input.permissions), by=viewer)
    faults.expect_none()
    role = await staff_access.set_role(role, input.name, set(input.permissions), by=viewer)
    return {"staff_role_id": role.id}


@mutation(MANAGES_STAFF, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE")
async def staff_role_remove(info: Info, input: StaffRoleRemoveInput) -> dict[str, Any]:
    """Remove a role that nobody has."""
    viewer = viewer_of(info)
    role = await find_node(StaffRole, input.id, viewer, to="change", version=input.version)
    await staff_access.remove_role(role, by=viewer)
    return {"removed_id": role.id}
