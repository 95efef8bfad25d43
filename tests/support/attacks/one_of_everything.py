"""One of everything for bad input to meet: an order, an invoice, an invitation and the rest."""

from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.mail.catcher import MailCatcher
from latchkey.worker.relay import Worker
from tests.support.cast import PASSWORD, Cast
from tests.support.files import pdf, uploaded
from tests.support.lettings.making import day
from tests.support.market.listings import new_listing, photo_of
from tests.support.mutations import done, invited
from tests.support.orders import new_order
from tests.support.partners.keys import new_key
from tests.support.server import Client

EVERYTHING = """query($order: ID!) {
  order(by: {id: $order}) { asset { id } customer { id } timeline { nodes { id } } recommendations { nodes { id } } }
  staffRoles { id } viewer { sessions { nodes { id } } } deliveries { nodes { id } } eventCursor
  notifications { nodes { id } } sites { nodes { id parties { nodes { id } } } } }"""
ASK = """mutation($id: ID!) { accessRequestCreate(input: {customerId: $id, kind: NEW_ACCOUNT, name: "Nora Noon",
  email: "nora@people.test"}) { accessRequest { id } userErrors { code message } } }"""
UPLOAD = """mutation { uploadCreate(input: {filename: "oven.jpg", contentType: "image/jpeg", size: 100}) {
  upload { id } userErrors { code message } } }"""
INVOICE = """mutation($c: ID!, $o: ID!, $issue: Boolean!) { invoiceCreate(input: {customerId: $c, orderId: $o, issue: $issue, dueOn: "2030-01-01",
  lines: [{kind: PART, description: "Element", quantity: "1", unitPrice: "9.50", taxRate: "20"}]}) {
  invoice { id } userErrors { code message } } }"""
PAY = """mutation($i: ID!) { paymentRecord(input: {invoiceId: $i, amount: {amount: "1", currency: "EUR"}, method: CASH,
  receivedOn: "2026-01-01"}) { payment { id } userErrors { code message } } }"""
HOLD = """mutation($i: ID!) { invoiceHold(input: {id: $i, reason: "Wait"}) {
  invoice { holds { id } lines { id } } userErrors { code message } } }"""
CREDIT = """mutation($i: ID!) { invoiceCreditCreate(input: {invoiceId: $i, reason: "Warranty"}) {
  creditNote { id } userErrors { code message } } }"""
SIGN_IN = """mutation($p: String!) { sessionCreate(input: {username: "sam", password: $p}) {
  session { id } userErrors { code } } }"""
RECOMMEND = """mutation($o: ID!) { recommendationCreate(input: {orderId: $o, title: "New element"}) {
  recommendation { id } userErrors { code message } } }"""

CHARGES = "query($id: ID!) { tenancy(id: $id) { charges { nodes { id } } } }"


IN_A_YEAR = (datetime.now(UTC) + timedelta(days=300)).isoformat()


