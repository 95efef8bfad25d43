"""Payloads of the mutations of API keys."""

from models.partners.keys import ApiKey as ApiKeyRow
from resolvers.core.relations import one
from schema.core.fields import column, object_type, relation
from schema.core.payloads import Payload
from schema.partners.types import ApiKey


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
