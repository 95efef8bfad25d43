"""The queries of customers and their members."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Final
from uuid import UUID

from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.errors import RequestError
from models.core.rows import Row, select
from models.core.scope import Not, Scope, all_of, one_of
from models.core.viewer import Right, Viewer
from models.people.archivable import NOT_ARCHIVED
from models.people.customers import Customer
from models.people.memberships import ADMINISTERED, Membership
from models.policy import visible
from resolvers.core import ids
from resolvers.core.connections import paged
from resolvers.core.external_references import in_external_references
from resolvers.core.filters import in_range, is_present, search_filter
from resolvers.core.rules import ANY_KEY, SIGNED_IN, allow
from resolvers.core.sorts import by_name_and_times, chosen
from resolvers.people.list_inputs import CustomerSort, CustomerSortField, CustomerWhere

_SORTS: Final = by_name_and_times(CustomerSortField)
_BY_NAME: Final = Sort("customer-NAME", _SORTS[CustomerSortField.NAME])
_BY_ENTRY: Final = Sort("membership", (Key("created_at", datetime), Key("id", UUID)))


def listing(
    viewer: Viewer, where: CustomerWhere | None = None, search: str | None = None, sort: CustomerSort | None = None
) -> Listing:
    """The customers that the viewer may see, by name unless they are sorted."""
    condition = all_of(visible(Customer, viewer), _filter(where, viewer))
    order = chosen("customer", _SORTS, sort, _BY_NAME)
    return Listing(Customer, condition, order, search=search_filter(search), is_filtered=where is not None)


customers: Final = allow(SIGNED_IN, keys=ANY_KEY)(paged(listing))


def _filter(where: CustomerWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return NOT_ARCHIVED
    conditions = [
        is_present("archived_at", where.is_archived),
        in_range("updated_at", where.updated_at),
        in_external_references(viewer, where.external_reference),
    ]
    if where.id is not None:
        conditions.append(one_of("id", ids.filter_ids(where.id, "Customer", "id")))
    if where.has_administrator is not None:
        if not viewer.is_staff:
            raise RequestError("FORBIDDEN", "hasAdministrator: only staff may use this filter.")
        conditions.append(ADMINISTERED if where.has_administrator else Not(ADMINISTERED))
    return all_of(*conditions)


def has_administrator(root: Row, info: Info) -> Awaitable[bool] | None:
    """Whether somebody with portal access administers the customer, for staff; None for contacts."""
    if not viewer_of(info).is_staff:
        return None

    async def load(keys: list[UUID]) -> list[bool]:
        rows = await select(Customer, ("id",), all_of(one_of("id", keys), ADMINISTERED))
        administered = {row["id"] for row in rows}
        return [key in administered for key in keys]

    return info.context.loader("administered", lambda: load).load(root["id"])


def memberships(viewer: Viewer) -> Listing:
    """Every membership that the viewer may see, oldest first."""
    return Listing(Membership, visible(Membership, viewer), _BY_ENTRY)


def rights_asked(root: Row) -> list[str] | None:
    """The rights that an access request asks for; None if it names none."""
    return None if root["rights"] is None else rights(root)


def rights(root: Row) -> list[str]:
    """The rights of a membership, by name."""
    return [right.name or "" for right in Right if right & root["rights"]]
