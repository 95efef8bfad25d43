"""The tenancies that roles on properties show while they are in force, and their events.

A landlord sees all that were not over when the role began. Tenants see their own, and customers those that they pay
for, once these are agreed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from models.core.scope import (
    EVERYTHING,
    Lists,
    Not,
    Scope,
    SqlParams,
    all_of,
    among,
    any_of,
    one_of,
    present,
    related,
)
from models.core.viewer import SEES_INVOICES, PartyRole, Viewer
from models.log.events import DOCUMENT_KINDS, INVOICE_KINDS, TENANCY_KINDS
from models.orders.beginnings import by_beginning, happened_since, lasted_until
from models.tenancies.rows import AGREED

SEE_ALL: Final = (PartyRole.LANDLORD,)


def tenancies(viewer: Viewer) -> Scope:
    """The tenancies that a contact or a key sees."""
    let = [all_of(one_of("site_id", sites), lasted_until(since)) for since, sites in by_beginning(viewer, SEE_ALL)]
    paid_for = all_of(AGREED, viewer.of_customers(SEES_INVOICES))
    return any_of(*let, one_of("id", viewer.own_tenancies()), paid_for)


def rent(viewer: Viewer) -> list[Scope]:
    """The invoices for tenancies that roles on properties show: to landlords from then on, to tenants their own."""
    let = [
        all_of(present("tenancy_id"), one_of("site_id", sites), happened_since(since, "created_at"))
        for since, sites in by_beginning(viewer, SEE_ALL)
    ]
    own = viewer.own_tenancies()
    return [*let, one_of("tenancy_id", own)] if own else let


def documents(viewer: Viewer) -> Scope:
    """The documents of properties that a contact sees: by each role those whose readers have it, and of a tenancy's
    those of the tenancies that the role shows."""
    of_property, parts = Not(present("tenancy_id")), list[Scope]()
    for since, sites in by_beginning(viewer, SEE_ALL):
        let = related("tenancy_id", "tenancies", "id", lasted_until(since))
        seen = Lists("seen_by", PartyRole.LANDLORD.value)
        parts.append(all_of(one_of("site_id", sites), seen, any_of(of_property, let)))
    for role in PartyRole:
        if role not in SEE_ALL and (sites := viewer.properties(role)):
            own = viewer.own_tenancies() if role is PartyRole.TENANT else []
            about = any_of(of_property, one_of("tenancy_id", own))
            parts.append(all_of(one_of("site_id", sites), Lists("seen_by", role.value), about))
    return any_of(*parts)


def document_events(viewer: Viewer) -> Scope:
    """The events of these documents since the role began."""
    kinds, parts = among("kind", DOCUMENT_KINDS), list[Scope]()
    for role in PartyRole:
        own = tuple(map(str, viewer.own_tenancies())) if role is PartyRole.TENANT else ()
        about = EVERYTHING if role in SEE_ALL else any_of(OfNoTenancy(), OfTenancies(own))
        for since, sites in by_beginning(viewer, (role,)):
            here = all_of(kinds, one_of("site_id", sites), happened_since(since, "occurred_at"))
            parts.append(all_of(here, SeenBy(role), about))
    return any_of(*parts)


def sees_fees(viewer: Viewer, site_id: UUID) -> bool:
    """Whether the viewer sees what the operator takes of the rent of a property: staff and its landlord."""
    return viewer.is_staff or site_id in viewer.properties(*SEE_ALL)


def events(viewer: Viewer) -> Scope:
    """The events of these tenancies, and of their invoices, since the role began."""
    of_tenancies, kinds = among("kind", TENANCY_KINDS), among("kind", (*TENANCY_KINDS, *INVOICE_KINDS))
    let = [
        all_of(kinds, one_of("site_id", sites), happened_since(since, "occurred_at"))
        for since, sites in by_beginning(viewer, SEE_ALL)
    ]
    own = viewer.own_tenancies()
    lived_in = [
        all_of(kinds, one_of("site_id", sites), happened_since(since, "occurred_at"), OfTenancies(tuple(map(str, own))))
        for since, sites in by_beginning(viewer, (PartyRole.TENANT,))
        if own
    ]
    return any_of(*let, *lived_in, all_of(of_tenancies, viewer.of_customers(SEES_INVOICES)))


@dataclass(frozen=True, slots=True)
class OfTenancies:
    """Events of some tenancies."""

    ids: tuple[str, ...]

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.data ->> 'tenancy_id' IN {params.add(list(self.ids))}" if self.ids else "1 = 0"

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether it is one."""
        return row["data"].get("tenancy_id") in self.ids


@dataclass(frozen=True, slots=True)
class OfNoTenancy:
    """Events that name no tenancy."""

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.data ->> 'tenancy_id' IS NULL"

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether it is one."""
        return row["data"].get("tenancy_id") is None


@dataclass(frozen=True, slots=True)
class SeenBy:
    """Events of documents whose readers have a role."""

    role: PartyRole

    def sql(self, table: str, params: SqlParams) -> str:
        return f"{table}.data ->> 'seen_by' LIKE {params.add(f'%{self.role}%')}"

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether it is one."""
        return self.role.value in row["data"].get("seen_by", ())
