"""Offers: one of them is accepted at a time, each has one answer, and applicants see their own alone."""

import asyncio
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.market.listings import move_listing, new_listing, offered, owner, pounds
from tests.support.mutations import act, done, new_contact, refused
from tests.support.server import Client
from tests.support.sockets import live

OFFERS = """{ offers { nodes { id version status applicantName amount { amount } position conditions raisedAt answeredAt
  answeredBy { name } answerComment viewerCanRaise viewerCanWithdraw viewerCanAccept viewerCanDecline } } }"""
LISTING = "query($id: ID!) { listing(by: {id: $id}) { status openOfferCount offers { totalCount } } }"
HISTORY = """query($id: ID!) { listing(by: {id: $id}) { history { nodes { toStatus actor { name } } } }
  notifications(first: 50) { nodes { kind title actor { name } } } }"""
NAMED = """query($offer: ID!, $contact: ID!) { node(id: $offer) { id }
  offers(where: {contactId: [$contact]}) { totalCount } }"""
WATCH = """subscription($after: EventCursor) { propertyEvents(after: $after, kinds: [OFFER_MADE, OFFER_ACCEPTED]) {
  ... on OfferEvent { kind amount { amount } offer { applicantName } } } }"""
TOLD = "{ notifications(first: 50) { nodes { kind title } } }"


async def seen(by: Client) -> list[dict[str, Any]]:
    """The offers that somebody sees."""
    found: list[dict[str, Any]] = (await by.data(OFFERS))["offers"]["nodes"]
    return found


async def can(by: Client) -> dict[str, set[str]]:
    """The verbs that somebody can do now to the offers that they see, by the applicants' names."""
    return {
        each["applicantName"]: {name.removeprefix("viewerCan") for name in each if name[:6] == "viewer" and each[name]}
        for each in await seen(by)
    }


async def status_of(by: Client, listing: str) -> str:
    """The status of a listing."""
    status: str = (await by.data(LISTING, {"id": listing}))["listing"]["status"]
    return status


async def told(by: Client) -> list[tuple[str, str]]:
    """The notifications of offers that somebody got, oldest first."""
    found = (await by.data(TOLD))["notifications"]["nodes"][::-1]
    return [(each["kind"], each["title"]) for each in found if each["kind"].startswith("OFFER_")]


