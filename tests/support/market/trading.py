"""All that people are told of on the market, in one go."""

from datetime import timedelta

from adapters import clock
from models.market.viewings import Viewing
from tests.support.cast import Cast
from tests.support.invoicing import key
from tests.support.market.listings import move_listing, new_listing
from tests.support.mutations import done
from tests.support.server import Client


async def trade(sam: Client, ann: Client, cast: Cast) -> None:
    """Ben's property comes on the market, which he is looking for too, somebody asks about it, and it goes again."""
    await done(sam, "partySet", siteId=cast.quay_street, contactId=cast.ben.id, role="VENDOR")
    wanted = await done(sam, "requirementCreate", "requirement { id }", contactId=cast.ben.id, kind="FOR_SALE")
    listing = await new_listing(sam, cast)
    await done(sam, "requirementClose", id=wanted["requirement"]["id"])
    asked = await done(ann, "requirementCreate", "requirement { id }", kind="FOR_SALE")
    await done(ann, "enquiryCreate", listingId=listing)
    await done(ann, "viewingCreate", listingId=listing, startsAt=(clock.now() + timedelta(days=1)).isoformat())
    made = await done(
        sam,
        "viewingCreate",
        "viewing { id attendances { id } }",
        listingId=listing,
        startsAt=(clock.now() + timedelta(days=1)).isoformat(),
        applicantIds=[ann.id],
    )
    viewing = made["viewing"]["id"]
    await Viewing.filter(id=key(viewing, "Viewing")).update(starts_at=clock.now() - timedelta(days=1))
    await done(sam, "viewingComplete", id=viewing)
    part = made["viewing"]["attendances"][0]["id"]
    await done(sam, "feedbackRecord", id=part, feedback="Nice")
    await done(sam, "feedbackRelease", id=part)
    amount = {"amount": "300000", "currency": "GBP"}
    offers = {"listingId": listing, "contactId": cast.ben.id, "position": "CASH_BUYER", "amount": amount}
    offer = await done(sam, "offerCreate", "offer { id }", **offers)
    await done(sam, "offerDecline", id=offer["offer"]["id"])
    await done(ann, "requirementClose", id=asked["requirement"]["id"])
    await move_listing(sam, listing, "WITHDRAWN")
