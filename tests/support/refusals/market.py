"""Refusals about the market: listings, and what people want of them."""

from datetime import timedelta
from unittest.mock import patch

from adapters import clock
from models.market import requirements
from tests.support.files import announce, uploaded
from tests.support.market.listings import GIVEN, move_listing, new_listing, pounds
from tests.support.mutations import done
from tests.support.refusals.stage import Stage, others_are_quicker
from tests.support.tenancies import photograph


async def refuse(on: Stage) -> None:
    """Ask for what the state of the market does not allow."""
    await _of_listings(on)
    await _of_interest(on)
    await _of_viewings(on)
    await _of_offers(on)


async def _of_listings(on: Stage) -> None:
    sam, cast = on.sam, on.cast
    await on.refused(sam, "listingCreate", "WRONG_STATE", "siteId", siteId=cast.acme_site, **GIVEN)
    listing = await new_listing(sam, cast, marketed=False)
    rent = {"siteId": cast.quay_street, **GIVEN, "kind": "TO_LET"}
    await on.refused(sam, "listingCreate", "INVALID", "priceQualifier", **rent)
    await on.refused(sam, "listingCreate", "REQUIRED", "price", **rent | {"price": None, "priceQualifier": "PER_WEEK"})
    await on.refused(sam, "listingUpdate", "REQUIRED", "price", id=listing, price=None)
    await on.refused(sam, "listingUpdate", "INVALID", "bedrooms", id=listing, bedrooms=-1)
    await on.refused(sam, "listingStatusChange", "WRONG_STATE", "status", id=listing, status="LET")
    with others_are_quicker():
        await on.refused(sam, "listingUpdate", "STALE_VERSION", None, id=listing, headline="Other")
    await on.refused(sam, "listingStatusChange", "STALE_VERSION", "version", id=listing, status="LET", version=99)
    given = {"listingId": listing, "kind": "PHOTO"}
    pending, text = (await announce(sam, 10))["id"], (await uploaded(sam, b"Hello", "a.txt"))["id"]
    picture = (await uploaded(sam, photograph(), "a.png"))["id"]
    await on.refused(sam, "listingFilesAdd", "WRONG_STATE", "uploadIds.0", **given, uploadIds=[pending])
    await on.refused(sam, "listingFilesAdd", "INVALID", "uploadIds.0", **given, uploadIds=[text])
    await on.refused(sam, "listingFilesAdd", "REQUIRED", "uploadIds", **given, uploadIds=[])
    await on.refused(sam, "listingFilesAdd", "TOO_LONG", "caption", **given, uploadIds=[picture], caption="a" * 300)
    await move_listing(sam, listing, "ON_THE_MARKET", "WITHDRAWN")
    await on.refused(sam, "listingUpdate", "WRONG_STATE", "id", id=listing, headline="Other")


