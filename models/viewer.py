"""Who is looking: what the policy needs to know of a person, loaded once per operation."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntFlag, StrEnum
from typing import Any, Final
from uuid import UUID

from models.days import today


class ActorKind(StrEnum):
    """Who can do something."""

    CONTACT = "CONTACT"
    STAFF = "STAFF"
    PARTNER = "PARTNER"
    SYSTEM = "SYSTEM"


class Permission(StrEnum):
    """What a role lets a member of staff do."""

    MANAGE_CUSTOMERS = "MANAGE_CUSTOMERS"
    MANAGE_CONTACTS = "MANAGE_CONTACTS"
    MANAGE_PORTAL_ACCESS = "MANAGE_PORTAL_ACCESS"
    MANAGE_ORDERS = "MANAGE_ORDERS"
    MANAGE_INVOICES = "MANAGE_INVOICES"
    MANAGE_PROPERTIES = "MANAGE_PROPERTIES"
    MANAGE_STAFF = "MANAGE_STAFF"
    MANAGE_PARTNERS = "MANAGE_PARTNERS"
    VIEW_AUDIT = "VIEW_AUDIT"


class Right(IntFlag):
    """What a membership lets a contact do for a customer; kept as one number."""

    ORDERS = 1
    RECOMMENDATIONS = 2
    INVOICES = 4
    INVOICE_APPROVAL = 8


SEES_ORDERS = Right.ORDERS | Right.RECOMMENDATIONS
"""Either right shows orders: who is to answer a recommendation must see what it is about."""
SEES_INVOICES = Right.INVOICES | Right.INVOICE_APPROVAL
"""Either right shows invoices: who is to approve one must see it."""


class MembershipRole(StrEnum):
    """What a contact is to a customer."""

    ADMIN = "ADMIN"
    MEMBER = "MEMBER"


class PartyRole(StrEnum):
    """What a contact is to a property."""

    LANDLORD = "LANDLORD"
    TENANT = "TENANT"
    VENDOR = "VENDOR"
    APPLICANT = "APPLICANT"


@dataclass(frozen=True, slots=True)
class MembershipGrant:
    """One membership of the viewer."""

    customer_id: UUID
    role: MembershipRole
    rights: Right


@dataclass(frozen=True, slots=True)
class PartyGrant:
    """One role of the viewer on a property; both days belong to it."""

    site_id: UUID
    role: PartyRole
    starts_on: date | None
    ends_on: date | None

    def is_current(self, day: date) -> bool:
        """Whether the role is in force on that day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, or the system itself."""

    kind: ActorKind
    name: str
    account_id: UUID | None = None
    session_id: UUID | None = None
    contact_id: UUID | None = None
    staff_id: UUID | None = None
    time_zone: str = "UTC"
    permissions: frozenset[Permission] = frozenset()
    memberships: tuple[MembershipGrant, ...] = ()
    parties: tuple[PartyGrant, ...] = ()
    session_expires_at: datetime | None = field(default=None, compare=False)
    session_used_at: datetime | None = field(default=None, compare=False)

    @property
    def is_staff(self) -> bool:
        """Whether the viewer works for the operator, or is the system."""
        return self.kind in (ActorKind.STAFF, ActorKind.SYSTEM)

    @property
    def person_id(self) -> UUID | None:
        """The contact or member of staff."""
        return self.contact_id or self.staff_id

    def may(self, permission: Permission) -> bool:
        """Whether the viewer's role has the permission; the system may do anything."""
        return self.kind is ActorKind.SYSTEM or permission in self.permissions

    def customers_with(self, rights: Right) -> list[UUID]:
        """The customers for which the viewer has at least one of `rights`."""
        return [grant.customer_id for grant in self.memberships if grant.rights & rights]

    def customers(self) -> list[UUID]:
        """The customers that the viewer belongs to."""
        return [grant.customer_id for grant in self.memberships]

    def administered_customers(self) -> list[UUID]:
        """The customers that the viewer administers."""
        return [grant.customer_id for grant in self.memberships if grant.role is MembershipRole.ADMIN]

    def has_right(self, customer_id: UUID | None, rights: Right) -> bool:
        """Whether the viewer has at least one of `rights` for that customer."""
        return any(grant.customer_id == customer_id and grant.rights & rights for grant in self.memberships)

    def properties(self, *roles: PartyRole) -> list[UUID]:
        """The properties on which the viewer has one of `roles` today."""
        day = today()
        return [party.site_id for party in self.parties if party.role in roles and party.is_current(day)]

    @property
    def rights(self) -> tuple[Any, ...]:
        """All that says what the viewer may see, but for what is theirs as a person."""
        return tuple(getattr(self, name) for name in RIGHTS)

    def as_anybody(self) -> "Viewer":
        """Anybody with the viewer's rights."""
        anybody = object.__new__(Anybody)
        for name in RIGHTS:
            object.__setattr__(anybody, name, getattr(self, name))
        return anybody

    def as_actor(self) -> dict[str, Any]:
        """How the viewer is remembered in rows and events."""
        return {"kind": self.kind.value, "id": str(self.person_id) if self.person_id else None, "name": self.name}


RIGHTS: Final = ("kind", "time_zone", "permissions", "memberships", "parties")
"""The fields of a viewer that are not about who they are."""


class Personal(Exception):
    """Something depends on who somebody is, and not only on their rights."""


class Anybody(Viewer):
    """Anybody with the same rights. Whatever asks who it is raises Personal, and so cannot depend on it."""

    __slots__ = ()

    def _who(self) -> Any:
        raise Personal

    name = account_id = session_id = contact_id = staff_id = property(_who)
    session_expires_at = session_used_at = property(_who)


SYSTEM = Viewer(kind=ActorKind.SYSTEM, name="System")
"""The server itself, when the clock and not a person acts."""
