"""The work on webhooks: a worker claims one that is due, posts what comes after its position, and writes down what came
of it. Any number of workers may do so: each loses a webhook that it holds for longer than LEASE."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import settings
from adapters import clock
from adapters.database.client import execute, fetch_returning, is_sqlite
from adapters.security.tokens import webhook_secret_of_seed
from adapters.text.sentences import Sentence, kept
from models.core.rows import Row, read_rows
from models.core.scope import Scope, all_of, one_of
from models.core.viewer import SYSTEM
from models.log.reading import head
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject
from models.partners.managers import tell_managers
from models.partners.webhook_changes import WebhookChange, record
from models.partners.webhooks import Webhook, WebhookDelivery, WebhookDeliveryStatus, WebhookTry

LEASE: Final = timedelta(minutes=1)
"""The time for which a worker holds a webhook, or a delivery, from the last thing that it wrote down."""
MIN_RETRY_INTERVAL: Final = timedelta(seconds=5)
"""The wait after a failed try; it doubles each time."""
MAX_RETRY_INTERVAL: Final = timedelta(days=1)
GIVES_UP_AFTER: Final = timedelta(days=3)
"""The time of failed tries after which a webhook is paused."""

_WORKS = "k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > :now)"
_DUE_WEBHOOKS: Final = f"""FROM webhooks w JOIN api_keys k ON k.id = w.api_key_id
WHERE w.paused_at IS NULL AND w.position < :head AND {_WORKS}"""
_DUE_DELIVERIES: Final = f"""FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
JOIN api_keys k ON k.id = w.api_key_id WHERE d.due_at IS NOT NULL AND {_WORKS}"""
_NEXT: Final = f"""SELECT MIN(due_at) AS due_at FROM (SELECT MIN(w.due_at) AS due_at {_DUE_WEBHOOKS}
UNION ALL SELECT MIN(d.due_at) {_DUE_DELIVERIES}) AS nearest"""
_CLAIM: Final = f"""WITH due AS (
  SELECT w.id {_DUE_WEBHOOKS} AND w.due_at <= :now ORDER BY w.due_at, w.id LIMIT :most {{lock}})
UPDATE webhooks SET claim = claim + 1, due_at = :lease_ends WHERE id IN (SELECT id FROM due) RETURNING id"""
_CLAIM_DELIVERIES: Final = f"""WITH due AS (
  SELECT d.id {_DUE_DELIVERIES} AND d.due_at <= :now ORDER BY d.due_at, d.id LIMIT :most {{lock}})
UPDATE webhook_deliveries SET due_at = :lease_ends WHERE id IN (SELECT id FROM due) RETURNING id"""
_HOLD: Final = "WHERE id = :id AND claim = :claim AND position = :former"
_MOVE: Final = f"""UPDATE webhooks SET position = :position, due_at = :due_at, failures = 0, failing_since = NULL
{_HOLD} RETURNING id"""
_FAIL: Final = f"""UPDATE webhooks SET due_at = :due_at, failures = failures + 1,
  failing_since = COALESCE(failing_since, :now) {_HOLD} RETURNING id"""
_REST: Final = f"UPDATE webhooks SET position = :position, due_at = :due_at {_HOLD}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one try: an answer, or an error, or an answer that is one."""

    tried_at: datetime
    milliseconds: int
    http_status: int | None
    answer: str | None
    error: Sentence | str | None

    @property
    def status(self) -> WebhookDeliveryStatus:
        """The status of a delivery after this try."""
        return WebhookDeliveryStatus.DELIVERED if self.error is None else WebhookDeliveryStatus.FAILED


async def next_webhook_due_at() -> datetime | None:
    """The moment at which the next webhook, or delivery, is due, which may be past; None if nothing waits."""
    [row] = await read_rows(_NEXT, {"head": await head(), "now": clock.now()}, due_at=datetime)
    due_at: datetime | None = row["due_at"]
    return due_at


async def claim_webhooks(most: int) -> list[Webhook]:
    """Claim at most so many webhooks for which there may be events, those that wait longest."""
    return await _claimed(Webhook, _CLAIM, "w", most)


async def claim_deliveries(most: int) -> list[WebhookDelivery]:
    """Claim at most so many deliveries that are to be posted out of turn, those that wait longest."""
    return await _claimed(WebhookDelivery, _CLAIM_DELIVERIES, "d", most)


async def _claimed(model: type[Any], statement: str, table: str, most: int) -> list[Any]:
    now = clock.now()
    lock = "" if is_sqlite() else f"FOR UPDATE OF {table} SKIP LOCKED"
    async with unit_of_work():
        values = {"head": await head(), "now": now, "most": most, "lease_ends": now + LEASE}
        rows = await fetch_returning(statement.format(lock=lock), values)
        return list(await model.filter(id__in=[row["id"] for row in rows]))


