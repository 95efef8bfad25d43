"""Posts of the SMS provider are believed with its signature alone, taken once, and answered with nothing."""

from typing import Any

import httpx
import pytest

from adapters import sms
from models.invoices.rows import Invoice
from models.messages.deliveries import Delivery, DeliveryStatus, error_of
from models.messages.sms_messages import SmsMessage
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.invoicing import contact, issued
from tests.support.server import Server
from tests.support.sms_provider import ANN, OURS, SECRET, Provider

TEXT = {"MessageSid": "SM100", "AccountSid": "AC123", "From": ANN, "To": OURS, "Body": "HOLD ✋", "NumMedia": "0"}


@pytest.fixture
def settings_changes(provider: Provider) -> dict[str, Any]:
    return {"sms_url": provider.url, "sms_from": [OURS]}


async def post(server: Server, form: dict[str, str], *, path: str = "/webhooks/sms", **headers: str) -> httpx.Response:
    """Post a form as the provider does; `signature` among the headers takes the place of the right one."""
    address = f"{server.url}{path}"
    signed = headers.pop("signature", None) or sms.signature(address, list(form.items()), SECRET)
    return await server.client.post(path, data=form, headers={"X-Twilio-Signature": signed, **headers})


async def test_a_text_is_taken_once(server: Server, cast: Cast) -> None:
    await contact(cast.ann, mobile=ANN)
    invoice = await issued(cast)
    for _ in range(2):
        answer = await post(server, TEXT)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
        assert answer.text.endswith("<Response/>")
    [message] = await SmsMessage.all()
    assert (message.body, message.provider_id) == ("HOLD ✋", "SM100")
    assert (await Invoice.get(id=invoice.id)).open_holds == 1


async def test_the_answer_goes_out_by_the_worker(server: Server, cast: Cast, provider: Provider) -> None:
    await contact(cast.ann, mobile=ANN)
    await post(server, {**TEXT, "Body": "HELP"})
    await provider.taken.wait()
    assert provider.texts[0]["To"] == ANN
    assert provider.texts[0]["Body"].startswith("Reply HOLD")


@pytest.mark.parametrize("signature", ["wrong", "é", "0" * 5000])
async def test_a_wrong_signature_changes_nothing(server: Server, signature: str) -> None:
    answer = await server.client.post("/webhooks/sms", data=TEXT, headers=[(b"X-Twilio-Signature", signature.encode())])
    assert answer.status_code == 403
    assert await SmsMessage.all().count() == 0


async def test_a_signature_is_for_one_address_and_one_text(server: Server) -> None:
    signed = sms.signature(f"{server.url}/webhooks/sms", list(TEXT.items()), SECRET)
    assert (await post(server, {**TEXT, "Body": "other"}, signature=signed)).status_code == 403
    assert (await post(server, TEXT, path="/webhooks/sms?x=1", signature=signed)).status_code == 403
    # A request cannot say where it was sent to.
    elsewhere = sms.signature("https://evil.test/webhooks/sms", list(TEXT.items()), SECRET)
    assert (await post(server, TEXT, signature=elsewhere, host="evil.test")).status_code == 400
    assert (await server.client.post("/webhooks/sms", data=TEXT)).status_code == 403
    assert await SmsMessage.all().count() == 0


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"", "", 415),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff=1", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 1000, "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
    ],
)
async def test_a_body_that_is_no_form_is_refused(
    server: Server, content: bytes, content_type: str, status: int
) -> None:
    answer = await server.client.post("/webhooks/sms", content=content, headers={"content-type": content_type})
    assert answer.status_code == status


@ON_SQLITE
@pytest.mark.parametrize("change", [{"MessageSid": ""}, {"MessageSid": "x" * 65}, {"From": ""}, {"From": "1" * 21}])
async def test_a_text_without_id_or_sender_is_refused(server: Server, change: dict[str, str]) -> None:
    assert (await post(server, TEXT | change)).status_code == 400


async def test_a_null_character_does_no_harm(server: Server) -> None:
    assert (await post(server, {**TEXT, "Body": "a\0b", "From": "BANK"})).status_code == 200
    [message] = await SmsMessage.all()
    assert (message.body, message.sender) == ("ab", "BANK")


async def test_the_provider_tells_what_was_not_delivered(server: Server, cast: Cast, provider: Provider) -> None:
    await contact(cast.ann, mobile=ANN)
    await post(server, {**TEXT, "Body": "HELP"})
    await provider.taken.wait()
    path = httpx.URL(provider.texts[0]["StatusCallback"]).path
    delivery = await _sent(path)
    told = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert (await post(server, told, path=path)).status_code == 204
    assert (await Delivery.get(id=delivery.id)).status is DeliveryStatus.SENT
    for form in ({**told, "MessageSid": "SM2"}, told):
        assert (
            await post(server, {**form, "MessageStatus": "undelivered", "ErrorCode": "30003"}, path=path)
        ).is_success
    delivery = await Delivery.get(id=delivery.id)
    assert delivery.status is DeliveryStatus.DEAD
    assert str(error_of(vars(delivery))) == "The provider could not deliver it: undelivered 30003"
    assert (await server.client.post(path, data=told)).status_code == 403


async def _sent(path: str) -> Delivery:
    """The delivery that a status address is about, once it is marked as sent."""
    while True:
        delivery = await Delivery.get(id=path.rpartition("/")[2])
        if delivery.status is DeliveryStatus.SENT:
            return delivery


class TestWithoutProvider:
    """Nobody signs then, so nobody is believed."""

    @pytest.fixture
    def settings_changes(self) -> dict[str, Any]:
        return {"sms_url": None}

    async def test_the_webhook_does_not_exist(self, server: Server) -> None:
        assert (await post(server, TEXT)).status_code == 404
