"""Reminders of approvals: once, in the reader's working hours, and only while an answer is awaited."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

import settings
from adapters import clock
from adapters.mail.catcher import MailCatcher
from latchkey.worker.relay import Worker
from models.access.memberships import set_membership
from models.core.channels import Channel
from models.core.viewer import SYSTEM, MembershipRole, Right
from models.invoices import reminders
from models.invoices.approval import hold, release
from models.invoices.approvers import hand_over
from models.invoices.reminder_schedule import Reminder
from models.invoices.rows import ApprovalStatus, HoldSource, Invoice
from models.log.events import Event, EventKind
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery, DeliveryStatus
from models.messages.notifications import Notification, NotificationKind
from models.people.customers import ApprovalMode
from resolvers.core.ids import encode
from tests.support.cast import Cast, Person
from tests.support.invoicing import acme, as_contact, as_staff, contact, issued, key
from tests.support.reminders import british, end, issued_at, local, looks_at, reminders_by
from tests.support.server import Client


@pytest.fixture
async def house(database: str, tmp_path: Path, cast: Cast) -> AsyncIterator[None]:
    async with british(database, tmp_path, cast):
        yield


@pytest.mark.usefixtures("house")
class TestReview:
    """Before the clock approves."""

    async def test_the_approver_is_reminded_once_before_the_clock_approves(self, cast: Cast) -> None:
        invoice = await issued_at(local("2026-03-10 15:00"), cast)
        assert await looks_at() == local("2026-03-12 09:00")
        assert await reminders_by(local("2026-03-12 08:59")) == {}
        assert await reminders_by(local("2026-03-12 09:00"), workers=4) == {cast.ann.email: 1}
        assert await reminders_by(local("2026-03-12 14:59")) == {cast.ann.email: 1}
        assert (await Invoice.get(id=invoice.id)).approval_status is ApprovalStatus.PENDING
        assert await reminders_by(local("2026-03-12 15:01")) == {cast.ann.email: 1}
        assert (await Invoice.get(id=invoice.id)).approval_status is ApprovalStatus.APPROVED

    async def test_the_mail_says_what_happens_without_an_answer(self, cast: Cast) -> None:
        await contact(cast.ann, locale="de-DE")
        invoice = await issued_at(local("2026-03-10 15:00"), cast)
        await Delivery.all().delete()
        await reminders_by(local("2026-03-12 09:00"))
        async with MailCatcher() as catcher:
            with clock.moved_to(local("2026-03-12 09:01")):
                await Worker(catcher.url).run_due()
            [mail] = catcher.messages()
        assert (
            mail.subject.replace("\xa0", " ")
            == "Erinnerung: Bitte geben Sie die Rechnung INV-000001 über 291,78 € frei"
        )
        assert f"{settings.get().portal_address}/invoices/INV-000001" in mail.text
        assert "12. März 2026, 15:00" in mail.text
        [told] = await Notification.filter(kind=NotificationKind.INVOICE_REMINDER)
        assert (told.contact_id, told.subject_id) == (key(cast.ann), invoice.id)
        [event] = await Event.filter(kind=EventKind.INVOICE_REMINDED)
        assert (event.invoice_id, event.actor["kind"], event.data["comment"]) == (invoice.id, "SYSTEM", "Ann")

    async def test_a_reminder_goes_by_text_if_the_customer_chose_that(self, cast: Cast) -> None:
        settings.use(
            settings.get().model_copy(update={"sms_url": "http://a:b@sms.test/v1", "sms_from": ["+4420794600"]})
        )
        await contact(cast.ann, mobile="+447911123456")
        await issued_at(local("2026-03-10 15:00"), cast, approval_channel=Channel.SMS)
        await Delivery.all().delete()
        with clock.moved_to(local("2026-03-12 09:00")):
            await shielded(reminders.remind, (await Reminder.exclude(kind="OVERDUE").get()).id)
        [delivery] = await Delivery.all()
        assert (delivery.channel, delivery.template) == (Channel.SMS, "invoice_review_reminder")

    async def test_an_approver_elsewhere_is_reminded_in_their_working_hours(self, cast: Cast) -> None:
        await _may_approve(cast, cast.ben)
        await contact(cast.ann, time_zone="America/St_Johns", country="CA")
        await contact(cast.ben, time_zone="Pacific/Kiritimati", country="KI")
        await issued_at(local("2026-03-10 12:00", "UTC"), cast)  # twelve hours before its end it is midnight, UTC
        # Which is 14:00 in Kiritimati, and 21:30 in St. John's: at 16:00 of that day.
        assert await looks_at() == local("2026-03-11 16:00", "America/St_Johns")
        assert await reminders_by(await looks_at()) == {cast.ann.email: 1}
        at_two = local("2026-03-12 14:00", "Pacific/Kiritimati")
        assert at_two <= await looks_at() < at_two + timedelta(seconds=30)
        assert await reminders_by(await looks_at(), workers=2) == {cast.ann.email: 1, cast.ben.email: 1}
        assert not await Reminder.exclude(kind="OVERDUE").exists()
        assert await Event.filter(kind=EventKind.INVOICE_REMINDED).count() == 2

    @pytest.mark.parametrize("ending", ["approve", "decline", "hold", "void"])
    async def test_no_reminder_is_sent_of_an_answered_invoice(self, cast: Cast, ending: str) -> None:
        invoice = await issued_at(local("2026-03-10 15:00"), cast)
        with clock.moved_to(local("2026-03-12 08:59")):
            await end(invoice, ending, cast)
        assert not await Reminder.filter(kind="REVIEW").exists()
        assert await reminders_by(local("2026-03-12 09:30")) == {}

    @pytest.mark.parametrize("ending", ["approve", "decline", "hold", "void"])
    async def test_a_queued_reminder_is_dropped_once_it_is_answered(self, cast: Cast, ending: str) -> None:
        invoice = await issued_at(local("2026-03-10 15:00"), cast)
        await reminders_by(local("2026-03-12 09:00"))
        with clock.moved_to(local("2026-03-12 09:01")):
            await end(invoice, ending, cast)
            async with MailCatcher() as catcher:
                await Worker(catcher.url).run_due()
                assert "Reminder" not in " ".join(mail.subject for mail in catcher.messages())
        [reminder] = await Delivery.filter(template="invoice_review_reminder")
        assert reminder.status is DeliveryStatus.DEAD

    async def test_a_paid_invoice_awaiting_an_answer_is_reminded_of(self, cast: Cast) -> None:
        invoice = await issued_at(local("2026-03-10 15:00"), cast)
        with clock.moved_to(local("2026-03-11 09:00")):
            await end(invoice, "pay", cast)
        assert await reminders_by(local("2026-03-12 09:30")) == {cast.ann.email: 1}

    async def test_a_release_starts_the_reminders_again(self, cast: Cast) -> None:
        invoice = await issued_at(local("2026-03-10 15:00"), cast)
        await reminders_by(local("2026-03-12 09:00"))
        with clock.moved_to(local("2026-03-12 10:00")):
            await shielded(hold, invoice, HoldSource.PHONE, None, by=as_staff(cast.sam))
        assert not await Reminder.exists()
        with clock.moved_to(local("2026-03-16 15:00")):
            await shielded(release, invoice, None, by=as_staff(cast.sam))
        assert await looks_at() == local("2026-03-18 09:00")
        assert await reminders_by(local("2026-03-18 09:00")) == {cast.ann.email: 2}

    async def test_a_new_approver_is_reminded_instead_of_the_old_one(self, cast: Cast) -> None:
        await _may_approve(cast, cast.ben)
        invoice = await issued_at(local("2026-03-10 15:00"), cast, approver_id=key(cast.ann))
        with clock.moved_to(local("2026-03-11 15:00")):
            await shielded(hand_over, invoice, await contact(cast.ben), by=as_contact(cast, cast.ann))
        assert await looks_at() == local("2026-03-13 09:00")
        assert await reminders_by(local("2026-03-12 12:00")) == {}
        assert await reminders_by(local("2026-03-13 09:00")) == {cast.ben.email: 1}

    async def test_a_member_who_lost_the_right_is_not_reminded(self, cast: Cast) -> None:
        await _may_approve(cast, cast.ben)
        await issued_at(local("2026-03-10 15:00"), cast)
        await shielded(
            set_membership, await acme(cast), await contact(cast.ben), MembershipRole.MEMBER, Right.ORDERS, by=SYSTEM
        )
        assert await reminders_by(local("2026-03-12 09:00")) == {cast.ann.email: 1}

    async def test_a_worker_that_dies_in_between_leaves_it_to_the_next(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await issued_at(local("2026-03-10 15:00"), cast)

        async def fail(*args: Any, **named: Any) -> None:
            raise ValueError("the end of this worker")

        with monkeypatch.context() as broken, capture_logs() as lines:
            broken.setattr(reminders, "notify", fail)
            assert await reminders_by(local("2026-03-12 09:00")) == {}
        assert [line["log_level"] for line in lines] == ["error"]
        assert not await Event.filter(kind=EventKind.INVOICE_REMINDED).exists()
        assert await reminders_by(local("2026-03-12 09:01")) == {cast.ann.email: 1}

    async def test_nobody_is_reminded_where_the_setting_says_so(self, cast: Cast) -> None:
        await issued_at(local("2026-03-10 15:00"), cast)
        settings.get().review_reminder_hours = 0
        assert await reminders_by(local("2026-03-12 09:00")) == {}
        await issued_at(local("2026-03-10 15:00"), cast)
        assert not await Reminder.filter(kind="REVIEW").exists()

    async def test_a_review_as_short_as_the_notice_has_no_reminder(self, cast: Cast) -> None:
        settings.get().review_period_hours = 12
        await issued_at(local("2026-03-10 09:00"), cast)
        assert not await Reminder.filter(kind="REVIEW").exists()


@pytest.mark.usefixtures("house")
class TestApproval:
    """Without a clock."""

    async def test_reminders_repeat_every_few_days_and_then_stop(self, cast: Cast) -> None:
        await issued_at(local("2026-03-10 15:00"), cast, mode=ApprovalMode.REVIEW_AND_APPROVE, due_on=date(2026, 5, 1))
        moments = []
        while await Reminder.filter(kind="APPROVAL").exists():
            moments.append(await looks_at())
            await reminders_by(moments[-1], workers=2)
        # Friday; Monday is the third day after it; Thursday.
        assert [moment.date() for moment in moments] == [date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 19)]
        assert await reminders_by(local("2026-04-20 12:00")) == {cast.ann.email: 3}

    async def test_invoices_that_staff_approve_have_no_reminders(self, cast: Cast) -> None:
        await issued_at(local("2026-03-10 15:00"), cast, mode=ApprovalMode.OPERATOR_APPROVES, due_on=date(2026, 5, 1))
        assert not await Reminder.exclude(kind="OVERDUE").exists()


async def _may_approve(cast: Cast, person: Person) -> None:
    rights = Right.INVOICES | Right.INVOICE_APPROVAL
    await shielded(set_membership, await acme(cast), await contact(person), MembershipRole.MEMBER, rights, by=SYSTEM)


HISTORY = """query($id: ID!) { invoice(by: {id: $id}) { history(first: 1) { nodes { kind detail actor { kind } } } }
  notifications(first: 1) { nodes { kind title subject { id } } } }"""


async def test_staff_and_customer_see_in_the_history_who_was_reminded(
    cast: Cast, sam: Client, ann: Client, ben: Client
) -> None:
    # A Wednesday soon, so that everybody's session still lives.
    wednesday = next(day for day in (clock.now() + timedelta(days=n) for n in range(2, 9)) if day.weekday() == 2)
    clock.advance(wednesday.replace(hour=12, minute=0) - timedelta(hours=40) - clock.now())
    invoice = await issued(cast)
    clock.advance(timedelta(hours=40))
    await Worker().run_due()
    entry = {"kind": "INVOICE_REMINDED", "detail": "Ann", "actor": {"kind": "SYSTEM"}}
    for client in (sam, ann, ben):
        told = await client.data(HISTORY, {"id": encode("Invoice", invoice.id)})
        assert told["invoice"]["history"]["nodes"] == [entry]
    told = await ann.data(HISTORY, {"id": encode("Invoice", invoice.id)})
    assert told["notifications"]["nodes"][0] == {
        "kind": "INVOICE_REMINDER",
        "title": "INV-000001 still awaits your approval",
        "subject": {"id": encode("Invoice", invoice.id)},
    }
