"""A mobile number belongs to one person, who has proved it by a code or for whom staff vouch."""

import asyncio
import re
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tortoise import Tortoise

from adapters import clock, sms
from adapters.database.client import execute, fetch
from latchkey.migrate import migrate
from models.access.mobile_codes import MobileCode
from models.core.database import open_database
from models.invoices.rows import Invoice
from models.log.events import Event, EventKind
from models.messages.deliveries import Delivery
from models.messages.sms_messages import SmsMessage
from models.people.contacts import Contact
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.invoicing import issued, key
from tests.support.mutations import act, done, refused
from tests.support.server import Client, Server
from tests.support.sms_provider import ANN, OURS, SECRET, Provider

ASK, GIVE = "mobileVerificationRequest", "mobileVerificationConfirm"
SHOWN = "contact { mobile mobileVerifiedAt version }"
PROFILE = "{ viewer { contact { mobile mobileVerifiedAt } } }"


@pytest.fixture
def settings_changes(provider: Provider) -> dict[str, Any]:
    return {"sms_url": provider.url, "sms_from": [OURS], "operator_name": "Brightwell"}


@pytest.fixture
async def server(server: Server, provider: Provider) -> Server:
    """The server, with its provider at hand."""
    server.app.state.sms_provider = provider
    return server


async def texts(server: Server, number: str = ANN) -> list[str]:
    """The texts that a number has been sent, once all that waits has gone out."""
    provider: Provider = server.app.state.sms_provider
    while await Delivery.filter(channel="SMS", status="QUEUED").exists():
        provider.taken.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(provider.taken.wait(), 0.05)
    return [text["Body"] for text in provider.texts if text["To"] == number]


async def code(server: Server, number: str = ANN) -> str:
    """The code that was sent to a number last."""
    sent = await texts(server, number)
    return [found[1] for text in sent if (found := re.match(r"(\d{6}) is your code for Brightwell", text))][-1]


async def prove(server: Server, by: Client, number: str = ANN) -> None:
    """Make a number somebody's own."""
    await done(by, ASK, mobile=number)
    await done(by, GIVE, code=await code(server, number))


async def incoming(server: Server, text: str, sender: str = ANN) -> httpx.Response:
    """A text comes in, signed as the provider does it."""
    form = {"MessageSid": f"SM{clock.now().timestamp()}", "From": sender, "To": OURS, "Body": text}
    signed = sms.signature(f"{server.url}/webhooks/sms", list(form.items()), SECRET)
    return await server.client.post("/webhooks/sms", data=form, headers={"X-Twilio-Signature": signed})


async def test_a_code_proves_a_number_which_then_counts(server: Server, cast: Cast, ann: Client) -> None:
    await done(ann, "profileUpdate", profile={"mobile": ANN})
    assert (await ann.data(PROFILE))["viewer"]["contact"] == {"mobile": ANN, "mobileVerifiedAt": None}
    invoice = await issued(cast)
    await incoming(server, "HOLD 1")
    assert (await Invoice.get(id=invoice.id)).open_holds == 0

    await done(ann, ASK)
    sent = await code(server)
    shown = await done(ann, GIVE, SHOWN, code=f" {sent[:3]} {sent[3:]}")
    assert shown["contact"]["mobile"] == ANN and shown["contact"]["mobileVerifiedAt"]
    await incoming(server, "HOLD 1")
    assert (await Invoice.get(id=invoice.id)).open_holds == 1
    events = await Event.filter(kind=EventKind.CONTACT_CHANGED, contact_id=key(cast.ann)).order_by("-position")
    assert (events[0].data["change"], events[0].actor["name"]) == ("mobile_verified", "Ann")
    # The code is nowhere in clear, and is used up.
    [delivery], [kept] = await Delivery.filter(template="mobile_code"), await MobileCode.all()
    assert "code_seed" not in delivery.data and sent not in str(delivery.data) + kept.code_hash
    assert await refused(ann, GIVE, code=sent) == "INVALID"
    assert await refused(ann, ASK) == "WRONG_STATE"
    # The same number, written otherwise, is still it; another one is not.
    await done(ann, "profileUpdate", profile={"mobile": "+44 7911 123456", "displayName": "Annie"})
    assert (await ann.data(PROFILE))["viewer"]["contact"]["mobileVerifiedAt"]
    await done(ann, "profileUpdate", profile={"mobile": "+447911000222"})
    assert (await ann.data(PROFILE))["viewer"]["contact"]["mobileVerifiedAt"] is None


async def test_a_new_number_takes_the_place_of_the_old_once_it_is_proved(server: Server, ann: Client) -> None:
    await prove(server, ann)
    await done(ann, ASK, mobile="+54 11 2345-6789")
    assert (await ann.data(PROFILE))["viewer"]["contact"]["mobile"] == ANN
    await done(ann, GIVE, code=await code(server, "+5491123456789"))
    assert (await ann.data(PROFILE))["viewer"]["contact"]["mobile"] == "+5491123456789"


