"""What queries of access requests read."""

from datetime import datetime
from typing import Final
from uuid import UUID

from models.access.requests import AccessRequest
from models.core.scope import EVERYTHING, Scope, all_of
from models.core.viewer import Permission, Viewer
from models.people.customers import Customer
from models.policy import visible
from resolvers.access.inputs import AccessRequestWhere
from resolvers.core.connections import paged
from resolvers.core.filters import equals_id, in_values
from resolvers.core.paging import Listing
from resolvers.core.rules import Rule, allow
from resolvers.core.sorting import Key, Sort

ASKS_OR_ANSWERS: Final = Rule(
    "Requires a customer's ADMIN, who sees their own customers', or permission MANAGE_PORTAL_ACCESS.",
    lambda viewer: viewer.may(Permission.MANAGE_PORTAL_ACCESS) or bool(viewer.administered_customers()),
)
_NEWEST: Final = Sort("access-request", (Key("requested_at", datetime), Key("id", UUID)), descending=True)


@allow(ASKS_OR_ANSWERS)
@paged
def access_requests(viewer: Viewer, where: AccessRequestWhere | None = None) -> Listing:
    """The access requests that the viewer may see, newest first."""
    return Listing(AccessRequest, all_of(visible(AccessRequest, viewer), _filter(where, viewer)), _NEWEST)


def _filter(where: AccessRequestWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("status", where.status), equals_id(viewer, "customer_id", where.customer_id, Customer, "customerId")
    )
