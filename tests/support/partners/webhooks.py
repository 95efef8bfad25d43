"""Webhooks in a line each, and the relays that serve them."""

import asyncio
from typing import Any

from latchkey.worker.webhooks import WebhookRelay
from tests.support.mutations import done
from tests.support.partners.receiver import Receiver
from tests.support.server import Client

SHOWN = "id version url status kinds selection position failingSince nextTryAt pausedAt formerSecretEndsAt"


async def new_webhook(by: Client, key: str, to: Receiver | str, **given: Any) -> dict[str, Any]:
    """Make a webhook; gives it, with its secret."""
    url = to if isinstance(to, str) else to.url
    made = await done(by, "webhookCreate", f"secret webhook {{ {SHOWN} }}", apiKeyId=key, url=url, **given)
    return {**made["webhook"], "secret": made["secret"]}


async def shown(by: Client, webhook: str) -> dict[str, Any]:
    """A webhook as it is now."""
    found: dict[str, Any] = await by.data(f"query($id: ID!) {{ webhook(id: $id) {{ {SHOWN} }} }}", {"id": webhook})
    return dict(found["webhook"])


async def deliveries(by: Client, **where: Any) -> list[dict[str, Any]]:
    """The deliveries that somebody sees, newest first."""
    query = """query($where: WebhookDeliveryWhere) { webhookDeliveries(where: $where) { nodes {
      id cursor kind status attempts viewerCanRedeliver tries { httpStatus answer error } } } }"""
    found: list[dict[str, Any]] = (await by.data(query, {"where": where}))["webhookDeliveries"]["nodes"]
    return found


async def relay(times: int = 1) -> None:
    """Post what is due, so many times, with two relays at once."""
    for _ in range(times):
        await asyncio.gather(*(WebhookRelay().run_due() for _ in range(2)))
