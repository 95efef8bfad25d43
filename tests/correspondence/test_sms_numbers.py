"""A text belongs to the one person whose number it comes from, in whatever form that is written."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

import settings
from adapters import clock
from latchkey.worker.composing import compose_mail
from latchkey.worker.relay import Worker
from models.core.channels import Channel
from models.invoices.rows import InvoiceHold
from models.log.events import Event, EventKind
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery
from models.messages.notifications import Notification, NotificationKind
from models.messages.opt_outs import is_opted_out
from models.messages.sms_messages import SmsMessage, SmsOutcome
from models.people.contacts import revise_contact
from models.people.staff import StaffMember
from tests.support.cast import Cast
from tests.support.invoicing import as_staff, contact, issued, key
from tests.support.sms_provider import ANN, STRANGER, Provider, answers, say, texting, told_staff


@pytest.fixture(autouse=True)
async def _house(database: str, tmp_path: Path, provider: Provider, cast: Cast) -> AsyncIterator[None]:
    async with texting(database, tmp_path, provider, cast):
        yield


async def test_an_unknown_number_gets_no_answer_but_staff_hear_of_it(cast: Cast) -> None:
    await issued(cast)
    message = await say("HOLD 1", STRANGER)
    assert (message.outcome, message.contact_id) == (SmsOutcome.UNKNOWN_NUMBER, None)
    await say("HOLD 1", STRANGER)
    assert await answers(STRANGER) == []
    assert await told_staff() == 2
    assert await SmsMessage.filter(sender=STRANGER).count() == 2
    assert await Event.filter(kind=EventKind.SMS_RECEIVED).count() == 2


async def test_a_number_counts_for_whom_it_is_verified(cast: Cast) -> None:
    await issued(cast)
    # Whoever else writes it down changes nothing.
    await contact(cast.ben, mobile=ANN, mobile_verified_at=None)
    assert (await say("HOLD 1")).outcome is SmsOutcome.HELD


async def test_a_number_that_is_not_verified_does_nothing_and_is_told_so(cast: Cast) -> None:
    await issued(cast)
    await contact(cast.ann, mobile_verified_at=None)
    for locale in ("en-GB", "de"):
        await StaffMember.filter(email=cast.sam.email).update(locale=locale)
        message = await say("HOLD 1")
        assert (message.outcome, message.contact_id) == (SmsOutcome.UNVERIFIED_NUMBER, None)
    [answer] = await answers()
    assert answer.startswith("This number is not verified, so nothing was done.")
    told = await Notification.filter(kind=NotificationKind.SMS_RECEIVED).order_by("created_at")
    titles = [
        f"Text message from {ANN} (not verified, of Ann Archer)",
        f"SMS von {ANN} (nicht bestätigt, von Ann Archer)",
    ]
    assert [each.title for each in told] == titles
    mails = await Delivery.filter(template="sms_received").order_by("queued_at")
    assert [compose_mail(mail, "", {}).subject for mail in mails] == titles
    assert await InvoiceHold.all().count() == 0


@pytest.mark.parametrize(
    ("on_file", "comes_from"),
    [
        ("+54 11 2345-6789", "+5491123456789"),
        ("+54 9 11 2345-6789", "+541123456789"),
        ("+52 1 55 1234 5678", "+525512345678"),
        ("+52 55 1234 5678", "+5215512345678"),
        ("+55 11 8765-4321", "+5511987654321"),
        ("+55 11 98765-4321", "+551187654321"),
    ],
)
async def test_a_number_written_in_two_ways_is_one(
    cast: Cast, provider: Provider, on_file: str, comes_from: str
) -> None:
    await shielded(revise_contact, await contact(cast.ann), by=as_staff(cast.sam), mobile=on_file)
    await issued(cast)
    message = await say("HOLD 1", comes_from)
    assert (message.outcome, message.contact_id) == (SmsOutcome.HELD, key(cast.ann))
    await Worker().run_due()
    # Argentine mobiles are written to with the 9, Mexican ones without the 1, Brazilian ones with all nine digits.
    assert {text["To"] for text in provider.texts} <= {"+5491123456789", "+525512345678", "+5511987654321"}
    assert len(provider.texts) == 1
    assert (await say("STOP", comes_from)).outcome is SmsOutcome.OPTED_OUT
    assert await is_opted_out(message.sender)


async def test_a_flood_from_one_number_costs_little_and_drowns_nobody(cast: Cast) -> None:
    settings.use(settings.get().model_copy(update={"sms_notices_per_day": 3, "sms_per_person_per_day": 2}))
    for number in range(10):
        await say(f"Buy {number} now", STRANGER)
        await say("HELP")
    assert (await told_staff(), len(await answers())) == (3, 2)
    mails = await Delivery.filter(template="sms_received").order_by("queued_at", "id")
    assert [each.data["is_last"] for each in mails] == [False, False, True]
    assert await SmsMessage.all().count() == 20
    await say("The oven is broken", "+447911555555")
    assert await told_staff() == 4
    # Who has had all texts of the day is asked by mail.
    await issued(cast, approval_channel=Channel.SMS)
    [asked] = await Delivery.filter(template="invoice_awaiting_approval")
    assert (asked.channel, asked.recipient) == (Channel.EMAIL, cast.ann.email)
    with clock.moved_to(clock.now() + timedelta(days=1, minutes=1)):
        await say("Buy more", STRANGER)
        assert await told_staff() == 5
