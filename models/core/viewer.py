"""Viewers: what the policy needs to know of a person, loaded once per operation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntFlag, StrEnum
from typing import Any, Final
from uuid import UUID

from models.core.calendar import day_of, start_of, today
from models.core.scope import EVERYTHING, Scope, one_of


class ActorKind(StrEnum):
    """The kinds of actors."""

    CONTACT = "CONTACT"
    STAFF = "STAFF"
    PARTNER = "PARTNER"
    SYSTEM = "SYSTEM"


class Permission(StrEnum):
    """The permissions that roles give to staff."""

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
    """The rights that memberships give to contacts; kept as one number."""

    ORDERS = 1
    RECOMMENDATIONS = 2
    INVOICES = 4
    INVOICE_APPROVAL = 8


SEES_ORDERS = Right.ORDERS | Right.RECOMMENDATIONS
SEES_INVOICES = Right.INVOICES | Right.INVOICE_APPROVAL
"""Either right shows them: somebody who answers a recommendation, or approves an invoice, must see what it is about."""


class KeyScope(IntFlag):
    """The scopes of API keys; kept as one number."""

    READ_ORDERS = 1
    WRITE_ORDERS = 2
    READ_INVOICES = 4
    DECIDE_INVOICES = 8
    READ_PEOPLE = 16
    READ_EVENTS = 32
    READ_INTERNAL = 64
    WRITE_INVOICES = 128
    WRITE_REFERENCES = 256


NO_SCOPE: Final = KeyScope(0)
RIGHTS_OF_SCOPES: Final = {
    KeyScope.READ_ORDERS: Right.ORDERS,
    KeyScope.READ_INVOICES: Right.INVOICES,
    KeyScope.DECIDE_INVOICES: Right.INVOICE_APPROVAL,
}
"""The rights that scopes give to a key; without WRITE_ORDERS it may use ORDERS only for reading."""


class MembershipRole(StrEnum):
    """The roles of members of a customer."""

    ADMIN = "ADMIN"
    MEMBER = "MEMBER"


class PartyRole(StrEnum):
    """The roles of contacts on a property."""

    LANDLORD = "LANDLORD"
    TENANT = "TENANT"
    VENDOR = "VENDOR"
    APPLICANT = "APPLICANT"


SEE_PROPERTY_ORDERS: Final = (PartyRole.LANDLORD, PartyRole.TENANT)
"""The roles that show the orders of a property, and whose holders are notified of them."""


@dataclass(frozen=True, slots=True)
class MembershipGrant:
    """One membership of the viewer."""

    customer_id: UUID
    role: MembershipRole
    rights: Right


@dataclass(frozen=True, slots=True)
class PartyGrant:
    """One role of the viewer on a property; both days belong to it. `tenancies` are those agreed whose tenant they are
    there."""

    site_id: UUID
    role: PartyRole
    starts_on: date | None
    ends_on: date | None
    given_at: datetime | None
    tenancies: tuple[UUID, ...] = ()

    @classmethod
    def of(cls, row: Mapping[str, Any], tenancies: tuple[UUID, ...] = ()) -> "PartyGrant":
        """The role in a row of `parties`."""
        days = (row["starts_on"], row["ends_on"], row["given_at"])
        return cls(row["site_id"], PartyRole(row["role"]), *days, tenancies)

    def is_current(self, day: date) -> bool:
        """Whether the role is in force on that day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)

    def shows(self, opened_at: datetime | None, day: date) -> bool:
        """Whether the role is in force on that day and lets its holder see what was opened then, or (None) ever."""
        return self.is_current(day) and (opened_at is None or self.since is None or self.since <= opened_at)

    @property
    def since(self) -> datetime | None:
        """The moment from which the role shows what happened; None shows all of it.

        It is the start of the first day, or the moment when the role was given if that is on the same day, since the
        people who were there before may have written until then. Without a first day it is when the role was given.
        """
        if self.starts_on is None or (self.given_at is not None and day_of(self.given_at) == self.starts_on):
            return self.given_at
        return start_of(self.starts_on)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, the API key of a partner, or the system itself.

    A key has memberships of its customers, or `everywhere` its rights for all. What a membership would let a person see
    or do it does only within its `scopes`. `owner_id` is the customer whose key it is, None: the operator's.
    """

    kind: ActorKind
    name: str
    account_id: UUID | None = None
    session_id: UUID | None = None
    contact_id: UUID | None = None
    staff_id: UUID | None = None
    api_key_id: UUID | None = None
    secret_hash: str | None = field(default=None, compare=False, repr=False)
    locale: str = "en"
    time_zone: str = "UTC"
    permissions: frozenset[Permission] = frozenset()
    memberships: tuple[MembershipGrant, ...] = ()
    parties: tuple[PartyGrant, ...] = ()
    everywhere: Right | None = None
    scopes: KeyScope = NO_SCOPE
    owner_id: UUID | None = None
    expires_at: datetime | None = field(default=None, compare=False)
    used_at: datetime | None = field(default=None, compare=False)
    statements: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """Statements that are made for this viewer, remembered for as long as the viewer is."""
    remembered: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """Whatever else is made of this viewer and is made once a day, such as `tenures`; that of other days is gone."""

    @property
    def is_staff(self) -> bool:
        """Whether the viewer works for the operator, or is the system."""
        return self.kind in (ActorKind.STAFF, ActorKind.SYSTEM)

    @property
    def is_key(self) -> bool:
        """Whether the viewer is an API key."""
        return self.kind is ActorKind.PARTNER

    @property
    def sees_internal(self) -> bool:
        """Whether the viewer sees what is for staff only, of what they see otherwise."""
        return self.is_staff or KeyScope.READ_INTERNAL in self.scopes

    @property
    def actor_id(self) -> UUID | None:
        """The contact, the member of staff or the API key."""
        return self.contact_id or self.staff_id or self.api_key_id

    @property
    def credential(self) -> UUID | str | None:
        """That by which the viewer was let in: the id of their session, or the hash of the key's secret."""
        return self.session_id or self.secret_hash

    @property
    def holder(self) -> str:
        """The name under which streams, sockets and transfers of the viewer are counted, in all sessions together."""
        return f"key {self.api_key_id}" if self.is_key else f"account {self.account_id}"

    def may(self, permission: Permission) -> bool:
        """Whether the viewer's role has the permission; the system may do anything."""
        return self.kind is ActorKind.SYSTEM or permission in self.permissions

    def covers(self, scope: KeyScope) -> bool:
        """Whether the viewer is no key, or one with this scope."""
        return not self.is_key or scope in self.scopes

    def of_customers(self, rights: Right | None = None, column: str = "customer_id") -> Scope:
        """The rows whose `column` is a customer of the viewer's, or one for which they have at least one of `rights`;
        for a key that is for all customers these are all rows, also those without a customer."""
        if self.everywhere is not None and (rights is None or self.everywhere & rights):
            return EVERYTHING
        return one_of(column, [each.customer_id for each in self.memberships if rights is None or each.rights & rights])

    def has_somewhere(self, rights: Right) -> bool:
        """Whether the viewer has at least one of `rights` for some customer."""
        return self._has_everywhere(rights) or bool(self.customers_with(rights))

    def customers_with(self, rights: Right) -> list[UUID]:
        """The customers for which the viewer has at least one of `rights`."""
        return [grant.customer_id for grant in self.memberships if grant.rights & rights]

    def administered_customers(self) -> list[UUID]:
        """The customers that the viewer administers."""
        return [grant.customer_id for grant in self.memberships if grant.role is MembershipRole.ADMIN]

    def has_right(self, customer_id: UUID | None, rights: Right) -> bool:
        """Whether the viewer has at least one of `rights` for that customer."""
        # The `&` of flags makes a flag, which takes longer than all the rest.
        own = any(grant.customer_id == customer_id and int.__and__(grant.rights, rights) for grant in self.memberships)
        return own or self._has_everywhere(rights)

    def _has_everywhere(self, rights: Right) -> bool:
        return self.everywhere is not None and bool(self.everywhere & rights)

    def properties(self, *roles: PartyRole) -> list[UUID]:
        """The properties on which the viewer has one of `roles` today."""
        return list(self.tenures(*roles))

    def tenures(self, *roles: PartyRole) -> dict[UUID, datetime | None]:
        """The same properties, each with the moment from which it shows what happened there; None shows all of it."""
        day = today()
        known: dict[UUID, datetime | None] | None = self.remembered.get((day, roles))
        return known if known is not None else self.remembered.setdefault((day, roles), self._tenures(day, roles))

    def _tenures(self, day: date, roles: tuple[PartyRole, ...]) -> dict[UUID, datetime | None]:
        if day not in self.remembered:
            self.remembered.clear()
            current = [party for party in self.parties if party.is_current(day)]
            self.remembered[day] = [(party.role, party.site_id, party.since) for party in current]
        found = dict[UUID, datetime | None]()
        for role, site_id, since in self.remembered[day]:
            if role in roles:
                known = found.get(site_id, FAR_AWAY)
                found[site_id] = None if since is None or known is None else min(since, known)
        return found

    def own_tenancies(self) -> list[UUID]:
        """The agreed tenancies whose tenant the viewer is, of properties on which they have the role today."""
        day, tenant = today(), PartyRole.TENANT
        roles = [party for party in self.parties if party.role is tenant and party.is_current(day)]
        return [tenancy for party in roles for tenancy in party.tenancies]

    @property
    def rights(self) -> tuple[Any, ...]:
        """Everything that decides what the viewer gets to see, except what is theirs as a person."""
        return tuple(getattr(self, name) for name in RIGHTS)

    def as_actor(self) -> dict[str, Any]:
        """The viewer as rows and events keep it."""
        return {"kind": self.kind.value, "id": str(self.actor_id) if self.actor_id else None, "name": self.name}


FAR_AWAY: Final = datetime.max.replace(tzinfo=UTC)
RIGHTS: Final = (
    *("kind", "locale", "time_zone", "permissions", "memberships", "parties"),
    *("everywhere", "scopes", "owner_id"),
)
"""The fields of a viewer that are not about who they are."""


SYSTEM = Viewer(kind=ActorKind.SYSTEM, name="System")
"""The server itself, when the clock and not a person acts."""
