"""Erasing a person: nothing in the database and the storage tells of them any more, and what was done still stands."""

from typing import Any

import pytest

from adapters import sms
from adapters.mail.catcher import MailCatcher
from models import erasure
from models.core.viewer import ActorKind, Viewer
from models.files.removals import StorageRemoval
from models.log import redaction
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery
from models.messages.inbound_mails import InboundMail
from models.orders.intake import open_order
from models.orders.lifecycle import OrderKind, OrderPriority
from resolvers.core.ids import decode
from tests.support.cast import Cast
from tests.support.files import attached, pdf, stored, until, uploaded
from tests.support.invoicing import key
from tests.support.mail.inbound import SETTINGS, answer, outcome, wants_mail
from tests.support.mutations import accept, done, mail_to, new_contact, refused, token_in
from tests.support.orders import new_order
from tests.support.server import Client, Server
from tests.support.sms_provider import OURS, SECRET, Provider
from tests.support.sockets import live
from tests.support.whole_database import places_of

NAME, SHOWN, EMAIL, MOBILE = "Wilhelmina Quäst", "Minna Q", "minna@quaest.test", "+447911123456"
MINNA = f"{NAME} <{EMAIL}>"
TIMELINE = """query($id: ID!) { order(by: {id: $id}) { createdBy { name } timeline(first: 50) { nodes {
  kind actor { name contact { id erasedAt } } ... on Note { body }
  ... on AttachmentAdded { attachment { filename uploadedBy { name } download { url } } } } } } }"""
PERSON = """query($id: ID!) { contact(id: $id) { version name displayName email mobile country erasedAt archivedAt
  memberships { totalCount } parties { totalCount } } }"""
ERASE = "mutation($id: ID!) { contactErase(input: {id: $id}) { userErrors { code } } }"
CHANGED = """query($order: ID!, $invoice: ID!) {
  order(by: {id: $order}) { updatedAt version } invoice(by: {id: $invoice}) { updatedAt version } }"""
HISTORY = """query($id: ID!) { invoice(by: {id: $id}) { decidedBy { name }
  history(first: 50) { nodes { kind actor { name } approver { name } detail } } } }"""


@pytest.fixture
def settings_changes(provider: Provider) -> dict[str, Any]:
    return {**SETTINGS, "sms_url": provider.url, "sms_from": [OURS]}


async def minna(server: Server, sam: Client, catcher: MailCatcher, cast: Cast) -> Client:
    """A person with a role in Acme and on a property, who has come in."""
    given = {"customerId": cast.acme, "mobile": MOBILE, "country": "GB", "displayName": SHOWN}
    contact = await new_contact(sam, NAME, EMAIL, rights=["ORDERS", "INVOICES", "INVOICE_APPROVAL"], **given)
    await done(sam, "partySet", siteId=cast.quay_street, contactId=contact, role="TENANT")
    await done(sam, "invitationSend", to={"contactId": contact})
    token = await accept(server, token_in(await mail_to(catcher, EMAIL, "activate")))
    return Client(id=contact, name=NAME, email=EMAIL, username="", token=token, server=server)


async def text_in(server: Server, body: str) -> None:
    """A text comes from the person's number."""
    form = {"MessageSid": "SM1", "AccountSid": "AC123", "From": MOBILE, "To": OURS, "Body": body, "NumMedia": "0"}
    mark = sms.signature(f"{server.url}/webhooks/sms", list(form.items()), SECRET)
    taken = await server.client.post("/webhooks/sms", data=form, headers={"X-Twilio-Signature": mark})
    assert taken.status_code == 200


