"""Interest: enquiries make applicants, and requirements find listings."""

import asyncio
from typing import Any

import pytest

from models.market.listing_states import ListingKind, PriceQualifier
from models.market.listings import Listing
from models.market.requirements import Requirement
from models.messages.deliveries import Delivery
from models.places.sites import Site
from tests.support.cast import Cast
from tests.support.market.listings import GIVEN, move_listing, new_listing
from tests.support.mutations import act, done, refused
from tests.support.server import Client
from tests.support.sockets import live
from tests.support.tenancies import tenant

LISTING = "query($id: ID!) { listing(by: {id: $id}) { headline site { name } } }"
ROLES = "{ viewer { parties { nodes { role site { name } } } } }"
MINE = """{ enquiries { nodes { message source closedAt viewerCanClose listing { reference } contact { displayName } } }
  requirements { nodes { areas minPrice { amount } maxPrice { amount } minBedrooms viewerCanUpdate } } }"""
WATCH = """subscription($site: ID, $after: EventCursor) { propertyEvents(siteId: $site, after: $after) {
  ... on PortalEvent { kind } ... on InterestEvent { enquiry { message } listing { headline } requirement { kind } } } }"""


async def test_an_enquiry_makes_an_applicant_until_it_is_closed(
    sam: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    listing = await new_listing(sam, cast)
    assert await refused(ben, "enquiryCreate", listingId=listing) == "NOT_FOUND"
    given = {"listingId": listing, "contactId": ben.id, "source": "PHONE", "message": "Is the roof new?"}
    both = await asyncio.gather(*(act(sam, "enquiryCreate", "enquiry { id }", **given) for _ in range(2)))
    assert sorted(len(each["userErrors"]) for each in both) == [0, 1]
    enquiry = next(each["enquiry"]["id"] for each in both if each["enquiry"])
    assert (await ben.data(LISTING, {"id": listing}))["listing"]["site"] == {"name": "12 Quay Street"}
    assert (await ben.data(ROLES))["viewer"]["parties"]["nodes"] == [
        {"role": "APPLICANT", "site": {"name": "12 Quay Street"}}
    ]
    [own] = (await ben.data(MINE))["enquiries"]["nodes"]
    assert (own["message"], own["source"], own["viewerCanClose"]) == ("Is the roof new?", "PHONE", True)
    assert own["listing"] == {"reference": "PR-000001"}
    assert (await zoe.data(MINE))["enquiries"]["nodes"] == []

    start = (await ben.data("{ eventCursor }"))["eventCursor"]
    async with live(ben.server, ben.token) as socket:
        stream = await socket.subscribe(WATCH, {"after": start, "site": cast.quay_street})
        await done(ben, "enquiryClose", id=enquiry, reason="We have found one")
        while (message := await stream.message())["type"] == "next":
            assert message["payload"]["data"]["propertyEvents"]["kind"] == "ENQUIRY_CLOSED"
        assert message["type"] == "complete", "with the role the stream of the property ends"
    assert (await ben.data(LISTING, {"id": listing}))["listing"] is None
    assert (await ben.data(ROLES))["viewer"]["parties"]["nodes"] == []
    [own] = (await ben.data(MINE))["enquiries"]["nodes"]
    assert own["listing"] is None and own["closedAt"] is not None


async def test_a_role_that_staff_gave_outlives_the_enquiry(sam: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    listing = await new_listing(sam, cast)
    rent: dict[str, Any] = {
        "kind": "TO_LET",
        "priceQualifier": "PER_MONTH",
        "price": {"amount": "1450", "currency": "GBP"},
    }
    other = await new_listing(sam, cast, **rent)
    await tenant(sam, cast, ben, "APPLICANT")
    for who in (ben, zoe):
        asked = [
            (await done(sam, "enquiryCreate", "enquiry { id }", listingId=each, contactId=who.id))["enquiry"]["id"]
            for each in (listing, other)
        ]
        await done(sam, "enquiryClose", id=asked[0])
        assert (await who.data(LISTING, {"id": listing}))["listing"] is not None, "another enquiry is open"
        await done(sam, "enquiryClose", id=asked[1])
    assert (await ben.data(LISTING, {"id": listing}))["listing"] is not None
    assert (await zoe.data(LISTING, {"id": listing}))["listing"] is None


async def test_a_listing_that_fits_is_told_of_once(sam: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    wanted = {"kind": "FOR_SALE", "areas": ["Bath", "bristol"], "maxPrice": {"amount": "330000", "currency": "GBP"}}
    made = await done(ben, "requirementCreate", "requirement { id }", **wanted, minBedrooms=3)
    await done(ben, "requirementCreate", kind="FOR_SALE")
    await done(zoe, "requirementCreate", **wanted, minBedrooms=4)
    start = (await ben.data("{ eventCursor }"))["eventCursor"]
    listing = await new_listing(sam, cast)
    shown = (await ben.data(LISTING, {"id": listing}))["listing"]
    assert shown == {"headline": GIVEN["headline"], "site": None}, "the property shows itself to those who ask"
    assert (await zoe.data(LISTING, {"id": listing}))["listing"] is None
    await move_listing(sam, listing, "WITHDRAWN", "ON_THE_MARKET")
    told = (await ben.data("{ notifications { nodes { kind subject { id } } } }"))["notifications"]["nodes"]
    assert told == [{"kind": "LISTING_MATCHED", "subject": {"id": listing}}]
    assert await Delivery.filter(template="listing_matched").count() == 1
    async with live(ben.server, ben.token) as socket:
        stream = await socket.subscribe(WATCH, {"after": start})
        event = (await stream.next())["propertyEvents"]
        assert (event["kind"], event["listing"]) == ("REQUIREMENT_MATCHED", {"headline": GIVEN["headline"]})

    await done(ben, "enquiryCreate", listingId=listing)
    assert (await ben.data(LISTING, {"id": listing}))["listing"]["site"] == {"name": "12 Quay Street"}
    waiting = (await zoe.data("{ requirements { nodes { id version } } }"))["requirements"]["nodes"][0]
    assert (await zoe.data(LISTING, {"id": listing}))["listing"] is None
    await done(zoe, "requirementUpdate", id=waiting["id"], version=waiting["version"], minBedrooms=None)
    assert (await zoe.data(LISTING, {"id": listing}))["listing"] is not None
    await done(zoe, "requirementClose", id=waiting["id"])
    assert (await zoe.data(LISTING, {"id": listing}))["listing"] is None
    assert await refused(zoe, "requirementClose", id=made["requirement"]["id"]) == "NOT_FOUND"
    own = (await ben.data(MINE))["requirements"]["nodes"][-1]
    assert own["areas"] == ["Bath", "bristol"] and own["maxPrice"] == {"amount": "330000.00"}


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({}, True),
        ({"areas": ["bs1"]}, True),
        ({"areas": ["BS1 4"]}, True),
        ({"areas": ["BS2"]}, False),
        ({"areas": ["Hotwells"]}, True),
        ({"areas": ["Bath"]}, False),
        ({"max_price_minor": 100_00, "currency": "GBP"}, True),
        ({"max_price_minor": 99_99, "currency": "GBP"}, False),
        ({"min_price_minor": 100_01, "currency": "GBP"}, False),
        ({"min_price_minor": 1, "currency": "EUR"}, False),
        ({"min_bedrooms": 2}, True),
        ({"min_bedrooms": 3}, False),
        ({"kind": ListingKind.TO_LET}, False),
    ],
)
def test_a_requirement_fits_by_its_conditions(wanted: dict[str, Any], fits: bool) -> None:
    priced = {"price_minor": 100_00, "currency": "GBP", "price_qualifier": PriceQualifier.ASKING_PRICE}
    listing = Listing(kind=ListingKind.FOR_SALE, area="Hotwells", bedrooms=2, **priced)
    site = Site(city="Bristol", postal_code="BS1 4ST")
    assert Requirement(**{"kind": ListingKind.FOR_SALE, "areas": [], **wanted}).fits(listing, site) is fits
    free = Listing(kind=ListingKind.FOR_SALE, area="Hotwells", bedrooms=2)
    if "currency" in wanted:
        assert Requirement(**{"kind": ListingKind.FOR_SALE, "areas": [], **wanted}).fits(free, site)
