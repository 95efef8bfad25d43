"""The operator's staff and their roles."""

from datetime import datetime

import strawberry

from models.core.viewer import Permission
from resolvers.core.scalars import EmailAddress
from resolvers.people import abilities, staff
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.types import Node


@object_type
class StaffRole(Node):
    """A role of staff, and its permissions."""

    id: strawberry.ID = global_id("StaffRole")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("role")
    updated_at: datetime = updated_at("role")
    name: str = column("The name of the role.")
    permissions: list[Permission] = relation(
        staff.permissions, "The permissions of the role, for staff; empty for others.", ("permissions",)
    )
    viewer_can_update: bool = relation(
        abilities.can_update_role,
        "Whether the viewer may change the role: `staffRoleSet`. False if it gives a permission that they lack. "
        "Somebody always has to keep MANAGE_STAFF.",
        ("permissions",),
    )
    viewer_can_remove: bool = relation(
        abilities.can_remove_role,
        "Whether the viewer may remove the role: `staffRoleRemove`. False while somebody has it, present or former.",
        ("id", "permissions"),
    )
    viewer_can_give: bool = relation(
        abilities.can_update_role,
        "Whether the viewer may give the role to somebody: `staffInvite`, `staffUpdate`.",
        ("permissions",),
    )


@object_type
class StaffMember(Node):
    """A person who works for the operator."""

    id: strawberry.ID = global_id("StaffMember")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime | None = relation(
        staff.private("created_at"), "Time at which they were added, for staff; null for others.", ("created_at",)
    )
    updated_at: datetime | None = relation(
        staff.private("updated_at"),
        "Time of the last change, until the first that at which they were added, for staff; null for others.",
        ("updated_at",),
    )
    name: str = column("Their name.")
    email: EmailAddress | None = relation(
        staff.private("email"), "Their e-mail address, for staff; null for others.", ("email",)
    )
    role: StaffRole = relation(staff.role, "Their role.", ("role_id",))
    is_active: bool = column("Whether they still work for the operator.")
    viewer_can_change_role: bool = relation(
        abilities.can_change_role,
        "Whether the viewer may give them another role, of those with `viewerCanGive`: `staffUpdate`. False if their "
        "present one gives a permission that the viewer lacks. Somebody always has to keep MANAGE_STAFF.",
        ("id",),
    )
    viewer_can_deactivate: bool = relation(
        abilities.can_deactivate,
        "Whether the viewer may deactivate them: `staffUpdate` with `isActive: false`. False if they are not active, "
        "if their role gives a permission that the viewer lacks, and if nobody else has MANAGE_STAFF.",
        ("id", "is_active"),
    )
    viewer_can_reactivate: bool = relation(
        abilities.can_reactivate,
        "Whether the viewer may activate them again: `staffUpdate` with `isActive: true`. False if they are active, "
        "and if their role gives a permission that the viewer lacks.",
        ("id", "is_active"),
    )
    viewer_can_unlock: bool = relation(
        abilities.can_unlock,
        "Whether the viewer may end a lock, and the limits that wrong passwords have met: `staffUnlock`. There may be "
        "limits without a lock.",
    )
