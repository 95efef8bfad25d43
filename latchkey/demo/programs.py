"""The program of the demo: an API key that everybody knows, and a webhook for the dashboard of examples/."""

from typing import Final

from adapters.security.key_secrets import secret_of
from adapters.security.tokens import token_hash
from models.access.sessions import viewer_of_person
from models.core.viewer import KeyScope, Viewer
from models.log.unit_of_work import shielded
from models.partners.key_changes import create_key
from models.partners.keys import ApiKey
from models.partners.webhook_changes import create_webhook
from models.partners.webhook_work import secrets_of
from models.partners.webhooks import Webhook
from models.people.staff import StaffMember

KEY: Final = secret_of(("Demo" * 11)[:43])
HOOK: Final = "http://127.0.0.1:8080/hook"
SELECTION: Final = """{ cursor ... on PortalEvent { kind occurredAt }
  ... on OrderEvent { order { number } } ... on InvoiceEvent { invoice { number } } }"""


async def webhook_secret() -> str:
    """The secret of the webhook, which is made with its key unless they are there."""
    sam = await StaffMember.get(email_key="sam@brightwell.test")
    by = await viewer_of_person(None, sam.id)
    assert by is not None, "sam has access"
    key = await ApiKey.get_or_none(secret_hash=token_hash(KEY)) or await _new_key(by)
    webhook = await Webhook.get_or_none(url=HOOK, api_key_id=key.id) or await _new_webhook(key, by)
    return secrets_of(webhook)[0]


async def _new_key(by: Viewer) -> ApiKey:
    scopes = KeyScope(sum(KeyScope))
    key, _ = await shielded(create_key, "Dashboard", scopes, None, owner_id=None, expires_at=None, secret=KEY, by=by)
    return key


async def _new_webhook(key: ApiKey, by: Viewer) -> Webhook:
    webhook, _ = await shielded(create_webhook, key, HOOK, None, SELECTION, by=by)
    return webhook
