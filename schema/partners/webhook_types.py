"""Webhooks, and the deliveries of events to them."""

from datetime import datetime

import strawberry

from models.log.events import EventKind
from models.partners.keys import ApiKey as ApiKeyRow
from models.partners.webhooks import Webhook as WebhookRow
from models.partners.webhooks import WebhookDeliveryStatus, WebhookStatus
from resolvers.core.relations import one
from resolvers.core.scalars import EventCursor
from resolvers.partners import webhooks
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.types import Actor, Node
from schema.partners.types import ApiKey


@object_type
class Webhook(Node):
    """An address to which events are posted, in the order of the log and each at least once, as an API key sees them.
    Its secret is shown once, when it is made."""

    id: strawberry.ID = global_id("Webhook")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("webhook")
    updated_at: datetime = updated_at("webhook")
    url: str = column("The address that events are posted to.")
    status: WebhookStatus = relation(
        webhooks.status, "Whether events are posted.", ("api_key_id", "paused_at", "failing_since")
    )
    kinds: list[EventKind] | None = column("The kinds of events to post; null for all that the key sees.")
    selection: str | None = column("The fields of `PortalEvent` to post of an event; null for ids and statuses.")
    api_key: ApiKey | None = relation(
        one(ApiKeyRow, "api_key_id"), "The API key with whose eyes events are read.", ("api_key_id",)
    )
    position: EventCursor = relation(
        webhooks.position, "The position in the log up to which everything was delivered.", ("position",)
    )
    failing_since: datetime | None = column(
        "Time of the first of the failed tries in a row; null if the last one succeeded. After three days it is paused."
    )
    next_try_at: datetime | None = relation(
        webhooks.next_try_at,
        "Time of the next try after a failed one; null if the last one succeeded, and while it is paused.",
        ("due_at", "failing_since", "paused_at"),
    )
    paused_at: datetime | None = column("Time at which it was paused, by somebody or as it failed; null if it is not.")
    former_secret_ends_at: datetime | None = relation(
        webhooks.former_secret_ends_at,
        "Time until which the secret from before the last rotation signs too; null if it does not.",
        ("former_ends_at",),
    )
    created_by: Actor = column("The person who made the webhook.")
    viewer_can_update: bool = relation(
        webhooks.can_change,
        "Whether the viewer may change the webhook: `webhookUpdate`, `webhookDelete`, `webhookSecretRotate`, "
        "`webhookTest` and `webhookReplay`.",
        ("customer_id",),
    )


@object_type
class WebhookTry:
    """One try to post something to a webhook."""

    tried_at: datetime = column("Time at which it began.")
    milliseconds: int = column("The time that it took, in milliseconds.")
    http_status: int | None = column("The HTTP status of the answer; null if there was none.")
    answer: str | None = column("The beginning of the answer, at most 1000 bytes; null if there was none.")
    error: str | None = relation(
        webhooks.error, "The reason for which it failed, in the viewer's language; null if it succeeded.", ("error",)
    )


@object_type
class WebhookDelivery(Node):
    """The delivery of an event, or of a test, to a webhook, with all its tries."""

    id: strawberry.ID = global_id("WebhookDelivery")
    created_at: datetime = created_at("delivery")
    updated_at: datetime = updated_at("delivery")
    webhook: Webhook | None = relation(one(WebhookRow, "webhook_id"), "The webhook.", ("webhook_id",))
    cursor: EventCursor | None = relation(
        webhooks.cursor,
        "The position of the event in the log, which is the id of the message; null for a test.",
        ("position",),
    )
    kind: EventKind | None = column("The kind of the event; null for a test.")
    status: WebhookDeliveryStatus = column("The status of the delivery.")
    attempts: int = column("The number of tries.")
    tries: list[WebhookTry] = relation(webhooks.tries, "The tries, oldest first.", ("id",))
    viewer_can_redeliver: bool = relation(
        webhooks.can_redeliver,
        "Whether the viewer may send it once more: `webhookRedeliver`. False while it waits to be sent.",
        ("due_at",),
    )
