"""Listings of a property: who sees them, what they say, and how they move along."""

import asyncio
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.files import uploaded
from tests.support.market.listings import GIVEN, move_listing, new_listing, owner
from tests.support.mutations import act, done, refused
from tests.support.server import Client
from tests.support.sockets import live
from tests.support.tenancies import photograph, tenant

LISTING = """query($id: ID!) { listing(by: {id: $id}) { reference status headline area priceQualifier bedrooms version
  price { amount currency } marketingStartedOn exchangeOn completionOn closedAt nextStatuses viewerCanUpdate
  viewerCanChangeStatus site { name timeZone } statusRibbon { status state reachedAt }
  photos { id caption filename download { url } thumbnail { url } } floorPlans { filename } brochures { filename }
  history(first: 20) { nodes { kind fromStatus toStatus comment price { amount } actor { name } } } } }"""
LIST = """query($where: ListingWhere, $search: String, $sort: ListingSort) {
  listings(where: $where, search: $search, sort: $sort) { totalCount nodes { id headline } } }"""
WATCH = """subscription($site: ID, $after: EventCursor) { propertyEvents(siteId: $site, after: $after) { __typename cursor
  ... on ListingEvent { kind listingId listing { status } site { name } } } }"""


async def test_a_sale_goes_from_preparation_to_completion(sam: Client, ann: Client, ben: Client, cast: Cast) -> None:
    await owner(sam, cast, ann)
    await tenant(sam, cast, ben, "APPLICANT")
    listing = await new_listing(sam, cast, marketed=False)
    assert (await ben.data(LISTING, {"id": listing}))["listing"] is None, "it is being prepared"
    shown = (await ann.data(LISTING, {"id": listing}))["listing"]
    assert (shown["headline"], shown["area"], shown["reference"]) == (GIVEN["headline"], "Bristol", "PR-000001")
    assert shown["price"] == {"amount": "325000.00", "currency": "GBP"}
    assert (shown["viewerCanUpdate"], shown["nextStatuses"]) == (False, [])

    price = {"amount": "310000", "currency": "GBP"}
    await done(sam, "listingUpdate", id=listing, price=price, priceQualifier="GUIDE_PRICE", area="Harbourside")
    await done(sam, "listingStatusChange", id=listing, status="ON_THE_MARKET", comment="From today")
    assert await refused(sam, "listingStatusChange", id=listing, status="COMPLETED") == "WRONG_STATE"
    await move_listing(sam, listing, "UNDER_OFFER", "SOLD_SUBJECT_TO_CONTRACT", "EXCHANGED", "COMPLETED")

    for who in (ann, ben):
        shown = (await who.data(LISTING, {"id": listing}))["listing"]
        assert [step["state"] for step in shown["statusRibbon"]] == ["DONE"] * 5 + ["CURRENT"]
        assert None not in [step["reachedAt"] for step in shown["statusRibbon"]]
        assert shown["site"]["name"] == "12 Quay Street"
        days = {shown[day] for day in ("marketingStartedOn", "exchangeOn", "completionOn")}
        assert len(days) == 1 and None not in days
    history = (await ann.data(LISTING, {"id": listing}))["listing"]["history"]["nodes"][::-1]
    assert [entry["kind"] for entry in history[:3]] == ["LISTING_CREATED", "LISTING_CHANGED", "LISTING_STATUS_CHANGED"]
    assert history[1]["price"] == {"amount": "310000.00"}
    assert (history[2]["toStatus"], history[2]["comment"]) == ("ON_THE_MARKET", "From today")
    own = (await ben.data(LISTING, {"id": listing}))["listing"]["history"]["nodes"]
    assert len(own) == len(history) - 2, "what was before it was shown stays with the owners"
    assert await refused(sam, "listingUpdate", id=listing, headline="Other") == "WRONG_STATE"
    told = (await ann.data("{ notifications { nodes { kind title subject { id } } } }"))["notifications"]["nodes"]
    assert told[0] == {
        "kind": "LISTING_STATUS_CHANGED",
        "title": f"{GIVEN['headline']} is now “Completed”",
        "subject": {"id": listing},
    }


async def test_a_property_has_one_open_listing_of_a_kind(sam: Client, cast: Cast) -> None:
    given = {"siteId": cast.quay_street, **GIVEN}
    both = await asyncio.gather(*(act(sam, "listingCreate", "listing { id }", **given) for _ in range(2)))
    assert sorted(len(each["userErrors"]) for each in both) == [0, 1]
    rent: dict[str, Any] = {
        "kind": "TO_LET",
        "priceQualifier": "PER_MONTH",
        "price": {"amount": "1450", "currency": "GBP"},
    }
    await new_listing(sam, cast, **rent)
    first = next(each["listing"]["id"] for each in both if each["listing"])
    await move_listing(sam, first, "ON_THE_MARKET", "WITHDRAWN")
    second = await new_listing(sam, cast)
    assert await refused(sam, "listingStatusChange", id=first, status="ON_THE_MARKET") == "WRONG_STATE"
    await move_listing(sam, second, "WITHDRAWN")
    await move_listing(sam, first, "ON_THE_MARKET")