async def test_a_stranger_who_writes_down_a_number_changes_nothing(
    server: Server, cast: Cast, ann: Client, zoe: Client, sam: Client
) -> None:
    await prove(server, ann)
    await done(zoe, "profileUpdate", profile={"mobile": ANN})
    invoice = await issued(cast)
    await incoming(server, "HOLD 1")
    assert (await Invoice.get(id=invoice.id)).open_holds == 1
    # Nor can they get it by asking: the code goes to the phone.
    await done(zoe, ASK)
    for guess in ("000000", "999999", "", "abc", "1" * 1000):
        assert await refused(zoe, GIVE, code=guess) == "INVALID"
    # Five guesses end it, also for who gets it in the end.
    assert await refused(zoe, GIVE, code=await code(server)) == "INVALID"
    # Staff who write it down for somebody else do not take it away.
    made = await done(sam, "contactCreate", f"contact {{ id {SHOWN[10:]}", name="Jo Hill", mobile=ANN)
    assert made["contact"]["mobileVerifiedAt"] is None
    jo = made["contact"]["id"]
    assert await refused(sam, "contactUpdate", id=jo, isMobileVerified=True) == "NOT_UNIQUE"
    await done(sam, "contactUpdate", id=cast.ann.id, isMobileVerified=False)
    assert (await done(sam, "contactUpdate", SHOWN, id=jo, isMobileVerified=True))["contact"]["mobileVerifiedAt"]


async def test_a_newer_proof_wins_and_the_former_is_told(server: Server, cast: Cast, ann: Client, ben: Client) -> None:
    await prove(server, ann)
    await prove(server, ben)
    assert (await ann.data(PROFILE))["viewer"]["contact"] == {"mobile": ANN, "mobileVerifiedAt": None}
    [told] = await Delivery.filter(template="mobile_lost")
    assert (told.recipient, told.data["mobile"]) == (cast.ann.email, ANN)
    # Not by whom.
    [lost] = await Event.filter(kind=EventKind.CONTACT_CHANGED, contact_id=key(cast.ann)).order_by("-position").limit(1)
    assert (lost.data["change"], lost.actor["name"]) == ("mobile_lost", "System")
    assert "Ben" not in str(told.data)
    await prove(server, ann)
    assert await Contact.filter(mobile=ANN, mobile_verified_at__not_isnull=True).count() == 1


async def test_a_number_proved_by_two_at_once_has_one_owner(server: Server, ann: Client, ben: Client) -> None:
    await done(ann, ASK, mobile=ANN)
    of_ann = await code(server)
    await done(ben, ASK, mobile=ANN)
    of_ben = await code(server)
    await asyncio.gather(done(ann, GIVE, code=of_ann), done(ben, GIVE, code=of_ben))
    assert await Contact.filter(mobile=ANN, mobile_verified_at__not_isnull=True).count() == 1


async def test_codes_are_few_short_lived_and_constant_in_their_answers(
    server: Server, ann: Client, ben: Client, zoe: Client, tom: Client
) -> None:
    assert await refused(ann, ASK) == "REQUIRED"
    assert await refused(ann, ASK, mobile="12") == "INVALID"
    assert await refused(ann, GIVE, code="123456") == "INVALID"
    await done(ann, ASK, mobile=ANN)
    first = await code(server)
    await done(ann, ASK, mobile=ANN)
    second = await code(server)
    assert second == first or await refused(ann, GIVE, code=first) == "INVALID"
    clock.advance(timedelta(minutes=11))
    assert await refused(ann, GIVE, code=second) == "INVALID"
    for _ in range(3):
        await done(ann, ASK, mobile=ANN)
    assert await refused(ann, ASK, mobile=ANN) == "TOO_MANY_ATTEMPTS"
    assert await refused(ann, ASK, mobile="+447911000222") == "TOO_MANY_ATTEMPTS"
    # Others may still prove it, until as many went there as two people get; the answer stays the same.
    for by in (ben, zoe):
        for _ in range(4):
            await done(by, ASK, mobile=ANN)
    assert await Delivery.filter(template="mobile_code", recipient=ANN).count() == 10
    await incoming(server, "STOP", "+447911000333")
    await done(tom, ASK, mobile="+447911000333")
    assert await Delivery.filter(recipient="+447911000333").count() == 0
    clock.advance(timedelta(days=1, minutes=1))
    await done(tom, ASK, mobile=ANN)
    assert await Delivery.filter(template="mobile_code", recipient=ANN).count() == 11


async def test_the_fifth_try_counts_and_the_sixth_does_not(server: Server, ann: Client) -> None:
    for wrong_ones, outcome in ((5, "INVALID"), (4, None)):
        await done(ann, ASK, mobile=ANN)
        right = await code(server)
        for _ in range(wrong_ones):
            assert await refused(ann, GIVE, code=f"{(int(right) + 1) % 1_000_000:06}") == "INVALID"
        answer = (await act(ann, GIVE, code=right))["userErrors"]
        assert [each["code"] for each in answer] == ([outcome] if outcome else [])