async def _of_interest(on: Stage) -> None:
    sam, zoe, rita = on.sam, on.zoe, on.rita
    listing = await new_listing(sam, on.cast, marketed=False)
    asks = {"listingId": listing, "contactId": zoe.id}
    await on.refused(sam, "enquiryCreate", "WRONG_STATE", "listingId", **asks)
    await move_listing(sam, listing, "ON_THE_MARKET")
    await on.refused(sam, "enquiryCreate", "REQUIRED", "contactId", listingId=listing)
    await on.refused(rita, "enquiryCreate", "FORBIDDEN", None, **asks)
    enquiry = (await done(sam, "enquiryCreate", "enquiry { id }", **asks))["enquiry"]["id"]
    await on.refused(zoe, "enquiryCreate", "TOO_LONG", "message", listingId=listing, message="a" * 2001)
    await on.refused(rita, "enquiryClose", "FORBIDDEN", None, id=enquiry)
    await on.refused(zoe, "enquiryClose", "STALE_VERSION", "version", id=enquiry, version=99)
    await on.refused(zoe, "enquiryClose", "TOO_LONG", "reason", id=enquiry, reason="a" * 2001)
    await done(zoe, "enquiryClose", id=enquiry)
    await on.refused(zoe, "enquiryClose", "WRONG_STATE", "id", id=enquiry)
    await on.refused(sam, "requirementCreate", "REQUIRED", "contactId", kind="TO_LET")
    await on.refused(rita, "requirementCreate", "FORBIDDEN", None, kind="TO_LET", contactId=zoe.id)
    prices = {"minPrice": {"amount": "2", "currency": "GBP"}, "maxPrice": {"amount": "1", "currency": "GBP"}}
    await on.refused(zoe, "requirementCreate", "INVALID", "maxPrice.amount", kind="TO_LET", **prices)
    await on.refused(zoe, "requirementCreate", "TOO_LONG", "areas", kind="TO_LET", areas=["Leeds"] * 21)
    wanted = (await done(zoe, "requirementCreate", "requirement { id }", kind="TO_LET"))["requirement"]["id"]
    await on.refused(zoe, "requirementUpdate", "INVALID", "minBedrooms", id=wanted, minBedrooms=-1)
    await on.refused(zoe, "requirementUpdate", "TOO_LONG", "areas", id=wanted, areas=["Leeds"] * 21)
    await on.refused(zoe, "requirementUpdate", "REQUIRED", "areas", id=wanted, areas=[" "])
    for verb in ("Update", "Close"):
        await on.refused(zoe, f"requirement{verb}", "STALE_VERSION", "version", id=wanted, version=99)
        await on.refused(rita, f"requirement{verb}", "FORBIDDEN", None, id=wanted)
    await done(zoe, "requirementClose", id=wanted)
    for verb in ("Update", "Close"):
        await on.refused(zoe, f"requirement{verb}", "WRONG_STATE", "id", id=wanted)
    with patch.object(requirements, "MAX_OPEN", 0):
        await on.refused(sam, "requirementCreate", "WRONG_STATE", "contactId", kind="TO_LET", contactId=zoe.id)


async def _of_viewings(on: Stage) -> None:
    sam, zoe, rita = on.sam, on.zoe, on.rita
    rent = {"kind": "TO_LET", "priceQualifier": "PER_MONTH"}
    listing = await new_listing(sam, on.cast, marketed=False, **rent)
    given = {"listingId": listing, "startsAt": _in(3)}
    await on.refused(sam, "viewingCreate", "WRONG_STATE", "listingId", **given, applicantIds=[zoe.id])
    await move_listing(sam, listing, "ON_THE_MARKET")
    await on.refused(rita, "viewingCreate", "FORBIDDEN", None, **given)
    await on.refused(sam, "viewingCreate", "REQUIRED", "applicantIds", **given)
    await on.refused(sam, "viewingCreate", "INVALID", "minutes", **given, applicantIds=[zoe.id], minutes=1)
    await on.refused(sam, "viewingCreate", "TOO_LONG", "note", **given, applicantIds=[zoe.id], note="a" * 2001)
    await done(sam, "enquiryCreate", listingId=listing, contactId=zoe.id)
    asked = (await done(zoe, "viewingCreate", "viewing { id }", **given))["viewing"]["id"]
    made = await done(sam, "viewingCreate", "viewing { id attendances { id } }", **given, applicantIds=[zoe.id])
    viewing, part = made["viewing"]["id"], made["viewing"]["attendances"][0]["id"]
    await on.refused(sam, "viewingConfirm", "WRONG_STATE", "id", id=viewing)
    await on.refused(sam, "viewingMove", "WRONG_STATE", "startsAt", id=asked, startsAt=_in(3))
    await on.refused(sam, "viewingMove", "INVALID", "startsAt", id=asked, startsAt=_in(-1))
    await on.refused(sam, "viewingComplete", "WRONG_STATE", "id", id=viewing)
    await on.refused(sam, "feedbackRecord", "WRONG_STATE", "id", id=part, feedback="Nice")
    await on.refused(zoe, "feedbackRecord", "REQUIRED", "feedback", id=part, feedback=" ")
    await on.refused(zoe, "feedbackRecord", "TOO_LONG", "feedback", id=part, feedback="a" * 2001)
    await on.refused(rita, "feedbackRecord", "FORBIDDEN", None, id=part, feedback="Nice")
    await on.refused(sam, "feedbackRelease", "WRONG_STATE", "id", id=part)
    for verb in ("Record", "Release"):
        more = {"feedback": "Nice"} if verb == "Record" else {}
        await on.refused(sam, f"feedback{verb}", "STALE_VERSION", "version", id=part, version=99, **more)
    await on.refused(rita, "viewingCancel", "FORBIDDEN", None, id=viewing)
    await on.refused(zoe, "viewingCancel", "TOO_LONG", "reason", id=asked, reason="a" * 2001)
    for verb in ("Confirm", "Move", "Cancel", "Complete"):
        more = {"startsAt": _in(5)} if verb == "Move" else {}
        await on.refused(sam, f"viewing{verb}", "STALE_VERSION", "version", id=viewing, version=99, **more)
    await done(sam, "viewingCancel", id=viewing)
    await on.refused(sam, "viewingCancel", "WRONG_STATE", "id", id=viewing)


