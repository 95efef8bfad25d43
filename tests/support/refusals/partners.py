"""Refusals about API keys and webhooks."""

from datetime import timedelta
from unittest.mock import patch

from adapters import clock
from models.log import cursors
from models.partners.webhooks import WebhookDelivery
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.partners.keys import new_key
from tests.support.refusals.stage import Stage


async def refuse(on: Stage) -> None:
    """Ask for what the state of keys does not allow."""
    archived = await on.archived_customer()
    given = {"name": "Program", "scopes": ["READ_ORDERS"]}
    await on.refused(on.sam, "apiKeyCreate", "WRONG_STATE", "customerIds", **given, customerIds=[archived])
    await on.refused(on.sam, "apiKeyCreate", "REQUIRED", "customerIds", **given, customerIds=[])
    await on.refused(on.zoe, "apiKeyCreate", "REQUIRED", "customerIds", **given)
    await on.refused(on.ann, "apiKeyCreate", "FORBIDDEN", "scopes", **given | {"scopes": ["READ_INTERNAL"]})
    both = [on.cast.acme, on.cast.zenith]
    await on.refused(on.ann, "apiKeyCreate", "INVALID", "customerIds", **given, customerIds=both)
    key = (await new_key(on.ann, "DECIDE_INVOICES")).id
    await on.refused(on.sam, "apiKeyUpdate", "INVALID", "customerIds", id=key, customerIds=[on.cast.zenith])
    operators = (await new_key(on.sam, "READ_ORDERS")).id
    await on.refused(on.sam, "apiKeyUpdate", "WRONG_STATE", "customerIds", id=operators, customerIds=[archived])
    rights = {"customerId": on.cast.acme, "contactId": on.ann.id, "role": "ADMIN"}
    await done(on.sam, "membershipSet", **rights, rights=["ORDERS"])
    await on.refused(on.ann, "apiKeyUpdate", "FORBIDDEN", "scopes", id=key, scopes=["READ_INVOICES"])
    await on.refused(on.ann, "apiKeyRotate", "FORBIDDEN", "id", id=key, overlapSeconds=0)
    await done(on.sam, "membershipSet", **rights, rights=["ORDERS", "INVOICES", "INVOICE_APPROVAL"])
    for verb, more in (("Update", {"name": "Late"}), ("Rotate", {"overlapSeconds": 0}), ("Revoke", {})):
        await on.refused(on.ann, f"apiKey{verb}", "STALE_VERSION", "version", id=key, version=99, **more)
    await _refuse_webhooks(on)
    await _refuse_references(on)
    await _refuse_exports(on)
    await done(on.ann, "apiKeyRevoke", id=key)
    for verb, more in (("Update", {"name": "Late"}), ("Rotate", {"overlapSeconds": 0}), ("Revoke", {})):
        await on.refused(on.ann, f"apiKey{verb}", "WRONG_STATE", "id", id=key, **more)


async def _refuse_webhooks(on: Stage) -> None:
    key = (await new_key(on.ann, "READ_EVENTS", "READ_INVOICES")).id
    given = {"apiKeyId": key, "url": "http://127.0.0.1:9/events"}
    made = await done(on.ann, "webhookCreate", "webhook { id }", **given)
    hook = made["webhook"]["id"]
    await on.refused(on.ann, "apiKeyUpdate", "WRONG_STATE", "scopes", id=key, scopes=["READ_INVOICES"])
    with patch("models.partners.webhook_changes.MAX_WEBHOOKS", 1):
        await on.refused(on.ann, "webhookCreate", "WRONG_STATE", "apiKeyId", **given)
    silent = (await new_key(on.ann, "READ_ORDERS")).id
    await on.refused(on.ann, "webhookCreate", "FORBIDDEN", "apiKeyId", **given | {"apiKeyId": silent})
    rights = {"customerId": on.cast.acme, "contactId": on.ann.id, "role": "ADMIN"}
    await done(on.sam, "membershipSet", **rights, rights=["ORDERS"])
    await on.refused(on.ann, "webhookCreate", "FORBIDDEN", "apiKeyId", **given)
    await on.refused(on.ann, "webhookUpdate", "FORBIDDEN", "id", id=hook, url="https://other.example.com")
    await done(on.sam, "membershipSet", **rights, rights=["ORDERS", "INVOICES", "INVOICE_APPROVAL"])
    for verb, more in (("Update", {}), ("Delete", {}), ("SecretRotate", {"overlapSeconds": 0})):
        await on.refused(on.ann, f"webhook{verb}", "STALE_VERSION", "version", id=hook, version=99, **more)
    start, beyond = cursors.encode(0), cursors.encode(1_000_000)
    await on.refused(on.ann, "webhookReplay", "STALE_VERSION", "version", id=hook, version=99, after=start)
    await on.refused(on.ann, "webhookReplay", "INVALID", "after", id=hook, after=beyond)
    test = (await done(on.ann, "webhookTest", "webhookDelivery { id }", id=hook))["webhookDelivery"]["id"]
    await WebhookDelivery.all().update(due_at=clock.now() + timedelta(days=1))
    await on.refused(on.ann, "webhookRedeliver", "WRONG_STATE", "id", id=test)
    await done(on.ann, "apiKeyRevoke", id=key)
    await on.refused(on.ann, "webhookTest", "WRONG_STATE", "id", id=hook)


async def _refuse_references(on: Stage) -> None:
    key, name, at = (
        await new_key(on.ann, "READ_ORDERS", "WRITE_REFERENCES"),
        "externalReferenceSet",
        "externalReference",
    )
    orders = [await new_order(on.ann) for _ in range(2)]
    once = {"id": orders[0], "externalReference": "R-1", "idempotencyKey": "once"}
    await done(key, name, **once)
    await on.refused(key, name, "IDEMPOTENCY_KEY_REUSED", "idempotencyKey", **once | {"id": orders[1]})
    await on.refused(key, name, "NOT_UNIQUE", at, id=orders[1], externalReference="R-1")
    await on.refused(key, name, "STALE_VERSION", "version", id=orders[1], externalReference="R-2", version=99)
    await on.refused(key, name, "NOT_FOUND", "id", id="garbage", externalReference="R-2")
    await on.refused(key, name, "INVALID", at, id=orders[1], externalReference="a\x01")
    await on.refused(key, name, "TOO_LONG", at, id=orders[1], externalReference="x" * 101)


async def _refuse_exports(on: Stage) -> None:
    key = await new_key(on.ann, "READ_ORDERS")
    await on.refused(key, "bulkExportCreate", "FORBIDDEN", "contents.0", contents=["INVOICES"])
    with patch("models.partners.exports.MAX_UNFINISHED", 0):
        await on.refused(on.ann, "bulkExportCreate", "WRONG_STATE", None, contents=["ORDERS"])
