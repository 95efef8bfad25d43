"""The program of the demo: an API key that everybody knows, and a webhook for the dashboard of examples/."""

from typing import Final

from tortoise.expressions import Q

from adapters.security.key_secrets import secret_of
from adapters.security.tokens import token_hash
from models.core.viewer import SYSTEM, KeyScope
from models.log.unit_of_work import shielded
from models.partners.key_changes import create_key
from models.partners.keys import ApiKey
from models.partners.webhook_changes import create_webhook
from models.partners.webhook_work import secrets_of
from models.partners.webhooks import Webhook

KEY: Final = secret_of(("Demo" * 11)[:43])
HOOK: Final = "http://127.0.0.1:8080/hook"
SELECTION: Final = """{ cursor ... on PortalEvent { kind occurredAt }
  ... on OrderEvent { order { number } } ... on InvoiceEvent { invoice { number } } }"""


async def webhook_secret() -> str | None:
    """The secret of the webhook, which is made with its key unless they are there; None where the key was revoked."""
    known = token_hash(KEY)
    key = await ApiKey.get_or_none(Q(secret_hash=known) | Q(former_hash=known)) or await _new_key()
    if key.revoked_at is not None:
        return None
    webhook = await Webhook.filter(api_key_id=key.id).order_by("created_at").first() or await _new_webhook(key)
    return secrets_of(webhook)[0]


async def _new_key() -> ApiKey:
    scopes = KeyScope(sum(KeyScope))
    key, _ = await shielded(
        create_key, "Dashboard", scopes, None, owner_id=None, expires_at=None, secret=KEY, by=SYSTEM
    )
    return key


async def _new_webhook(key: ApiKey) -> Webhook:
    webhook, _ = await shielded(create_webhook, key, HOOK, None, SELECTION, by=SYSTEM)
    return webhook
