"""Messages on their way: none is lost, none is doubled without need, and none tells its secrets."""

import asyncio
import json
import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import settings
from adapters import clock, wakeups
from adapters.database.client import fetch
from adapters.mail.catcher import MailCatcher
from latchkey.worker.relay import Worker
from models.core.channels import Channel
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Addressee, Delivery, DeliveryStatus, claim, queue_email
from tests.support.attacks.bad_values import WORDS
from tests.support.databases import ON_POSTGRESQL
from tests.support.invoicing import opened
from tests.support.mail.deliveries import all_sent, end_leases
from tests.support.mail.smtp import NOBODY_LISTENS, Answers, posting, smtp_server
from tests.support.mutations import act, done, invited, refused
from tests.support.orders import new_order
from tests.support.programs.processes import environment, process
from tests.support.server import Client, Server

DELIVERIES = """{ deliveries(first: 100) { nodes { id channel recipient template status attempts lastError queuedAt
  nextAttemptAt sentAt contact { id } } } }"""


async def queue(count: int) -> None:
    """Queue as many mails as a verb does in one go, each to somebody else."""

    async def add() -> None:
        async with unit_of_work() as unit:
            for number in range(count):
                queue_email(
                    unit,
                    "password_changed",
                    Addressee(f"{number}@people.test", "Somebody", "en", "UTC"),
                    username="somebody",
                    changed_at=clock.now().isoformat(),
                )

    await shielded(add)


@ON_POSTGRESQL
async def test_a_killed_worker_loses_nothing_and_repeats_only_its_batch(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path), posting(150) as (post, url):
        await queue(400)
        env = environment(
            tmp_path,
            database_url=database,
            smtp_url=url,
            worker_batch=50,
            portal_url="http://x",
        )
        async with process("worker", env=env) as killed:
            await asyncio.wait_for(post.reached[150].wait(), 60)
            killed.send_signal(signal.SIGKILL)
            await killed.wait()
        await end_leases()
        async with process("worker", env=env):
            await all_sent(400)
    assert sorted(post.ids) == sorted(f"{number}@people.test" for number in range(400))
    doubled = {name: ids for name, ids in post.ids.items() if len(ids) > 1}
    assert len(doubled) <= 50
    assert all(len(set(ids)) == 1 for ids in doubled.values())
    assert len({ids[0] for ids in post.ids.values()}) == 400


async def test_two_workers_at_once_send_each_message_once(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path), posting() as (post, url):
        await queue(300)
        env = environment(tmp_path, database_url=database, smtp_url=url, portal_url="http://x")
        async with process("worker", env=env), process("worker", env=env):
            await all_sent(300)
    assert Counter(len(ids) for ids in post.ids.values()) == {1: 300}


@ON_POSTGRESQL
async def test_an_hour_without_a_mail_server_loses_and_repeats_nothing(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path, worker_batch=50):
        wakeups.use(wakeups.Wakeups())
        await queue(50)
        began = clock.now()
        while clock.now() - began < timedelta(hours=1):
            await Worker(NOBODY_LISTENS).run_due()
            waiting = await Delivery.filter(status=DeliveryStatus.FAILED).order_by("due_at").first()
            assert waiting is not None and waiting.due_at is not None
            clock.advance(waiting.due_at - clock.now())
        assert await Delivery.filter(status=DeliveryStatus.FAILED).count() == 50
        async with MailCatcher() as catcher:
            while await Delivery.exclude(status=DeliveryStatus.SENT).exists():
                await Worker(catcher.url).run_due()
                clock.advance(timedelta(minutes=1))
            await Worker(catcher.url).run_due()
            assert sorted(mail.to[0] for mail in catcher.messages()) == sorted(f"{n}@people.test" for n in range(50))


async def test_a_worker_slower_than_its_lease_undoes_nothing(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path):
        wakeups.use(wakeups.Wakeups())
        await queue(1)
        [claimed] = await shielded(claim, [Channel.EMAIL], 1)
        clock.advance(timedelta(seconds=settings.get().delivery_lease_seconds))
        async with MailCatcher() as catcher:
            assert await Worker(catcher.url).run_due() == 1
        await Worker(NOBODY_LISTENS)._deliver(claimed)
        assert (await Delivery.get(id=claimed.id)).status is DeliveryStatus.SENT


