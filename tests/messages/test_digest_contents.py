"""A digest has what its reader may see when it is sent, in their language; an empty one is not sent."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import settings
from adapters import clock, wakeups
from adapters.mail.catcher import MailCatcher
from latchkey.worker.relay import Worker
from models.access import portal_access
from models.access.requests import AccessRequestKind, request_access
from models.core.viewer import Right
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery, DeliveryStatus
from models.messages.digests import DigestEntry, DigestFrequency, choose_digest
from models.people.memberships import Membership
from tests.support.cast import Cast
from tests.support.invoicing import acme, as_contact, as_staff, contact, issued, key, opened
from tests.support.mail.digests import an_order, choose, next_morning, pay, run_out, to, write
from tests.support.mail.smtp import NOBODY_LISTENS
from tests.support.sms_provider import STRANGER, say


@pytest.fixture
async def house(database: str, tmp_path: Path) -> AsyncIterator[None]:
    """The open database, without a server and its worker around it."""
    async with opened(database, tmp_path):
        wakeups.use(wakeups.Wakeups())
        yield


@pytest.mark.usefixtures("house")
async def test_a_digest_leaves_out_what_its_reader_may_no_longer_see(cast: Cast) -> None:
    await choose(cast.ben, DigestFrequency.DAILY)
    order = await an_order(cast)
    await write(cast, order, "For those who see orders.")
    invoice = await issued(cast)
    await pay(cast, invoice)
    await _rights(cast, ["INVOICES"])
    async with MailCatcher() as catcher:
        with clock.moved_to(next_morning()):
            await run_out(catcher)
        [digest] = [mail for mail in to(cast.ben, catcher.messages()) if "update" in mail.subject]
    assert "INV-000001" in digest.text and "All is well" in digest.text
    assert "SR-000001" not in digest.text + digest.html and "For those" not in digest.text + digest.html


@pytest.mark.parametrize("loss", ["rights", "revoked", "archived", "no address"])
@pytest.mark.usefixtures("house")
async def test_a_digest_of_nothing_is_not_sent(cast: Cast, loss: str) -> None:
    await choose(cast.ben, DigestFrequency.DAILY)
    order = await an_order(cast)
    await write(cast, order, "The element has come.")
    await _lose(cast, loss)
    async with MailCatcher() as catcher:
        with clock.moved_to(next_morning()):
            await run_out(catcher)
        assert to(cast.ben, catcher.messages()) == []
    assert await Delivery.filter(template="digest").count() == 0
    assert await DigestEntry.all().count() == 0


@pytest.mark.parametrize("loss", ["rights", "revoked", "archived"])
@pytest.mark.usefixtures("house")
async def test_a_late_digest_leaves_out_rights_lost_meanwhile(cast: Cast, loss: str) -> None:
    await choose(cast.ben, DigestFrequency.DAILY)
    order = await an_order(cast)
    await write(cast, order, "The element has come.")
    with clock.moved_to(next_morning()):
        await Worker(NOBODY_LISTENS).run_due()
    await _lose(cast, loss)
    async with MailCatcher() as catcher:
        with clock.moved_to(next_morning() + timedelta(hours=1)):
            await run_out(catcher)
        assert to(cast.ben, catcher.messages()) == []
    [digest] = await Delivery.filter(template="digest")
    assert digest.status is DeliveryStatus.DEAD
    assert digest.last_error == "Its reader may no longer see anything that it tells of."


async def _lose(cast: Cast, loss: str) -> None:
    if loss == "rights":
        await _rights(cast, [])
    elif loss == "archived":
        await contact(cast.ben, archived_at=clock.now())
    elif loss == "revoked":
        ben = await contact(cast.ben)
        await shielded(portal_access.revoke, ben, None, by=as_staff(cast.sam))
    else:
        await contact(cast.ben, email=None, email_key=None)


async def _rights(cast: Cast, names: list[str]) -> None:
    rights = Right(0)
    for name in names:
        rights |= Right[name]
    await Membership.filter(contact_id=key(cast.ben)).update(rights=int(rights))


@pytest.mark.usefixtures("house")
async def test_a_digest_has_its_readers_language_zone_and_new_address(cast: Cast) -> None:
    await contact(cast.ann, locale="de-DE", time_zone="Europe/Berlin")
    await choose(cast.ann, DigestFrequency.HOURLY)
    order = await an_order(cast)
    other = await an_order(cast)
    with clock.moved_to(datetime(2027, 1, 15, 12, 10, tzinfo=UTC)):
        await write(cast, order, "Das Element ist da.")
        await write(cast, other, "Hier auch.")
        await write(cast, order, "Es ist eingebaut.\nNoch heute.")
        await pay(cast, await issued(cast))
    await contact(cast.ann, email="new@people.test")
    async with MailCatcher() as catcher:
        with clock.moved_to(datetime(2027, 1, 15, 13, 0, tzinfo=UTC)):
            await run_out(catcher)
        [digest] = [mail for mail in catcher.messages() if "new@people.test" in mail.to]
    assert "3 Neuigkeiten" in digest.subject
    assert digest.text.count("(Berlin)") == 3 and "13:10 (Berlin)" in digest.text
    pieces = [
        "Auftrag SR-000001: Oven does not heat",
        "Notiz von Sam Sutton",
        "Das Element ist da.",
        "Es ist eingebaut.",
        "Auftrag SR-000002",
        "Hier auch.",
    ]
    places = [digest.text.index(piece) for piece in pieces]
    assert places == sorted(places)
    assert "Es ist eingebaut.<br>Noch heute." in digest.html
    assert f'href="{settings.get().portal_address}/orders/SR-000002"' in digest.html


@pytest.mark.usefixtures("house")
async def test_work_for_staff_is_in_their_digest_with_links(cast: Cast) -> None:
    sam = as_staff(cast.sam)
    await shielded(choose_digest, DigestFrequency.HOURLY, by=sam)
    at = datetime(2027, 1, 15, 12, 10, tzinfo=UTC)
    with clock.moved_to(at):
        await say("The oven is broken", STRANGER)
        await shielded(_ask_for_access, cast)
    async with MailCatcher() as catcher:
        with clock.moved_to(at + timedelta(hours=1)):
            await run_out(catcher)
        [digest] = to(cast.sam, catcher.messages())
    portal = settings.get().portal_address
    assert f"Text message from {STRANGER}" in digest.text and "The oven is broken" in digest.text
    assert "Access request of Acme Bakery: Jo Hill" in digest.text and "Waiting for you" in digest.text
    assert f"{portal}/sms-messages" in digest.text and f"{portal}/access-requests" in digest.text
    assert "None" not in digest.text


async def _ask_for_access(cast: Cast) -> None:
    await request_access(
        await acme(cast),
        AccessRequestKind.NEW_ACCOUNT,
        by=as_contact(cast, cast.ann),
        name="Jo Hill",
        email="jo@people.test",
        contact=None,
        reason=None,
    )