async def test_a_number_entered_by_staff_counts_until_archiving(sam: Client, cast: Cast) -> None:
    made = await done(sam, "contactCreate", f"contact {{ id {SHOWN[10:]}", name="Jo Hill", mobile=ANN)
    jo = made["contact"]["id"]
    assert made["contact"]["mobileVerifiedAt"]
    changed = await done(sam, "contactUpdate", SHOWN, id=cast.ben.id, mobile=ANN)
    assert changed["contact"]["mobileVerifiedAt"] is None
    await done(sam, "contactArchive", id=jo)
    # The same number sent once more, by a form that sends all it has, is no word of staff's.
    changed = await done(sam, "contactUpdate", SHOWN, id=cast.ben.id, mobile=ANN, name="Ben Booth")
    assert changed["contact"]["mobileVerifiedAt"] is None
    changed = await done(sam, "contactUpdate", SHOWN, id=cast.ben.id, isMobileVerified=True)
    assert changed["contact"]["mobileVerifiedAt"]
    await done(sam, "contactRestore", id=jo)
    assert await refused(sam, "contactUpdate", id=jo, isMobileVerified=True) == "NOT_UNIQUE"
    assert await refused(sam, "contactUpdate", id=cast.tom.id, isMobileVerified=True) == "REQUIRED"


async def test_verification_is_shown_to_staff_and_the_person(sam: Client, ann: Client, ben: Client) -> None:
    await done(sam, "contactUpdate", id=ann.id, mobile=ANN)
    query = "query($id: ID!) { contact(id: $id) { mobile mobileVerifiedAt } }"
    seen = [(await by.data(query, {"id": ann.id}))["contact"] for by in (sam, ann, ben)]
    assert [bool(each["mobileVerifiedAt"]) for each in seen] == [True, True, False]


@pytest.mark.migrated_to("0021_tenures")
async def test_older_numbers_count_if_proved_or_entered_by_staff(older_database: str) -> None:
    """The migration finds numbers of which nobody knows who entered them, and some in other forms."""
    await open_database(older_database)
    when, names = (
        "'2025-01-01 00:00:00+00:00'",
        ["staff", "twice", "again", "own", "held", "former", "other", "archived"],
    )
    mobiles = [
        "+541123456789",
        ANN,
        ANN,
        "+447911000001",
        "+447911000002",
        "+447911000002",
        "+447911000003",
        "+447911000004",
    ]
    ids = {name: f"{number}0000000-0000-7000-8000-000000000000" for number, name in enumerate(names, start=1)}
    for name, mobile in zip(names, mobiles, strict=True):
        archived = when if name == "archived" else "NULL"
        await execute(
            f"""INSERT INTO contacts (id, version, name, name_key, display_name, mobile, time_zone, locale, created_at,
            archived_at) VALUES ('{ids[name]}', 1, '{name}', '{name}', '{name}', '{mobile}', 'UTC', 'en', {when}, {archived})"""
        )
    for position, name in enumerate(("own", "held", "other"), start=1):
        await execute(
            f"""INSERT INTO events (position, kind, occurred_at, actor, visibility, contact_id, data) VALUES ({position},
            'CONTACT_CHANGED', {when}, '{{"kind": "CONTACT"}}', 'EVERYONE', '{ids[name]}', '{{}}')"""
        )
    for name, mobile, outcome in (("held", "+447911000002", "HELD"), ("other", "+447911000003", "SHARED_NUMBER")):
        await execute(
            f"""INSERT INTO sms_messages (id, provider_id, sender, recipient, body, received_at, command, outcome,
            contact_id) VALUES ('{ids[name]}', '{name}', '{mobile}', '{OURS}', 'HOLD', {when}, 'HOLD', '{outcome}',
            '{ids[name]}')"""
        )
    await execute(
        f"INSERT INTO sms_opt_outs (id, number, created_at) VALUES ('{ids['own']}', '+5215512345678', {when})"
    )
    await Tortoise.close_connections()
    await migrate(older_database)
    await open_database(older_database)
    try:
        verified = await fetch("SELECT name, mobile FROM contacts WHERE mobile_verified_at IS NOT NULL ORDER BY id")
        assert [(row["name"], row["mobile"]) for row in verified] == [
            ("staff", "+5491123456789"),
            ("held", "+447911000002"),
        ]
        assert [row["number"] for row in await fetch("SELECT number FROM sms_opt_outs")] == ["+525512345678"]
        assert [text.outcome.value for text in await SmsMessage.all().order_by("id")] == ["HELD", "UNVERIFIED_NUMBER"]
    finally:
        await Tortoise.close_connections()


@ON_SQLITE
class TestWithoutProvider:
    """No code can come."""

    @pytest.fixture
    def settings_changes(self) -> dict[str, Any]:
        return {"sms_url": None}

    async def test_codes_cannot_be_requested(self, ann: Client) -> None:
        assert await refused(ann, ASK, mobile=ANN) == "WRONG_STATE"