@pytest.mark.parametrize(("status", "waits"), [("DEAD", None), ("FAILED", timedelta(hours=1))])
async def test_an_undelivered_message_is_sent_again_by_hand(
    server: Server, sam: Client, rita: Client, catcher: MailCatcher, status: str, waits: timedelta | None
) -> None:
    await queue(1)
    message = await _when(sam, "SENT")
    due_at = waits and clock.now() + waits
    await Delivery.all().update(
        status=DeliveryStatus(status), due_at=due_at, sent_at=None, last_error="Nobody answers."
    )
    assert (await _when(sam, status))["lastError"] == "Nobody answers."
    assert await refused(rita, "deliveryRetry", id=message["id"]) == "FORBIDDEN"
    await done(sam, "deliveryRetry", id=message["id"])
    assert (await _when(sam, "SENT"))["lastError"] is None
    first, again = catcher.messages()
    assert first.message_id == again.message_id


@pytest.mark.settings(smtp_url=NOBODY_LISTENS)
async def test_a_message_on_its_way_is_not_sent_twice(server: Server, sam: Client) -> None:
    await queue(1)
    message = await _when(sam, "FAILED")
    await Delivery.all().update(status=DeliveryStatus.QUEUED, due_at=clock.now() + timedelta(minutes=1))
    assert await refused(sam, "deliveryRetry", id=message["id"]) == "WRONG_STATE"


async def _when(sam: Client, status: str) -> dict[str, Any]:
    """The one message, once it is so."""
    async with asyncio.timeout(20):
        while True:
            [delivery] = (await sam.data(DELIVERIES))["deliveries"]["nodes"]
            if delivery["status"] == status:
                return dict(delivery)
            await asyncio.sleep(0.02)


async def test_a_sent_message_is_not_sent_again(server: Server, sam: Client, catcher: MailCatcher) -> None:
    await invited(sam, catcher, "jo@harbour.test")
    sent = await _when(sam, "SENT")
    [error] = (await act(sam, "deliveryRetry", id=sent["id"]))["userErrors"]
    assert (error["code"], error["field"]) == ("WRONG_STATE", ["id"])


async def test_no_table_and_no_list_keeps_the_secret_of_a_sent_link(
    server: Server, sam: Client, catcher: MailCatcher
) -> None:
    _, _, token = await invited(sam, catcher, "jo@harbour.test")
    await _when(sam, "SENT")
    shown = json.dumps(await sam.data(DELIVERIES))
    assert token not in shown and "seed" not in shown
    rows = await fetch("SELECT * FROM deliveries")
    assert "link_seed" not in str([dict(row) for row in rows])
    for table in ("links", "events", "deliveries", "notifications"):
        assert token not in str([dict(row) for row in await fetch(f"SELECT * FROM {table}")])


async def test_a_server_that_repeats_the_link_does_not_put_it_on_record(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path):
        wakeups.use(wakeups.Wakeups())
        await queue(1)
        answer = "554 5.7.1 Blocked: http://portal.test/reset?token=abcDEF-123_x is on a list"
        async with smtp_server(Answers(data=answer)) as address:
            await Worker(f"smtp://{address}?starttls=never").run_due()
        [dead] = await Delivery.all()
        assert dead.last_error is not None
        assert "token=… is on a list" in dead.last_error and "abcDEF" not in dead.last_error


async def test_any_text_that_people_type_goes_out(server: Server, sam: Client, ann: Client, ben: Client) -> None:
    order = await new_order(ann)
    note = "mutation($o: ID!, $w: String!) { noteAdd(input: {orderId: $o, body: $w}) { userErrors { code } } }"
    propose = """mutation($o: ID!, $w: String!) { recommendationCreate(input: {orderId: $o, title: $w, detail: $w}) {
        userErrors { code } } }"""
    plan = """mutation($o: ID!, $w: DateTime!) { orderSchedule(input: {id: $o, scheduledFor: $w}) {
        userErrors { code field } } }"""
    for word in WORDS:
        await sam.data(note, {"o": order, "w": word})
        await sam.data(propose, {"o": order, "w": word})
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        planned = await sam.data(plan, {"o": order, "w": moment})
        assert planned["orderSchedule"]["userErrors"] == [{"code": "INVALID", "field": ["scheduledFor"]}]
    await all_sent(await Delivery.all().count())
