"""Refusals about the market: listings, and what people want of them."""

from tests.support.files import announce, uploaded
from tests.support.market.listings import GIVEN, move_listing, new_listing
from tests.support.refusals.stage import Stage, others_are_quicker
from tests.support.tenancies import photograph


async def refuse(on: Stage) -> None:
    """Ask for what the state of the market does not allow."""
    await _of_listings(on)


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
