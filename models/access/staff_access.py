"""Staff and their roles: nobody gives or takes a permission that they lack, and somebody always keeps MANAGE_STAFF."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import settings
from adapters import clock
from adapters.database.client import execute, is_sqlite
from models.access.accounts import Account, reset_failures, set_password, set_username, suggest_username
from models.access.links import LinkEnd, LinkPurpose, end_links, issue_link
from models.access.sessions import end_sessions
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import distinct
from models.core.scope import Lists, Scope, all_of, any_of, equals, one_of, present, related
from models.core.viewer import Permission, Viewer
from models.log.events import EventKind, Visibility
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.deliveries import Addressee, queue_email
from models.people import taken_names
from models.people.staff import StaffMember, StaffRole, add_role, add_staff, record_role_change

_LOCK: Final = "LOCK TABLE staff_roles IN EXCLUSIVE MODE"


def _has_role(*permissions: str) -> Scope:
    """Members with a role that gives one of these permissions."""
    gives = any_of(*(Lists("permissions", name) for name in permissions))
    return related("role_id", "staff_roles", "id", gives)


_MANAGES: Final = all_of(
    equals("is_active", True),
    _has_role(Permission.MANAGE_STAFF.value),
    related("id", "accounts", "staff_id", all_of(present("staff_id"), present("activated_at"))),
)
"""Members who can sign in and change staff: there is always one."""


async def invite_staff(name: str, email: str, role: StaffRole, *, by: Viewer) -> StaffMember:
    """Add a member of staff and send a link that activates the account.

    The username is the e-mail address, or a readable name if a contact has that address too.
    """
    async with unit_of_work() as unit:
        _expect_holds(by, role.permissions, "roleId")
        member = await add_staff(name, email, role, by=by)
        account = await Account.create(staff_id=member.id, created_at=clock.now(), invited_at=clock.now())
        is_taken = await taken_names.is_somebody_elses(member.email_key, owner=member.id)
        await set_username(account, await suggest_username(member.name) if is_taken else member.email)
        await send_staff_invitation(unit, account, member)
        return member


async def add_active_staff(
    name: str,
    email: str,
    role: StaffRole,
    username: str | None,
    password_hash: str,
    *,
    time_zone: str = "UTC",
    by: Viewer,
) -> StaffMember:
    """Add a member of staff who can sign in at once, with that password; without a username the address is one.

    Refuses with NOT_UNIQUE an address or a username that is taken.
    """
    async with unit_of_work():
        member = await add_staff(name, email, role, time_zone=time_zone, by=by)
        account = await Account.create(staff_id=member.id, created_at=clock.now())
        await set_username(account, username or member.email)
        await set_password(account, password_hash)
        account.activated_at = clock.now()
        await account.save(update_fields=["activated_at"])
        return member


async def send_staff_invitation(unit: UnitOfWork, account: Account, member: StaffMember) -> None:
    """Make a fresh activation link for a member of staff and queue its mail."""
    link, seed = await issue_link(
        account.id, LinkPurpose.INVITATION, email=member.email, lifetime=timedelta(days=settings.get().invitation_days)
    )
    queue_email(
        unit,
        "staff_invitation",
        Addressee.of(member, member.email),
        link_seed=seed,
        link_page="activate",
        username=account.username,
        expires_at=link.expires_at.isoformat(),
    )


async def change_staff(member: StaffMember, *, role: StaffRole | None, is_active: bool | None, by: Viewer) -> None:
    """Change the role, deactivate (which ends sessions at once) or activate again; None leaves a part as it is.

    Refuses with FORBIDDEN to give or take what `by` lacks, and with LAST_ADMIN to leave nobody with MANAGE_STAFF.
    """
    async with unit_of_work() as unit:
        await _one_at_a_time()
        changes: dict[str, Any] = {}
        if role is not None:
            _expect_holds(by, role.permissions, "roleId")
            _expect_holds(by, (await member.role).permissions, "roleId")
            changes["role_id"] = role.id
        if is_active is not None:
            if is_active != member.is_active:
                affected = changes.get("role_id", member.role_id)
                _expect_holds(by, (await StaffRole.get(id=affected)).permissions, "isActive")
            changes["is_active"] = is_active
        await member.advance(**changes)
        await _expect_somebody_manages()
        account = await Account.get_or_none(staff_id=member.id)
        if account is not None and not member.is_active:
            await end_links(account.id, LinkEnd.REVOKED)
            await end_sessions(account, by=by)
        unit.record(EventKind.STANDING_CHANGED, by, staff_id=member.id)
        unit.record(EventKind.STAFF_CHANGED, by, staff_id=member.id, visibility=Visibility.STAFF_ONLY)


async def unlock_staff(member: StaffMember, *, by: Viewer) -> None:
    """End a lock early, and every limit that wrong passwords have met."""
    async with unit_of_work() as unit:
        account = await Account.filter(staff_id=member.id).select_for_update().get()
        await reset_failures(account)
        unit.record(EventKind.PORTAL_ACCESS_CHANGED, by, staff_id=member.id, activity="UNLOCKED", detail=None)


async def set_role(role: StaffRole | None, name: str, permissions: set[Permission], *, by: Viewer) -> StaffRole:
    """Add a role, or change one; refuses with FORBIDDEN permissions that `by` lacks."""
    async with unit_of_work() as unit:
        await _one_at_a_time()
        expect_role(name, permissions, by=by)
        if role is None:
            return await add_role(name, permissions, by=by)
        _expect_holds(by, role.permissions, "permissions")
        name = text.line(name, "name")
        if await StaffRole.filter(name_key=text.key(name)).exclude(id=role.id).exists():
            raise Refusal(RefusalCode.NOT_UNIQUE, "There is a role of this name.", "name")
        await role.advance(name=name, name_key=text.key(name), permissions=sorted(permissions))
        await _expect_somebody_manages()
        unit.record(EventKind.STANDING_CHANGED, by)
        record_role_change(unit, role, by)
        return role


def expect_role(name: str, permissions: set[Permission], *, by: Viewer) -> None:
    """Refuse what `set_role` refuses of any role: a name that is none, and permissions that `by` lacks."""
    faults = Faults()
    with faults.noted():
        text.line(name, "name")
    with faults.noted():
        _expect_holds(by, permissions, "permissions")
    faults.expect_none()


async def remove_role(role: StaffRole, *, by: Viewer) -> None:
    """Remove a role; refuses with WRONG_STATE one that somebody has, with FORBIDDEN one that gives what `by` lacks.

    Somebody always keeps MANAGE_STAFF, as nobody loses a role by this.
    """
    async with unit_of_work() as unit:
        await _one_at_a_time()
        _expect_holds(by, role.permissions, "id")
        if await StaffMember.filter(role_id=role.id).exists():
            raise Refusal(
                RefusalCode.WRONG_STATE,
                "Members of staff, present or former, have this role. Give them another one first.",
                "id",
            )
        await role.delete()
        unit.record(EventKind.STANDING_CHANGED, by)
        record_role_change(unit, role, by)


async def roles_in_use(role_ids: Collection[UUID]) -> set[UUID]:
    """Those of the roles that `remove_role` refuses, because somebody has them."""
    return await distinct(StaffMember, "role_id", one_of("role_id", role_ids))


async def members_above(viewer: Viewer, member_ids: Collection[UUID]) -> set[UUID]:
    """Those of the members whose role gives what the viewer lacks."""
    above = _has_role(*lacking(viewer, Permission))
    return await distinct(StaffMember, "id", all_of(one_of("id", member_ids), above))


async def only_managers(member_ids: Collection[UUID]) -> set[UUID]:
    """The one of the members who alone has MANAGE_STAFF, and so cannot be deactivated."""
    managers = await distinct(StaffMember, "id", _MANAGES)
    return managers.intersection(member_ids) if len(managers) == 1 else set()


def lacking(viewer: Viewer, permissions: Iterable[str]) -> list[str]:
    """Those of the permissions that the viewer does not have, and so may neither give nor take."""
    return [name for name in sorted(permissions) if not viewer.may(Permission(name))]


def _expect_holds(by: Viewer, permissions: Iterable[str], field: str) -> None:
    missing = lacking(by, permissions)
    if missing:
        raise Refusal(
            RefusalCode.FORBIDDEN,
            "You lack what this role gives: {permissions}.",
            field,
            permissions=", ".join(missing),
        )


async def _one_at_a_time() -> None:
    """Two people who take MANAGE_STAFF from each other at once must not both see that the other still has it."""
    if not is_sqlite():
        await execute(_LOCK)


async def _expect_somebody_manages() -> None:
    if not await distinct(StaffMember, "id", _MANAGES):
        raise Refusal(RefusalCode.LAST_ADMIN, "Somebody has to keep MANAGE_STAFF. Give it to another member first.")
