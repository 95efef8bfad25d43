"""The queries of webhooks and of deliveries to them."""

from collections.abc import Awaitable
from typing import Any, Final

from adapters import clock
from adapters.text.locales import Formats
from adapters.text.sentences import restored, told
from execution.context import Info
from execution.paging import Listing
from execution.sorting import Sort
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of, any_of
from models.core.viewer import Viewer
from models.log import cursors
from models.partners.keys import ApiKey
from models.partners.webhooks import IN_STATUS, WAITING, Webhook, WebhookDelivery, WebhookStatus, WebhookTry, status_of
from models.permissions import changes_key
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import in_ids, in_range, in_values
from resolvers.core.relations import load_row, many_of
from resolvers.core.rules import allow
from resolvers.core.sorts import by_times, chosen
from resolvers.core.values import by_viewer
from resolvers.partners.keys import MANAGES_KEYS
from resolvers.partners.webhook_inputs import (
    WebhookDeliverySort,
    WebhookDeliverySortField,
    WebhookDeliveryWhere,
    WebhookSort,
    WebhookSortField,
    WebhookWhere,
)

_SORTS: Final = by_times(WebhookSortField, "created_at")
_NEWEST: Final = Sort("webhook-CREATED_AT", _SORTS[WebhookSortField.CREATED_AT], descending=True)
_DELIVERY_SORTS: Final = by_times(WebhookDeliverySortField, "created_at")
_NEWEST_DELIVERY: Final = Sort(
    "webhook-delivery-CREATED_AT", _DELIVERY_SORTS[WebhookDeliverySortField.CREATED_AT], descending=True
)


@allow(MANAGES_KEYS)
@paged
def webhooks(viewer: Viewer, where: WebhookWhere | None = None, sort: WebhookSort | None = None) -> Listing:
    """The webhooks of the API keys that the viewer manages, newest first unless they are sorted."""
    condition = all_of(visible(Webhook, viewer), _filter(where, viewer))
    return Listing(Webhook, condition, chosen("webhook", _SORTS, sort, _NEWEST))


def _filter(where: WebhookWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    conditions = [
        in_ids(viewer, "api_key_id", where.api_key_id, ApiKey, "apiKeyId"),
        in_range("updated_at", where.updated_at),
    ]
    if where.status is not None:
        conditions.append(any_of(*(IN_STATUS[status] for status in where.status)))
    return all_of(*conditions)


@allow(MANAGES_KEYS)
@paged
def webhook_deliveries(
    viewer: Viewer, where: WebhookDeliveryWhere | None = None, sort: WebhookDeliverySort | None = None
) -> Listing:
    """The deliveries to these webhooks, newest first unless they are sorted."""
    condition = visible(WebhookDelivery, viewer)
    if where is not None:
        condition = all_of(
            condition,
            in_ids(viewer, "webhook_id", where.webhook_id, Webhook, "webhookId"),
            in_values("status", where.status),
            in_range("updated_at", where.updated_at),
        )
    return Listing(WebhookDelivery, condition, chosen("webhook-delivery", _DELIVERY_SORTS, sort, _NEWEST_DELIVERY))


async def status(root: Row, info: Info) -> WebhookStatus:
    """The status of a webhook."""
    key = await load_row(info, ApiKey, root["api_key_id"], ("revoked_at", "expires_at"))
    assert key is not None, "whoever sees a webhook sees its key"
    return status_of(root, key)


def position(root: Row) -> str:
    """The cursor up to which everything has been delivered."""
    return cursors.encode(root["position"])


def next_try_at(root: Row) -> Any:
    """The time of the next try of a webhook that fails."""
    return root["due_at"] if root["failing_since"] is not None and root["paused_at"] is None else None


def former_secret_ends_at(root: Row) -> Any:
    """The end of the former secret, while it signs too."""
    ends_at = root["former_ends_at"]
    return ends_at if ends_at is not None and ends_at > clock.now() else None


@by_viewer
def can_change(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may change a webhook."""
    return changes_key(viewer, root)


def cursor(root: Row) -> str | None:
    """The cursor of the event of a delivery; None for a test."""
    return None if root["position"] is None else cursors.encode(root["position"])


def can_redeliver(root: Row) -> bool:
    """Whether a delivery may be repeated: it does not wait already."""
    return not WAITING.matches(root)


def tries(root: Row, info: Info) -> Awaitable[list[Row]]:
    """The tries of a delivery, oldest first."""
    return many_of(
        info,
        WebhookTry,
        "delivery_id",
        root["id"],
        order="webhook_tries.tried_at, webhook_tries.id",
        where=EVERYTHING,
    )


@by_viewer
def error(viewer: Viewer, root: Row) -> str | None:
    """The reason for which a try failed, in the viewer's language; None if it did not."""
    kept = root["error"]
    return None if kept is None else told(restored(kept), Formats.of(viewer.locale, viewer.time_zone))