async def test_all_faults_of_a_listing_are_told_at_once(sam: Client, ann: Client, cast: Cast) -> None:
    wrong = {"headline": " ", "bedrooms": -1, "priceQualifier": "PER_MONTH", "kind": "FOR_SALE"}
    answer = await act(sam, "listingCreate", siteId=cast.acme_site, **{**GIVEN, **wrong})
    told = {(error["code"], *error["field"]) for error in answer["userErrors"]}
    assert told == {
        ("WRONG_STATE", "siteId"),
        ("REQUIRED", "headline"),
        ("INVALID", "bedrooms"),
        ("INVALID", "priceQualifier"),
    }
    listing = await new_listing(sam, cast)
    assert await refused(sam, "listingUpdate", id=listing, price=None) == "REQUIRED"
    await done(sam, "listingUpdate", id=listing, price=None, priceQualifier="PRICE_ON_APPLICATION")
    assert await refused(ann, "listingUpdate", id=listing, headline="Mine") == "FORBIDDEN"


async def test_photos_and_plans_are_downloaded_by_who_sees_it(
    sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast, marketed=False)
    photo, plan = await uploaded(sam, photograph(), "front.png"), await uploaded(sam, photograph(), "plan.png")
    given = {"listingId": listing, "caption": "The front"}
    await done(sam, "listingFilesAdd", kind="PHOTO", uploadIds=[photo["id"]], **given)
    await done(sam, "listingFilesAdd", kind="FLOOR_PLAN", uploadIds=[plan["id"]], listingId=listing)
    assert await refused(sam, "listingFilesAdd", kind="PHOTO", uploadIds=[photo["id"]], **given) == "WRONG_STATE"
    shown = (await ann.data(LISTING, {"id": listing}))["listing"]
    assert [each["filename"] for each in shown["floorPlans"]] == ["plan.png"]
    [found] = shown["photos"]
    assert found["caption"] == "The front"
    for address in (found["download"]["url"], found["thumbnail"]["url"]):
        answer = await ann.server.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
    await done(sam, "partySet", siteId=cast.quay_street, contactId=ann.id, role="VENDOR", endsOn="2020-01-01")
    assert (await ann.server.client.get(found["download"]["url"])).status_code == 404
    await done(sam, "listingFileRemove", "removedId listing { photos { id } }", id=found["id"])
    assert (await ben.data(LISTING, {"id": listing}))["listing"] is None


async def test_listings_are_filtered_searched_and_sorted(sam: Client, ann: Client, cast: Cast) -> None:
    sale = await new_listing(sam, cast)
    rent: dict[str, Any] = {
        "kind": "TO_LET",
        "priceQualifier": "PER_MONTH",
        "price": {"amount": "1450", "currency": "GBP"},
    }
    let = await new_listing(sam, cast, headline="Bright flat", bedrooms=1, **rent)

    async def found(by: Client = sam, **given: object) -> list[str]:
        nodes = (await by.data(LIST, given))["listings"]["nodes"]
        return [node["id"] for node in nodes]

    assert await found() == [let, sale]
    assert await found(sort={"field": "PRICE", "direction": "DESC"}) == [sale, let]
    assert await found(where={"kind": ["TO_LET"], "isOpen": True}) == [let]
    assert await found(where={"price": {"currency": "GBP", "gte": "2000"}}) == [sale]
    assert await found(where={"minBedrooms": 2, "status": ["ON_THE_MARKET"], "siteId": [cast.quay_street]}) == [sale]
    assert await found(search="brigh") == [let]
    assert await found(search="quay street") == [let, sale], "by the address of the property"
    assert await found(ann) == []
    await owner(sam, cast, ann)
    assert await found(ann, where={"partyRole": ["VENDOR"]}, search="quay") == [let, sale]
    answer = await sam.graphql(LIST, {"where": {"price": {"currency": "GBP", "gte": "1.234"}}})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("of_one", [True, False])
async def test_owners_follow_their_property_live_until_the_role_ends(
    sam: Client, ann: Client, cast: Cast, of_one: bool
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast, marketed=False)
    start = (await sam.data("{ eventCursor }"))["eventCursor"]
    await move_listing(sam, listing, "ON_THE_MARKET")
    asked = {"after": start, "site": cast.quay_street if of_one else None}
    async with live(ann.server, ann.token) as own, live(sam.server, sam.token) as other:
        stream, of_staff = await own.subscribe(WATCH, asked), await other.subscribe(WATCH, asked)
        for each in (stream, of_staff):
            event = (await each.next())["propertyEvents"]
            assert (event["kind"], event["listingId"]) == ("LISTING_STATUS_CHANGED", listing)
            assert event["listing"] == {"status": "ON_THE_MARKET"}
        party = (await ann.data("{ viewer { parties { nodes { id } } } }"))["viewer"]["parties"]["nodes"][0]["id"]
        await done(sam, "partyRemove", id=party)
        if of_one:
            assert (await stream.message())["type"] == "complete"
        await move_listing(sam, listing, "WITHDRAWN")
        assert (await of_staff.next())["propertyEvents"]["listing"] == {"status": "WITHDRAWN"}
        assert stream.is_silent
    assert (await ann.data(LISTING, {"id": listing}))["listing"] is None