async def test_an_offer_is_made_raised_and_accepted(
    sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    first, second = await offered(sam, listing, zoe), await offered(sam, listing, ben, 310_000)
    assert [each["id"] for each in await seen(zoe)] == [first]
    assert [each["id"] for each in await seen(ben)] == [second]
    assert [each["applicantName"] for each in await seen(ann)] == ["Ben", "Zoe"]
    assert await seen(tom) == []
    assert (await ann.data(LISTING, {"id": listing}))["listing"]["openOfferCount"] == 2
    assert await can(ben) == {"Ben": {"Raise", "Withdraw"}}
    await done(ben, "offerRaise", id=second, amount=pounds(330_000), conditions="With the curtains")
    assert await refused(ben, "offerRaise", id=second, amount=pounds(330_000)) == "INVALID"
    await done(ben, "offerRaise", id=second, amount=pounds(330_000), conditions=None)
    assert await can(ann) == {"Ben": {"Accept", "Decline"}, "Zoe": {"Accept", "Decline"}}
    await done(ann, "offerAccept", "listing { status }", id=second, comment="Gladly")
    assert await status_of(ben, listing) == "UNDER_OFFER"
    [own] = await seen(ben)
    assert (own["status"], own["answerComment"], own["amount"]) == ("ACCEPTED", "Gladly", {"amount": "330000.00"})
    assert (own["conditions"], own["answeredBy"], await can(ben)) == (None, {"name": "Ann"}, {"Ben": {"Withdraw"}})
    assert own["raisedAt"] < own["answeredAt"]
    assert await can(ann) == {"Ben": {"Decline"}, "Zoe": {"Decline"}}, "one beside another is not accepted"
    assert await refused(ann, "offerAccept", id=first) == "WRONG_STATE"
    house = "Terraced house by the quay"
    assert await told(ben) == [("OFFER_ANSWERED", f"Your offer for {house}: Accepted")]
    of_ben = [("OFFER_CHANGED", f"Ben {what} the offer for {house}") for what in ("raises", "raises")]
    made = [("OFFER_CHANGED", f"{name} makes an offer for {house}") for name in ("Zoe", "Ben")]
    assert await told(ann) == [*made, *of_ben]
    assert await told(sam) == [*made, *of_ben, ("OFFER_CHANGED", f"The offer of Ben for {house} is accepted")]


async def test_an_applicant_learns_nothing_of_other_offers(
    sam: Client, ann: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    mine, other = await offered(sam, listing, zoe), await offered(sam, listing, ben, 310_000)
    shown = (await zoe.data(LISTING, {"id": listing}))["listing"]
    assert shown == {"status": "ON_THE_MARKET", "openOfferCount": None, "offers": {"totalCount": 1}}
    for verb, more in (("Raise", {"amount": pounds(400_000)}), ("Withdraw", {})):
        assert await refused(zoe, f"offer{verb}", id=other, **more) == "NOT_FOUND"
    for verb in ("Accept", "Decline"):
        assert await refused(zoe, f"offer{verb}", id=mine) == "FORBIDDEN"
    await done(ann, "offerAccept", id=other)
    await done(ben, "offerWithdraw", id=other, reason="We found another house")
    assert await zoe.data(NAMED, {"offer": other, "contact": cast.ben.id}) == {
        "node": None,
        "offers": {"totalCount": 0},
    }
    learnt = await zoe.data(HISTORY, {"id": listing})
    assert [(each["toStatus"], each["actor"]["name"]) for each in learnt["listing"]["history"]["nodes"][:2]] == [
        ("ON_THE_MARKET", "System"),
        ("UNDER_OFFER", "System"),
    ]
    assert not {"Ben", "Ann"} & {each["actor"]["name"] for each in learnt["notifications"]["nodes"]}
    assert "OFFER" not in str([each["kind"] for each in learnt["notifications"]["nodes"]])


async def test_without_the_offer_that_was_accepted_a_listing_goes_back(
    sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    offer = await offered(sam, listing, ben)
    await done(ann, "offerAccept", id=offer)
    await move_listing(sam, listing, "SOLD_SUBJECT_TO_CONTRACT")
    await done(ann, "offerDecline", id=offer, comment="The survey was bad")
    assert await status_of(ann, listing) == "ON_THE_MARKET"
    assert [title for _, title in await told(ben)] == [
        f"Your offer for Terraced house by the quay: {status}" for status in ("Accepted", "Declined")
    ]
    again = await offered(sam, listing, ben)
    assert await refused(sam, "offerCreate", **given(listing, cast.ben.id)) == "WRONG_STATE", "one of a person stands"
    await done(ann, "offerAccept", id=again)
    await move_listing(sam, listing, "SOLD_SUBJECT_TO_CONTRACT", "EXCHANGED")
    assert await can(ben) == {"Ben": set()}, "the offer has become a contract"
    assert (
        await refused(ben, "offerWithdraw", id=again) == await refused(ann, "offerDecline", id=again) == "WRONG_STATE"
    )
    await move_listing(sam, listing, "COMPLETED")
    assert await refused(sam, "offerCreate", **given(listing, cast.zoe.id)) == "WRONG_STATE"


def given(listing: str, contact: str) -> dict[str, Any]:
    """The input of an offer that staff make for somebody."""
    return {"listingId": listing, "contactId": contact, "amount": pounds(300_000), "position": "CASH_BUYER"}


@ON_SQLITE
async def test_an_offer_waits_while_the_listing_is_withdrawn(sam: Client, ben: Client, cast: Cast) -> None:
    listing = await new_listing(sam, cast)
    offer = await offered(sam, listing, ben)
    await move_listing(sam, listing, "WITHDRAWN")
    assert await can(ben) | await can(sam) == {"Ben": {"Withdraw", "Decline"}}
    assert await refused(ben, "offerRaise", id=offer, amount=pounds(400_000)) == "WRONG_STATE"
    assert await refused(sam, "offerAccept", id=offer) == "WRONG_STATE"
    await move_listing(sam, listing, "ON_THE_MARKET")
    enquiry = (await ben.data("{ enquiries { nodes { id } } }"))["enquiries"]["nodes"][0]["id"]
    assert await refused(ben, "enquiryClose", id=enquiry) == "WRONG_STATE", "an offer stands"
    await done(ben, "offerWithdraw", id=offer)
    await done(ben, "enquiryClose", id=enquiry)
    assert await seen(ben) == []


@ON_SQLITE
async def test_new_owners_see_the_offers_that_stand(
    sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    listing = await new_listing(sam, cast)
    await done(sam, "offerDecline", id=await offered(sam, listing, zoe))
    await offered(sam, listing, ben)
    await owner(sam, cast, ann)
    assert [each["applicantName"] for each in await seen(ann)] == ["Ben"]
    await move_listing(sam, listing, "WITHDRAWN")
    await owner(sam, cast, tom)
    assert (await seen(tom), len(await seen(ann))) == ([], 1), "the listing was over when the role began"


@ON_SQLITE
async def test_nobody_makes_an_offer_for_who_is_archived(sam: Client, cast: Cast) -> None:
    listing, contact = await new_listing(sam, cast), await new_contact(sam)
    await done(sam, "enquiryCreate", listingId=listing, contactId=contact)
    await done(sam, "contactArchive", id=contact)
    answer = await act(sam, "offerCreate", **given(listing, contact))
    assert [(each["code"], each["field"]) for each in answer["userErrors"]] == [("WRONG_STATE", ["contactId"])]


async def test_of_two_offers_accepted_at_once_one_wins(
    sam: Client, ann: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    offers = [await offered(sam, listing, who) for who in (ben, zoe)]
    both = await asyncio.gather(*(act(by, "offerAccept", id=each) for by, each in zip((sam, ann), offers, strict=True)))
    assert sorted(len(each["userErrors"]) for each in both) == [0, 1]
    assert sorted(each["status"] for each in await seen(sam)) == ["ACCEPTED", "MADE"]
    assert await status_of(sam, listing) == "UNDER_OFFER"


@pytest.mark.parametrize("verbs", [("Accept", "Accept"), ("Accept", "Decline", "Withdraw"), ("Decline", "Withdraw")])
async def test_each_answer_has_one_winner(
    verbs: tuple[str, ...], sam: Client, ann: Client, zoe: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    offer = await offered(sam, listing, zoe)
    people = {"Accept": sam, "Decline": ann, "Withdraw": zoe}
    answers = await asyncio.gather(*(act(people[verb], f"offer{verb}", id=offer, version=1) for verb in verbs))
    [won] = [verb for verb, answer in zip(verbs, answers, strict=True) if not answer["userErrors"]]
    assert {each["code"] for answer in answers for each in answer["userErrors"]} <= {"STALE_VERSION", "WRONG_STATE"}
    [shown] = await seen(zoe)
    assert shown["status"].startswith(won.upper()[:6]) and shown["version"] == 2
    assert await status_of(sam, listing) == ("UNDER_OFFER" if won == "Accept" else "ON_THE_MARKET")


async def test_a_person_makes_one_offer_at_once(sam: Client, zoe: Client, cast: Cast) -> None:
    listing = await new_listing(sam, cast)
    offer = given(listing, zoe.id)
    both = await asyncio.gather(*(act(sam, "offerCreate", **offer) for _ in range(2)))
    assert sorted(len(each["userErrors"]) for each in both) == [0, 1]
    assert len(await seen(zoe)) == 1


@ON_SQLITE
@pytest.mark.settings(applicants_see_offer_count=True)
async def test_the_operator_may_show_how_many_there_are(sam: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    listing = await new_listing(sam, cast)
    for who in (ben, zoe):
        await offered(sam, listing, who)
    assert (await ben.data(LISTING, {"id": listing}))["listing"]["openOfferCount"] == 2


async def test_an_applicant_hears_of_their_own_offers_alone(
    sam: Client, ann: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    await owner(sam, cast, ann)
    listing = await new_listing(sam, cast)
    start = (await sam.data("{ eventCursor }"))["eventCursor"]
    await offered(sam, listing, zoe)
    own = await offered(sam, listing, ben, 300_000)
    await done(sam, "offerAccept", id=own)
    async with live(ben.server, ben.token) as socket, live(ann.server, ann.token) as owners:
        stream = await socket.subscribe(WATCH, {"after": start})
        of_owner = await owners.subscribe(WATCH, {"after": start})
        for kind in ("OFFER_MADE", "OFFER_ACCEPTED"):
            event = (await stream.next())["propertyEvents"]
            assert event == {"kind": kind, "amount": {"amount": "300000.00"}, "offer": {"applicantName": "Ben"}}
        heard = [(await of_owner.next())["propertyEvents"]["offer"]["applicantName"] for _ in range(3)]
        assert heard == ["Zoe", "Ben", "Ben"]
        found = await ben.data("{ viewer { parties { nodes { id } } } enquiries { nodes { id } } }")
        await done(sam, "partyRemove", id=found["viewer"]["parties"]["nodes"][0]["id"])
        assert await seen(ben) == [], "the role has ended"
        await done(sam, "offerDecline", id=own)
        await done(sam, "enquiryClose", id=found["enquiries"]["nodes"][0]["id"])
        again = await offered(sam, listing, ben, 310_000)
        await done(sam, "offerWithdraw", id=again)
        event = (await stream.next())["propertyEvents"]
        assert (event["kind"], event["amount"]) == ("OFFER_MADE", {"amount": "310000.00"}), "by the new role alone"
