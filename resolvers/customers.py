"""What queries of customers and their members read."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.customers import Customer, Membership
from models.policy import visible
from models.rows import Row
from models.scope import EVERYTHING, Scope, all_of, one_of
from models.viewer import Right, Viewer
from resolvers import ids
from resolvers.context import Info, viewer_of
from resolvers.filters import having_words
from resolvers.paging import Key, Listing, Sort, page
from resolvers.rules import SIGNED_IN, allow
from schema.inputs import CustomerWhere

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
    condition = all_of(visible(Customer, viewer_of(info)), _filter(where))
    found = Listing(Customer, condition, _BY_NAME, search=having_words(search), is_filtered=where is not None)
    return await page(info, found, first=first, after=after, last=last, before=before)


def _filter(where: CustomerWhere | None) -> Scope:
    if where is None or where.id is None:
        return EVERYTHING
    return one_of("id", [ids.filtered(each, "Customer", "id") for each in where.id])


def memberships_of(viewer: Viewer) -> Listing:
    """The members of a customer, oldest first."""
    return Listing(Membership, visible(Membership, viewer), _BY_ENTRY, "customer_id")


def rights(root: Row) -> list[str]:
    """What a membership lets its contact do."""
    return [right.name or "" for right in Right if right & root["rights"]]
