"""Text messages out: handed to the provider, counted in parts, signed, and sent to nobody who said STOP."""

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import settings
from adapters import clock, sms
from adapters.text.locales import languages
from adapters.text.templates import render_sms, sms_names
from latchkey.worker.composing import compose_text
from latchkey.worker.relay import Worker
from models.core.channels import Channel
from models.messages.deliveries import Delivery, DeliveryStatus
from tests.support.cast import Cast
from tests.support.invoicing import contact, issued, key
from tests.support.sms_provider import ACCOUNT, ANN, OURS, SECRET, Provider, say, texting


@pytest.fixture
async def _house(database: str, tmp_path: Path, provider: Provider, cast: Cast) -> AsyncIterator[None]:
    async with texting(database, tmp_path, provider, cast):
        yield


house = pytest.mark.usefixtures("_house")


async def test_a_text_is_handed_over_as_the_provider_wants_it(provider: Provider) -> None:
    sent = await sms.send("Hello €", to=ANN, sender=OURS, sms_url=provider.url, status_url="https://portal.test/x")
    assert sent == "SM1"
    [text] = provider.texts
    assert text == {
        "To": ANN,
        "From": OURS,
        "Body": "Hello €",
        "StatusCallback": "https://portal.test/x",
        "authorization": f"Basic {b64encode(f'{ACCOUNT}:{SECRET}'.encode()).decode()}",
        "path": f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
    }


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"code": 21211, "message": "The 'To' number is not a valid phone number."}, sms.SmsRefused),
        (400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"}, sms.SmsRefused),
        (401, {"code": 20003, "message": "Authenticate"}, sms.SmsTemporarilyFailed),
        (404, {"code": 20404}, sms.SmsTemporarilyFailed),
        (429, {"code": 20429, "message": "Too Many Requests"}, sms.SmsTemporarilyFailed),
        (500, {}, sms.SmsTemporarilyFailed),
        (503, {}, sms.SmsTemporarilyFailed),
    ],
)
async def test_a_failure_says_whether_trying_again_helps(
    provider: Provider, status: int, body: dict[str, Any], expected: type[Exception]
) -> None:
    provider.answer = (status, body)
    with pytest.raises(expected, match=str(body.get("code", status))) as failed:
        await sms.send("Hello", to=ANN, sender=OURS, sms_url=provider.url)
    assert SECRET not in str(failed.value)


async def test_nobody_there_is_a_temporary_failure() -> None:
    with pytest.raises(sms.SmsTemporarilyFailed):
        await sms.send("Hello", to=ANN, sender=OURS, sms_url="http://a:b@127.0.0.1:1/v")


async def test_a_text_that_is_too_long_is_refused_before_it_is_sent(provider: Provider) -> None:
    with pytest.raises(sms.SmsRefused):
        await sms.send("x" * 1601, to=ANN, sender=OURS, sms_url=provider.url)
    assert provider.texts == []


@pytest.mark.parametrize("url", ["https://api.test/v", "https://only@api.test", "ftp://a:b@api.test"])
def test_a_wrong_address_of_the_provider_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="ACCOUNT:SECRET"):
        sms.SmsGateway.from_url(url)


def test_the_sender_is_of_the_country_it_goes_to() -> None:
    assert sms.sender_for("+4915112345678", [OURS, "+4930123456"]) == "+4930123456"
    assert sms.sender_for(ANN, [OURS, "+4930123456"]) == OURS
    assert sms.sender_for("+81312345678", [OURS, "+4930123456"]) == OURS


@pytest.mark.parametrize(
    ("text", "alphabet", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        # An escape is not torn from what it escapes: 152 and not 153 places of the first part are used.
        ("€" * 153, "GSM-7", 3),
        ("äöüÄÖÜßéèñ@£" * 13, "GSM-7", 1),
        ("ł", "UCS-2", 1),
        ("ж" * 70, "UCS-2", 1),
        ("ж" * 71, "UCS-2", 2),
        ("ж" * 134, "UCS-2", 2),
        ("ж" * 135, "UCS-2", 3),
        ("🙂" * 35, "UCS-2", 1),
        # Nor are the halves of a character.
        ("🙂" * 67, "UCS-2", 3),
    ],
)
def test_texts_are_counted_in_parts(text: str, alphabet: str, count: int) -> None:
    assert sms.segments(text) == sms.Segments(alphabet, count)


def test_typography_does_not_treble_the_price() -> None:
    text = sms.simplified("“Hold” – it’s 1\u202f234,50\xa0€…")
    assert text == '"Hold" - it\'s 1 234,50 €...'
    assert sms.segments(text).alphabet == "GSM-7"


