"""The relay of webhooks: it posts the events of the log to them, in their order, each at least once.

Any number of relays may run, in any process. A webhook is in the hands of one of them at a time, with a lease: what a
relay that dies held is due again when the lease ends, and the event that was on its way is posted again with its id.
"""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

import structlog
from graphql import GraphQLSchema

import settings
from adapters import clock, wakeups
from adapters.database.client import clock_skew
from adapters.errors import NotSent, Unavailable
from adapters.security.signatures import signed_headers
from adapters.text.sentences import Sentence
from adapters.webhook_posts import Answer, Poster
from execution.context import Context
from latchkey.graphql import errors
from latchkey.graphql.responses import encoded
from latchkey.monitoring import totals
from models.core.errors import Refusal, RequestError, Vanished
from models.core.rows import Row
from models.core.scope import all_of, equals
from models.core.viewer import Viewer
from models.log import cursors
from models.log.events import Event
from models.log.reading import head, read
from models.log.restores import is_held
from models.log.unit_of_work import shielded
from models.partners import webhook_work as work
from models.partners.key_viewers import viewer_of_key
from models.partners.webhook_work import Outcome
from models.partners.webhooks import Webhook, WebhookDelivery
from models.policy import visible
from resolvers.core import ids
from resolvers.partners.selections import operation_of
from schema.build import schema

log = structlog.get_logger()

LOOK_INTERVAL: Final = timedelta(seconds=2)
"""The longest wait between two looks for webhooks that are due, without any wake-up."""
MIN_WAIT: Final = timedelta(milliseconds=100)
"""The shortest wait between two looks, however many events there are."""
REST: Final = timedelta(seconds=1)
"""The wait after a look that found no event for a webhook: others have events all the time."""
AT_ONCE: Final = 20
"""Webhooks, and deliveries out of turn, that one relay has in hand."""
BATCH: Final = 50
"""Events that are posted before others have their turn."""
_UNSEEN: Final = Sentence("The API key does not see this event any more.")
STOP_SECONDS: Final = 5.0
"""Seconds that a post on its way has to be answered when a relay stops."""
GOOD: Final = range(200, 300)
REDIRECTS: Final = range(300, 400)


