"""Refusals about tenancies, and about the documents of properties."""

from typing import Any

from tests.support.files import pdf, uploaded
from tests.support.mutations import done
from tests.support.refusals.stage import Stage, others_are_quicker

VERBS = ("Update", "TenantAdd", "TenantRemove", "Activate", "NoticeGive", "End")
RENT = {"amount": "900", "currency": "GBP"}


async def refuse(on: Stage) -> None:
    """Ask for what the state of tenancies, and of documents, does not allow."""
    await _refuse_documents(on)
    sam, cast = on.sam, on.cast
    let: dict[str, Any] = {
        "siteId": cast.quay_street,
        "customerId": cast.zenith,
        "startsOn": "2026-01-01",
        "rent": RENT,
    }
    given: dict[str, dict[str, Any]] = {
        "Update": {"endsOn": "2031-01-01"},
        "TenantAdd": {"contactId": cast.ben.id},
        "TenantRemove": {"contactId": cast.ben.id},
        "NoticeGive": {"endsOn": "2031-01-01", "noticeBy": "TENANT"},
    }
    archived = await on.archived_customer()
    await on.refused(sam, "tenancyCreate", "WRONG_STATE", "siteId", **let | {"siteId": cast.acme_site}, tenantIds=[])
    await on.refused(sam, "tenancyCreate", "WRONG_STATE", "customerId", **let | {"customerId": archived}, tenantIds=[])
    await on.refused(sam, "tenancyCreate", "TOO_LONG", "tenantIds", **let, tenantIds=[cast.ben.id] * 101)
    tenancy = await on.make("tenancy", **let, tenantIds=[cast.ann.id])
    named = {"externalReference": "L-1"}
    await on.make("tenancy", **let, tenantIds=[], **named)
    await on.refused(sam, "tenancyCreate", "NOT_UNIQUE", "externalReference", **let, tenantIds=[], **named)
    await on.refused(sam, "tenancyUpdate", "NOT_UNIQUE", "externalReference", id=tenancy, **named)
    await on.refused(sam, "tenancyTenantRemove", "NOT_FOUND", "contactId", id=tenancy, contactId=cast.ben.id)
    await on.refused(sam, "tenancyTenantAdd", "NOT_UNIQUE", "contactId", id=tenancy, contactId=cast.ann.id)
    await on.refused(sam, "tenancyUpdate", "INVALID", "endsOn", id=tenancy, endsOn="2025-01-01")
    for verb in VERBS:
        about = {"id": tenancy, **given.get(verb, {})}
        await on.refused(sam, f"tenancy{verb}", "STALE_VERSION", "version", **about, version=99)
        await on.refused(on.rita, f"tenancy{verb}", "FORBIDDEN", None, **about)
    crowd = [await on.make("contact", name=f"Jo {number}") for number in range(20)]
    full = await on.make("tenancy", **let, tenantIds=crowd)
    await on.refused(sam, "tenancyTenantAdd", "TOO_LONG", "contactId", id=full, contactId=cast.ben.id)
    with others_are_quicker():
        await on.refused(sam, "tenancyActivate", "STALE_VERSION", None, id=tenancy)
    await done(sam, "tenancyActivate", id=tenancy)
    early = {"endsOn": "2020-01-01", "noticeBy": "TENANT"}
    await on.refused(sam, "tenancyNoticeGive", "INVALID", "endsOn", id=tenancy, **early)
    await on.refused(sam, "tenancyEnd", "INVALID", "endedOn", id=tenancy, endedOn="2031-01-01")
    await done(sam, "tenancyEnd", id=tenancy)
    for verb in VERBS:
        await on.refused(sam, f"tenancy{verb}", "WRONG_STATE", "id", id=tenancy, **given.get(verb, {}))


async def _refuse_documents(on: Stage) -> None:
    sam, cast = on.sam, on.cast
    given: dict[str, Any] = {"siteId": cast.quay_street, "kind": "ENERGY", "title": "Energy"}
    given["uploadId"] = (await uploaded(sam, pdf(301)))["id"]
    await on.refused(sam, "propertyDocumentAdd", "WRONG_STATE", "siteId", **given | {"siteId": cast.acme_site})
    await on.refused(sam, "propertyDocumentAdd", "REQUIRED", "title", **given | {"title": " "})
    days = {"issuedOn": "2026-01-02", "expiresOn": "2026-01-01"}
    await on.refused(sam, "propertyDocumentAdd", "INVALID", "expiresOn", **given, **days)
    document = (await done(sam, "propertyDocumentAdd", "document { id }", **given))["document"]["id"]
    await on.refused(sam, "propertyDocumentAdd", "WRONG_STATE", "uploadId", **given)
    await on.refused(sam, "propertyDocumentUpdate", "INVALID", "expiresOn", id=document, **days)
    await on.refused(sam, "propertyDocumentUpdate", "REQUIRED", "title", id=document, title=" ")
    for verb in ("Update", "Remove"):
        await on.refused(sam, f"propertyDocument{verb}", "STALE_VERSION", "version", id=document, version=99)
        await on.refused(on.rita, f"propertyDocument{verb}", "FORBIDDEN", None, id=document)