def test_the_signature_is_the_documented_one() -> None:
    # The example of the provider's documentation.
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = [
        ("Digits", "1234"),
        ("To", "+18005551212"),
        ("From", "+14158675309"),
        ("Caller", "+14158675309"),
        ("CallSid", "CA1234567890ABCDE"),
    ]
    assert sms.signature(url, form, "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert sms.is_signed(url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "12345")
    assert not sms.is_signed(url, [*form, ("More", "1")], "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "12345")
    assert not sms.is_signed(url, form, None, "12345")
    assert not sms.is_signed(url, form, "ü", "12345")


SAMPLE_PORTAL = "https://portal.brightwell.example"
SAMPLE: dict[str, Any] = {
    "operator_name": "Brightwell Repairs",
    "portal_url": "https://portal.test",
    "invoice_number": "INV-000087",
    "total": {"amount": "1234.50", "currency": "EUR"},
    "auto_approves_at": "2026-03-14T13:30:00Z",
    "title": "SR-000145 is now in progress",
    "numbers": ["INV-000087", "INV-000088"],
    "standing": "APPROVED",
    "code": "012345",
    "minutes": 10,
    "invoices": [{"number": "INV-000087"}, {"number": "INV-000088"}],
}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", sorted(sms_names()))
def test_every_text_is_whole_short_and_in_the_alphabet_of_phones(name: str, language: str) -> None:
    text = sms.simplified(render_sms(name, language, "Europe/Berlin", SAMPLE))
    assert sms.segments(text).alphabet == "GSM-7"
    assert sms.segments(text).count <= 2
    assert "None" not in text
    assert "{" not in text


def test_the_text_names_portal_and_number_and_opens_nothing() -> None:
    text = render_sms("invoice_awaiting_approval", "en-GB", "Europe/London", SAMPLE)
    assert "INV-000087" in text
    assert [word.strip(".") for word in text.split() if "://" in word] == ["https://portal.test"]


def queued(template: str, language: str, data: dict[str, Any]) -> Delivery:
    """A text that is to be written."""
    return Delivery(template=template, locale=language, time_zone="Europe/Berlin", data=data, queued_at=clock.now())


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["invoice_awaiting_approval", "invoice_review_reminder"])
@pytest.mark.parametrize(
    "operator",
    ["Brightwell", "Brightwell Repairs", "Brightwell Repairs & Sons of Bristol Limited", "Łódź Serwis", "A" * 80],
)
def test_a_text_that_asks_for_approval_fits_one_part(name: str, operator: str, language: str) -> None:
    settings.use(settings.get().model_copy(update={"operator_name": operator, "portal_url": SAMPLE_PORTAL}))
    for currency in ("EUR", "GBP", "INR", "JPY"):
        data = SAMPLE | {"total": {"amount": "12345.60", "currency": currency}}
        text = compose_text(queued(name, language, data))
        assert sms.segments(text) == sms.Segments("GSM-7", 1), text
        assert text.startswith(operator.translate({0x141: "L", 0xF3: "o", 0x17A: "z"})[:4])
        assert all(part in text for part in ("INV-000087", SAMPLE_PORTAL, ":30", "HOLD 87"))


def test_a_name_is_left_whole_where_cutting_it_saves_nothing() -> None:
    settings.use(settings.get().model_copy(update={"operator_name": "Ремонт и сыновья", "portal_url": SAMPLE_PORTAL}))
    text = compose_text(queued("notification", "en", SAMPLE | {"title": "x" * 200}))
    assert text.startswith("Ремонт и сыновья: ")


@house
async def test_the_approver_is_asked_by_text_if_the_customer_chose_that(cast: Cast, provider: Provider) -> None:
    await issued(cast, approval_channel=Channel.SMS, approver_id=key(cast.ann))
    to_ann = await Delivery.filter(contact_id=key(cast.ann))
    assert [(each.channel, each.template) for each in to_ann] == [(Channel.SMS, "invoice_awaiting_approval")]
    assert await Worker().run_due() == 1
    [text] = provider.texts
    assert (text["To"], text["From"]) == (ANN, OURS)
    assert text["Body"].startswith("Brightwell Repairs: invoice INV-000001, €291.78, awaits your approval: ")
    sent = await Delivery.get(id=to_ann[0].id)
    assert text["StatusCallback"] == f"https://portal.test/webhooks/sms/status/{sent.id}"
    assert (sent.status, sent.data["provider_id"], sent.data["segments"]) == (DeliveryStatus.SENT, "SM1", 1)


@house
@pytest.mark.parametrize("change", ["no number", "opted out"])
async def test_an_approver_no_text_reaches_is_asked_by_mail(cast: Cast, change: str) -> None:
    if change == "no number":
        await contact(cast.ann, mobile=None)
    else:
        await say("STOP")
    await issued(cast, approval_channel=Channel.SMS)
    [delivery] = await Delivery.filter(template="invoice_awaiting_approval")
    assert delivery.channel is Channel.EMAIL


@house
async def test_a_text_waits_for_the_provider_and_respects_stop(cast: Cast, provider: Provider) -> None:
    await issued(cast, approval_channel=Channel.SMS)
    provider.answer = (503, {})
    await Worker().run_due()
    [delivery] = await Delivery.filter(channel=Channel.SMS)
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.FAILED, 1)
    await say("STOP")
    provider.answer = None
    with clock.moved_to(clock.now() + timedelta(minutes=5)):
        await Worker().run_due()
    [delivery] = await Delivery.filter(channel=Channel.SMS)
    assert (delivery.status, len(provider.texts)) == (DeliveryStatus.DEAD, 1)
