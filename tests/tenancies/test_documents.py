"""Documents of properties and tenancies are seen by the roles that they name, and reminded of before they expire."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from tests.support.cast import Cast
from tests.support.files import pdf, uploaded
from tests.support.lettings.making import agreed, day, landlord, worked
from tests.support.mutations import done, refused
from tests.support.server import Client, Server

SEEN = """{ propertyDocuments { nodes { title kind isExpired seenBy filename download { url } viewerCanChange tenancy { id } } } }"""
pytestmark = pytest.mark.without_worker


async def filed(sam: Client, cast: Cast, title: str, **given: Any) -> str:
    """A document of 12 Quay Street; gives its id."""
    size = 400 + len(title)
    upload = (await uploaded(sam, pdf(size), f"{title}.pdf"))["id"]
    about: dict[str, Any] = {"siteId": cast.quay_street, "uploadId": upload, "kind": "OTHER", "title": title}
    made = await done(sam, "propertyDocumentAdd", "document { id }", **about | given)
    document: str = made["document"]["id"]
    return document


async def titles(by: Client) -> list[str]:
    """The titles of the documents that somebody sees, in order."""
    return sorted(each["title"] for each in (await by.data(SEEN))["propertyDocuments"]["nodes"])


async def test_each_role_sees_the_documents_that_name_it(
    server: Server, sam: Client, rita: Client, ben: Client, zoe: Client, ann: Client, tom: Client, cast: Cast
) -> None:
    await landlord(sam, cast, ann)
    await done(sam, "partySet", siteId=cast.quay_street, contactId=zoe.id, role="APPLICANT")
    tenancy = (await agreed(sam, cast, ben))["id"]
    gas = await filed(sam, cast, "Gas", kind="GAS_SAFETY")
    await filed(sam, cast, "Energy", seenBy=["LANDLORD", "TENANT", "APPLICANT"])
    await filed(sam, cast, "Secret", seenBy=[])
    await filed(sam, cast, "Contract", kind="CONTRACT", tenancyId=tenancy, seenBy=["LANDLORD", "TENANT", "APPLICANT"])
    everything = ["Contract", "Energy", "Gas", "Secret"]
    assert (await titles(sam), await titles(rita)) == (everything, everything)
    assert await titles(ann) == await titles(ben) == ["Contract", "Energy", "Gas"]
    assert (await titles(tom), await titles(zoe)) == (["Energy", "Gas"], ["Energy"]), "another tenant, an applicant"
    own = (await ben.data(SEEN))["propertyDocuments"]["nodes"]
    file = next(each for each in own if each["title"] == "Contract")
    assert (file["filename"], file["tenancy"], file["viewerCanChange"]) == ("Contract.pdf", {"id": tenancy}, False)
    sent = await server.client.get(file["download"]["url"], headers={"Range": "bytes=0-3"})
    assert (sent.status_code, sent.content) == (206, b"%PDF")
    assert await refused(ben, "propertyDocumentRemove", id=gas) == "FORBIDDEN"
    before = next(each for each in own if each["title"] == "Gas")
    await done(sam, "propertyDocumentUpdate", id=gas, seenBy=["LANDLORD"], title="Gas safety")
    assert (await server.client.get(before["download"]["url"])).status_code == 404
    assert await titles(ben) == ["Contract", "Energy"]
    kinds = await ben.data(
        "{ events(first: 100) { nodes { ... on PropertyDocumentEvent { kind document { title } } } } }"
    )
    seen = [each for each in kinds["events"]["nodes"] if each]
    assert [each["kind"] for each in seen] == ["DOCUMENT_ADDED"] * 3 and seen[0]["document"] is None
    await done(sam, "tenancyEnd", id=tenancy)
    clock.advance(timedelta(days=1))
    assert await titles(ben) == []
    removed = await done(sam, "propertyDocumentRemove", "removedId document { id } site { id }", id=gas)
    assert (removed["removedId"], removed["document"], removed["site"]["id"]) == (gas, None, cast.quay_street)
    assert await titles(ann) == ["Contract", "Energy"]


async def test_documents_are_reminded_of_until_they_have_expired(
    sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    await landlord(sam, cast, ann)
    await filed(sam, cast, "Gas", kind="GAS_SAFETY", expiresOn=day(8))
    await filed(sam, cast, "Secret", expiresOn=day(8), seenBy=[])
    told = "{ notifications(where: {kind: [DOCUMENT_EXPIRES]}) { nodes { title subject { id } } } }"

    async def reminded(by: Client) -> list[str]:
        await worked()
        found = (await by.data(told))["notifications"]["nodes"]
        return sorted(each["title"].split(" ", 3)[-1].split(" on ")[0] for each in found)

    assert await reminded(ann) == []
    clock.advance(timedelta(days=1))
    assert await reminded(ann) == ["Gas expires"]
    assert await reminded(sam) == ["Gas expires", "Secret expires"]
    clock.advance(timedelta(days=8))
    assert await reminded(ann) == ["Gas expires", "Gas has expired"]
    shown = (await ann.data(SEEN))["propertyDocuments"]["nodes"]
    assert [each["isExpired"] for each in shown] == [True]
    clock.advance(timedelta(days=3))
    assert len(await reminded(sam)) == 4, "and then no more"
    addresses = "{ notifications(where: {kind: [DOCUMENT_EXPIRES]}) { nodes { url } } }"
    leads_to = {each["url"] for each in (await ann.data(addresses))["notifications"]["nodes"]}
    assert [each.rpartition("/sites/")[2] for each in leads_to] == [cast.quay_street]
