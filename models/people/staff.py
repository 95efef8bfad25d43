"""The operator's own people, and the roles that say what they may do."""

from uuid import UUID

from tortoise import fields

from adapters.mail.addresses import address_key
from models.core import text
from models.core import validators as checked
from models.core.entity import VersionedEntity
from models.core.errors import Refusal, RefusalCode
from models.core.search import document
from models.core.viewer import Permission
from models.log.unit_of_work import unit_of_work
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


async def add_role(name: str, permissions: set[Permission]) -> StaffRole:
    """Add a role; refuses with NOT_UNIQUE a name that is taken."""
    async with unit_of_work():
        name = text.line(name, "name")
        if await StaffRole.filter(name_key=text.key(name)).exists():
            raise Refusal(RefusalCode.NOT_UNIQUE, "There is a role of this name.", "name")
        return await StaffRole.create(name=name, name_key=text.key(name), permissions=sorted(permissions))


async def add_staff(name: str, email: str, role: StaffRole, *, time_zone: str = "UTC") -> StaffMember:
    """Add a member of staff; refuses with NOT_UNIQUE an address that is another member's, or anybody's username."""
    async with unit_of_work():
        address = checked.email(email)
        if await StaffMember.filter(email_key=address_key(address)).exists():
            raise Refusal(RefusalCode.NOT_UNIQUE, "Another member of staff has this e-mail address.", "email")
        await taken_names.expect_nobodys_username(address_key(address))
        name = text.line(name, "name")
        return await StaffMember.create(
            name=name,
            name_key=text.key(name),
            search_words=document(name, address),
            email=address,
            email_key=address_key(address),
            role_id=role.id,
            time_zone=checked.time_zone(time_zone),
        )