def _in(days: int) -> str:
    return (clock.now() + timedelta(days=days)).isoformat()


async def _of_offers(on: Stage) -> None:
    sam, zoe, rita, tom = on.sam, on.zoe, on.rita, on.tom
    listing = (await sam.data("{ listings(where: {kind: TO_LET}) { nodes { id } } }"))["listings"]["nodes"][0]["id"]
    given = {"listingId": listing, "contactId": zoe.id, "position": "CASH_BUYER", "amount": pounds(1000)}
    euros = {**given, "amount": {"amount": "1", "currency": "EUR"}}
    await on.refused(sam, "offerCreate", "INVALID", "amount.currency", **euros)
    await on.refused(sam, "offerCreate", "REQUIRED", "contactId", **{**given, "contactId": None})
    await on.refused(rita, "offerCreate", "FORBIDDEN", None, **given)
    await on.refused(sam, "offerCreate", "TOO_LONG", "conditions", **given, conditions="a" * 2001)
    offer = (await done(sam, "offerCreate", "offer { id }", **given))["offer"]["id"]
    await on.refused(sam, "offerCreate", "WRONG_STATE", "listingId", **given)
    await on.refused(sam, "offerRaise", "INVALID", "amount.amount", id=offer, amount=pounds(1))
    await on.refused(sam, "offerRaise", "TOO_LONG", "conditions", id=offer, amount=pounds(2000), conditions="a" * 2001)
    for verb in ("Raise", "Withdraw", "Accept", "Decline"):
        more = {"amount": pounds(2000)} if verb == "Raise" else {}
        await on.refused(sam, f"offer{verb}", "STALE_VERSION", "version", id=offer, version=99, **more)
        await on.refused(rita, f"offer{verb}", "FORBIDDEN", None, id=offer, **more)
        if verb != "Raise":
            words = {"reason" if verb == "Withdraw" else "comment": "a" * 2001}
            await on.refused(sam, f"offer{verb}", "TOO_LONG", *words, id=offer, **words)
    other = (await done(sam, "offerCreate", "offer { id }", **{**given, "contactId": tom.id}))["offer"]["id"]
    await done(sam, "offerAccept", id=offer)
    await on.refused(sam, "offerAccept", "WRONG_STATE", "id", id=other)
    await on.refused(sam, "offerRaise", "WRONG_STATE", "id", id=offer, amount=pounds(2000))
    await done(sam, "offerWithdraw", id=offer)
    for verb in ("Withdraw", "Decline"):
        await on.refused(sam, f"offer{verb}", "WRONG_STATE", "id", id=offer)
    await done(sam, "offerDecline", id=other)