async def standing(cast: Cast, sam: Client, ann: Client, catcher: MailCatcher) -> dict[str, Any]:
    """Make one of everything; gives what would do for arguments by their names, `field.argument` before `argument`."""
    order = await new_order(ann)
    _, contact, token = await invited(sam, catcher, "jo@harbour.test")
    issued = [await _invoice(sam, cast, order, issue) for issue in (True, False)]
    payment = (await sam.data(PAY, {"i": issued[0]}))["paymentRecord"]["payment"]["id"]
    credited = await _invoice(sam, cast, order, True)
    parts = (await sam.data(HOLD, {"i": credited}))["invoiceHold"]["invoice"]
    note = (await sam.data(CREDIT, {"i": credited}))["invoiceCreditCreate"]["creditNote"]["id"]
    recommendation = (await sam.data(RECOMMEND, {"o": order}))["recommendationCreate"]["recommendation"]["id"]
    request = (await ann.data(ASK, {"id": cast.acme}))["accessRequestCreate"]["accessRequest"]["id"]
    upload = (await ann.data(UPLOAD))["uploadCreate"]["upload"]["id"]
    again = (await sam.server.graphql(SIGN_IN, {"p": PASSWORD}))["data"]  # over a session it would end that one
    key = await new_key(ann, "READ_ORDERS", "READ_EVENTS")
    hook, test = await _webhook(ann, key.id)
    export = (await done(ann, "bulkExportCreate", "bulkExport { id }", contents=["ORDERS"]))["bulkExport"]["id"]
    listing = await new_listing(sam, cast, siteId=await _home(sam))
    photo = await photo_of(sam, listing)
    amount = {"amount": "300000", "currency": "GBP"}
    offers = {"listingId": listing, "contactId": cast.ben.id, "position": "CASH_BUYER", "amount": amount}
    asks, wants = {"listingId": listing, "contactId": contact}, {"contactId": contact, "kind": "TO_LET"}
    viewing = await _viewing(sam, listing, contact)
    found = await sam.data(EVERYTHING, {"order": order})
    tenancy, charge = await _tenancy(sam, cast, contact)
    filed = {"siteId": cast.quay_street, "uploadId": (await uploaded(sam, pdf(102)))["id"], "kind": "CONTRACT"}
    filed |= {"tenancyId": tenancy, "title": "Contract", "seenBy": []}
    document = (await done(sam, "propertyDocumentAdd", "document { id }", **filed))["document"]["id"]
    party = next(site["parties"]["nodes"][0]["id"] for site in found["sites"]["nodes"] if site["parties"]["nodes"])
    by_kind = {
        "Order": order,
        "Invoice": issued[0],
        "InvoiceLine": parts["lines"][0]["id"],
        "InvoiceHold": parts["holds"][0]["id"],
        "Payment": payment,
        "CreditNote": note,
        "Recommendation": recommendation,
        "AccessRequest": request,
        "Upload": upload,
        "ApiKey": key.id,
        "Webhook": hook,
        "WebhookDelivery": test,
        "BulkExport": export,
        "Listing": listing,
        "ListingFile": photo,
        "Tenancy": tenancy,
        "RentCharge": charge,
        "PropertyDocument": document,
        "Viewing": viewing["id"],
        "Attendance": viewing["attendances"][0]["id"],
        "Offer": (await done(sam, "offerCreate", "offer { id }", **offers))["offer"]["id"],
        "Enquiry": (await done(sam, "enquiryCreate", "enquiry { id }", **asks))["enquiry"]["id"],
        "Requirement": (await done(sam, "requirementCreate", "requirement { id }", **wants))["requirement"]["id"],
        "Contact": contact,
        "Customer": cast.acme,
        "Site": cast.quay_street,
        "Asset": found["order"]["asset"]["id"],
        "Party": party,
        "StaffMember": cast.rita.id,
        "StaffRole": found["staffRoles"][0]["id"],
        "Session": found["viewer"]["sessions"]["nodes"][0]["id"],
        "Delivery": found["deliveries"]["nodes"][0]["id"],
        "Notification": found["notifications"]["nodes"][0]["id"],
        "TimelineEntry": found["order"]["timeline"]["nodes"][0]["id"],
    }
    named = {kind[0].lower() + kind[1:]: each for kind, each in by_kind.items()}
    mutations = {
        "order": "Update Submit Cancel StatusChange Schedule Assign",
        "invoice": "Issue Approve Decline Hold Release HandOver Void",
        "payment": "Reverse",
        "recommendation": "Respond Reply Withdraw",
        "contact": "Update Archive Restore",
        "customer": "Update",
        "site": "Update",
        "asset": "Update",
        "party": "Remove",
        "accessRequest": "Resolve",
        "apiKey": "Update Rotate Revoke",
        "webhook": "Update Delete SecretRotate Test Replay",
        "listing": "Update StatusChange",
        "listingFile": "Remove",
        "propertyDocument": "Update Remove",
        "tenancy": "Update TenantAdd TenantRemove Activate NoticeGive End",
        "enquiry": "Close",
        "offer": "Raise Withdraw Accept Decline",
        "viewing": "Confirm Move Cancel Complete",
        "requirement": "Update Close",
    }
    return {
        "by_kind": by_kind,
        **{f"{name}Id": each for name, each in named.items()},
        **{f"{noun}{verb}.id": named[noun] for noun, verbs in mutations.items() for verb in verbs.split()},
        **{f"{noun}.id": each for noun, each in named.items()},
        **dict.fromkeys(("orderCreate.customerId", "assetCreate.customerId", "siteCreate.customerId"), cast.acme),
        "feedbackRecord.id": named["attendance"],
        "feedbackRelease.id": named["attendance"],
        "viewingCreate.startsAt": IN_A_YEAR,
        "viewingMove.startsAt": IN_A_YEAR,
        "applicantIds": contact,
        "accompaniedById": cast.rita.id,
        "accessRequestCreate.name": "Nora Noon",
        "accessRequestCreate.email": "nora.noon@people.test",
        "contactCreate.customerId": cast.acme,
        "sessionRevoke.id": again["sessionCreate"]["session"]["id"],
        "deliveryRetry.id": named["delivery"],
        "webhookRedeliver.id": test,
        "url": "http://127.0.0.1:9/events",
        "invoiceIssue.id": issued[1],
        "staffUpdate.id": cast.rita.id,
        "staffRoleSet.id": named["staffRole"],
        "roleId": named["staffRole"],
        "technicianIds": cast.rita.id,
        "technicianId": cast.rita.id,
        "uploadIds": upload,
        "approverId": cast.ann.id,
        "ids": named["notification"],
        "customerIds": cast.acme,
        "tenantIds": contact,
        "nodes.ids": order,
        "node.id": order,
        "name": "Nina Noe",
        "password": "copper kettle 1729",
        "newPassword": PASSWORD,
        "currentPassword": PASSWORD,
        "username": "nina.noe",
        "usernameOrEmail": "ann",
        "token": token,
        "linkToken": token,
        "after": found["eventCursor"],
        "EmailAddress": "nina@people.test",
        "PhoneNumber": "+442079460000",
        "CountryCode": "GB",
        "CurrencyCode": "EUR",
        "TimeZone": "Europe/London",
        "Locale": "en-GB",
        "Decimal": "2",
        "DateTime": "2026-01-01T09:00:00Z",
        "Date": "2026-01-01",
        "String": "Something",
        "ID": order,
        "Int": 1,
        "Boolean": True,
        "ByteCount": 100,
        "EventCursor": found["eventCursor"],
        "contentType": "image/jpeg",
    }


