"""Mutations of API keys and webhooks."""

from resolvers.partners import exports, naming
from resolvers.partners import mutations as partners
from resolvers.partners import webhook_mutations as webhooks
from schema.core.fields import object_type, root
from schema.partners.payloads import (
    ApiKeyCreatePayload,
    ApiKeyRevokePayload,
    ApiKeyRotatePayload,
    ApiKeyUpdatePayload,
    BulkExportCreatePayload,
    ExternalReferenceSetPayload,
    WebhookCreatePayload,
    WebhookDeletePayload,
    WebhookRedeliverPayload,
    WebhookReplayPayload,
    WebhookSecretRotatePayload,
    WebhookTestPayload,
    WebhookUpdatePayload,
)


@object_type
class PartnerMutations:
    """The mutations of API keys and webhooks, and of what programs call things."""

    api_key_create: ApiKeyCreatePayload = root(
        partners.api_key_create,
        "Make an API key for a program. Staff make keys for any customers, administrators for the customer that they "
        "administer. WRONG_STATE with 100 active keys.",
    )
    api_key_update: ApiKeyUpdatePayload = root(
        partners.api_key_update, "Change the name, the scopes or the customers of an API key."
    )
    api_key_rotate: ApiKeyRotatePayload = root(
        partners.api_key_rotate,
        "Give an API key a new secret, and another end if `expiresAt` is given; an expired key works again then.",
    )
    api_key_revoke: ApiKeyRevokePayload = root(
        partners.api_key_revoke,
        "Revoke an API key for good. It is refused, and its streams and sockets end, within a second everywhere.",
    )
    external_reference_set: ExternalReferenceSetPayload = root(
        naming.external_reference_set,
        "Give a customer, contact, site, asset, order or invoice that the key sees the id that it has in the program's "
        "own system, whatever state it is in. Nobody is notified.",
    )
    bulk_export_create: BulkExportCreatePayload = root(
        exports.bulk_export_create,
        "Have everything that the viewer sees, or what has changed after a cursor, written to files. A worker does it: "
        "read `bulkExport` until it is done. WRONG_STATE with 3 exports that are not finished.",
    )
    webhook_create: WebhookCreatePayload = root(
        webhooks.webhook_create,
        "Make a webhook of an API key, for what happens from now on. WRONG_STATE with 20 webhooks of the key.",
    )
    webhook_update: WebhookUpdatePayload = root(
        webhooks.webhook_update, "Change the address, the kinds or the selection of a webhook, pause it or go on."
    )
    webhook_delete: WebhookDeletePayload = root(
        webhooks.webhook_delete, "Delete a webhook with the record of its deliveries."
    )
    webhook_secret_rotate: WebhookSecretRotatePayload = root(
        webhooks.webhook_secret_rotate, "Give a webhook a new secret."
    )
    webhook_test: WebhookTestPayload = root(
        webhooks.webhook_test,
        "Post a test, of the type TEST, to a webhook once, also to one that is paused. `webhookDeliveries` tell what "
        "came of it.",
    )
    webhook_redeliver: WebhookRedeliverPayload = root(
        webhooks.webhook_redeliver,
        "Post an event, or a test, once more, out of turn and with the same id, as the key sees it by now.",
    )
    webhook_replay: WebhookReplayPayload = root(
        webhooks.webhook_replay,
        "Begin again after a position in the log: what follows is posted in order, with the ids that it had. INVALID "
        "for a position that the log does not have.",
    )
