"""Addresses: what this server serves is found at API_URL, and what people open at PORTAL_URL."""

import io
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from adapters import sms
from adapters.mail.catcher import MailCatcher
from tests.support.cast import Cast
from tests.support.files import announce, attach, bearer
from tests.support.invoicing import contact, issued
from tests.support.mutations import done, mail_to
from tests.support.orders import new_order
from tests.support.server import Client, Server
from tests.support.sms_provider import ANN, OURS, SECRET, Provider, providing

API, PORTAL = "http://api.people.test", "http://portal.people.test"
DOCUMENTS = """query($customer: ID!) {
  invoices(first: 1) { nodes { pdf { url } } }
  customer(id: $customer) { statement(startsOn: "2020-01-01", endsOn: "2020-12-31") { pdf { url } csv { url } } } }"""


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with providing() as running:
        yield running


@pytest.fixture
def settings_changes(provider: Provider) -> dict[str, Any]:
    return {"api_url": API, "portal_url": PORTAL, "sms_url": provider.url, "sms_from": [OURS]}


async def ask(server: Server, method: str, url: str, **request: Any) -> httpx.Response:
    """Ask this server for an address of the API, as a proxy passes it on."""
    address = urlsplit(url)
    assert f"{address.scheme}://{address.netloc}" == API
    headers = {"Host": address.netloc} | request.pop("headers", {})
    answer = await server.client.request(method, f"{address.path}?{address.query}", headers=headers, **request)
    assert answer.is_success, answer.text
    return answer


async def test_files_are_at_the_address_of_the_api(server: Server, ann: Client) -> None:
    written = io.BytesIO()
    Image.new("RGB", (800, 600)).save(written, "JPEG")
    picture = written.getvalue()
    order, upload = await new_order(ann), await announce(ann, len(picture), "photo.jpg", "image/jpeg")
    assert (await ask(server, "HEAD", upload["tusUrl"], headers=bearer(ann, tus_resumable="1.0.0"))).is_success
    await ask(server, "PUT", upload["url"], content=picture, headers=bearer(ann))
    attachment = (await attach(ann, order, upload["id"]))["attachment"]
    assert (await ask(server, "GET", attachment["download"]["url"])).content == picture
    await ask(server, "GET", attachment["thumbnail"]["url"])
    create = bearer(
        ann, tus_resumable="1.0.0", upload_length="9", upload_metadata="filename YS5wZGY=,filetype YXBwbGljYXRpb24vcGRm"
    )
    begun = await ask(server, "POST", f"{API}/tus", headers=create)
    await ask(server, "HEAD", begun.headers["location"], headers=bearer(ann, tus_resumable="1.0.0"))


async def test_documents_are_at_the_address_of_the_api(server: Server, cast: Cast, ann: Client) -> None:
    await issued(cast)
    data = await ann.data(DOCUMENTS, {"customer": cast.acme})
    [invoice], statement = data["invoices"]["nodes"], data["customer"]["statement"]
    for document in (invoice["pdf"], statement["pdf"], statement["csv"]):
        await ask(server, "GET", document["url"])


async def test_the_sms_provider_signs_the_address_of_the_api(server: Server, cast: Cast) -> None:
    await contact(cast.ann, mobile=ANN)
    form = {"MessageSid": "SM1", "AccountSid": "AC123", "From": ANN, "To": OURS, "Body": "HOLD", "NumMedia": "0"}
    for base, status in ((API, 200), (PORTAL, 403)):
        signature = sms.signature(f"{base}/webhooks/sms", list(form.items()), SECRET)
        answer = await server.client.post("/webhooks/sms", data=form, headers={"X-Twilio-Signature": signature})
        assert answer.status_code == status


async def test_links_in_messages_lead_to_the_portal(server: Server, ann: Client, catcher: MailCatcher) -> None:
    await done(server, "passwordResetRequest", usernameOrEmail="ann")
    mail = await mail_to(catcher, ann.email, "reset")
    assert f"{PORTAL}/reset?token=" in mail.text
    assert API not in mail.text
