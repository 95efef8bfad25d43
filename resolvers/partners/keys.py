"""The queries of API keys."""

from collections.abc import Awaitable
from typing import Any, Final
from uuid import UUID

from adapters.text.sentences import Sentence
from execution.context import Info
from execution.paging import Listing
from execution.sorting import Sort
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, Scope, all_of, any_of, one_of
from models.core.viewer import ActorKind, KeyScope, Permission, Viewer
from models.partners.key_changes import lacking
from models.partners.keys import IN_STATUS, ApiKey, ApiKeyCustomer, ApiKeyStatus, for_customers
from models.people.customers import Customer
from models.permissions import changes_key
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import in_ids, in_range
from resolvers.core.relations import load_rows, many_of
from resolvers.core.rules import Rule, allow
from resolvers.core.sorts import by_times, chosen
from resolvers.core.values import by_viewer
from resolvers.partners.inputs import ApiKeySort, ApiKeySortField, ApiKeyWhere

MANAGES_KEYS: Final = Rule(
    Sentence("Requires an administrator of a customer, for its own keys, or permission MANAGE_PARTNERS, for all."),
    lambda viewer: viewer.may(Permission.MANAGE_PARTNERS) or bool(viewer.administered_customers()),
)
_SORTS: Final = by_times(ApiKeySortField, "created_at")
_NEWEST: Final = Sort("api-key-CREATED_AT", _SORTS[ApiKeySortField.CREATED_AT], descending=True)


@allow(MANAGES_KEYS)
@paged
def api_keys(viewer: Viewer, where: ApiKeyWhere | None = None, sort: ApiKeySort | None = None) -> Listing:
    """The API keys that the viewer manages, newest first unless they are sorted."""
    condition = all_of(visible(ApiKey, viewer), _filter(where, viewer))
    return Listing(ApiKey, condition, chosen("api-key", _SORTS, sort, _NEWEST))


def _filter(where: ApiKeyWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    conditions = [in_range("updated_at", where.updated_at)]
    if where.status is not None:
        conditions.append(any_of(*(IN_STATUS[status] for status in where.status)))
    if where.customer_id is not None:
        conditions.append(for_customers(in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId")))
    return all_of(*conditions)


def status(root: Row) -> ApiKeyStatus:
    """The status of a key."""
    return next(status for status, fulfils in IN_STATUS.items() if fulfils.matches(root))


def scopes(root: Row) -> list[str]:
    """The scopes of a key, by name."""
    return [str(scope.name) for scope in KeyScope if scope & root["scopes"]]


async def customers(root: Row, info: Info) -> list[Row] | None:
    """The customers that a key is for; None if it is for all."""
    if root["is_for_all"]:
        return None
    links = await many_of(
        info,
        ApiKeyCustomer,
        "api_key_id",
        root["id"],
        order="api_key_customers.id",
        where=EVERYTHING,
        columns=("customer_id",),
    )
    return await load_rows(info, Customer, [link["customer_id"] for link in links])


@by_viewer
def can_change(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may change or revoke a key."""
    return root["revoked_at"] is None and changes_key(viewer, root)


@by_viewer
def can_rotate(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may get a new secret of a key, with which they could do all that it may."""
    may_change = root["revoked_at"] is None and changes_key(viewer, root)
    return may_change and not lacking(KeyScope(root["scopes"]), root["customer_id"], viewer)


def acting_partner(root: Row, info: Info) -> Awaitable[Any] | None:
    """The key that did something, with its present name; None for other actors. Whoever sees what it did sees it."""
    if root["kind"] != ActorKind.PARTNER or not root["id"]:
        return None

    async def load(keys: list[UUID]) -> list[Row | None]:
        rows = {row["id"]: row for row in await select(ApiKey, ("id", "name"), one_of("id", keys))}
        return [rows.get(key) for key in keys]

    return info.context.loader("acting partners", lambda: load).load(UUID(root["id"]))
