"""Events are posted to webhooks, signed, in order, and as their keys see them."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import pytest
from starlette.responses import RedirectResponse, Response

from adapters import clock
from adapters.mail.catcher import MailCatcher
from adapters.security.signatures import SignedBody, WebhookRefused
from latchkey.worker.relay import Worker
from latchkey.worker.webhooks import WebhookRelay
from models.log import cursors
from models.partners.webhook_work import GIVES_UP_AFTER, LEASE, MAX_RETRY_INTERVAL
from models.partners.webhooks import Webhook
from tests.support.cast import Cast
from tests.support.mutations import done, refused
from tests.support.orders import new_order
from tests.support.partners.keys import EVERY_SCOPE, new_key, new_secret
from tests.support.partners.receiver import Message, receiving
from tests.support.partners.webhooks import deliveries, new_webhook, relay, shown
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

NOTES: Final = ["NOTE_ADDED"]


async def notes(by: Client, order: str, count: int) -> None:
    """Write notes, numbered from zero."""
    for number in range(count):
        await done(by, "noteAdd", orderId=order, body=f"Note {number}")


def is_signed(message: Message, secret: str) -> bool:
    """Whether a secret has signed a message."""
    try:
        body = SignedBody(message.headers, secret, clock.now())
        body.add(message.body)
        body.expect_genuine()
    except WebhookRefused:
        return False
    return True


def ids(messages: list[Message]) -> list[str]:
    """The ids of messages."""
    return [message.id for message in messages]


async def test_events_are_posted_as_the_key_sees_them(cast: Cast, ann: Client, zoe: Client, sam: Client) -> None:
    selection = "{ kind cursor ... on OrderTimelineEvent { order { id } entry { __typename } } }"
    of_acme = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    for_all, without = await new_key(sam, *EVERY_SCOPE), await new_key(sam, "READ_EVENTS", "READ_INVOICES")
    async with receiving() as acme, receiving() as everybody, receiving() as nobody:
        await new_webhook(ann, of_acme.id, acme)
        await new_webhook(sam, for_all.id, everybody, kinds=["ORDER_CREATED", "NOTE_ADDED"], selection=selection)
        await new_webhook(sam, without.id, nobody)
        mine, theirs = await new_order(ann), await new_order(zoe)
        await done(sam, "noteAdd", orderId=mine, body="For us", visibility="STAFF_ONLY")
        await done(sam, "noteAdd", orderId=mine, body="For all")
        await relay()
        assert [message.type for message in acme.messages] == ["ASSET_CREATED", "ORDER_CREATED", "NOTE_ADDED"]
        assert [message.data["order"]["id"] for message in acme.messages[1:]] == [mine, mine]
        assert [(message.type, message.data["order"]["id"]) for message in everybody.messages] == [
            ("ORDER_CREATED", mine),
            ("ORDER_CREATED", theirs),
            ("NOTE_ADDED", mine),
            ("NOTE_ADDED", mine),
        ]
        for message in (*acme.messages, *everybody.messages):
            assert message.id == message.data["cursor"]
            assert message.headers["content-type"] == "application/json"
        assert nobody.messages == []
        log = await for_all.data("{ events(last: 1) { nodes { cursor } } }")
        assert everybody.messages[-1].id == log["events"]["nodes"][0]["cursor"]


async def test_secrets_sign_and_both_while_they_overlap(ann: Client) -> None:
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    async with receiving() as receiver:
        hook = await new_webhook(ann, key.id, receiver, kinds=NOTES)
        order = await new_order(ann)
        secrets = [hook["secret"]]
        for overlap in (3600, 3600, 0):
            made = await done(ann, "webhookSecretRotate", "secret", id=hook["id"], overlapSeconds=overlap)
            secrets.append(made["secret"])
            await notes(ann, order, 1)
            await relay()
        signers = [[is_signed(message, secret) for secret in secrets] for message in receiver.messages]
        assert signers == [[True, True, False, False], [False, True, True, False], [False, False, False, True]]
        await done(ann, "webhookSecretRotate", id=hook["id"], overlapSeconds=60)
        clock.advance(timedelta(seconds=61))
        await notes(ann, order, 1)
        await relay()
        assert not is_signed(receiver.messages[-1], secrets[-1])


async def test_an_event_that_fails_is_tried_before_later_ones(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    async with receiving() as receiver:
        hook = await new_webhook(ann, key.id, receiver, kinds=NOTES)
        order = await new_order(ann)
        await notes(ann, order, 3)
        never = asyncio.Event()

        async def stall(_: Message) -> Response | None:
            await never.wait()
            return None

        async def redirect(_: Message) -> Response:
            return RedirectResponse(receiver.url, 307)

        async def fail(_: Message) -> Response:
            return Response("x" * 3000, 500)

        for fault in (fail, redirect, stall):
            receiver.fault = fault
            with monkeypatch.context() as hurry:
                # A busy machine may need as long for the others.
                if fault is stall:
                    hurry.setattr("adapters.webhook_posts.TRY_SECONDS", 0.3)
                await relay(2)
            clock.advance(timedelta(minutes=1))
        never.set()
        receiver.fault = None
        state = await shown(ann, hook["id"])
        assert (state["status"], state["failingSince"] is None) == ("FAILING", False)
        await relay()
        assert len({message.id for message in receiver.messages}) == 3
        assert ids(receiver.taken)[-3:] == list(dict.fromkeys(ids(receiver.messages)))
        first = (await deliveries(ann))[-1]
        assert (first["status"], first["attempts"], first["kind"]) == ("DELIVERED", 4, "NOTE_ADDED")
        assert [each["httpStatus"] for each in first["tries"]] == [500, 307, None, 200]
        assert [each["error"] for each in first["tries"]] == [
            "The answer had the status 500.",
            "The answer had the status 307: redirects are not followed.",
            "There was no answer within 0.3 seconds.",
            None,
        ]
        assert (first["tries"][0]["answer"], first["tries"][3]["answer"]) == ("x" * 1000, "Thanks")
        state = await shown(ann, hook["id"])
        assert (state["status"], state["failingSince"], state["nextTryAt"]) == ("ACTIVE", None, None)


@pytest.mark.parametrize("own", [True, False])
async def test_a_webhook_that_fails_for_three_days_is_paused(
    own: bool, ann: Client, ben: Client, sam: Client, rita: Client
) -> None:
    manager, other = (ann, ben) if own else (sam, rita)
    key = await new_key(manager, "READ_ORDERS", "READ_EVENTS", name="Purchasing")
    async with receiving() as receiver:
        hook = await new_webhook(manager, key.id, receiver, kinds=NOTES)
        await notes(ann, await new_order(ann), 2)

        async def fail(_: Message) -> Response:
            return Response(status_code=503)

        receiver.fault = fail
        began, waits = clock.now(), list[timedelta]()
        while (state := await shown(manager, hook["id"]))["status"] != "PAUSED":
            clock.advance(timedelta(0) if not waits else waits[-1])
            await relay()
            row = await Webhook.get()
            waits.append(row.due_at - clock.now())
        assert GIVES_UP_AFTER <= clock.now() - began <= GIVES_UP_AFTER + MAX_RETRY_INTERVAL
        assert timedelta(seconds=4) < waits[0] < waits[1] < waits[2]
        assert 15 < len(receiver.messages) < 30
        assert state["pausedAt"] is not None
        notices = "{ notifications { nodes { kind title body subject { id } } } }"
        told = (await manager.data(notices))["notifications"]["nodes"]
        assert told[0] == {
            "kind": "WEBHOOK_PAUSED",
            "title": "A webhook of Purchasing was paused",
            "body": receiver.url,
            "subject": {"id": hook["id"]},
        }
        assert not [each for each in (await other.data(notices))["notifications"]["nodes"] if "WEBHOOK" in each["kind"]]
        async with MailCatcher() as catcher:
            await Worker(catcher.url).run_due()
            mail = await catcher.wait_for(lambda mail: "was paused" in mail.subject)
            assert list(mail.to) == [manager.email]

        receiver.fault = None
        await relay()
        assert receiver.taken == []
        await done(manager, "webhookUpdate", id=hook["id"], isPaused=False)
        await relay()
        assert len(receiver.taken) == 2


async def test_a_key_that_ends_stops_its_webhooks(cast: Cast, ann: Client, sam: Client) -> None:
    end = clock.now() + timedelta(hours=1)
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS", expiresAt=end.isoformat())
    async with receiving() as receiver:
        hook = await new_webhook(ann, key.id, receiver, kinds=NOTES)
        order = await new_order(ann)
        clock.advance(timedelta(hours=2))
        await notes(sam, order, 2)
        await relay()
        assert (receiver.messages, (await shown(sam, hook["id"]))["status"]) == ([], "STOPPED")
        assert await refused(sam, "webhookTest", id=hook["id"]) == "WRONG_STATE"
        await new_secret(sam, key, 0, expiresAt=None)
        await relay()
        assert len(receiver.taken) == 2
        await done(sam, "apiKeyRevoke", id=key.id)
        await notes(sam, order, 1)
        await relay()
        assert len(receiver.messages) == 2


async def test_tests_redeliveries_and_replays_are_posted(ann: Client) -> None:
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    async with receiving() as receiver:
        hook = await new_webhook(ann, key.id, receiver, kinds=NOTES)
        await notes(ann, await new_order(ann), 3)
        await relay()
        sent = ids(receiver.messages)
        await done(ann, "webhookUpdate", id=hook["id"], isPaused=True)
        await done(ann, "webhookTest", id=hook["id"])
        second = next(each for each in await deliveries(ann) if each["cursor"] == sent[1])
        await done(ann, "webhookRedeliver", id=second["id"])
        assert [each["status"] for each in await deliveries(ann, status=["WAITING"])] == ["WAITING", "WAITING"]
        await relay()
        test, again = sorted(receiver.messages[3:], key=lambda message: message.type, reverse=True)
        assert (test.type, test.data, again.id) == ("TEST", {"webhookId": hook["id"]}, sent[1])
        assert test.id.startswith("test_") and is_signed(test, hook["secret"])
        assert [each["attempts"] for each in await deliveries(ann, webhookId=[hook["id"]])] == [1, 1, 2, 1]

        await done(ann, "webhookUpdate", id=hook["id"], isPaused=False)
        await done(ann, "webhookReplay", id=hook["id"], after=sent[0])
        await relay()
        assert ids(receiver.messages)[5:] == sent[1:]
        assert len(await deliveries(ann, status=["DELIVERED"])) == 4


async def test_a_pause_or_a_new_address_counts_from_the_next_event(ann: Client) -> None:
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    async with receiving() as former, receiving() as latter:
        hook = await new_webhook(ann, key.id, former, kinds=NOTES)
        await notes(ann, await new_order(ann), 3)
        changes: list[dict[str, Any]] = [{"isPaused": True}, {"url": latter.url, "isPaused": False}]

        async def change(_: Message) -> None:
            await done(ann, "webhookUpdate", id=hook["id"], **changes.pop(0))

        former.fault = change
        await relay()
        assert (len(former.taken), (await shown(ann, hook["id"]))["status"]) == (1, "PAUSED")
        await done(ann, "webhookUpdate", id=hook["id"], isPaused=False)
        await relay(2)
        assert (len(former.taken), len(latter.taken)) == (2, 1)
        positions = [cursors.decode(each) for each in (*ids(former.taken), *ids(latter.taken))]
        assert positions == sorted(positions)


async def test_events_of_a_relay_that_died_are_posted_by_another(ann: Client) -> None:
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    async with receiving() as receiver:
        await new_webhook(ann, key.id, receiver, kinds=NOTES)
        await notes(ann, await new_order(ann), 3)
        came, never = asyncio.Event(), asyncio.Event()

        async def hold(message: Message) -> None:
            if len(receiver.messages) == 1:
                came.set()
                await never.wait()

        receiver.fault = hold
        dying = asyncio.create_task(WebhookRelay().run_due())
        await came.wait()
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        assert await WebhookRelay().run_due() == 0
        receiver.fault = None
        never.set()
        clock.advance(LEASE)
        await relay()
        first, second, third = dict.fromkeys(ids(receiver.taken))
        assert sorted(ids(receiver.messages)) == sorted([first, second, second, third])
