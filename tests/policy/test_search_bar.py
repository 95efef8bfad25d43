"""The search over all nouns at once: best first, newest first, and nothing that the lists would not show."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.mutations import done, new_contact
from tests.support.orders import new_order
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker

BAR = """query($query: String!, $types: [SearchType!], $first: Int) {
  search(query: $query, types: $types, first: $first) { type node { id __typename
    ... on Order { orderNumber: number } ... on Invoice { invoiceNumber: number } ... on Customer { customerName: name code }
    ... on Contact { displayName email } ... on Site { siteName: name customer { name } } ... on Asset { assetName: name }
    ... on CreditNote { creditNumber: number invoice { number } } } } }"""
LABELS = ("orderNumber", "invoiceNumber", "customerName", "displayName", "siteName", "assetName", "creditNumber")
LINE = {"kind": "PART", "description": "Gasket", "quantity": "1", "unitPrice": "10", "taxRate": "0"}


async def found(by: Client, query: str, **given: Any) -> list[str]:
    """The labels of what somebody finds, in order."""
    answer = await by.data(BAR, {"query": query} | given)
    assert all(each["type"].replace("_", "") == each["node"]["__typename"].upper() for each in answer["search"])
    return [next(each["node"][label] for label in LABELS if label in each["node"]) for each in answer["search"]]


async def test_a_search_finds_every_noun_and_the_best_first(sam: Client, ann: Client, cast: Cast) -> None:
    given: dict[str, Any] = {"siteId": cast.acme_site, "newAsset": {"name": "Acme oven", "serialNumber": "AC-7"}}
    order = await new_order(ann, problemSummary="Door", **given)
    draft = {"customerId": cast.acme, "orderId": order, "dueOn": "2030-01-31", "lines": [LINE]}
    await done(sam, "invoiceCreate", **draft)
    await new_contact(sam, "Jo Acme", displayName="Jo", email="jo@harbour.test")
    assert await found(sam, "acme") == [
        *("Acme Bakery", "Acme oven", "Acme Bakehouse"),
        *("Jo", "INV-000001", "SR-000001"),
    ]
    assert await found(sam, "Acme Bakehouse") == ["Acme Bakehouse", "SR-000001"]
    assert await found(sam, "sr-000001") == ["SR-000001", "INV-000001"]
    assert await found(sam, "INV-000001") == ["INV-000001"]
    assert set((await found(sam, "1"))[:2]) == {"INV-000001", "SR-000001"}
    assert (await found(sam, "ac-7"))[0] == "Acme oven" and (await found(sam, "jo@harbour.test")) == ["Jo"]
    assert await found(sam, "acme", types=["SITE", "CONTACT"]) == ["Acme Bakehouse", "Jo"]
    assert await found(sam, "acme", first=1) == ["Acme Bakery"] and await found(sam, "acme", types=[]) == []
    for nothing in ("", "  ", "%", "unicorn"):
        assert await found(sam, nothing) == []


async def test_a_search_finds_the_number_of_a_credit_note(
    sam: Client, ann: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    draft = {"customerId": cast.acme, "dueOn": "2030-01-31", "lines": [LINE]}
    invoice = (await done(sam, "invoiceCreate", "invoice { id }", **draft))["invoice"]["id"]
    await done(sam, "invoiceCreditCreate", invoiceId=invoice, reason="Sent back")
    for by in (sam, ann):
        assert await found(by, "cn-000001") == await found(by, "CN-1") == ["CN-000001"]
    assert "CN-000001" in await found(ann, "1") and await found(ann, "1", types=["ORDER"]) == []
    for by in (zoe, tom):
        assert await found(by, "CN-000001") == await found(by, "INV-000001") == []


async def test_a_search_hides_what_is_archived(sam: Client, cast: Cast) -> None:
    shown = ["Acme Bakery", "Acme Bakehouse"]
    assert await found(sam, "acme") == shown
    await done(sam, "siteArchive", id=cast.acme_site)
    assert await found(sam, "acme") == shown[:1]
    await done(sam, "customerArchive", id=cast.acme)
    assert await found(sam, "acme") == []


async def test_an_exact_name_is_found_among_many_newer_ones(sam: Client, cast: Cast) -> None:
    for name in ("Mill", "Mill One", "Mill Two", "Old Mill"):
        await done(sam, "customerCreate", name=name, currency="EUR")
    assert await found(sam, "mill", types=["CUSTOMER"]) == ["Mill", "Mill Two", "Mill One", "Old Mill"]
    assert await found(sam, "MILL", types=["CUSTOMER"], first=2) == ["Mill", "Mill Two"]


async def test_the_search_bar_shows_what_the_lists_show(
    server: Server, sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await new_order(ann, problemSummary="Door")
    assert await found(zoe, "acme") == await found(tom, "acme") == await found(zoe, "sr-1") == []
    assert await found(ann, "zenith") == await found(ann, "quay") == []
    assert await found(tom, "zenith") == [] and await found(tom, "quay") == ["12 Quay Street"]
    assert await found(ben, "door") == ["SR-000001"]
    # A landlord sees the display name of a person, and learns nothing by a search for more.
    applicant = await new_contact(sam, "Yuki Ito", displayName="Yuki")
    for contact, role in ((applicant, "APPLICANT"), (ben.id, "LANDLORD")):
        await done(sam, "partySet", siteId=cast.quay_street, contactId=contact, role=role)
    assert await found(ben, "yuki") == ["Yuki"]
    assert await found(ben, "ito") == await found(ben, "Yuki Ito") == []
    await done(sam, "contactArchive", id=applicant)
    assert await found(sam, "yuki") == []
    assert (await server.graphql(BAR, {"query": "door"}))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    answer = await ann.graphql(BAR, {"query": "door", "first": 101})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
