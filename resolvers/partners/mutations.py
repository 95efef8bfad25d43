"""The mutations of API keys."""

from collections.abc import Sequence
from datetime import timedelta
from types import EllipsisType
from typing import Any, Final

import strawberry

from execution.context import Info, viewer_of
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.viewer import Permission, Viewer
from models.partners.key_changes import (
    MAX_NAME_LENGTH,
    create_key,
    expect_future,
    expect_overlap,
    expect_some,
    revoke_key,
    rotate_key,
    update_key,
)
from models.partners.keys import ApiKey
from models.people.customers import Customer
from resolvers.core.declare import sent_fields
from resolvers.core.forms import Check, fields
from resolvers.core.ids import find_each, find_node
from resolvers.core.mutations import Shown, mutation
from resolvers.partners.inputs import (
    ApiKeyCreateInput,
    ApiKeyRevokeInput,
    ApiKeyRotateInput,
    ApiKeyUpdateInput,
    scopes_of,
)
from resolvers.partners.keys import MANAGES_KEYS

_NAMED: Final[dict[str, Check]] = {
    "name": lambda value, field: text.line(value, field, MAX_NAME_LENGTH),
    "scopes": lambda value, field: expect_some(scopes_of(value), field),
}
_ENDING: Final[dict[str, Check]] = {"expires_at": lambda value, field: expect_future(value)}
NEW: Final = fields(**_NAMED, **_ENDING)
CHANGED: Final = fields(**_NAMED)
ROTATED: Final = fields(
    overlap_seconds=lambda value, field: expect_overlap(timedelta(seconds=value)),
    **_ENDING,
)


@mutation(
    MANAGES_KEYS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=NEW,
)
async def api_key_create(info: Info, input: ApiKeyCreateInput) -> dict[str, Any]:
    """Make an API key."""
    viewer = viewer_of(info)
    customers = await _customers(input.customer_ids, viewer)
    is_operators = viewer.may(Permission.MANAGE_PARTNERS)
    key, secret = await create_key(
        input.name,
        scopes_of(input.scopes),
        customers,
        owner_id=None if is_operators or not customers else customers[0].id,
        expires_at=input.expires_at,
        by=viewer,
    )
    return {"api_key_id": key.id, "secret": Shown(secret)}


@mutation(
    MANAGES_KEYS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=CHANGED,
)
async def api_key_update(info: Info, input: ApiKeyUpdateInput) -> dict[str, Any]:
    """Change the name, the scopes or the customers of an API key."""
    viewer = viewer_of(info)
    key = await find_node(ApiKey, input.id, viewer, to="change", version=input.version)
    given = sent_fields(input, "name", "scopes")
    customers: list[Customer] | EllipsisType | None = ...
    if input.customer_ids is not strawberry.UNSET:
        if key.customer_id is not None:
            raise Refusal(RefusalCode.INVALID, "A customer's own key is for that customer alone.", "customerIds")
        customers = await _customers(input.customer_ids, viewer)
    await update_key(
        key,
        name=given.get("name"),
        scopes=None if given.get("scopes") is None else scopes_of(given["scopes"]),
        customers=customers,
        by=viewer,
    )
    return {"api_key_id": key.id}


@mutation(
    MANAGES_KEYS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=ROTATED,
)
async def api_key_rotate(info: Info, input: ApiKeyRotateInput) -> dict[str, Any]:
    """Give an API key a new secret."""
    viewer = viewer_of(info)
    key = await find_node(ApiKey, input.id, viewer, to="change", version=input.version)
    overlap = timedelta(seconds=input.overlap_seconds)
    expires_at = ... if input.expires_at is strawberry.UNSET else input.expires_at
    secret = await rotate_key(key, overlap, expires_at=expires_at, by=viewer)
    return {"api_key_id": key.id, "secret": Shown(secret)}


@mutation(MANAGES_KEYS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE")
async def api_key_revoke(info: Info, input: ApiKeyRevokeInput) -> dict[str, Any]:
    """Revoke an API key."""
    viewer = viewer_of(info)
    key = await find_node(ApiKey, input.id, viewer, to="change", version=input.version)
    await revoke_key(key, by=viewer)
    return {"api_key_id": key.id}


async def _customers(global_ids: Sequence[str] | None, viewer: Viewer) -> list[Customer] | None:
    """The customers that a key is to be for; None for all. An administrator gives the one that they administer."""
    is_staff, own, faults = viewer.may(Permission.MANAGE_PARTNERS), viewer.administered_customers(), Faults()
    if global_ids is None and (is_staff or len(own) == 1):
        return None if is_staff else [await Customer.get(id=own[0])]
    if not global_ids:
        raise Refusal(RefusalCode.REQUIRED, "Give the customer that the key is for.", "customerIds")
    unique = list(dict.fromkeys(global_ids))
    if not is_staff and len(unique) > 1:
        raise Refusal(RefusalCode.INVALID, "A customer's own key is for that customer alone.", "customerIds")
    customers = await find_each(Customer, unique, viewer, to="make_key", field="customerIds", faults=faults)
    faults.expect_none()
    return customers
