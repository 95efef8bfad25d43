"""Reminders of invoices that are overdue: those of a customer together, once, and none of what is paid or disputed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest

import settings
from adapters import clock
from adapters.mail.catcher import MailCatcher
from latchkey.worker.relay import Worker
from models.core.viewer import SYSTEM
from models.invoices import reminders
from models.invoices.approval import approve, hold, release
from models.invoices.customers import revise_customer
from models.invoices.reminder_schedule import Reminder
from models.invoices.rows import HoldSource, Invoice
from models.log.events import Event, EventKind
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery
from models.messages.notifications import Notification
from tests.support.cast import Cast
from tests.support.invoicing import acme, as_staff, contact, key
from tests.support.reminders import british, end, issued_at, local, pay, reminders_by


@pytest.fixture
async def house(database: str, tmp_path: Path, cast: Cast) -> AsyncIterator[None]:
    async with british(database, tmp_path, cast):
        yield


@pytest.mark.usefixtures("house")
class TestOverdue:
    """After the due date."""

    async def test_members_are_reminded_so_many_days_after_the_due_date(self, cast: Cast) -> None:
        await self._approved(cast, date(2026, 3, 20))
        assert await reminders_by(local("2026-03-20 23:59")) == {}
        # The first day after it is a Saturday.
        assert await reminders_by(local("2026-03-21 12:00")) == {}
        assert await reminders_by(local("2026-03-23 08:59")) == {}
        both = {cast.ann.email: 1, cast.ben.email: 1}
        assert await reminders_by(local("2026-03-23 09:00"), workers=4) == both
        assert await reminders_by(local("2026-03-27 08:59")) == both
        assert await reminders_by(local("2026-03-27 09:00"), workers=4) == {cast.ann.email: 2, cast.ben.email: 2}
        # Good Friday and the Easter days: Tuesday, in summer time.
        assert await reminders_by(local("2026-04-03 12:00")) == {cast.ann.email: 2, cast.ben.email: 2}
        assert await reminders_by(local("2026-04-06 12:00")) == {cast.ann.email: 2, cast.ben.email: 2}
        assert await reminders_by(local("2026-04-07 09:00")) == {cast.ann.email: 3, cast.ben.email: 3}
        assert not await Reminder.exists()

    async def test_each_is_reminded_at_nine_by_their_own_clock(self, cast: Cast) -> None:
        await contact(cast.ben, time_zone="America/New_York", country="US")
        await self._approved(cast, date(2026, 3, 16))
        assert await reminders_by(local("2026-03-17 09:00"), workers=2) == {cast.ann.email: 1}
        # Ann is at work still.
        ben_begins = local("2026-03-17 09:00", "America/New_York")
        assert await reminders_by(ben_begins, workers=2) == {cast.ann.email: 1, cast.ben.email: 1}
        assert await Event.filter(kind=EventKind.INVOICE_REMINDED).count() == 2

    async def test_several_invoices_are_one_mail(self, cast: Cast) -> None:
        invoices = [await self._approved(cast, date(2026, 3, day)) for day in (17, 11, 17)]
        await pay(invoices[2], cast, 1000)
        await pay(await self._approved(cast, date(2026, 3, 17)), cast)
        await Delivery.all().delete()
        # The first day after two, and the seventh after one.
        await reminders_by(local("2026-03-12 09:00"))
        assert await reminders_by(local("2026-03-18 09:00"), workers=4) == {cast.ann.email: 2, cast.ben.email: 2}
        mails = await Delivery.filter(recipient=cast.ann.email).order_by("queued_at")
        told = [[(each["number"], each["balance"]["amount"]) for each in mail.data["invoices"]] for mail in mails]
        assert told == [
            [("INV-000002", "291.78")],
            [("INV-000002", "291.78"), ("INV-000001", "291.78"), ("INV-000003", "281.78")],
        ]
        titles = [each.title for each in await Notification.filter(contact_id=key(cast.ann), kind="INVOICE_OVERDUE")]
        assert sorted(titles) == ["INV-000002 is overdue", "INV-000002, INV-000001, INV-000003 are overdue"]
        assert await Event.filter(kind=EventKind.INVOICE_REMINDED).count() == 4

    async def test_an_invoice_paid_meanwhile_is_not_in_the_mail(self, cast: Cast) -> None:
        invoices = [await self._approved(cast, date(2026, 3, 17)) for _ in range(2)]
        await Delivery.all().delete()
        await reminders_by(local("2026-03-18 09:00"))
        await pay(invoices[0], cast)
        await Delivery.filter(template="invoice_paid").delete()
        async with MailCatcher() as catcher:
            await Worker(catcher.url).run_due()
            mails = catcher.messages()
        assert {mail.subject for mail in mails} == {"Reminder: invoice INV-000002 is overdue"}
        assert all("INV-000001" not in mail.text for mail in mails)

    @pytest.mark.parametrize("ending", ["decline", "hold", "void", "pay"])
    async def test_no_reminder_is_sent_of_settled_or_disputed_invoices(self, cast: Cast, ending: str) -> None:
        invoice = await issued_at(local("2026-03-10 12:00"), cast, due_on=date(2026, 3, 10))
        with clock.moved_to(local("2026-03-11 08:59")):
            await end(invoice, ending, cast)
        assert await reminders_by(local("2026-03-11 09:00")) == {}

    async def test_the_next_reminder_after_a_release_keeps_its_time(self, cast: Cast) -> None:
        invoice = await issued_at(local("2026-03-10 12:00"), cast, due_on=date(2026, 3, 10))
        with clock.moved_to(local("2026-03-10 13:00")):
            await shielded(hold, invoice, HoldSource.PHONE, None, by=as_staff(cast.sam))
        with clock.moved_to(local("2026-03-13 12:00")):
            await shielded(release, invoice, None, by=as_staff(cast.sam))
        [reminder] = await Reminder.filter(kind="OVERDUE")
        assert (reminder.number, reminder.due_at) == (2, local("2026-03-17 09:00"))

    async def test_a_worker_that_was_away_reminds_once_and_goes_on(self, cast: Cast) -> None:
        await self._approved(cast, date(2026, 3, 10))
        assert await reminders_by(local("2026-03-18 20:00")) == {}
        assert await reminders_by(local("2026-03-19 09:00")) == {cast.ann.email: 1, cast.ben.email: 1}
        assert await reminders_by(local("2026-03-24 09:00")) == {cast.ann.email: 2, cast.ben.email: 2}
        assert not await Reminder.exists()

    @pytest.mark.parametrize(
        ("zone", "first"),
        [
            # The 18th begins in Kiritimati at 10:00 UTC of the 17th, and in St. John's at 02:30 of the 18th.
            ("Pacific/Kiritimati", local("2026-03-17 10:00", "UTC")),
            ("America/St_Johns", local("2026-03-18 09:00", "UTC")),
        ],
    )
    async def test_the_due_date_is_that_of_the_customer(self, cast: Cast, zone: str, first: datetime) -> None:
        await acme(cast, time_zone=zone)
        await self._approved(cast, date(2026, 3, 17))
        [reminder] = await Reminder.filter(kind="OVERDUE")
        assert reminder.due_at == first
        assert await reminders_by(first) == {cast.ann.email: 1, cast.ben.email: 1}

    async def test_the_reminder_moves_with_the_customers_zone(self, cast: Cast) -> None:
        await self._approved(cast, date(2026, 3, 17))
        with clock.moved_to(local("2026-03-12 12:00")):
            await shielded(revise_customer, await acme(cast), by=SYSTEM, time_zone="Pacific/Honolulu")
            await Worker().run_due()
        # Where the 18th begins at 10:00 of Britain's clock.
        [reminder] = await Reminder.filter(kind="OVERDUE")
        assert reminder.due_at == local("2026-03-18 10:00")
        with clock.moved_to(local("2026-03-12 13:00")):
            await shielded(revise_customer, await acme(cast), by=SYSTEM, time_zone="Pacific/Kiritimati")
            await Worker().run_due()
        [reminder] = await Reminder.filter(kind="OVERDUE")
        assert reminder.due_at == local("2026-03-17 10:00")
        assert await reminders_by(reminder.due_at) == {cast.ann.email: 1, cast.ben.email: 1}

    async def test_a_setting_that_comes_later_holds_for_what_is_outstanding(self, cast: Cast) -> None:
        settings.get().overdue_reminder_days = []
        invoices = [await self._approved(cast, date(2026, 3, day)) for day in (17, 11, 10)]
        await pay(await self._approved(cast, date(2026, 3, 17)), cast)
        assert not await Reminder.exists()
        settings.get().overdue_reminder_days = [1, 7]
        with clock.moved_to(local("2026-03-17 12:00")):
            await asyncio.gather(*(Worker()._clean_up() for _ in range(3)))
            assert await reminders.plan_missing_reminders()
        planned = {each.invoice_id: (each.number, each.due_at) for each in await Reminder.all()}
        # The last of the second is tomorrow, and that of the third has passed.
        first, second = (1, local("2026-03-18 09:00")), (2, local("2026-03-18 09:00"))
        assert planned == {invoices[0].id: first, invoices[1].id: second}

    async def test_a_payment_and_the_worker_at_the_same_instant(self, cast: Cast) -> None:
        invoice = await self._approved(cast, date(2026, 3, 17))
        with clock.moved_to(local("2026-03-18 09:00")):
            await asyncio.gather(pay(invoice, cast), *(Worker().run_due() for _ in range(4)))
        events = [event.kind for event in await Event.filter(invoice_id=invoice.id).order_by("position")][3:]
        assert events in ([EventKind.INVOICE_PAID], [EventKind.INVOICE_REMINDED, EventKind.INVOICE_PAID])
        assert not await Reminder.exists()

    async def _approved(self, cast: Cast, due_on: date) -> Invoice:
        invoice = await issued_at(local("2026-03-10 12:00"), cast, due_on=due_on)
        with clock.moved_to(local("2026-03-10 12:30")):
            await shielded(approve, invoice, None, by=as_staff(cast.sam))
        return invoice
