"""The operator's own people, and the roles that say what they may do."""

from typing import Any
from uuid import UUID

from tortoise import fields

from adapters.mail.addresses import address_key
from models.core import text
from models.core import validators as checked
from models.core.entity import VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.search import document
from models.core.viewer import Permission, Viewer
from models.log.events import EventKind, Visibility
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.people import taken_names


class StaffRole(VersionedEntity):
    """A set of permissions with a name."""

    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=400, unique=True)
    permissions: list[str] = fields.JSONField()

    class Meta:
        table = "staff_roles"


class StaffMember(VersionedEntity):
    """Somebody who works for the operator. Lists are ordered by `name_key`, and searched by `search_words`."""

    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=400, db_default="")
    search_words: str | None = fields.TextField(null=True)
    email = fields.CharField(max_length=254)
    email_key = fields.CharField(max_length=254, unique=True)
    role: fields.ForeignKeyRelation[StaffRole] = fields.ForeignKeyField(
        "models.StaffRole", related_name="members", on_delete=fields.RESTRICT
    )
    is_active = fields.BooleanField(default=True)
    time_zone = fields.CharField(max_length=64, default="UTC")
    locale = fields.CharField(max_length=35, default="en")
    role_id: UUID

    class Meta:
        table = "staff_members"
        indexes = (("updated_at", "id"),)


async def add_role(name: str, permissions: set[Permission], *, by: Viewer) -> StaffRole:
    """Add a role; refuses with NOT_UNIQUE a name that is taken."""
    async with unit_of_work() as unit:
        name = text.line(name, "name")
        if await StaffRole.filter(name_key=text.key(name)).exists():
            raise Refusal(RefusalCode.NOT_UNIQUE, "There is a role of this name.", "name")
        role = await StaffRole.create(name=name, name_key=text.key(name), permissions=sorted(permissions))
        record_role_change(unit, role, by)
        return role


def record_role_change(unit: UnitOfWork, role: StaffRole, by: Viewer) -> None:
    """Record that a role was added or changed."""
    unit.record(EventKind.STAFF_ROLE_CHANGED, by, visibility=Visibility.STAFF_ONLY, staff_role_id=str(role.id))


async def checked_member(name: str, email: str) -> dict[str, Any]:
    """The columns of a new member's name and address; refuses like `add_staff`."""
    faults, found = Faults(), dict[str, str]()
    with faults.noted():
        found["name"] = text.line(name, "name")
    with faults.noted():
        found["email"] = checked.email(email)
        found["email_key"] = address_key(found["email"])
        if await StaffMember.filter(email_key=found["email_key"]).exists():
            raise Refusal(RefusalCode.NOT_UNIQUE, "Another member of staff has this e-mail address.", "email")
        await taken_names.expect_nobodys_username(found["email_key"])
    faults.expect_none()
    return found | {"name_key": text.key(found["name"]), "search_words": document(found["name"], found["email"])}


async def add_staff(name: str, email: str, role: StaffRole, *, time_zone: str = "UTC", by: Viewer) -> StaffMember:
    """Add a member of staff; refuses with NOT_UNIQUE an address that is another member's, or anybody's username."""
    async with unit_of_work() as unit:
        member = await StaffMember.create(
            **await checked_member(name, email),
            role_id=role.id,
            time_zone=checked.time_zone(time_zone),
        )
        unit.record(EventKind.STAFF_CHANGED, by, staff_id=member.id, visibility=Visibility.STAFF_ONLY)
        return member
