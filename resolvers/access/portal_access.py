"""The queries of portal access, and of access requests."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Final
from uuid import UUID

import strawberry

from adapters.text.sentences import Sentence
from execution.columns import columns
from execution.context import Info, raw, viewer_of
from execution.paging import Listing
from execution.sorting import Key, Sort
from models.access.accounts import Account, PortalAccessStatus, checked_username, sign_in_key, suggest_username
from models.access.links import Link, LinkPurpose
from models.access.requests import AccessRequest
from models.core.errors import Refusal, RequestError
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, Not, Scope, all_of, equals, one_of, present
from models.core.viewer import Permission, Viewer
from models.log.events import Event, EventKind
from models.people.contacts import Contact
from models.people.customers import Customer
from models.people.taken_names import NOBODY, is_somebody_elses
from models.policy import may_see_access, visible
from resolvers.access.list_inputs import AccessRequestSort, AccessRequestSortField, AccessRequestWhere
from resolvers.core import ids
from resolvers.core.connections import paged
from resolvers.core.filters import in_ids, in_range, in_values
from resolvers.core.relations import by_global_id
from resolvers.core.rules import MANAGES_ACCESS, Rule, allow
from resolvers.core.sorts import by_times, chosen

_NEWEST: Final = Sort("portal-activity", (Key("position", int),), descending=True)


def of_contact(root: Row, info: Info) -> Awaitable[Row] | None:
    """The portal access of a contact who has an e-mail address; None for viewers who may not see it."""
    viewer = viewer_of(info)
    if root["email"] is None or not may_see_access(viewer, root["id"]):
        return None
    selected = columns(raw(info)) | {"contact_id"}

    async def load(keys: list[UUID]) -> list[Row]:
        scope = all_of(one_of("contact_id", keys), visible(Account, viewer))
        accounts = {row["contact_id"]: row for row in await select(Account, selected, scope)}
        return [accounts.get(key) or dict.fromkeys(selected) | {"contact_id": key} for key in keys]

    return info.context.loader(("portal access", selected), lambda: load).load(root["id"])


def status(root: Row) -> PortalAccessStatus:
    """The status of the access, from disabled to active."""
    account = Account(username=root["username"], activated_at=root["activated_at"], invited_at=root["invited_at"])
    return account.status


def is_locked(root: Row) -> bool:
    """Whether too many wrong passwords from unknown devices have locked it for now."""
    return Account(locked_until=root["locked_until"]).is_locked


def invitation_expires_at(root: Row, info: Info) -> Awaitable[datetime | None] | None:
    """The expiry of the open invitation; None if there is none."""
    if root["invited_at"] is None or root["activated_at"] is not None:
        return None

    async def load(keys: list[UUID]) -> list[datetime | None]:
        is_open = all_of(Not(present("used_at")), Not(present("superseded_at")))
        invitations = all_of(one_of("account_id", keys), equals("purpose", LinkPurpose.INVITATION.value), is_open)
        rows = await select(Link, ("account_id", "expires_at"), invitations)
        expiries = {row["account_id"]: row["expires_at"] for row in rows}
        return [expiries.get(key) for key in keys]

    return info.context.loader("open invitations", lambda: load).load(root["id"])


def history(viewer: Viewer) -> Listing:
    """The changes of contacts' portal access, newest first."""
    where = all_of(equals("kind", EventKind.PORTAL_ACCESS_CHANGED.value), visible(Event, viewer))
    return Listing(Event, where, _NEWEST)


@allow(MANAGES_ACCESS)
async def username_suggestion(info: Info, contact_id: strawberry.ID) -> str:
    """A readable, available username for a contact."""
    contact = await by_global_id(info, Contact, contact_id, {"name"})
    if contact is None:
        raise RequestError("BAD_USER_INPUT", "contactId: no contact has this id.")
    return await suggest_username(contact["name"])


@allow(MANAGES_ACCESS)
async def username_available(info: Info, username: str, contact_id: strawberry.ID | None = None) -> bool:
    """Whether a username is available: well formed, and nobody else's username or address."""
    try:
        key = sign_in_key(checked_username(username))
    except Refusal:
        return False
    owner = ids.filter_id(contact_id, "Contact", "contactId") or NOBODY
    taken = await Account.filter(username_key=key).exists()
    return not taken and not await is_somebody_elses(key, owner=owner)


ASKS_OR_ANSWERS: Final = Rule(
    Sentence(
        "Requires an administrator of a customer, who sees the requests of their own customers, or permission "
        "MANAGE_PORTAL_ACCESS."
    ),
    lambda viewer: viewer.may(Permission.MANAGE_PORTAL_ACCESS) or bool(viewer.administered_customers()),
)


_REQUEST_SORTS: Final = by_times(AccessRequestSortField, "requested_at")
_NEWEST_REQUEST: Final = Sort(
    "access-request-CREATED_AT", _REQUEST_SORTS[AccessRequestSortField.CREATED_AT], descending=True
)


@allow(ASKS_OR_ANSWERS)
@paged
def access_requests(
    viewer: Viewer, where: AccessRequestWhere | None = None, sort: AccessRequestSort | None = None
) -> Listing:
    """The access requests that the viewer may see, newest first unless they are sorted."""
    condition = all_of(visible(AccessRequest, viewer), _request_filter(where, viewer))
    return Listing(AccessRequest, condition, chosen("access-request", _REQUEST_SORTS, sort, _NEWEST_REQUEST))


def _request_filter(where: AccessRequestWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("status", where.status),
        in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId"),
        in_range("updated_at", where.updated_at),
    )