async def _invoice(sam: Client, cast: Cast, order: str, issue: bool) -> str:
    made = await sam.data(INVOICE, {"c": cast.acme, "o": order, "issue": issue})
    invoice: str = made["invoiceCreate"]["invoice"]["id"]
    return invoice


async def _viewing(sam: Client, listing: str, applicant: str) -> dict[str, Any]:
    """A viewing with a part of an applicant in it, for which an enquiry is made and closed again."""
    of = "viewing { id attendances { id } listing { id } }"
    given = {"listingId": listing, "applicantIds": [applicant], "startsAt": IN_A_YEAR}
    made: dict[str, Any] = (await done(sam, "viewingCreate", of, **given))["viewing"]
    for each in (await sam.data("{ enquiries(where: {isOpen: true}) { nodes { id } } }"))["enquiries"]["nodes"]:
        await done(sam, "enquiryClose", id=each["id"])
    return made


async def _home(sam: Client) -> str:
    """A property on which nobody has a role."""
    given = {
        "kind": "PROPERTY",
        "name": "1 Mill Row",
        "address": {"line1": "1 Mill Row", "city": "Leeds", "country": "GB"},
    }
    home: str = (await done(sam, "siteCreate", "site { id }", **given))["site"]["id"]
    return home


async def _tenancy(sam: Client, cast: Cast, tenant: str) -> tuple[str, str]:
    """A tenancy that is agreed, and its first charge."""
    rent = {"amount": "900", "currency": "EUR"}
    let = {"siteId": cast.quay_street, "customerId": cast.acme, "tenantIds": [tenant], "startsOn": day(1), "rent": rent}
    tenancy: str = (await done(sam, "tenancyCreate", "tenancy { id }", **let))["tenancy"]["id"]
    await done(sam, "tenancyActivate", id=tenancy)
    charges: list[dict[str, str]] = []
    while not charges:
        await Worker().run_due()
        charges = (await sam.data(CHARGES, {"id": tenancy}))["tenancy"]["charges"]["nodes"]
    return tenancy, charges[0]["id"]


async def _webhook(ann: Client, key: str) -> tuple[str, str]:
    """A webhook that is paused, and a test of it."""
    made = await done(ann, "webhookCreate", "webhook { id }", apiKeyId=key, url="http://127.0.0.1:9/events")
    hook: str = made["webhook"]["id"]
    await done(ann, "webhookUpdate", id=hook, isPaused=True)
    test: str = (await done(ann, "webhookTest", "webhookDelivery { id }", id=hook))["webhookDelivery"]["id"]
    return hook, test