async def live_a_while(server: Server, person: Client, sam: Client, ann: Client, rita: Client, cast: Cast) -> list[str]:
    """Do everything that leaves a trace of somebody; gives the ids of an order and an invoice."""
    await wants_mail(rita)
    await wants_mail(person)
    order = await new_order(person, customerId=cast.acme, problemDetail=f"Call {NAME}, {MOBILE}")
    await done(person, "noteAdd", orderId=order, body="It rattles")
    await done(ann, "noteAdd", orderId=order, body=f"Minna Q says: write to {EMAIL}.")
    await attached(person, order, pdf(300), f"{NAME}.pdf")
    await uploaded(person, pdf(400), "unused.pdf")
    await done(sam, "noteAdd", orderId=order, body="Will you be in?")
    mail = await server.mail.wait_for(lambda mail: EMAIL in mail.to and "Will you be in?" in mail.text)
    program = {f"{SHOWN}.exe": ("application/pdf", b"MZ" + bytes(range(256)))}
    assert await outcome(server, answer(mail, MINNA, "The code is 4711.")) == "ACCEPTED"
    assert await outcome(server, answer(mail, MINNA, "See here.", files=program)) == "ACCEPTED"
    assert await outcome(server, answer(mail, "Stranger <other@people.test>", f"I am {NAME}.")) == "WRONG_SENDER"
    quoting = await server.mail.wait_for(lambda mail: ann.email in mail.to and "The code is 4711." in mail.text)
    assert await outcome(server, answer(quoting, f"Ann Archer <{ann.email}>", "Good.")) == "ACCEPTED"
    line = {"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "10", "taxRate": "0"}
    draft = {"customerId": cast.acme, "orderId": order, "dueOn": "2030-01-31", "lines": [line]}
    invoice: str = (await done(sam, "invoiceCreate", "invoice { id }", **draft))["invoice"]["id"]
    await done(sam, "invoiceHandOver", id=invoice, approverId=person.id, comment=f"{NAME} knows")
    await text_in(server, "My gate is blue")
    await done(person, "invoiceApprove", id=invoice, comment="Fine")
    given = {"customerId": cast.acme, "contactId": person.id, "kind": "DEACTIVATION", "reason": "She moves"}
    await done(ann, "accessRequestCreate", **given)
    return [order, invoice]


async def is_cleared() -> bool:
    """Whether a worker has removed all files that are to be removed."""
    return not await StorageRemoval.all().exists()


async def test_an_erased_person_stands_nowhere_any_more(
    server: Server, sam: Client, ann: Client, rita: Client, cast: Cast, catcher: MailCatcher
) -> None:
    person = await minna(server, sam, catcher, cast)
    order, invoice = await live_a_while(server, person, sam, ann, rita, cast)
    traces = (NAME, SHOWN, EMAIL, MOBILE, "minna", "quäst", "quaest", "My gate is blue", "unused.pdf")
    assert {"events", "contacts", "deliveries", "notifications", "sms_messages"} < set(await places_of(*traces))
    assert await stored("mails")
    assert await InboundMail.filter(reason_facts__not_isnull=True).count() == 1
    version = (await sam.data(PERSON, {"id": person.id}))["contact"]["version"]
    before = await sam.data(CHANGED, {"order": order, "invoice": invoice})
    erased = await done(
        sam, "contactErase", "contact { name }", id=person.id, version=version, reason=f"{NAME} asked for it"
    )
    name = erased["contact"]["name"]
    assert name.startswith("Erased person ")
    await until(is_cleared)
    assert await places_of(*traces) == []
    assert await stored("mails") == []
    assert await InboundMail.filter(reason_facts__not_isnull=True).count() == 0, "files had names"

    left = (await sam.data(PERSON, {"id": person.id}))["contact"]
    assert (left.pop("name"), left.pop("displayName")) == (name, name)
    assert left.pop("erasedAt") and left.pop("archivedAt") and left.pop("version") > version
    assert left.pop("memberships") == left.pop("parties") == {"totalCount": 0}
    assert set(left.values()) == {None}
    shown = (await sam.data(TIMELINE, {"id": order}))["order"]
    assert shown["createdBy"] == {"name": name}
    own = [entry for entry in shown["timeline"]["nodes"] if entry["actor"]["name"] == name]
    assert {"It rattles", "The code is 4711."} < {entry.get("body") for entry in own}
    assert all(entry["actor"]["contact"]["id"] == person.id for entry in own)
    [file] = [entry["attachment"] for entry in own if entry["kind"] == "ATTACHMENT"]
    assert (file["filename"], file["uploadedBy"]) == (f"{name}.pdf", {"name": name})
    assert (await server.client.get(file["download"]["url"])).content == pdf(300)
    after = await sam.data(CHANGED, {"order": order, "invoice": invoice})
    for row in ("order", "invoice"):
        assert after[row]["updatedAt"] > before[row]["updatedAt"], "copies of it notice the pseudonym"
        assert after[row]["version"] > before[row]["version"], "the old words are not written back"
    decided = (await sam.data(HISTORY, {"id": invoice}))["invoice"]
    assert decided["decidedBy"] == {"name": name}
    asked = [entry for entry in decided["history"]["nodes"] if entry["approver"]]
    assert asked[0]["approver"] == {"name": name} and asked[0]["detail"] is None


async def test_an_erased_person_is_out_at_once_and_stays_out(
    server: Server, sam: Client, cast: Cast, catcher: MailCatcher
) -> None:
    person = await minna(server, sam, catcher, cast)
    async with live(server, person.token) as socket:
        await socket.subscribe("subscription { events { kind } }")
        await done(sam, "contactErase", id=person.id)
        assert (await socket.closed())[0] == 4401
    for name, given in (
        ("contactUpdate", {"id": person.id, "name": NAME}),
        ("contactRestore", {"id": person.id}),
        ("portalAccessEnable", {"contactId": person.id}),
        ("membershipSet", {"customerId": cast.acme, "contactId": person.id, "role": "MEMBER", "rights": []}),
        ("partySet", {"siteId": cast.quay_street, "contactId": person.id, "role": "TENANT"}),
    ):
        assert await refused(sam, name, **given) == "FORBIDDEN"
    assert await new_contact(sam, NAME, EMAIL) != person.id


async def test_erasing_again_takes_what_came_meanwhile(
    server: Server, sam: Client, cast: Cast, catcher: MailCatcher
) -> None:
    person = await minna(server, sam, catcher, cast)
    first = await done(sam, "contactErase", "contact { name }", id=person.id)
    late = Viewer(ActorKind.CONTACT, SHOWN, contact_id=key(person.id))
    given: dict[str, Any] = {
        "kind": OrderKind.WALK_IN_REPAIR,
        "priority": OrderPriority.NORMAL,
        "problem_summary": "Late",
    }
    acme = key(cast.acme, "Customer")
    await shielded(open_order, **given, customer_id=acme, site=None, asset=None, by=late)
    assert {"orders", "events"} <= set(await places_of(SHOWN))
    assert await done(sam, "contactErase", "contact { name }", id=person.id) == first
    assert await places_of(SHOWN) == []


async def test_another_person_with_the_same_address_keeps_it(
    server: Server, sam: Client, cast: Cast, catcher: MailCatcher
) -> None:
    person = await minna(server, sam, catcher, cast)
    other = await new_contact(sam, "Otto Other", EMAIL)
    await done(sam, "invitationSend", to={"contactId": other})
    await done(sam, "contactErase", id=person.id)
    left = (await sam.data(PERSON, {"id": other}))["contact"]
    assert (left["name"], left["email"]) == ("Otto Other", EMAIL)
    [delivery] = await Delivery.filter(recipient=EMAIL)
    assert delivery.contact_id == decode(other, "Contact") and delivery.data["recipient_name"] == "Otto"


async def test_a_fault_in_the_middle_leaves_everything_as_it_was(
    server: Server,
    sam: Client,
    ann: Client,
    rita: Client,
    cast: Cast,
    catcher: MailCatcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = await minna(server, sam, catcher, cast)
    await live_a_while(server, person, sam, ann, rita, cast)
    # A few rows at a time, and a fault after the last.
    monkeypatch.setattr(redaction, "BATCH", 2)
    monkeypatch.setattr(erasure, "BATCH", 2)
    before = await places_of(NAME, SHOWN, EMAIL, MOBILE)
    with monkeypatch.context() as broken:
        broken.setattr(erasure, "value_left", None)
        answer = await sam.graphql(ERASE, {"id": person.id})
        assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert await places_of(NAME, SHOWN, EMAIL, MOBILE) == before
    assert (await person.data("{ viewer { contact { name } } }"))["viewer"]["contact"]["name"] == NAME
    await done(sam, "contactErase", id=person.id)
    await until(is_cleared)
    assert await places_of(NAME, SHOWN, EMAIL, MOBILE) == []


async def test_nobody_is_erased_whom_a_customer_still_needs(
    sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    assert await refused(sam, "contactErase", id=zoe.id) == "LAST_ADMIN"
    assert await refused(rita, "contactErase", id=ben.id) == "FORBIDDEN"
    assert await refused(ann, "contactErase", id=ben.id) == "FORBIDDEN"
    line = {"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "10", "taxRate": "0"}
    draft = {"customerId": cast.acme, "dueOn": "2030-01-31", "lines": [line]}
    invoice: str = (await done(sam, "invoiceCreate", "invoice { id }", **draft))["invoice"]["id"]
    await done(sam, "membershipSet", customerId=cast.acme, contactId=ben.id, role="ADMIN", rights=["ORDERS"])
    assert await refused(sam, "contactErase", id=ann.id) == "WRONG_STATE"
    await done(ann, "invoiceApprove", id=invoice)
    given = {"id": ann.id, "idempotencyKey": "once"}
    first, second = [await done(sam, "contactErase", "contact { id name }", **given) for _ in range(2)]
    assert first == second