def events_of(webhook: Webhook, visible: Scope) -> Scope:
    """The events that a webhook gets, out of those that its key sees."""
    return visible if webhook.kinds is None else all_of(one_of("kind", webhook.kinds), visible)


def secrets_of(webhook: Webhook) -> list[str]:
    """The secrets that sign at this moment, the present one first."""
    seeds, now = [webhook.secret_seed], clock.now()
    if webhook.former_seed is not None and webhook.former_ends_at is not None and webhook.former_ends_at > now:
        seeds.append(webhook.former_seed)
    return [webhook_secret_of_seed(seed, settings.get().secret) for seed in seeds]


async def mark_posted(webhook: Webhook, event: Row, outcome: Outcome) -> Webhook | None:
    """Write down a try to post the next event of a webhook, and go on after it if it succeeded.

    Returns the webhook as it is now, None where this worker is not to go on: the try failed, another one has the
    webhook, or somebody has changed it.
    """
    async with unit_of_work() as unit:
        now = clock.now()
        values = {"id": webhook.id, "claim": webhook.claim, "former": webhook.position}
        if outcome.error is None:
            more = {"position": event["position"], "due_at": now + LEASE}
            held = await fetch_returning(_MOVE, values | more)
        else:
            wait = min(MIN_RETRY_INTERVAL * 2 ** min(webhook.failures, 30), MAX_RETRY_INTERVAL)
            held = await fetch_returning(_FAIL, values | {"now": now, "due_at": now + wait})
        current = await Webhook.get_or_none(id=webhook.id)
        if current is None:
            return None
        await _keep(webhook.id, event, outcome)
        if not held:
            return None
        if outcome.error is not None:
            await _give_up(unit, current)
            return None
        if current.version != webhook.version or current.paused_at is not None:
            await _rest(current, current.position, now)
            return None
        return current


async def mark_read(webhook: Webhook, position: int, next_look: timedelta) -> None:
    """Write down that a webhook has got all events up to a position, and let go of it for so long."""
    async with unit_of_work():
        await _rest(webhook, position, clock.now() + next_look)


async def _rest(webhook: Webhook, position: int, due_at: datetime) -> None:
    values = {"id": webhook.id, "claim": webhook.claim, "former": webhook.position}
    await execute(_REST, values | {"position": position, "due_at": due_at})


async def mark_repeated(delivery: WebhookDelivery, outcome: Outcome) -> None:
    """Write down what came of a delivery that was posted out of turn."""
    async with unit_of_work():
        row = await WebhookDelivery.filter(id=delivery.id).select_for_update().get_or_none()
        if row is not None and row.due_at == delivery.due_at:
            row.due_at = None
            await _add_try(row, outcome)


async def _keep(webhook_id: UUID, event: Row, outcome: Outcome) -> None:
    """Keep a try of an event, of which there is one delivery however often it is posted."""
    named: dict[str, Any] = {"webhook_id": webhook_id, "position": event["position"]}
    delivery = await WebhookDelivery.filter(**named).select_for_update().get_or_none()
    if delivery is None:
        delivery = await WebhookDelivery.create(
            **named, kind=event["kind"], status=outcome.status, created_at=outcome.tried_at
        )
    await _add_try(delivery, outcome)


async def _add_try(delivery: WebhookDelivery, outcome: Outcome) -> None:
    delivery.status = outcome.status
    delivery.attempts += 1
    await delivery.save(update_fields=["status", "attempts", "due_at"])
    await WebhookTry.create(
        delivery_id=delivery.id,
        tried_at=outcome.tried_at,
        milliseconds=outcome.milliseconds,
        http_status=outcome.http_status,
        answer=outcome.answer,
        error=None if outcome.error is None else kept(outcome.error),
    )


async def _give_up(unit: UnitOfWork, webhook: Webhook) -> None:
    """Pause a webhook that has failed for GIVES_UP_AFTER, and tell those who manage it."""
    if webhook.paused_at is not None or webhook.failing_since is None:
        return
    if clock.now() - webhook.failing_since < GIVES_UP_AFTER:
        return
    await webhook.advance(paused_at=clock.now())
    key = await webhook.api_key
    await tell_managers(
        unit,
        record(unit, webhook, WebhookChange.PAUSED, SYSTEM),
        NotificationKind.WEBHOOK_PAUSED,
        webhook.customer_id,
        Subject("Webhook", webhook.id, "/webhooks"),
        title=Sentence("A webhook of {key} was paused", key=key.name),
        body=webhook.url,
        template="webhook_paused",
        data={"key_name": key.name, "address": webhook.url},
    )
