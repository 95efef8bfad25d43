"""What queries of customers and their members read."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.context import Info, viewer_of
from models.core.errors import RequestError
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, Not, Scope, all_of, one_of
from models.core.viewer import Right, Viewer
from models.people.customers import Customer
from models.people.memberships import ADMINISTERED, Membership
from models.policy import visible
from resolvers.core import ids
from resolvers.core.filters import having_words
from resolvers.core.paging import Key, Listing, Sort, page
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.people.inputs import CustomerWhere

_BY_NAME: Final = Sort("customer", (Key("name_key", str), Key("id", UUID)))
_BY_ENTRY: Final = Sort("membership", (Key("created_at", datetime), Key("id", UUID)))


@allow(SIGNED_IN)
async def customers(
    info: Info,
    where: CustomerWhere | None = None,
    search: str | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Any:
    """A page of the customers that the viewer may see, by name."""
    viewer = viewer_of(info)
    condition = all_of(visible(Customer, viewer), _filter(where, viewer))
    found = Listing(Customer, condition, _BY_NAME, search=having_words(search), is_filtered=where is not None)
    return await page(info, found, first=first, after=after, last=last, before=before)


def _filter(where: CustomerWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    conditions = []
    if where.id is not None:
        conditions.append(one_of("id", [ids.filtered(each, "Customer", "id") for each in where.id]))
    if where.has_administrator is not None:
        if not viewer.is_staff:
            raise RequestError("FORBIDDEN", "hasAdministrator: Only staff may ask this.")
        conditions.append(ADMINISTERED if where.has_administrator else Not(ADMINISTERED))
    return all_of(*conditions)


def has_administrator(root: Row, info: Info) -> Awaitable[bool] | None:
    """Whether somebody who has portal access administers the customer, for staff."""
    if not viewer_of(info).is_staff:
        return None

    async def load(keys: list[UUID]) -> list[bool]:
        administered = await select(Customer, ("id",), all_of(one_of("id", keys), ADMINISTERED))
        found = {row["id"] for row in administered}
        return [key in found for key in keys]

    return info.context.loader("administered", lambda: load).load(root["id"])


def memberships_of(viewer: Viewer) -> Listing:
    """The members of a customer, oldest first."""
    return Listing(Membership, visible(Membership, viewer), _BY_ENTRY, "customer_id")


def rights_asked(root: Row) -> list[str] | None:
    """What an access request wants its person to do; None where that was not said."""
    return None if root["rights"] is None else rights(root)


def rights(root: Row) -> list[str]:
    """What a membership lets its contact do."""
    return [right.name or "" for right in Right if right & root["rights"]]