class WebhookRelay:
    """One relay."""

    def __init__(self) -> None:
        self._schema: GraphQLSchema = schema._schema
        self._in_hand: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until cancelled; a post on its way then has five seconds to be answered, and is else posted again."""
        try:
            while True:
                step = asyncio.create_task(self._step())
                try:
                    wait = await asyncio.shield(step)
                except asyncio.CancelledError:
                    await step
                    raise
                await asyncio.sleep(MIN_WAIT.total_seconds())
                await wakeups.current().wait("webhooks", at_most=wait.total_seconds())
        finally:
            await self._stop()

    async def run_due(self) -> int:
        """Do once what is due now; gives how many webhooks and deliveries that were."""
        try:
            with clock.ahead_by(await clock_skew()):
                begun = await self._begin()
            await asyncio.gather(*self._in_hand)
        finally:
            for task in self._in_hand:
                task.cancel()
        return begun

    async def _step(self) -> timedelta:
        """Begin what is due and tell how long there is nothing to begin; never raises."""
        try:
            if await is_held():
                return LOOK_INTERVAL
            with clock.ahead_by(await clock_skew()):
                due_at = await work.next_webhook_due_at()
                if due_at is None or due_at > clock.now():
                    return min(LOOK_INTERVAL, due_at - clock.now()) if due_at else LOOK_INTERVAL
                return timedelta() if await self._begin() else LOOK_INTERVAL
        except Unavailable as error:
            log.warning("webhooks wait: the database is away", error=str(error))
        except Exception:
            log.exception("webhooks wait: a fault")
        return LOOK_INTERVAL

    async def _begin(self) -> int:
        """Claim what is due, as much as there is room for, and begin with it."""
        begun = 0
        if room := AT_ONCE - len(self._in_hand):
            deliveries = await shielded(work.claim_deliveries, room)
            webhooks = await shielded(work.claim_webhooks, room - len(deliveries)) if room > len(deliveries) else []
            for delivery in deliveries:
                self._take(self._repeat(delivery))
            for webhook in webhooks:
                self._take(self._serve(webhook))
            begun = len(deliveries) + len(webhooks)
        return begun

    def _take(self, work_on_it: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_logged(work_on_it))
        self._in_hand.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        wakeups.current().wake("webhooks")

    async def _stop(self) -> None:
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=STOP_SECONDS)
        left = list(self._in_hand)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _serve(self, webhook: Webhook) -> None:
        """Post the next events of a webhook, one after the other, and let go of it."""
        viewer, newest = await viewer_of_key(webhook.api_key_id), await head()
        events = await read(webhook.position, newest, work.events_of(webhook, visible(Event, viewer)), BATCH)
        async with _poster(webhook) as poster:
            for event in events:
                reader = await viewer_of_key(webhook.api_key_id)
                if reader.rights != viewer.rights:
                    break  # it may see other events than these
                outcome = await self._posted(poster, webhook, event, reader)
                if outcome is None:
                    continue
                current = await shielded(work.mark_posted, webhook, event, outcome)
                if current is None:
                    return
                webhook = current
            else:
                end = newest if len(events) < BATCH else events[-1]["position"]
                await shielded(work.mark_read, webhook, max(end, webhook.position), timedelta() if events else REST)
                return
        await shielded(work.mark_read, webhook, webhook.position, timedelta())

    async def _repeat(self, delivery: WebhookDelivery) -> None:
        """Post a delivery out of turn, once."""
        webhook = await Webhook.get(id=delivery.webhook_id)
        viewer = await viewer_of_key(webhook.api_key_id)
        async with _poster(webhook) as poster:
            if delivery.position is None:
                message = _message("TEST", clock.now(), {"webhookId": ids.encode("Webhook", webhook.id)})
                outcome: Outcome | None = await _tried(poster, webhook, f"test_{delivery.id}", message)
            else:
                seen = all_of(equals("position", delivery.position), visible(Event, viewer))
                events = await read(delivery.position - 1, delivery.position, seen, 1)
                outcome = await self._posted(poster, webhook, events[0], viewer) if events else None
        await shielded(work.mark_repeated, delivery, outcome or _not_tried(_UNSEEN))

    async def _posted(self, poster: Poster, webhook: Webhook, event: Row, viewer: Viewer) -> Outcome | None:
        """The outcome of posting an event; None where its reader does not see what it is about any more.

        Raises Unavailable where what it is about cannot be read: then nothing is posted.
        """
        try:
            operation = await operation_of(self._schema, webhook.selection, viewer)
        except Refusal as refusal:
            return _not_tried(refusal.sentence)
        context = Context(viewer=viewer, token=None, peer="", user_agent=None)
        result = await operation.result(event, context)
        if any(map(errors.is_unavailable, result.errors or ())):
            raise Unavailable("what an event is about cannot be read")
        if any(isinstance(error.original_error, Vanished) for error in result.errors or ()):
            return None
        if result.errors or result.data is None:
            told = errors.public_errors(result.errors or [], context.formats, suggest=False)
            return _not_tried(Sentence("The selection cannot be executed: {problem}", problem=told[0]["message"]))
        message = _message(event["kind"], event["occurred_at"], result.data["events"])
        return await _tried(poster, webhook, cursors.encode(event["position"]), message)


def _poster(webhook: Webhook) -> Poster:
    options = settings.get()
    return Poster(webhook.url, networks=options.networks_of_webhooks, plain=options.is_development)


def _message(kind: str, moment: datetime, data: Any) -> bytes:
    return encoded({"type": kind, "timestamp": moment, "data": data})


async def _tried(poster: Poster, webhook: Webhook, message_id: str, body: bytes) -> Outcome:
    """The outcome of one post."""
    tried_at, began = clock.now(), monotonic()
    headers = signed_headers(message_id, tried_at, body, work.secrets_of(webhook))
    answer: Answer | None = None
    error: Sentence | str | None = None
    try:
        answer = await poster.post(body, headers)
        error = _complaint(answer.status)
    except NotSent as failure:
        error = failure.reason
    totals.current().deliveries["webhook", "failed" if error else "sent"] += 1
    status, beginning = (answer.status, answer.beginning) if answer else (None, None)
    return Outcome(tried_at, int((monotonic() - began) * 1000), status, beginning, error)


def _complaint(status: int) -> Sentence | None:
    """The reason for which an answer with this status is a failure; None if it is none."""
    if status in GOOD:
        return None
    if status in REDIRECTS:
        return Sentence("The answer had the status {status}: redirects are not followed.", status=status)
    return Sentence("The answer had the status {status}.", status=status)


def _not_tried(reason: Sentence) -> Outcome:
    return Outcome(clock.now(), 0, None, None, reason)


async def _logged(work_on_it: Coroutine[Any, Any, None]) -> None:
    """Work on a webhook; what goes wrong with it does not reach the others, and is tried again when the lease ends."""
    try:
        await work_on_it
    except RequestError:
        log.info("a webhook rests: its API key has ended")
    except Unavailable as error:
        log.warning("a webhook waits: the database is away", error=str(error))
    except Exception:
        log.exception("a webhook could not be served: a fault")
