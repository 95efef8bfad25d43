"""The queries of tenancies."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import strawberry

from execution.compiled.shapes import Found, Rows, shaped
from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of, related
from models.core.viewer import KeyScope, Permission, Viewer
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.sites import Site
from models.policy import visible
from models.tenancies.rows import GOES_ON, IN_FORCE, PROPOSED, Tenancy, TenancyTenant
from models.tenancies.sight import sees_fees
from resolvers.core.connections import paged
from resolvers.core.external_references import in_external_references
from resolvers.core.filters import in_days, in_ids, in_range, in_values, search_filter
from resolvers.core.relations import found, key_in, load_rows, many_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import chosen
from resolvers.core.values import by_viewer
from resolvers.tenancies.inputs import TenancySort, TenancySortField, TenancyWhere

_SORTS: Final = {
    TenancySortField.STARTS_ON: (Key("starts_on", date), Key("id", UUID)),
    TenancySortField.CREATED_AT: (Key("created_at", datetime), Key("id", UUID)),
    TenancySortField.UPDATED_AT: (Key("updated_at", datetime), Key("id", UUID)),
}
_LATEST: Final = Sort("tenancy-STARTS_ON", _SORTS[TenancySortField.STARTS_ON], descending=True)


def listing(
    viewer: Viewer, where: TenancyWhere | None = None, search: str | None = None, sort: TenancySort | None = None
) -> Listing:
    """The tenancies that the viewer may see, the latest first unless they are sorted."""
    condition = all_of(visible(Tenancy, viewer), _filter(where, viewer), _of_property(search))
    order = chosen("tenancy", _SORTS, sort, _LATEST)
    return Listing(Tenancy, condition, order, is_filtered=where is not None or search is not None)


def _of_property(search: str | None) -> Scope:
    found_there = search_filter(search)
    return EVERYTHING if found_there is None else related("site_id", "sites", "id", found_there)


def _filter(where: TenancyWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    conditions = [
        in_values("state", where.state),
        in_ids(viewer, "site_id", where.site_id, Site, "siteId"),
        in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId"),
        in_days("starts_on", where.starts_on),
        in_days("ends_on", where.ends_on),
        in_range("updated_at", where.updated_at),
        in_external_references(viewer, where.external_reference),
    ]
    if where.tenant_id is not None:
        named = in_ids(viewer, "contact_id", where.tenant_id, Contact, "tenantId")
        conditions.append(related("id", "tenancy_tenants", "tenancy_id", named))
    return all_of(*conditions)


tenancies: Final = allow(SIGNED_IN, keys=KeyScope.READ_INVOICES)(paged(listing))


def _key(viewer: Viewer, id: strawberry.ID) -> tuple[str, Any] | None:
    return key_in(Tenancy, id)


@allow(SIGNED_IN, keys=KeyScope.READ_INVOICES)
@shaped(Found(Tenancy, _key))
async def tenancy(info: Info, id: strawberry.ID) -> Row | None:
    """One tenancy; None if the viewer sees no such tenancy."""
    return await found(info, Tenancy, _key(viewer_of(info), id))


def of_site(viewer: Viewer) -> Listing:
    """The tenancies that the viewer may see, the latest first."""
    return Listing(Tenancy, visible(Tenancy, viewer), _LATEST)


_TENANTS: Final = """(SELECT contacts.*, tenancy_tenants.tenancy_id, tenancy_tenants.id AS tenant_id
  FROM tenancy_tenants JOIN contacts ON contacts.id = tenancy_tenants.contact_id) AS contacts"""
"""Contacts, once for each tenancy of theirs."""


@shaped(Rows(Contact, "tenancy_id", "contacts.tenant_id", lambda viewer: visible(Contact, viewer), _TENANTS))
async def tenants(root: Row, info: Info) -> list[Row]:
    """The tenants whom the viewer may see."""
    links = await many_of(
        info,
        TenancyTenant,
        "tenancy_id",
        root["id"],
        order="tenancy_tenants.id",
        where=EVERYTHING,
        columns=("contact_id",),
    )
    return await load_rows(info, Contact, [link["contact_id"] for link in links])


def rent_tax_rate(root: Row) -> Decimal | None:
    """The tax on the rent in percent; None without one."""
    rate: Decimal | None = root["rent_tax_rate"]
    return rate and rate.normalize()


@by_viewer
def fee_rate(viewer: Viewer, root: Row) -> Decimal | None:
    """The operator's fee in percent; None for those whom it does not concern."""
    rate: Decimal | None = root["fee_rate"]
    return rate.normalize() if rate is not None and sees_fees(viewer, root["site_id"]) else None


def viewer_can(state: Scope) -> Callable[[Row, Info], bool]:
    """The resolver of a field that says whether the viewer may do something to a tenancy that needs this state."""

    def told(viewer: Viewer, root: Row) -> bool:
        return viewer.may(Permission.MANAGE_PROPERTIES) and state.matches(root)

    return by_viewer(told)


can_change: Final = viewer_can(GOES_ON)
can_activate: Final = viewer_can(PROPOSED)
can_give_notice: Final = viewer_can(IN_FORCE)
