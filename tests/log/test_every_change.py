"""Everything that happens is an event: every mutation that succeeds records one."""

from datetime import timedelta
from typing import Any, Final

import pytest

import settings
from adapters import clock
from adapters.mail.catcher import MailCatcher
from adapters.security.tokens import code_of_seed
from models.log import cursors
from models.log.reading import head
from models.market.viewings import Viewing, ViewingStatus
from models.messages.deliveries import Delivery, DeliveryStatus
from models.messages.inbound_mails import InboundMail, InboundMailOutcome, InboundMailState
from models.partners.webhooks import WebhookDelivery
from schema.build import schema
from tests.support.cast import PASSWORD, Cast
from tests.support.files import pdf, uploaded
from tests.support.invoicing import key as key_of
from tests.support.market.listings import GIVEN
from tests.support.mutations import done, mail_to, token_in
from tests.support.partners.keys import new_key
from tests.support.server import Client, Server
from tests.support.tenancies import photograph

RECORDS_NOTHING: Final[dict[str, str]] = {}
"""Mutations that succeed without an event, and why."""
ADDRESS: Final = {"line1": "4 Mill Lane", "city": "Leeds", "country": "GB"}
LINES: Final = [{"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "9", "taxRate": "0"}]
NEW_PASSWORD: Final = "copper kettle 1729"


class Walk:
    """Mutations in turn, each of which has to succeed and to record something."""

    def __init__(self) -> None:
        self.silent: set[str] = set()
        self.walked: set[str] = set()

    async def do(self, by: Client | Server, name: str, of: str = "", /, **given: Any) -> Any:
        """Run a mutation; gives the id of the row in the field `of` of its payload, or the field as it is."""
        before = await head()
        payload = await done(by, name, of, **given)
        self.walked.add(name)
        if await head() == before:
            self.silent.add(name)
        found = payload[of.split(maxsplit=1)[0]] if of else None
        return found["id"] if isinstance(found, dict) and "id" in found else found


@pytest.mark.settings(sms_url="http://AC1:secret@127.0.0.1:9", sms_from=["+442079460000"], sign_in_attempts=1000)
async def test_every_mutation_that_succeeds_records_an_event(
    server: Server, sam: Client, ann: Client, ben: Client, tom: Client, cast: Cast, catcher: MailCatcher
) -> None:
    walk = Walk()
    await _people(walk, sam, ann, cast)
    await _places_and_orders(walk, sam, ann, tom, cast)
    await _tenancies(walk, sam, cast)
    await _invoices(walk, sam, ann, cast)
    await _market(walk, sam, cast)
    await _messages(walk, sam, ann)
    await _keys(walk, ann, cast)
    await _access(walk, server, sam, ann, ben, cast, catcher)
    mutations = schema._schema.mutation_type
    assert mutations is not None
    assert mutations.fields.keys() - walk.walked == set(), "let the walk pass these, too"
    assert walk.silent == RECORDS_NOTHING.keys()


async def _people(walk: Walk, sam: Client, ann: Client, cast: Cast) -> None:
    customer = await walk.do(sam, "customerCreate", "customer { id }", name="Harbour", currency="GBP")
    await walk.do(sam, "customerUpdate", id=customer, name="Harbour Cafe")
    await walk.do(sam, "customerArchive", id=customer)
    await walk.do(sam, "customerRestore", id=customer)
    contact = await walk.do(sam, "contactCreate", "contact { id }", name="Jo Hill")
    await walk.do(sam, "contactUpdate", id=contact, name="Jo Hall")
    await walk.do(sam, "contactArchive", id=contact)
    await walk.do(sam, "contactRestore", id=contact)
    member = {"customerId": customer, "contactId": contact}
    await walk.do(sam, "membershipSet", **member, role="MEMBER", rights=["ORDERS"])
    await walk.do(sam, "membershipRemove", **member)
    await walk.do(ann, "profileUpdate", profile={"displayName": "Annie"})
    role = await walk.do(sam, "staffRoleSet", "staffRole { id }", name="Desk", permissions=[])
    await walk.do(sam, "staffInvite", "staffMember { id }", name="Di", email="di@latchkey.test", roleId=role)
    await walk.do(sam, "staffUpdate", id=cast.rita.id, isActive=True)
    await walk.do(sam, "staffUnlock", id=cast.rita.id)
    unused = await walk.do(sam, "staffRoleSet", "staffRole { id }", name="Attic", permissions=[])
    await walk.do(sam, "staffRoleRemove", id=unused)


async def _places_and_orders(walk: Walk, sam: Client, ann: Client, tom: Client, cast: Cast) -> None:
    site = await walk.do(sam, "siteCreate", "site { id }", name="Shop", customerId=cast.acme, address=ADDRESS)
    await walk.do(sam, "siteUpdate", id=site, name="Second shop")
    asset = await walk.do(ann, "assetCreate", "asset { id }", name="Oven", siteId=site)
    await walk.do(ann, "assetUpdate", id=asset, name="Big oven")
    for noun, row in (("asset", asset), ("site", site)):
        await walk.do(sam, f"{noun}Archive", id=row)
        await walk.do(sam, f"{noun}Restore", id=row)
    role = {"siteId": cast.quay_street, "contactId": cast.ben.id, "role": "LANDLORD"}
    await walk.do(sam, "partyRemove", id=await walk.do(sam, "partySet", "party { id }", **role))

    described = {"kind": "SERVICE_CALL", "problemSummary": "Cold", "siteId": cast.quay_street}
    order = await walk.do(tom, "orderCreate", "order { id }", **described, asDraft=True)
    await walk.do(tom, "orderUpdate", id=order, problemSummary="Very cold")
    await walk.do(tom, "orderSubmit", id=order)
    at = (clock.now() + timedelta(days=1)).isoformat()
    await walk.do(sam, "orderSchedule", id=order, scheduledFor=at)
    await walk.do(sam, "orderAssign", id=order, technicianIds=[cast.rita.id])
    await walk.do(sam, "ordersUpdate", items=[{"id": order}], priority="URGENT")
    await walk.do(sam, "ordersUpsert", items=[described | {"externalReference": "A-1"}])
    await walk.do(sam, "orderStatusChange", id=order, status="IN_PROGRESS")
    await walk.do(sam, "workRecord", orderId=order, work="SITE_VISIT", summary="Looked at it")
    note = await walk.do(sam, "noteAdd", "entry { id }", orderId=order, body="The stopcock is in the cellar")
    await walk.do(sam, "ofPropertySet", id=order, ofProperty=True)
    await walk.do(sam, "noteRedact", id=note)
    announced = {"filename": "a.pdf", "contentType": "application/pdf", "size": 100}
    await walk.do(tom, "uploadCreate", "upload { id }", **announced)
    file = (await uploaded(sam, pdf(100)))["id"]
    attachment = await walk.do(sam, "attachmentAdd", "attachment { id }", orderId=order, uploadId=file)
    await walk.do(sam, "attachmentRemove", id=attachment)
    own = await walk.do(ann, "orderCreate", "order { id }", **described | {"siteId": site})
    proposed = await walk.do(sam, "recommendationCreate", "recommendation { id }", orderId=own, title="New fan")
    await walk.do(ann, "recommendationRespond", id=proposed, answer="ASK_CLARIFICATION", comment="Why?")
    await walk.do(sam, "recommendationReply", id=proposed, comment="It is old")
    await walk.do(sam, "recommendationWithdraw", id=proposed)
    await walk.do(ann, "orderCancel", id=own, reason="Not needed")


async def _tenancies(walk: Walk, sam: Client, cast: Cast) -> None:
    rent = {"amount": "900", "currency": "EUR"}
    let = {"siteId": cast.quay_street, "customerId": cast.acme, "tenantIds": [], "startsOn": "2026-01-01", "rent": rent}
    tenancy = await walk.do(sam, "tenancyCreate", "tenancy { id }", **let)
    await walk.do(sam, "tenancyUpdate", id=tenancy, endsOn="2031-01-01")
    for contact in (cast.ben.id, cast.ann.id):
        await walk.do(sam, "tenancyTenantAdd", id=tenancy, contactId=contact)
    await walk.do(sam, "tenancyTenantRemove", id=tenancy, contactId=cast.ann.id)
    await walk.do(sam, "tenancyActivate", id=tenancy)
    await walk.do(sam, "tenancyNoticeGive", id=tenancy, endsOn="2030-01-01", noticeBy="TENANT")
    await walk.do(sam, "tenancyEnd", id=tenancy)
    filed = {"siteId": cast.quay_street, "uploadId": (await uploaded(sam, pdf(101)))["id"], "kind": "ENERGY"}
    document = await walk.do(sam, "propertyDocumentAdd", "document { id }", **filed, title="Energy")
    await walk.do(sam, "propertyDocumentUpdate", id=document, title="Energy certificate")
    await walk.do(sam, "propertyDocumentRemove", id=document)


async def _invoices(walk: Walk, sam: Client, ann: Client, cast: Cast) -> None:
    preferences = {"customerId": cast.acme, "mode": "REVIEW_AND_APPROVE"}
    await walk.do(ann, "approvalPreferencesUpdate", **preferences)
    drafted = {"customerId": cast.acme, "dueOn": "2030-01-01", "lines": LINES, "issue": False}
    first, second, third, last = [await walk.do(sam, "invoiceCreate", "invoice { id }", **drafted) for _ in range(4)]
    await walk.do(sam, "invoiceUpdate", id=first, dueOn="2030-02-01")
    billed = {"externalReference": "A-1", "customerId": cast.acme, "dueOn": "2030-01-01", "lines": LINES}
    await walk.do(sam, "invoicesUpsert", items=[billed])
    for invoice in (first, second, last):
        await walk.do(sam, "invoiceIssue", id=invoice)
    await walk.do(ann, "invoiceHold", id=first)
    await walk.do(ann, "invoiceRelease", id=first)
    await walk.do(sam, "invoiceHandOver", id=first, approverId=cast.ann.id)
    await walk.do(ann, "invoiceApprove", id=first)
    await walk.do(ann, "invoiceDecline", id=second)
    await walk.do(ann, "invoicesApprove", items=[{"id": last}])
    await walk.do(sam, "invoiceCreditCreate", invoiceId=last, reason="Not done")
    await walk.do(sam, "invoiceVoid", id=third, reason="A mistake")
    money = {"amount": {"amount": "9", "currency": "EUR"}, "method": "CARD", "receivedOn": "2026-01-31"}
    payment = await walk.do(sam, "paymentRecord", "payment { id }", invoiceId=first, **money)
    await walk.do(sam, "paymentReverse", id=payment, reason="Bounced")


async def _market(walk: Walk, sam: Client, cast: Cast) -> None:
    listing = await walk.do(sam, "listingCreate", "listing { id }", siteId=cast.quay_street, **GIVEN)
    await walk.do(sam, "listingUpdate", id=listing, bedrooms=4)
    photo = {"kind": "PHOTO", "uploadIds": [(await uploaded(sam, photograph(), "front.png"))["id"]]}
    added = await walk.do(sam, "listingFilesAdd", "listing { photos { id } }", listingId=listing, **photo)
    await walk.do(sam, "listingFileRemove", id=added["photos"][0]["id"])
    await walk.do(sam, "listingStatusChange", id=listing, status="ON_THE_MARKET")
    wanted = await walk.do(sam, "requirementCreate", "requirement { id }", contactId=cast.zoe.id, kind="FOR_SALE")
    await walk.do(sam, "requirementUpdate", id=wanted, areas=["Bristol"])
    await walk.do(sam, "requirementClose", id=wanted)
    asked = await walk.do(sam, "enquiryCreate", "enquiry { id }", listingId=listing, contactId=cast.zoe.id)
    await walk.do(sam, "enquiryClose", id=asked)
    await _viewings(walk, sam, listing, cast.zoe.id)
    amount = {"amount": {"amount": "300000", "currency": "GBP"}}
    asks = {"listingId": listing, "contactId": cast.zoe.id, "position": "CASH_BUYER", **amount}
    offer = await walk.do(sam, "offerCreate", "offer { id }", **asks)
    await walk.do(sam, "offerRaise", id=offer, **amount, conditions="With the curtains")
    await walk.do(sam, "offerAccept", id=offer)
    await walk.do(sam, "offerDecline", id=offer)
    await walk.do(sam, "offerWithdraw", id=await walk.do(sam, "offerCreate", "offer { id }", **asks))


async def _viewings(walk: Walk, sam: Client, listing: str, applicant: str) -> None:
    of = "viewing { id attendances { id } }"
    begin = {"startsAt": (clock.now() + timedelta(days=2)).isoformat(), "applicantIds": [applicant]}
    first = (await done(sam, "viewingCreate", of, listingId=listing, **begin))["viewing"]
    await walk.do(sam, "viewingCancel", id=first["id"])
    await walk.do(sam, "viewingCreate", "viewing { id }", listingId=listing, **begin)
    own = Viewing.filter(id=key_of(first["id"], "Viewing"))
    later = clock.now() + timedelta(days=9)
    asked = {"status": ViewingStatus.REQUESTED, "starts_at": later, "ends_at": later + timedelta(hours=1)}
    await own.update(**asked)
    await walk.do(sam, "viewingConfirm", id=first["id"])
    await walk.do(sam, "viewingMove", id=first["id"], startsAt=(clock.now() + timedelta(days=3)).isoformat())
    await own.update(starts_at=clock.now() - timedelta(hours=1))
    await walk.do(sam, "viewingComplete", id=first["id"])
    await walk.do(sam, "feedbackRecord", id=first["attendances"][0]["id"], feedback="Nice")
    await walk.do(sam, "feedbackRelease", id=first["attendances"][0]["id"])


async def _messages(walk: Walk, sam: Client, ann: Client) -> None:
    await walk.do(ann, "notificationsMarkRead", all=True)
    preference = {"kind": "NOTE_ADDED", "sms": True}
    await walk.do(ann, "notificationPreferencesUpdate", preferences=[preference])
    await Delivery.all().update(status=DeliveryStatus.DEAD, due_at=None)
    # The oldest: one of the newest may be on its way while it is marked.
    dead = await sam.data("{ deliveries(last: 1) { nodes { id } } }")
    await walk.do(sam, "deliveryRetry", id=dead["deliveries"]["nodes"][0]["id"])
    received: dict[str, Any] = {
        "received_at": clock.now(),
        "message_key": "k",
        "message_id": "m",
        "sender": "x@y.test",
        "subject": "?",
    }
    waiting: dict[str, Any] = {"outcome": InboundMailOutcome.WRONG_SENDER, "state": InboundMailState.OPEN}
    await InboundMail.create(**received, **waiting)
    mail = (await sam.data("{ inboundMails { nodes { id } } }"))["inboundMails"]["nodes"][0]["id"]
    await walk.do(sam, "inboundMailClear", id=mail)


async def _keys(walk: Walk, ann: Client, cast: Cast) -> None:
    program = await new_key(ann, "WRITE_REFERENCES", "READ_ORDERS")
    await walk.do(program, "externalReferenceSet", id=cast.acme, externalReference="K-1")
    await walk.do(program, "bulkExportCreate", contents=["ORDERS"])
    key = await walk.do(ann, "apiKeyCreate", "apiKey { id }", name="Program", scopes=["READ_ORDERS", "READ_EVENTS"])
    hook = await walk.do(ann, "webhookCreate", "webhook { id }", apiKeyId=key, url="http://127.0.0.1:9/events")
    await walk.do(ann, "webhookUpdate", id=hook, isPaused=True)
    await walk.do(ann, "webhookSecretRotate", id=hook, overlapSeconds=60)
    test = await walk.do(ann, "webhookTest", "webhookDelivery { id }", id=hook)
    await WebhookDelivery.all().update(due_at=None)
    await walk.do(ann, "webhookRedeliver", id=test)
    await walk.do(ann, "webhookReplay", id=hook, after=cursors.encode(0))
    await walk.do(ann, "webhookDelete", id=hook)
    await walk.do(ann, "apiKeyUpdate", id=key, name="Purchasing")
    await walk.do(ann, "apiKeyRotate", id=key, overlapSeconds=60)
    await walk.do(ann, "apiKeyRevoke", id=key)


async def _access(
    walk: Walk, server: Server, sam: Client, ann: Client, ben: Client, cast: Cast, catcher: MailCatcher
) -> None:
    leaver = {"customerId": cast.acme, "kind": "DEACTIVATION", "contactId": cast.ben.id}
    asked = await walk.do(ann, "accessRequestCreate", "accessRequest { id }", **leaver)
    await walk.do(sam, "accessRequestResolve", id=asked, grant=False, comment="He stays")
    person = {"name": "Nell Noon", "email": "nell@people.test"}
    nell = await walk.do(sam, "contactCreate", "contact { id }", **person)
    await walk.do(sam, "portalAccessEnable", contactId=nell, sendInvitation=False)
    await walk.do(sam, "usernameChange", contactId=nell, username="nelly")
    await walk.do(sam, "invitationsSend", to=[{"contactId": nell}])
    cancelled = await mail_to(catcher, "nell@people.test", "activate")
    await walk.do(sam, "invitationCancel", contactId=nell)
    await walk.do(sam, "invitationSend", to={"contactId": nell})
    token = token_in(await mail_to(catcher, "nell@people.test", "activate", after=cancelled.number))
    await walk.do(server, "invitationAccept", token=token, password=NEW_PASSWORD)
    await walk.do(sam, "accountUnlock", contactId=nell)
    await walk.do(server, "passwordResetRequest", usernameOrEmail="nelly")
    reset = token_in(await mail_to(catcher, "nell@people.test", "reset"))
    await walk.do(server, "passwordReset", token=reset, password=PASSWORD)
    await walk.do(sam, "passwordResetStart", contactId=nell)
    await walk.do(sam, "portalAccessRevoke", contactId=nell)
    await walk.do(sam, "contactErase", id=nell)

    await walk.do(ann, "mobileVerificationRequest", mobile="+447911123456")
    sent = await Delivery.filter(template="mobile_code").get()
    code = code_of_seed(sent.data["code_seed"], settings.get().secret)
    await walk.do(ann, "mobileVerificationConfirm", code=code)
    own = {"currentPassword": PASSWORD}
    await walk.do(ann, "notificationEmailRequest", **own, email="ann@office.test")
    token = token_in(await mail_to(catcher, "ann@office.test", "confirm-notices"))
    await walk.do(server, "notificationEmailConfirm", token=token)
    await walk.do(ann, "emailChangeRequest", **own, email="ann@new.test")
    await walk.do(server, "emailChangeConfirm", token=token_in(await mail_to(catcher, "ann@new.test", "confirm-email")))
    await walk.do(sam, "contactUpdate", id=cast.ben.id, email="ben@new.test")
    token = token_in(await mail_to(catcher, "ben@people.test", "agree-email"))
    await walk.do(server, "emailChangeAgree", token=token)

    session = await walk.do(server, "sessionCreate", "session { id }", username="ann", password=PASSWORD)
    await walk.do(ann, "sessionRevoke", id=session)
    await walk.do(ann, "passwordChange", currentPassword=PASSWORD, newPassword=NEW_PASSWORD)
