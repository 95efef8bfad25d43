"""Webhooks: addresses to which events are posted, as an API key sees them, and the deliveries of these events."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from models.core.entity import DatedEntity, DatedManager, Entity, UtcDatetimeField, VersionedEntity
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, Not, Scope, all_of, present, related
from models.log.reading import head, read
from models.partners.keys import ACTIVE, ApiKey


class WebhookStatus(StrEnum):
    """The status of a webhook."""

    ACTIVE = "ACTIVE"
    FAILING = "FAILING"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"


class WebhookDeliveryStatus(StrEnum):
    """The status of the delivery of an event to a webhook."""

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class Webhook(VersionedEntity):
    """An address that gets the events of some `kinds`, None for all, which an API key sees after `position`.

    `customer_id` is the owner of the key. `selection` is what an event tells, None the usual. Secrets are made of seeds
    and the server's key; after a rotation the former one signs too, until `former_ends_at`. `due_at` is when a worker
    may go on, `claim` counts those who did: a worker whose claim is not the last one has lost the webhook to another.
    """

    api_key: fields.ForeignKeyRelation[ApiKey] = fields.ForeignKeyField(
        "models.ApiKey", related_name=False, on_delete=fields.RESTRICT
    )
    customer_id: UUID | None = fields.UUIDField(null=True)
    url = fields.CharField(max_length=2000)
    kinds: list[str] | None = fields.JSONField(null=True)
    selection = fields.TextField(null=True)
    secret_seed = fields.CharField(max_length=64)
    former_seed = fields.CharField(max_length=64, null=True)
    former_ends_at = UtcDatetimeField(null=True)
    position = fields.BigIntField()
    due_at = UtcDatetimeField()
    claim = fields.IntField(default=0)
    failures = fields.IntField(default=0)
    failing_since = UtcDatetimeField(null=True)
    paused_at = UtcDatetimeField(null=True)
    created_by: dict[str, Any] = fields.JSONField()
    api_key_id: UUID

    class Meta:
        table = "webhooks"
        indexes = (("created_at", "id"), ("updated_at", "id"), ("customer_id",))


class WebhookDelivery(DatedEntity):
    """An event that was posted to a webhook, or (without a `position`) a test; `due_at` is when it is to be posted out
    of turn."""

    webhook: fields.ForeignKeyRelation[Webhook] = fields.ForeignKeyField(
        "models.Webhook", related_name=False, on_delete=fields.CASCADE
    )
    position: int | None = fields.BigIntField(null=True)
    kind = fields.CharField(max_length=32, null=True)
    status = fields.CharEnumField(WebhookDeliveryStatus, max_length=9)
    attempts = fields.IntField(default=0)
    created_at = UtcDatetimeField()
    due_at = UtcDatetimeField(null=True)
    webhook_id: UUID

    class Meta:
        table = "webhook_deliveries"
        unique_together = (("webhook", "position"),)
        indexes = (("updated_at", "id"), ("created_at", "id"), ("webhook_id", "created_at", "id"))
        manager = DatedManager()


class WebhookTry(Entity):
    """One try to post a delivery: the answer with the beginning of its body, or why there was none, as `kept` makes
    it."""

    delivery: fields.ForeignKeyRelation[WebhookDelivery] = fields.ForeignKeyField(
        "models.WebhookDelivery", related_name=False, on_delete=fields.CASCADE
    )
    tried_at = UtcDatetimeField()
    milliseconds = fields.IntField()
    http_status = fields.IntField(null=True)
    answer = fields.TextField(null=True)
    error: dict[str, Any] | None = fields.JSONField(null=True)
    delivery_id: UUID

    class Meta:
        table = "webhook_tries"


_WORKS: Final = related("api_key_id", "api_keys", "id", ACTIVE)
PAUSED: Final = present("paused_at")
FAILS: Final = present("failing_since")
IN_STATUS: Final[dict[WebhookStatus, Scope]] = {
    WebhookStatus.ACTIVE: all_of(Not(PAUSED), _WORKS, Not(FAILS)),
    WebhookStatus.FAILING: all_of(Not(PAUSED), _WORKS, FAILS),
    WebhookStatus.PAUSED: PAUSED,
    WebhookStatus.STOPPED: all_of(Not(PAUSED), Not(_WORKS)),
}
"""The webhooks of each status."""

WAITING: Final = present("due_at")
"""Deliveries that wait to be posted out of turn."""


def status_of(webhook: Row, key: Row) -> WebhookStatus:
    """The status of a webhook and its key."""
    if PAUSED.matches(webhook):
        return WebhookStatus.PAUSED
    if not ACTIVE.matches(key):
        return WebhookStatus.STOPPED
    return WebhookStatus.FAILING if FAILS.matches(webhook) else WebhookStatus.ACTIVE


async def undelivered_since() -> dict[WebhookStatus, datetime | None]:
    """The time of the first event that a webhook of each status has neither got nor passed over; None if none waits."""
    upto = await head()
    return {status: await _first_waiting(where, upto) for status, where in IN_STATUS.items()}


async def _first_waiting(webhooks: Scope, upto: int) -> datetime | None:
    rows = await select(Webhook, ("position",), webhooks, order="webhooks.position", limit=1)
    events = await read(rows[0]["position"], upto, EVERYTHING, 1) if rows else []
    return events[0]["occurred_at"] if events else None
