"""What queries of access requests read."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.context import Info, viewer_of
from models.access.requests import AccessRequest
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Permission, Viewer
from models.people.customers import Customer
from models.policy import visible
from resolvers.access.inputs import AccessRequestWhere
from resolvers.core.filters import among, of
from resolvers.core.paging import Key, Listing, Sort, page
from resolvers.core.rules import Rule, allow

ASKS_OR_ANSWERS: Final = Rule(
    "Requires a customer's ADMIN, who sees their own customers', or permission MANAGE_PORTAL_ACCESS.",
    lambda viewer: viewer.may(Permission.MANAGE_PORTAL_ACCESS) or bool(viewer.administered_customers()),
)
_NEWEST: Final = Sort("access-request", (Key("requested_at", datetime), Key("id", UUID)), descending=True)


@allow(ASKS_OR_ANSWERS)
async def access_requests(
    info: Info,
    where: AccessRequestWhere | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Any:
    """A page of the access requests that the viewer may see, newest first."""
    viewer = viewer_of(info)
    found = Listing(AccessRequest, all_of(visible(AccessRequest, viewer), _filter(where, viewer)), _NEWEST)
    return await page(info, found, first=first, after=after, last=last, before=before)


def _filter(where: AccessRequestWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(among("status", where.status), of(viewer, "customer_id", where.customer_id, Customer, "customerId"))
