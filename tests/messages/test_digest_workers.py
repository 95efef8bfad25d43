"""Any number of workers, events at the same moment and a kill: each piece of news is in one digest, one a period."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path

import pytest
from tortoise.models import Model

import settings
from adapters import clock, wakeups
from adapters.mail.catcher import MailCatcher
from latchkey.worker.relay import Worker
from models.core.rows import count
from models.core.scope import Scope
from models.correspondence import digests
from models.log.events import Visibility
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Delivery, DeliveryStatus
from models.messages.digests import Digest, DigestEntry, DigestFrequency
from models.orders.notes import add_note
from models.orders.orders import Order
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL
from tests.support.invoicing import as_staff, contact, key, opened
from tests.support.mail.deliveries import all_sent, end_leases
from tests.support.mail.digests import a_moment, an_order, choose, next_morning, run_out, to, write
from tests.support.mail.smtp import Post, Slow, posting, smtp_server
from tests.support.programs.processes import environment, process


@pytest.fixture
async def house(database: str, tmp_path: Path) -> AsyncIterator[None]:
    """The open database, without a server and its worker around it."""
    async with opened(database, tmp_path):
        wakeups.use(wakeups.Wakeups())
        yield


@pytest.mark.usefixtures("house")
async def test_many_workers_make_one_digest_each(cast: Cast) -> None:
    for person in (cast.ann, cast.ben):
        await choose(person, DigestFrequency.DAILY)
    order = await an_order(cast)
    for number in range(5):
        await write(cast, order, f"Message {number}.")
    async with MailCatcher() as catcher:
        with clock.moved_to(next_morning()):
            await run_out(catcher, workers=6)
        mails = catcher.messages()
    assert sorted(mail.to[0] for mail in mails) == [cast.ann.email, cast.ben.email]
    assert all(mail.text.count("Message") == 5 for mail in mails)
    assert await Delivery.filter(template="digest", status=DeliveryStatus.SENT).count() == 2
    assert await Delivery.filter(template="digest").count() == 2


@pytest.mark.usefixtures("house")
async def test_an_event_during_a_digest_is_in_it_or_in_the_next(cast: Cast) -> None:
    await choose(cast.ann, DigestFrequency.HOURLY)
    order = await an_order(cast)
    noon = a_moment("2027-06-01T12:00")
    with clock.moved_to(noon - timedelta(seconds=1)):
        await write(cast, order, "Message 0.")
    async with MailCatcher() as catcher:

        async def look() -> None:
            with clock.moved_to(noon):
                for _ in range(20):
                    await run_out(catcher)

        async def happen(number: int) -> None:
            # Begun before the hour, by their clock, and committed after it.
            with clock.moved_to(noon - timedelta(seconds=30)):
                await write(cast, order, f"Message {number}.")

        await asyncio.gather(look(), look(), *(happen(number) for number in range(1, 20)))
        assert len(to(cast.ann, catcher.messages())) <= 1, "one a period"
        with clock.moved_to(noon + timedelta(hours=1, minutes=1)):
            await run_out(catcher)
        mails = to(cast.ann, catcher.messages())
    text = "".join(mail.text for mail in mails)
    assert [text.count(f"Message {number}.") for number in range(20)] == [1] * 20
    assert len(mails) <= 2


@ON_POSTGRESQL
@pytest.mark.usefixtures("house")
async def test_news_are_kept_while_an_empty_digest_is_dropped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    await choose(cast.ann, DigestFrequency.HOURLY)
    order = await an_order(cast)
    (digest,) = await Digest.all()
    outside = copy_context()

    async def count_while_something_happens(model: type[Model], where: Scope) -> int:
        found = await count(model, where)
        await asyncio.create_task(write(cast, order, "Just now."), context=outside)
        return found

    monkeypatch.setattr(digests, "count", count_while_something_happens)
    assert not await shielded(digests.make_digest, digest.id)
    assert await DigestEntry.filter(digest_id=digest.id, due_at__isnull=False).count() == 1


@pytest.mark.usefixtures("house")
async def test_a_late_commit_goes_into_the_next_digest(cast: Cast) -> None:
    await choose(cast.ann, DigestFrequency.HOURLY)
    order = await an_order(cast)
    noon = a_moment("2027-06-01T12:00")
    async with MailCatcher() as catcher:
        sent = []
        for text, written, run in (
            ("Message 0.", timedelta(minutes=-5), timedelta(seconds=1)),
            ("Message 1.", timedelta(seconds=-30), timedelta(seconds=2)),
            ("Message 2.", timedelta(seconds=3), timedelta(minutes=59)),
            ("Message 3.", timedelta(minutes=59), timedelta(hours=1)),
        ):
            with clock.moved_to(noon + written):
                await write(cast, order, text)
            with clock.moved_to(noon + run):
                await run_out(catcher)
            sent.append(len(to(cast.ann, catcher.messages())))
        first, second = to(cast.ann, catcher.messages())
    assert sent == [1, 1, 1, 2]
    assert [first.text.count(f"Message {number}.") for number in range(4)] == [1, 0, 0, 0]
    assert [second.text.count(f"Message {number}.") for number in range(4)] == [0, 1, 1, 1]


@ON_POSTGRESQL
async def test_two_processes_send_each_digest_once(database: str, cast: Cast, tmp_path: Path) -> None:
    async with opened(database, tmp_path), posting() as (post, url):
        people = (cast.ann, cast.ben)
        for person in people:
            await choose(person, DigestFrequency.DAILY)
        order = await an_order(cast)
        for number in range(20):
            await write(cast, order, f"Message {number}.")
        await DigestEntry.all().update(due_at=clock.now())
        env = environment(tmp_path, database_url=database, smtp_url=url, portal_url="http://x")
        async with process("worker", env=env), process("worker", env=env):
            await all_sent(2)
    assert {address: len(ids) for address, ids in post.ids.items()} == {person.email: 1 for person in people}


@ON_POSTGRESQL
async def test_a_kill_while_a_digest_is_sent_sends_the_same_one_again(
    database: str, cast: Cast, tmp_path: Path
) -> None:
    slow, post = Slow(), Post()
    async with opened(database, tmp_path), smtp_server(slow) as slow_address, smtp_server(post) as address:
        await choose(cast.ann, DigestFrequency.DAILY)
        await choose(cast.ben, DigestFrequency.DAILY)
        order = await an_order(cast)
        await write(cast, order, "The element has come.")
        ann = key(cast.ann)
        await DigestEntry.exclude(digest__contact_id=ann).delete()
        await DigestEntry.all().update(due_at=clock.now())
        env = environment(tmp_path, database_url=database, portal_url="http://x")
        first = {"SMTP_URL": f"smtp://{slow_address}?starttls=never"}
        async with process("worker", env=env | first) as killed:
            await asyncio.wait_for(slow.is_asked.wait(), 60)
            killed.send_signal(signal.SIGKILL)
            await killed.wait()
        await end_leases()
        slow.may_answer.set()
        async with process("worker", env=env | {"SMTP_URL": f"smtp://{address}?starttls=never"}):
            await all_sent(1)
        [delivery] = await Delivery.all()
    assert post.ids == {cast.ann.email: [f"<{delivery.id}@latchkey.test>"]}
    assert delivery.attempts == 2


@pytest.mark.usefixtures("house")
async def test_a_rolled_back_note_is_in_no_digest(cast: Cast) -> None:
    await choose(cast.ann, DigestFrequency.DAILY)
    order = await an_order(cast)

    async def fail() -> None:
        async with unit_of_work():
            await add_note(await Order.get(id=order.id), "Not so.", Visibility.EVERYONE, by=as_staff(cast.sam))
            assert await DigestEntry.all().count() == 1
            raise ArithmeticError

    with suppress(ArithmeticError):
        await shielded(fail)
    assert await DigestEntry.all().count() == 0


@pytest.mark.usefixtures("house")
async def test_a_digest_that_cannot_be_made_does_not_stop_the_others(cast: Cast) -> None:
    for person in (cast.ann, cast.ben):
        await choose(person, DigestFrequency.DAILY)
    order = await an_order(cast)
    await write(cast, order, "The element has come.")
    await contact(cast.ann, time_zone="Nowhere/Land")
    await Digest.all().update(made_at=clock.now() - timedelta(days=30))
    # The one that cannot be made is the first, and there is room for one at a time.
    await DigestEntry.filter(digest__contact_id=key(cast.ann)).update(due_at=clock.now())
    settings.get().worker_batch = 1
    async with MailCatcher() as catcher:
        with clock.moved_to(next_morning()):
            here = Worker(catcher.url)
            for _ in range(3):
                await here.run_due()
            assert [mail.to for mail in catcher.messages()] == [(cast.ben.email,)]
            await contact(cast.ann, time_zone="Europe/London")
            with clock.moved_to(clock.now() + timedelta(minutes=2)):
                await run_out(catcher)
        assert len(to(cast.ann, catcher.messages())) == 1
