"""Mutations of API keys."""

from resolvers.partners import mutations as partners
from schema.core.fields import object_type, root
from schema.partners.payloads import (
    ApiKeyCreatePayload,
    ApiKeyRevokePayload,
    ApiKeyRotatePayload,
    ApiKeyUpdatePayload,
)


@object_type
class PartnerMutations:
    """The mutations of API keys."""

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
