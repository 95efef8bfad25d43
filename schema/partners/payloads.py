"""Payloads of the mutations of API keys and webhooks."""

import strawberry

from models.partners.exports import BulkExport as BulkExportRow
from models.partners.keys import ApiKey as ApiKeyRow
from models.partners.webhooks import Webhook as WebhookRow
from models.partners.webhooks import WebhookDelivery as WebhookDeliveryRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.partners import naming
from schema.core.fields import column, object_type, relation
from schema.core.payloads import Payload
from schema.core.types import Node
from schema.partners.export_types import BulkExport
from schema.partners.types import ApiKey
from schema.partners.webhook_types import Webhook, WebhookDelivery


@object_type
class ExternalReferenceSetPayload(Payload):
    """The result of `externalReferenceSet`."""

    node: Node | None = relation(
        naming.named, "The customer, contact, site, asset, order, invoice or tenancy, as it is now."
    )


@object_type
class BulkExportCreatePayload(Payload):
    """The result of `bulkExportCreate`."""

    bulk_export: BulkExport | None = relation(one(BulkExportRow, "bulk_export_id"), "The export, which waits.")


@object_type
class ChangedApiKey(Payload):
    """The part of payloads of mutations that change an API key."""

    api_key: ApiKey | None = relation(one(ApiKeyRow, "api_key_id"), "The key, as it is now.")


@object_type
class NewSecret(ChangedApiKey):
    """The part of payloads of mutations that make a secret."""

    secret: str | None = column(
        "The secret, which the program sends as `Authorization: Bearer`. It is shown here and never again: also a "
        "request that is repeated with its idempotency key gets null."
    )


@object_type
class ApiKeyCreatePayload(NewSecret):
    """The result of `apiKeyCreate`."""


@object_type
class ApiKeyUpdatePayload(ChangedApiKey):
    """The result of `apiKeyUpdate`."""


@object_type
class ApiKeyRotatePayload(NewSecret):
    """The result of `apiKeyRotate`."""


@object_type
class ApiKeyRevokePayload(ChangedApiKey):
    """The result of `apiKeyRevoke`."""


@object_type
class ChangedWebhook(Payload):
    """The part of payloads of mutations that change a webhook."""

    webhook: Webhook | None = relation(one(WebhookRow, "webhook_id"), "The webhook, as it is now.")


@object_type
class NewWebhookSecret(ChangedWebhook):
    """The part of payloads of mutations that make a secret of a webhook."""

    secret: str | None = column(
        "The secret that signs what is posted, by Standard Webhooks. It is shown here and never again: also a request "
        "that is repeated with its idempotency key gets null."
    )


@object_type
class WebhookCreatePayload(NewWebhookSecret):
    """The result of `webhookCreate`."""


@object_type
class WebhookUpdatePayload(ChangedWebhook):
    """The result of `webhookUpdate`."""


@object_type
class WebhookDeletePayload(Payload):
    """The result of `webhookDelete`."""

    removed_id: strawberry.ID | None = relation(
        values.global_id_if_any("Webhook", "removed_id"), "The id of the webhook that was deleted; null if none was."
    )
    webhook: Webhook | None = relation(
        one(WebhookRow, "webhook_id"), "The webhook as it is now, if it has changed since; null if it was deleted."
    )


@object_type
class WebhookSecretRotatePayload(NewWebhookSecret):
    """The result of `webhookSecretRotate`."""


@object_type
class SentDelivery(Payload):
    """The part of payloads of mutations that post something."""

    webhook_delivery: WebhookDelivery | None = relation(
        one(WebhookDeliveryRow, "webhook_delivery_id"), "The delivery; it is posted in a moment."
    )


@object_type
class WebhookTestPayload(SentDelivery):
    """The result of `webhookTest`."""


@object_type
class WebhookRedeliverPayload(SentDelivery):
    """The result of `webhookRedeliver`."""


@object_type
class WebhookReplayPayload(ChangedWebhook):
    """The result of `webhookReplay`."""
