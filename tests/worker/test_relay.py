"""The worker: what is due is done once, late rather than never, whatever happens to the row beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

import settings
from adapters import clock, wakeups
from adapters.errors import Unavailable
from adapters.mail import smtp
from adapters.mail.catcher import MailCatcher
from latchkey.worker import relay
from latchkey.worker.relay import Worker
from models import due
from models.access import portal_access
from models.access.links import LinkPurpose, LinkStatus, link_by_token
from models.core.rows import read_rows
from models.core.viewer import SYSTEM
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Addressee, Delivery, DeliveryStatus, queue_email
from models.people.contacts import Contact, add_contact
from tests.support.invoicing import opened
from tests.support.mail.smtp import NOBODY_LISTENS, Answers, Slow, smtp_server

pytestmark = pytest.mark.usefixtures("opened_database")


@pytest.fixture
async def opened_database(database: str, tmp_path: Path) -> AsyncIterator[None]:
    async with opened(database, tmp_path, delivery_attempts=3):
        wakeups.use(wakeups.Wakeups())
        yield


async def queue(to: str = "ann@people.test", template: str = "password_changed") -> Delivery:
    """Queue a mail as a verb does."""

    async def add() -> UUID:
        async with unit_of_work() as unit:
            return queue_email(
                unit,
                template,
                Addressee(to, "Ann", "en", "Europe/London"),
                username="ann",
                changed_at=clock.now().isoformat(),
            )

    return await Delivery.get(id=await shielded(add))


async def invite(name: str = "Nina Noe") -> Contact:
    """Invite somebody new, whose mail has a link."""

    async def add() -> Contact:
        async with unit_of_work():
            contact = await add_contact(name, email="nina@people.test", country="GB", by=SYSTEM)
            await portal_access.invite(contact, by=SYSTEM)
            return contact

    return await shielded(add)


async def fresh(delivery: Delivery) -> Delivery:
    return await Delivery.get(id=delivery.id)


@asynccontextmanager
async def server_that_says(**answers: str) -> AsyncIterator[tuple[Worker, Answers]]:
    """A worker whose mail server answers so."""
    handler = Answers(**answers)
    async with smtp_server(handler) as address:
        yield Worker(f"smtp://{address}?starttls=never"), handler


async def test_a_due_message_is_sent_once_and_remembered_as_sent() -> None:
    queued = await queue()
    async with MailCatcher() as catcher:
        here = Worker(catcher.url)
        assert (await here.run_due(), await here.run_due()) == (1, 0)
        [mail] = catcher.messages()
    sent = await fresh(queued)
    assert [sent.status, sent.due_at, sent.attempts] == [DeliveryStatus.SENT, None, 1]
    assert sent.sent_at is not None
    assert mail.to == ("ann@people.test",)
    assert mail.message_id == f"<{queued.id}@latchkey.test>"
    assert "Hello Ann" in mail.text


async def test_the_link_in_a_mail_works_and_its_secret_is_in_no_table() -> None:
    await invite()
    async with MailCatcher() as catcher:
        await Worker(catcher.url).run_due()
        [mail] = catcher.messages()
    address = f"{settings.get().portal_address}/activate?token="
    token = mail.text.partition(address)[2].split()[0]
    link = await link_by_token(token, LinkPurpose.INVITATION)
    assert link is not None
    assert link.status is LinkStatus.VALID
    [delivery] = await Delivery.all()
    assert "link_seed" not in delivery.data
    assert token not in f"{delivery.data} {link.token_hash}"


async def test_a_message_whose_link_no_longer_works_is_not_sent() -> None:
    contact = await invite()
    await shielded(portal_access.invite, contact, by=SYSTEM)
    async with MailCatcher() as catcher:
        await Worker(catcher.url).run_due()
        assert len(catcher.messages()) == 1
    old, new = await Delivery.all().order_by("id")
    assert (old.status, new.status) == (DeliveryStatus.DEAD, DeliveryStatus.SENT)
    assert old.last_error == "A newer link has been sent. Use the latest message."


async def test_a_permanent_refusal_ends_the_message_at_once() -> None:
    queued = await queue()
    async with server_that_says(rcpt="550 5.1.1 no such mailbox") as (here, _):
        await here.run_due()
    dead = await fresh(queued)
    assert [dead.status, dead.due_at, dead.attempts] == [DeliveryStatus.DEAD, None, 1]
    assert "no such mailbox" in (dead.last_error or "")


async def test_a_temporary_failure_is_retried_later_until_tries_run_out() -> None:
    queued, waits = await queue(), []
    async with server_that_says(rcpt="451 4.7.1 come back later") as (here, _):
        for _ in range(2):
            assert await here.run_due() == 1
            failed = await fresh(queued)
            assert failed.status is DeliveryStatus.FAILED
            assert failed.due_at is not None
            waits.append(round((failed.due_at - clock.now()).total_seconds()))
            assert await here.run_due() == 0
            clock.advance(failed.due_at - clock.now())
        await here.run_due()
    assert waits == [10, 20]
    assert (await fresh(queued)).status is DeliveryStatus.DEAD


async def test_a_message_goes_out_when_its_server_is_back() -> None:
    queued = await queue()
    await Worker(NOBODY_LISTENS).run_due()
    clock.advance(timedelta(seconds=11))
    async with MailCatcher() as catcher:
        await Worker(catcher.url).run_due()
        assert len(catcher.messages()) == 1
    assert (await fresh(queued)).last_error is None


async def test_one_broken_message_does_not_stop_the_others() -> None:
    broken = await queue(template="a_mail_that_is_not_there")
    fine = [await queue(f"{number}@people.test") for number in range(3)]
    with capture_logs() as lines:
        async with MailCatcher() as catcher:
            await Worker(catcher.url).run_due()
            assert len(catcher.messages()) == 3
    assert [(await fresh(each)).status for each in fine] == [DeliveryStatus.SENT] * 3
    assert (await fresh(broken)).status is DeliveryStatus.FAILED
    assert [line["delivery"] for line in lines if line["log_level"] == "error"] == [str(broken.id)]


async def test_many_workers_send_each_message_once() -> None:
    settings.get().worker_batch = 7
    names = {f"{number}@people.test" for number in range(40)}
    for name in sorted(names):
        await queue(name)
    async with MailCatcher() as catcher:
        workers = [Worker(catcher.url) for _ in range(4)]

        async def work(one: Worker) -> None:
            while await one.run_due():
                pass

        await asyncio.gather(*map(work, workers))
        assert sorted(mail.to[0] for mail in catcher.messages()) == sorted(names)


async def test_claims_of_a_dead_worker_are_due_when_its_lease_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    # So long it takes leave of a server that does not answer.
    monkeypatch.setattr(smtp, "_ANSWER_TIMEOUT", 3)
    queued, slow = await queue(), Slow()
    async with smtp_server(slow) as address, MailCatcher() as catcher:
        dying = asyncio.create_task(Worker(f"smtp://{address}?starttls=never").run_due())
        await slow.is_asked.wait()
        dying.cancel()
        with suppress(asyncio.CancelledError):
            await dying
        slow.may_answer.set()
        assert await Worker(catcher.url).run_due() == 0
        clock.advance(timedelta(seconds=settings.get().delivery_lease_seconds))
        assert await Worker(catcher.url).run_due() == 1
    assert (await fresh(queued)).attempts == 2


@pytest.mark.parametrize("rests", [False, True])
async def test_a_worker_that_is_stopped_finishes_its_message(rests: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    queued, slow, resting = await queue(), Slow(), asyncio.Event()
    wait = wakeups.Wakeups.wait

    async def watched(self: wakeups.Wakeups, topic: wakeups.Topic, at_most: float) -> None:
        if not self._events[topic].is_set():
            resting.set()
        await wait(self, topic, at_most)

    monkeypatch.setattr(wakeups.Wakeups, "wait", watched)
    async with smtp_server(slow) as address:
        running = asyncio.create_task(Worker(f"smtp://{address}?starttls=never").run())
        await slow.is_asked.wait()
        if rests:
            await resting.wait()
        running.cancel()
        slow.may_answer.set()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert len(slow.kept) == 1
        assert (await fresh(queued)).status is DeliveryStatus.SENT


@asynccontextmanager
async def at_work(here: Worker) -> AsyncIterator[None]:
    """The worker runs within the block."""
    running = asyncio.create_task(here.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_a_message_is_sent_as_soon_as_it_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "LOOK_INTERVAL", timedelta(hours=1))
    async with MailCatcher() as catcher, at_work(Worker(catcher.url)):
        for number in range(3):
            await queue(f"{number}@people.test")
            await catcher.wait_for(lambda mail: mail.to == (f"{number}@people.test",))  # noqa: B023 - awaited here


async def test_a_worker_goes_on_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "LOOK_INTERVAL", timedelta(milliseconds=10))
    failures = iter([Unavailable("the database does not answer")] * 3)

    async def away_at_first(*args: Any, **types: Any) -> Any:
        if failure := next(failures, None):
            raise failure
        return await read_rows(*args, **types)

    monkeypatch.setattr(due, "read_rows", away_at_first)
    await queue()
    with capture_logs() as lines:
        async with MailCatcher() as catcher, at_work(Worker(catcher.url)):
            await catcher.wait_for(lambda mail: True)
    assert [line["log_level"] for line in lines if "database is away" in line["event"]] == ["warning"] * 3


async def test_messages_wait_without_a_mail_server() -> None:
    queued = await queue()
    assert await Worker().run_due() == 0
    assert (await fresh(queued)).status is DeliveryStatus.QUEUED
