"""Each event arrives, in order, whatever becomes of the endpoint and of those who post to it."""

import asyncio
from pathlib import Path

from models.partners.webhooks import Webhook, WebhookDelivery
from tests.support.cast import Cast
from tests.support.invoicing import opened
from tests.support.partners.bad_endpoint import bad_endpoint, verdict, webhook_with_notes, withstand
from tests.support.programs.processes import environment

EVENTS, KILLS = 20, 2


async def test_two_workers_that_are_killed_lose_no_event(database: str, cast: Cast, tmp_path: Path) -> None:
    async with opened(database, tmp_path), bad_endpoint(faults=0.15) as endpoint:
        expected = await webhook_with_notes(cast, endpoint.url, EVENTS)
        env = environment(tmp_path, database_url=database, smtp_url="smtp://127.0.0.1:9")
        await asyncio.wait_for(withstand(env, endpoint, EVENTS, KILLS), 120)
        assert not any(verdict(endpoint, expected).values()), verdict(endpoint, expected)
        assert len(endpoint.arrived) > len(endpoint.taken) >= EVENTS
        webhook = await Webhook.get()
        assert webhook.paused_at is None
        assert await WebhookDelivery.filter(webhook_id=webhook.id).count() in (EVENTS - 1, EVENTS)
