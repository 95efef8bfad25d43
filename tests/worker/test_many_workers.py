"""Workers beside others: no row, no recipient and no clock holds up what the others do."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from structlog.testing import capture_logs

from adapters import clock, wakeups
from latchkey.worker import on_the_way
from latchkey.worker.relay import Worker
from models.invoices.rows import ApprovalStatus, Invoice
from models.log.events import Event, EventKind
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Addressee, Delivery, DeliveryStatus, queue_email
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL
from tests.support.invoicing import issued, opened
from tests.support.mail.smtp import Post, smtp_server

pytestmark = pytest.mark.usefixtures("opened_database")

OTHERS, HANGING = 60, 10


@pytest.fixture
async def opened_database(database: str, tmp_path: Path) -> AsyncIterator[None]:
    changes = {"review_reminder_hours": 0, "approval_reminder_days": 0, "overdue_reminder_days": []}
    async with opened(database, tmp_path, worker_batch=5, **changes):
        wakeups.use(wakeups.Wakeups())
        yield


async def queue(*addresses: str) -> None:
    """Queue a mail to each of these."""

    async def add() -> None:
        async with unit_of_work() as unit:
            for address in addresses:
                to, data = Addressee(address, "Ann", "en", "Europe/London"), {"changed_at": clock.now().isoformat()}
                queue_email(unit, "password_changed", to, username="ann", **data)

    await shielded(add)


class Hanging(Post):
    """Says nothing about some recipients until it is over, and takes mail for all others."""

    def __init__(self, *milestones: int) -> None:
        super().__init__(*milestones)
        self.is_over = asyncio.Event()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("hanging"):
            await self.is_over.wait()
        return await super().handle_RCPT(server, session, envelope, address, options)


async def test_recipients_whose_server_hangs_hold_up_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_the_way, "SLOW_SECONDS", 0.2)
    await queue(*(f"hanging@{number}.test" for number in range(HANGING)))
    await queue(*(f"{number}@people.test" for number in range(OTHERS)))
    post = Hanging(OTHERS)
    async with smtp_server(post) as address:
        running = asyncio.create_task(Worker(f"smtp://{address}?starttls=never").run())
        await asyncio.wait_for(post.reached[OTHERS].wait(), 50)
        assert await Delivery.filter(recipient__startswith="hanging", status=DeliveryStatus.QUEUED).count() == HANGING
        running.cancel()
        post.is_over.set()
        await asyncio.wait([running])


@ON_POSTGRESQL
async def test_the_clock_of_the_database_says_what_is_due(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    class Fast(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(minutes=10)

    invoice = await issued(cast)
    await Invoice.filter(id=invoice.id).update(auto_approves_at=clock.now() + timedelta(minutes=5))
    monkeypatch.setattr("adapters.clock.datetime", Fast)
    monkeypatch.setattr("adapters.database.client.datetime", Fast)
    assert await Worker().run_due() == 0
    clock.advance(timedelta(minutes=6))
    assert await Worker().run_due() == 1


@ON_POSTGRESQL
async def test_workers_get_in_nobodys_way(cast: Cast) -> None:
    for _ in range(20):
        await issued(cast)
    clock.advance(timedelta(hours=49))
    workers = [Worker() for _ in range(4)]

    async def work(worker: Worker) -> None:
        while await Invoice.filter(auto_approves_at__isnull=False).exists():
            await worker.run_due()

    with capture_logs() as lines:
        await asyncio.gather(*map(work, workers))
    assert [line["event"] for line in lines if line["log_level"] != "debug"] == []
    assert await Event.filter(kind=EventKind.INVOICE_APPROVED).count() == 20
    assert await Invoice.filter(approval_status=ApprovalStatus.APPROVED).count() == 20
