"""Two faults of one input are told at once, each with its path, whichever mutation it is sent to."""

from typing import Any, Final

import pytest

from tests.support.attacks.bad_requests import UNLIMITED
from tests.support.attacks.sweep import SCHEMA
from tests.support.databases import ON_SQLITE
from tests.support.mutations import act
from tests.support.server import Client

NONE: Final = "nothing has this id"
LONG: Final = "x" * 3000
FAR: Final = "2090-01-01T00:00:00Z"
PAST: Final = "1990-01-01T00:00:00Z"
EURO: Final = {"amount": "1.005", "currency": "EUR"}
PLACE: Final = {"line1": " ", "city": " ", "country": "GB"}
LINE: Final = {"kind": "PART", "description": " ", "quantity": "0", "unitPrice": "1", "taxRate": "-1"}
OF_LINE: Final = ["lines.0.description", "lines.0.quantity", "lines.0.taxRate"]
WITH_REASON: Final = (
    *("assetArchive", "attachmentRemove", "contactArchive", "contactErase", "customerArchive", "enquiryClose"),
    *("invoiceHold", "invoiceVoid", "noteRedact", "orderCancel", "paymentReverse", "recommendationWithdraw"),
    *("offerWithdraw", "siteArchive", "viewingCancel"),
)
WITH_COMMENT: Final = ("invoiceApprove", "invoiceDecline", "invoiceRelease", "offerAccept", "offerDecline")
FAULTS: Final[dict[str, tuple[dict[str, Any], list[str]]]] = {
    **{name: ({"id": NONE, "reason": LONG}, ["id", "reason"]) for name in WITH_REASON},
    **{name: ({"id": NONE, "comment": LONG}, ["id", "comment"]) for name in WITH_COMMENT},
    "accessRequestCreate": (
        {"kind": "NEW_ACCOUNT", "customerId": NONE, "contactId": NONE, "name": " ", "email": "x", "reason": LONG},
        ["customerId", "contactId", "name", "email", "reason"],
    ),
    "accessRequestResolve": ({"id": NONE, "grant": True, "comment": LONG}, ["id", "comment"]),
    "apiKeyCreate": (
        {"customerIds": [NONE], "name": " ", "scopes": [], "expiresAt": PAST},
        ["customerIds.0", "name", "scopes", "expiresAt"],
    ),
    "apiKeyRotate": ({"id": NONE, "overlapSeconds": -1, "expiresAt": PAST}, ["id", "overlapSeconds", "expiresAt"]),
    "apiKeyUpdate": ({"id": NONE, "name": " ", "scopes": []}, ["id", "name", "scopes"]),
    "webhookCreate": (
        {"apiKeyId": NONE, "url": "ftp://x", "kinds": [], "selection": "{"},
        ["apiKeyId", "selection", "url", "kinds"],
    ),
    "webhookReplay": ({"id": NONE, "after": "garbage"}, ["id", "after"]),
    "webhookSecretRotate": ({"id": NONE, "overlapSeconds": -1}, ["id", "overlapSeconds"]),
    "webhookUpdate": (
        {"id": NONE, "url": "https://10.0.0.1", "kinds": [], "selection": "{ nothing }"},
        ["id", "selection", "url", "kinds"],
    ),
    "approvalPreferencesUpdate": ({"customerId": NONE, "approverId": NONE}, ["customerId", "approverId"]),
    "assetCreate": (
        {"customerId": NONE, "siteId": NONE, "name": " ", "serialNumber": LONG, "externalReference": LONG},
        ["customerId", "siteId", "name", "serialNumber", "externalReference"],
    ),
    "assetUpdate": (
        {"id": NONE, "customerId": NONE, "siteId": NONE, "name": " ", "model": LONG},
        ["id", "customerId", "siteId", "name", "model"],
    ),
    "attachmentAdd": ({"orderId": NONE, "uploadId": NONE}, ["orderId", "uploadId"]),
    "bulkExportCreate": (
        {"customerId": NONE, "contents": [], "since": "garbage"},
        ["customerId", "contents", "since"],
    ),
    "contactCreate": (
        {"customerId": NONE, "name": " ", "email": "x", "mobile": "1", "locale": "no such", "externalReference": LONG},
        ["customerId", "name", "mobile", "locale", "email", "externalReference"],
    ),
    "contactUpdate": ({"id": NONE, "name": " ", "email": "x"}, ["id", "name", "email"]),
    "customerCreate": (
        {"name": " ", "code": "?", "currency": "EUR", "billingAddress": PLACE, "externalReference": LONG},
        ["name", "code", "billingAddress.line1", "billingAddress.city", "externalReference"],
    ),
    "customerUpdate": (
        {"id": NONE, "name": " ", "code": "?", "billingAddress": PLACE},
        ["id", "name", "code", "billingAddress.line1", "billingAddress.city"],
    ),
    "emailChangeRequest": ({"currentPassword": "wrong", "email": "x"}, ["currentPassword", "email"]),
    "enquiryCreate": (
        {"listingId": NONE, "contactId": NONE, "message": LONG},
        ["listingId", "contactId", "message"],
    ),
    "feedbackRecord": ({"id": NONE, "feedback": " "}, ["id", "feedback"]),
    "invitationSend": ({"to": {"contactId": NONE}, "username": "?"}, ["to.contactId", "username"]),
    "invoiceCreate": (
        {"customerId": NONE, "orderId": NONE, "dueOn": "1900-01-01", "lines": [LINE], "externalReference": LONG},
        ["customerId", "orderId", *OF_LINE, "dueOn", "externalReference"],
    ),
    "invoiceCreditCreate": (
        {"invoiceId": NONE, "reason": " ", "lines": [{"lineId": NONE}, {"lineId": NONE}]},
        ["invoiceId", "lines.0.lineId", "lines.1.lineId", "reason"],
    ),
    "invoiceHandOver": ({"id": NONE, "approverId": NONE, "comment": LONG}, ["id", "approverId", "comment"]),
    "invoiceUpdate": (
        {"id": NONE, "orderId": NONE, "dueOn": "1900-01-01", "lines": [LINE]},
        ["id", "orderId", *OF_LINE, "dueOn"],
    ),
    "listingCreate": (
        {
            "siteId": NONE,
            "kind": "FOR_SALE",
            "headline": " ",
            "area": LONG,
            "price": EURO,
            "priceQualifier": "ASKING_PRICE",
            "bedrooms": -1,
            "bathrooms": 201,
        },
        ["siteId", "price.amount", "headline", "area", "bedrooms", "bathrooms"],
    ),
    "listingFilesAdd": (
        {"listingId": NONE, "kind": "PHOTO", "uploadIds": [NONE], "caption": LONG},
        ["listingId", "uploadIds.0", "caption"],
    ),
    "listingStatusChange": ({"id": NONE, "status": "WITHDRAWN", "comment": LONG}, ["id", "comment"]),
    "listingUpdate": (
        {"id": NONE, "headline": " ", "area": LONG, "price": EURO, "receptions": -1},
        ["id", "price.amount", "headline", "area", "receptions"],
    ),
    "offerCreate": (
        {"listingId": NONE, "contactId": NONE, "amount": EURO, "position": "OTHER", "conditions": LONG},
        ["listingId", "contactId", "amount.amount", "conditions"],
    ),
    "offerRaise": (
        {"id": NONE, "amount": EURO, "conditions": LONG},
        ["id", "amount.amount", "conditions"],
    ),
    "membershipRemove": (
        {"customerId": NONE, "contactId": NONE, "reason": LONG},
        ["customerId", "contactId", "reason"],
    ),
    "membershipSet": (
        {"customerId": NONE, "contactId": NONE, "role": "MEMBER", "rights": [], "reason": LONG},
        ["customerId", "contactId", "reason"],
    ),
    "noteAdd": (
        {"orderId": NONE, "body": " ", "uploadIds": [NONE, NONE]},
        ["orderId", "uploadIds.0", "uploadIds.1", "body"],
    ),
    "notificationEmailRequest": ({"currentPassword": "wrong", "email": "x"}, ["currentPassword", "email"]),
    "notificationPreferencesUpdate": (
        {"preferences": [{"kind": "NOTE_ADDED", "email": True, "sms": False, "inApp": True}] * 3},
        ["preferences.1.kind", "preferences.2.kind"],
    ),
    "notificationsMarkRead": ({"ids": [NONE, NONE]}, ["ids.0", "ids.1"]),
    "orderAssign": ({"id": NONE, "technicianIds": [NONE]}, ["id", "technicianIds.0"]),
    "orderCreate": (
        {
            "kind": "SERVICE_CALL",
            "customerId": NONE,
            "siteId": NONE,
            "assetId": NONE,
            "uploadIds": [NONE],
            "newAsset": {"name": " ", "model": LONG},
            "problemSummary": " ",
            "externalReference": LONG,
        },
        [
            *("customerId", "siteId", "assetId", "newAsset", "uploadIds.0", "problemSummary"),
            *("newAsset.name", "newAsset.model", "externalReference"),
        ],
    ),
    "orderSchedule": (
        {"id": NONE, "technicianIds": [NONE], "scheduledFor": FAR, "comment": LONG},
        ["id", "technicianIds.0", "scheduledFor", "comment"],
    ),
    "orderStatusChange": ({"id": NONE, "status": "COMPLETED", "comment": LONG}, ["id", "comment"]),
    "orderUpdate": (
        {"id": NONE, "siteId": NONE, "assetId": NONE, "problemSummary": " ", "externalReference": LONG},
        ["id", "siteId", "assetId", "problemSummary", "externalReference"],
    ),
    "ordersUpdate": ({"items": [], "technicianIds": [NONE], "comment": "x"}, ["items", "comment", "technicianIds.0"]),
    "partySet": (
        {"siteId": NONE, "contactId": NONE, "role": "TENANT", "startsOn": "2026-02-01", "endsOn": "2026-01-01"},
        ["siteId", "contactId", "endsOn"],
    ),
    "paymentRecord": (
        {"invoiceId": NONE, "amount": EURO, "method": "CARD", "methodDetail": LONG, "receivedOn": "2090-01-01"},
        ["invoiceId", "methodDetail", "receivedOn"],
    ),
    "portalAccessEnable": ({"contactId": NONE, "username": "?"}, ["contactId", "username"]),
    "portalAccessRevoke": ({"contactId": NONE, "reason": LONG}, ["contactId", "reason"]),
    "profileUpdate": ({"profile": {"name": " ", "mobile": "1"}}, ["profile.mobile", "profile.name"]),
    "recommendationCreate": (
        {"orderId": NONE, "title": " ", "estimate": EURO, "uploadIds": [NONE]},
        ["orderId", "estimate.amount", "uploadIds.0", "title"],
    ),
    "recommendationReply": (
        {"id": NONE, "comment": " ", "estimate": EURO, "uploadIds": [NONE]},
        ["id", "estimate.amount", "uploadIds.0", "comment"],
    ),
    "recommendationRespond": ({"id": NONE, "answer": "DECLINE", "comment": LONG}, ["id", "comment"]),
    "requirementCreate": (
        {"kind": "TO_LET", "contactId": NONE, "areas": [" "], "minPrice": EURO, "maxPrice": EURO, "minBedrooms": -1},
        ["contactId", "minPrice.amount", "maxPrice.amount", "areas", "minBedrooms"],
    ),
    "requirementUpdate": (
        {"id": NONE, "areas": [" "], "minPrice": EURO, "maxPrice": EURO, "minBedrooms": -1},
        ["id", "minPrice.amount", "maxPrice.amount", "areas", "minBedrooms"],
    ),
    "siteCreate": (
        {"kind": "PROPERTY", "customerId": NONE, "name": " ", "address": PLACE},
        ["customerId", "name", "address.line1", "address.city"],
    ),
    "siteUpdate": ({"id": NONE, "name": LONG, "address": PLACE}, ["id", "name", "address.line1", "address.city"]),
    "staffInvite": ({"name": " ", "email": "x", "roleId": NONE}, ["name", "email", "roleId"]),
    "staffRoleSet": ({"id": NONE, "name": " ", "permissions": []}, ["id", "name"]),
    "staffUpdate": ({"id": NONE, "roleId": NONE}, ["id", "roleId"]),
    "propertyDocumentAdd": (
        {"siteId": NONE, "uploadId": NONE, "tenancyId": NONE, "kind": "OTHER", "title": " "},
        ["siteId", "uploadId", "tenancyId", "title"],
    ),
    "propertyDocumentUpdate": ({"id": NONE, "title": " "}, ["id", "title"]),
    "tenancyCreate": (
        {
            "siteId": NONE,
            "customerId": NONE,
            "tenantIds": [NONE],
            "startsOn": "2026-01-02",
            "rent": EURO,
            "endsOn": "2026-01-01",
            "feeRate": "101",
            "depositHeldBy": LONG,
        },
        ["siteId", "customerId", "tenantIds.0", "rent.amount", "endsOn", "feeRate", "depositHeldBy"],
    ),
    "tenancyUpdate": (
        {"id": NONE, "rent": EURO, "feeRate": "101", "rentTaxRate": "-1", "externalReference": LONG},
        ["id", "rent.amount", "feeRate", "rentTaxRate", "externalReference"],
    ),
    "tenancyTenantAdd": ({"id": NONE, "contactId": NONE}, ["id", "contactId"]),
    "tenancyTenantRemove": ({"id": NONE, "contactId": NONE}, ["id", "contactId"]),
    "uploadCreate": ({"filename": "a.pdf", "contentType": " ", "size": 0}, ["size", "contentType"]),
    "usernameChange": ({"contactId": NONE, "username": "?", "reason": LONG}, ["contactId", "username", "reason"]),
    "viewingConfirm": ({"id": NONE, "accompaniedById": NONE}, ["id", "accompaniedById"]),
    "viewingCreate": (
        {
            "listingId": NONE,
            "applicantIds": [NONE],
            "accompaniedById": NONE,
            "startsAt": PAST,
            "minutes": 1,
            "note": LONG,
        },
        ["listingId", "applicantIds.0", "accompaniedById", "startsAt", "minutes", "note"],
    ),
    "viewingMove": ({"id": NONE, "startsAt": PAST, "minutes": 0}, ["id", "startsAt", "minutes"]),
    "workRecord": (
        {"orderId": NONE, "work": "SITE_VISIT", "summary": " ", "occurredAt": FAR},
        ["orderId", "occurredAt", "summary"],
    ),
}
"""The input of each mutation and the paths of its faults, in their order."""
BY_CONTACTS: Final = {
    *("accessRequestCreate", "emailChangeRequest", "notificationEmailRequest", "profileUpdate", "recommendationRespond")
}
JUDGED_IN_STEPS: Final = {
    **dict.fromkeys(("invitationAccept", "passwordReset"), "the link decides whether anything is told"),
    **dict.fromkeys(("passwordChange", "sessionCreate"), "the password decides whether anything is told"),
    "externalReferenceSet": "only API keys may use it",
    "invoicesApprove": "each item has its own result",
    "ofPropertySet": "a flag cannot be wrong",
    **dict.fromkeys(("tenancyEnd", "tenancyNoticeGive"), "the tenancy decides which days can be"),
    "sessionRevoke": "a flag cannot be wrong",
}
"""Mutations whose inputs have one fault at a time, and the reason."""


@pytest.mark.parametrize("by", ["ann", "sam"])
@pytest.mark.without_worker
@ON_SQLITE
@UNLIMITED
async def test_two_faults_of_an_input_are_told_at_once(sam: Client, ann: Client, by: str) -> None:
    wrong = []
    for name, (given, paths) in FAULTS.items():
        if (name in BY_CONTACTS) is (by == "ann"):
            answer = await act(ann if by == "ann" else sam, name, **given)
            told = [".".join(each["field"] or ()) for each in answer["userErrors"]]
            wrong += [] if told == paths else [f"{name}: {told}, not {paths}"]
    assert not wrong, "\n".join(wrong)


def test_every_input_that_can_have_two_faults_is_among_them() -> None:
    beside = {"idempotencyKey", "version"}
    mutations = SCHEMA.mutation_type
    assert mutations is not None
    fields = {name: set(each.args["input"].type.of_type.fields) - beside for name, each in mutations.fields.items()}
    assert {name for name, those in fields.items() if len(those) > 1} - FAULTS.keys() == JUDGED_IN_STEPS.keys()
