"""A place or a customer with a tenancy, or a place with a listing, is not archived; a tenant is not erased."""

import pytest

from tests.support.cast import Cast
from tests.support.lettings.making import day, proposed
from tests.support.market.listings import move_listing, new_listing, pounds
from tests.support.mutations import act, done, new_contact, refused
from tests.support.server import Client

CAN = """query($site: ID!, $customer: ID!, $contact: ID!) { site(id: $site) { viewerCanArchive archivedAt }
  customer(id: $customer) { viewerCanArchive } contact(id: $contact) { viewerCanErase } }"""
CAN_ERASE = "query($id: ID!) { contact(id: $id) { viewerCanErase } }"
MARKET = """{ enquiries(where: {isOpen: true}) { totalCount } requirements(where: {isOpen: true}) { totalCount }
  offers { nodes { status applicantName } } viewings { nodes { status } } }"""
pytestmark = pytest.mark.without_worker


async def reasons(by: Client, verb: str, id: str) -> list[str]:
    """The reasons for which something is refused, each by its first words."""
    errors = (await act(by, verb, id=id))["userErrors"]
    assert {(each["code"], *each["field"]) for each in errors} <= {("WRONG_STATE", "id")}
    return [" ".join(each["message"].split()[:4]) for each in errors]


async def test_a_place_that_is_let_or_offered_is_not_archived(sam: Client, cast: Cast) -> None:
    payer = (await done(sam, "customerCreate", "customer { id }", name="Harbour", currency="GBP"))["customer"]["id"]
    jo = await new_contact(sam)
    address = {"line1": "9 Mill Lane", "city": "Leeds", "country": "GB"}
    made = await done(sam, "siteCreate", "site { id }", name="Mill Cottage", kind="PROPERTY", address=address)
    given = {"siteId": (site := made["site"]["id"]), "customerId": payer, "tenantIds": [jo]}
    named = {"site": site, "customer": payer, "contact": jo}

    async def can() -> tuple[bool, bool, bool]:
        seen = await sam.data(CAN, named)
        return seen["site"]["viewerCanArchive"], seen["customer"]["viewerCanArchive"], seen["contact"]["viewerCanErase"]

    assert await can() == (True, True, True)
    tenancy = (await proposed(sam, cast, **given))["id"]
    listing = await new_listing(sam, cast, siteId=site)
    lets, offers = "The property has tenancies", "The property has open"
    assert await reasons(sam, "siteArchive", site) == [lets, offers]
    assert await reasons(sam, "customerArchive", payer) == ["The customer pays for"]
    assert await reasons(sam, "contactErase", jo) == ["This person is a"]
    assert await can() == (False, False, False)
    await move_listing(sam, listing, "WITHDRAWN")
    await done(sam, "tenancyActivate", id=tenancy)
    assert await reasons(sam, "siteArchive", site) == ["People have roles on", lets]
    await done(sam, "tenancyEnd", id=tenancy)
    await done(sam, "partySet", siteId=site, contactId=jo, role="TENANT", endsOn=day(-1))
    assert await can() == (True, True, True)
    await done(sam, "siteArchive", id=site)
    await done(sam, "customerArchive", id=payer)
    assert await refused(sam, "listingStatusChange", id=listing, status="ON_THE_MARKET") == "WRONG_STATE"
    await done(sam, "contactErase", id=jo)
    kept = await sam.data("query($id: ID!) { tenancy(id: $id) { state tenants { name } } }", {"id": tenancy})
    assert kept["tenancy"]["state"] == "ENDED" and kept["tenancy"]["tenants"][0]["name"].startswith("Erased person")


async def test_an_erased_applicant_has_nothing_on_the_market_any_more(
    sam: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    listing = await new_listing(sam, cast)
    jo = await new_contact(sam)
    wanted = {"listingId": listing, "contactId": jo}
    await done(sam, "enquiryCreate", message="Is it quiet?", **wanted)
    await done(sam, "requirementCreate", contactId=jo, kind="FOR_SALE", areas=["Bristol"])
    for days, others in ((2, []), (3, [ben.id])):
        at = f"{day(days)}T12:00:00Z"
        await done(sam, "viewingCreate", listingId=listing, startsAt=at, applicantIds=[jo, *others])
    made = await done(sam, "offerCreate", "offer { id }", amount=pounds(300_000), position="CASH_BUYER", **wanted)
    await done(sam, "offerAccept", id=made["offer"]["id"])
    assert await reasons(sam, "contactErase", jo) == ["An offer of this"]
    assert not (await sam.data(CAN_ERASE, {"id": jo}))["contact"]["viewerCanErase"]
    await done(sam, "offerDecline", id=made["offer"]["id"])
    await done(sam, "offerCreate", amount=pounds(310_000), position="CASH_BUYER", **wanted)
    await done(sam, "contactErase", id=jo)
    left = await sam.data(MARKET)
    assert {name: each["totalCount"] for name, each in left.items() if name in ("enquiries", "requirements")} == {
        "enquiries": 1,  # Ben's, whose viewing takes place
        "requirements": 0,
    }
    assert [each["status"] for each in left["offers"]["nodes"]] == ["WITHDRAWN", "DECLINED"]
    assert [each["status"] for each in left["viewings"]["nodes"]] == ["CANCELLED", "CONFIRMED"]
    assert {each["applicantName"][:13] for each in left["offers"]["nodes"]} == {"Erased person"}
