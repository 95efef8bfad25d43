"""Digests: many small e-mails become one, at the hour that its reader is used to, unless they cannot wait."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import settings
from adapters import clock, wakeups
from adapters.mail.catcher import MailCatcher
from adapters.text.templates import mail_names
from latchkey.worker.relay import Worker
from models.access.notification_settings import set_preference
from models.access.sessions import viewer_of_person
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery
from models.messages.digests import CAN_WAIT, DigestEntry, DigestFrequency, choose_digest
from models.messages.notifications import NotificationKind
from models.people.customers import ApprovalMode
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.files import until
from tests.support.invoicing import contact, issued, key, opened
from tests.support.mail.digests import a_moment, an_order, choose, next_morning, run_out, to, write
from tests.support.mutations import done, mail_to
from tests.support.orders import move, new_order
from tests.support.server import Client, Server

CHOOSE = """mutation($how: DigestFrequency!) { notificationPreferencesUpdate(
  input: {preferences: [], digestFrequency: $how}) { digestFrequency userErrors { code message } } }"""


@pytest.fixture
async def house(database: str, tmp_path: Path) -> AsyncIterator[None]:
    """The open database, without a server and its worker around it."""
    async with opened(database, tmp_path):
        wakeups.use(wakeups.Wakeups())
        yield


async def nothing_is_on_its_way() -> bool:
    """Whether the outcome of every message is written down."""
    return not await Delivery.exclude(due_at=None).exists()


def pass_time_until(moment: datetime) -> None:
    """Move the clock of the server and its worker, and tell the worker."""
    clock.advance(moment - clock.now())
    wakeups.current().wake("deliveries")


@pytest.mark.parametrize("how", ["HOURLY", "DAILY"])
async def test_twenty_changes_of_a_busy_order_are_one_mail(
    server: Server, sam: Client, ann: Client, ben: Client, catcher: MailCatcher, how: str
) -> None:
    order = await new_order(ann)
    # Well before the hour ends, however long this takes.
    pass_time_until(clock.now().replace(minute=5) + timedelta(hours=1))
    assert (await ann.data(CHOOSE, {"how": how}))["notificationPreferencesUpdate"]["digestFrequency"] == how
    assert (await ann.data("{ viewer { digestFrequency } }"))["viewer"] == {"digestFrequency": how}
    told: list[str] = []
    for number in range(10):
        status, label = [("IN_PROGRESS", "In progress"), ("AWAITING_PARTS", "Awaiting parts")][number % 2]
        await move(sam, order, status)
        await done(sam, "noteAdd", orderId=order, body=f"Message {number}.")
        told += [label, f"Message {number}."]
    told_at_once = await ann.data("{ notifications(first: 100) { totalCount } }")
    assert told_at_once["notifications"]["totalCount"] == 20, "the portal does not wait"
    # Who did not choose gets each by itself, which is also proof that the worker has been at it.
    await catcher.wait_for(lambda mail: ben.email in mail.to and "Message 9." in mail.text)
    assert to(ann, catcher.messages()) == []

    # A mail whose outcome is not written down by the end of its lease would be sent again.
    await until(nothing_is_on_its_way)
    due_at = next_morning()
    if how == "HOURLY":
        due_at = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    pass_time_until(due_at)
    digest = await mail_to(catcher, ann.email)
    assert "20 updates" in digest.subject
    position = 0
    for words in told:
        position = digest.text.index(words, position) + 1
    assert digest.text.count("It squeaks\n") == 1, "an order is named once, above all that happened to it"
    await until(nothing_is_on_its_way)
    pass_time_until(due_at + timedelta(days=1, hours=1))
    await done(sam, "noteAdd", orderId=order, body="The end.")
    await catcher.wait_for(lambda mail: ben.email in mail.to and "The end." in mail.text)
    assert len(to(ann, catcher.messages())) == 1
    assert len(to(ben, catcher.messages())) == 22


@pytest.mark.parametrize(
    ("zone", "first_day"),
    [
        ("Europe/London", "2027-03-27"),
        ("Europe/London", "2027-10-30"),
        ("America/St_Johns", "2027-03-13"),
        ("America/St_Johns", "2027-11-06"),
        ("Pacific/Kiritimati", "2027-03-26"),
    ],
)
@ON_SQLITE
@pytest.mark.usefixtures("house")
async def test_a_daily_digest_is_at_eight_through_daylight_saving(cast: Cast, zone: str, first_day: str) -> None:
    there = ZoneInfo(zone)
    await contact(cast.ann, time_zone=zone)
    await choose(cast.ann, DigestFrequency.DAILY)
    order = await an_order(cast)
    start = a_moment(f"{first_day}T00:00", there).astimezone(UTC)
    async with MailCatcher() as catcher:
        # Three days and a bit; every half hour the worker looks, every three hours something happens.
        for step in range(3 * 48 + 20):
            with clock.moved_to(start + timedelta(minutes=30 * step, seconds=1)):
                if step % 6 == 3 and step < 3 * 48:
                    await write(cast, order, f"Message {step}.")
                await Worker(catcher.url).run_due()
        digests = [mail for mail in to(cast.ann, catcher.messages()) if "update" in mail.subject]
    sent = await Delivery.filter(template="digest", contact_id=key(cast.ann)).order_by("sent_at")
    times = [mail.sent_at.astimezone(there) for mail in sent]
    assert [moment.strftime("%H:%M") for moment in times] == ["08:00"] * 4
    assert [moment.date() - times[0].date() for moment in times] == [timedelta(days=day) for day in range(4)]
    text = "".join(mail.text for mail in digests)
    assert [text.count(f"Message {step}.") for step in range(3, 3 * 48, 6)] == [1] * 24, "lost or doubled"


@pytest.mark.parametrize(
    ("frequency", "hour", "zone", "now", "due"),
    [
        ("HOURLY", 8, "Europe/London", "2027-07-01T09:00+00:00", "2027-07-01T10:00+00:00"),
        ("HOURLY", 8, "Asia/Kathmandu", "2027-07-01T09:20+00:00", "2027-07-01T10:15+00:00"),
        ("HOURLY", 8, "Europe/London", "2027-10-31T00:30+00:00", "2027-10-31T01:00+00:00"),
        ("HOURLY", 8, "Europe/London", "2027-10-31T01:00+00:00", "2027-10-31T02:00+00:00"),
        ("DAILY", 8, "Europe/London", "2027-07-01T07:00+00:00", "2027-07-02T07:00+00:00"),
        ("DAILY", 8, "Europe/London", "2027-07-01T06:59+00:00", "2027-07-01T07:00+00:00"),
        ("DAILY", 8, "Pacific/Kiritimati", "2027-07-01T17:59+00:00", "2027-07-01T18:00+00:00"),
        # An hour that the clock leaves out, and one that it shows twice: still one a day.
        ("DAILY", 1, "Europe/London", "2027-03-27T12:00+00:00", "2027-03-28T01:00+00:00"),
        ("DAILY", 1, "Europe/London", "2027-10-30T12:00+00:00", "2027-10-31T01:00+00:00"),
        ("DAILY", 1, "Europe/London", "2027-10-31T00:30+00:00", "2027-10-31T01:00+00:00"),
        ("DAILY", 1, "Europe/London", "2027-10-31T01:00+00:00", "2027-11-01T01:00+00:00"),
    ],
)
def test_a_period_ends_at_a_full_hour_of_the_readers_clock(
    frequency: str, hour: int, zone: str, now: str, due: str
) -> None:
    settings.get().digest_hour = hour
    found = DigestFrequency(frequency).next_after(datetime.fromisoformat(now), ZoneInfo(zone))
    assert found == datetime.fromisoformat(due)


@pytest.mark.usefixtures("house")
async def test_a_return_to_at_once_sends_what_is_waiting(cast: Cast) -> None:
    await choose(cast.ann, DigestFrequency.DAILY)
    order = await an_order(cast)
    await write(cast, order, "The element has come.")
    async with MailCatcher() as catcher:
        await run_out(catcher)
        assert to(cast.ann, catcher.messages()) == []
        await choose(cast.ann, DigestFrequency.AT_ONCE)
        await run_out(catcher)
        await write(cast, order, "It is built in.")
        await run_out(catcher)
        digest, single = to(cast.ann, catcher.messages())
    assert "one update" in digest.subject and "The element has come." in digest.text
    assert "update" not in single.subject and "It is built in." in single.text


@pytest.mark.usefixtures("house")
async def test_a_change_from_daily_to_hourly_brings_the_digest_forward(cast: Cast) -> None:
    await choose(cast.ann, DigestFrequency.DAILY)
    order = await an_order(cast)
    with clock.moved_to(a_moment("2027-06-01T12:10")):
        await write(cast, order, "The element has come.")
        await choose(cast.ann, DigestFrequency.HOURLY)
    [entry] = await DigestEntry.all()
    assert entry.due_at == a_moment("2027-06-01T13:00")


@pytest.mark.usefixtures("house")
async def test_staff_have_digests_too(cast: Cast) -> None:
    rita = key(cast.rita, "StaffMember")
    viewer = await viewer_of_person(None, rita)
    assert viewer is not None
    await shielded(set_preference, NotificationKind.NOTE_ADDED, email=True, by=viewer)
    await shielded(choose_digest, DigestFrequency.DAILY, by=viewer)
    order = await an_order(cast)
    await write(cast, order, "For staff.")
    async with MailCatcher() as catcher:
        await run_out(catcher)
        assert to(cast.rita, catcher.messages()) == []
        with clock.moved_to(clock.now() + timedelta(days=1)):
            await run_out(catcher)
        [digest] = to(cast.rita, catcher.messages())
    assert "For staff." in digest.text


async def test_urgent_mails_go_at_once(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast, catcher: MailCatcher
) -> None:
    order = await new_order(ann)
    await ann.data(CHOOSE, {"how": "DAILY"})
    await done(sam, "noteAdd", orderId=order, body="This waits.")
    await done(sam, "orderSchedule", id=order, scheduledFor=(clock.now() + timedelta(hours=20)).isoformat())
    posted = await done(sam, "recommendationCreate", "recommendation { id }", orderId=order, title="A new seal")
    question = {"answer": "ASK_CLARIFICATION", "comment": "Why?"}
    await done(ben, "recommendationRespond", id=posted["recommendation"]["id"], **question)
    await done(sam, "recommendationReply", id=posted["recommendation"]["id"], comment="It is worn.")
    lines = [{"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "9.50", "taxRate": "0"}]
    await done(sam, "invoiceCreate", customerId=cast.acme, dueOn="2030-01-31", lines=lines)
    await done(sam, "passwordResetStart", contactId=ann.id)
    expected = {
        *("visit_scheduled", "recommendation_posted", "recommendation_answered", "recommendation_replied"),
        *("invoice_awaiting_approval", "password_reset"),
    }
    queued = await sam.data(
        "query($id: ID!) { deliveries(where: {contactId: [$id]}) { nodes { template } } }", {"id": ann.id}
    )
    assert {each["template"] for each in queued["deliveries"]["nodes"]} == expected
    await catcher.wait_for(lambda mail: ann.email in mail.to and "token=" in mail.text)
    assert all("This waits." not in mail.text for mail in to(ann, catcher.messages()))


@pytest.mark.usefixtures("house")
async def test_an_invoice_waits_for_a_digest_unless_its_clock_runs(cast: Cast) -> None:
    await choose(cast.ben, DigestFrequency.DAILY)
    await issued(cast)
    assert [mail.template for mail in await Delivery.filter(contact_id=key(cast.ben))] == ["invoice_issued"]
    await issued(cast, mode=ApprovalMode.OPERATOR_APPROVES)
    assert [entry.template for entry in await DigestEntry.all()] == ["invoice_issued"]


def test_only_existing_mails_can_wait() -> None:
    assert set(mail_names()) >= CAN_WAIT
