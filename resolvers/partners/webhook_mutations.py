"""The mutations of webhooks."""

from datetime import timedelta
from types import EllipsisType
from typing import Any, Final

import strawberry

from execution.context import Info, raw, viewer_of
from models.core.errors import Faults, Refusal, RefusalCode, RequestError
from models.core.viewer import Viewer
from models.log import cursors
from models.partners import webhook_changes
from models.partners.key_changes import expect_overlap
from models.partners.keys import ApiKey
from models.partners.webhook_changes import expect_kinds, expect_url
from models.partners.webhooks import Webhook, WebhookDelivery
from resolvers.core.forms import Check, fields
from resolvers.core.ids import find_node
from resolvers.core.mutations import Shown, mutation
from resolvers.partners.keys import MANAGES_KEYS
from resolvers.partners.selections import checked_selection, operation_of
from resolvers.partners.webhook_inputs import (
    WebhookCreateInput,
    WebhookDeleteInput,
    WebhookRedeliverInput,
    WebhookReplayInput,
    WebhookSecretRotateInput,
    WebhookTestInput,
    WebhookUpdateInput,
)

_PARTS: Final[dict[str, Check]] = {"url": expect_url, "kinds": expect_kinds, "selection": checked_selection}
FORM: Final = fields(**_PARTS)


def position_of(cursor: str, field: str) -> int:
    """The position in a cursor of an input; refuses with INVALID what is none."""
    try:
        return cursors.decode(cursor)
    except RequestError:
        raise Refusal(RefusalCode.INVALID, "Not a cursor of the event log.", field) from None


AFTER: Final = fields(after=position_of)
ROTATED: Final = fields(overlap_seconds=lambda value, field: expect_overlap(timedelta(seconds=value)))


@mutation(
    MANAGES_KEYS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=FORM,
)
async def webhook_create(info: Info, input: WebhookCreateInput) -> dict[str, Any]:
    """Make a webhook."""
    viewer, faults, selection = viewer_of(info), Faults(), None
    with faults.noted():
        key = await find_node(ApiKey, input.api_key_id, viewer, to="change", field="apiKeyId")
    with faults.noted():
        selection = await _selection(info, input.selection, viewer)
    faults.expect_none()
    webhook, secret = await webhook_changes.create_webhook(key, input.url, input.kinds, selection, by=viewer)
    return {"webhook_id": webhook.id, "secret": Shown(secret)}


@mutation(
    MANAGES_KEYS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG",
    form=FORM,
)
async def webhook_update(info: Info, input: WebhookUpdateInput) -> dict[str, Any]:
    """Change a webhook."""
    viewer, faults = viewer_of(info), Faults()
    selection: str | EllipsisType | None = ...
    with faults.noted():
        webhook = await find_node(Webhook, input.id, viewer, to="change", version=input.version)
    with faults.noted():
        if input.selection is not strawberry.UNSET:
            selection = await _selection(info, input.selection, viewer)
    faults.expect_none()
    await webhook_changes.update_webhook(
        webhook,
        url=None if input.url is strawberry.UNSET else input.url,
        kinds=... if input.kinds is strawberry.UNSET else input.kinds,
        selection=selection,
        is_paused=None if input.is_paused is strawberry.UNSET else input.is_paused,
        by=viewer,
    )
    return {"webhook_id": webhook.id}


@mutation(MANAGES_KEYS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG")
async def webhook_delete(info: Info, input: WebhookDeleteInput) -> dict[str, Any]:
    """Delete a webhook."""
    viewer = viewer_of(info)
    webhook = await find_node(Webhook, input.id, viewer, to="change", version=input.version)
    await webhook_changes.delete_webhook(webhook, by=viewer)
    return {"removed_id": webhook.id}


@mutation(
    MANAGES_KEYS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG",
    form=ROTATED,
)
async def webhook_secret_rotate(info: Info, input: WebhookSecretRotateInput) -> dict[str, Any]:
    """Give a webhook a new secret."""
    viewer = viewer_of(info)
    webhook = await find_node(Webhook, input.id, viewer, to="change", version=input.version)
    overlap = timedelta(seconds=input.overlap_seconds)
    secret = await webhook_changes.rotate_secret(webhook, overlap, by=viewer)
    return {"webhook_id": webhook.id, "secret": Shown(secret)}


@mutation(MANAGES_KEYS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG WRONG_STATE")
async def webhook_test(info: Info, input: WebhookTestInput) -> dict[str, Any]:
    """Post a test to a webhook."""
    viewer = viewer_of(info)
    webhook = await find_node(Webhook, input.id, viewer, to="see")
    delivery = await webhook_changes.test_webhook(webhook, by=viewer)
    return {"webhook_delivery_id": delivery.id}


@mutation(MANAGES_KEYS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND TOO_LONG WRONG_STATE")
async def webhook_redeliver(info: Info, input: WebhookRedeliverInput) -> dict[str, Any]:
    """Post an event once more."""
    viewer = viewer_of(info)
    delivery = await find_node(WebhookDelivery, input.id, viewer, to="repeat")
    await webhook_changes.redeliver(delivery, by=viewer)
    return {"webhook_delivery_id": delivery.id}


@mutation(
    MANAGES_KEYS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG",
    form=AFTER,
)
async def webhook_replay(info: Info, input: WebhookReplayInput) -> dict[str, Any]:
    """Begin again after a position."""
    viewer = viewer_of(info)
    webhook = await find_node(Webhook, input.id, viewer, to="change", version=input.version)
    await webhook_changes.replay(webhook, position_of(input.after, "after"), by=viewer)
    return {"webhook_id": webhook.id}


async def _selection(info: Info, selection: str | None, viewer: Viewer) -> str | None:
    """A selection that can be executed; None for the usual one."""
    if selection is None:
        return None
    checked = checked_selection(selection)
    await operation_of(raw(info).schema, checked, viewer)
    return checked
