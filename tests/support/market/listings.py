"""A property for sale or to let, and the people around it."""

from typing import Any, Final

from tests.support.cast import Cast
from tests.support.files import uploaded
from tests.support.mutations import act, done
from tests.support.server import Client
from tests.support.tenancies import photograph, tenant

GIVEN: Final[dict[str, Any]] = {
    "kind": "FOR_SALE",
    "headline": "Terraced house by the quay",
    "price": {"amount": "325000", "currency": "GBP"},
    "priceQualifier": "OFFERS_OVER",
    "bedrooms": 3,
}


async def new_listing(sam: Client, cast: Cast, /, *, marketed: bool = True, **given: Any) -> str:
    """List a property, by default 12 Quay Street, and put it on the market; gives the id of the listing."""
    given = {"siteId": cast.quay_street, **GIVEN, **given}
    made = await done(sam, "listingCreate", "listing { id }", **given)
    listing: str = made["listing"]["id"]
    if marketed:
        await move_listing(sam, listing, "ON_THE_MARKET")
    return listing


async def move_listing(sam: Client, listing: str, *statuses: str) -> None:
    """Move a listing through these statuses."""
    for status in statuses:
        await done(sam, "listingStatusChange", id=listing, status=status)


async def photo_of(sam: Client, listing: str) -> str:
    """Add a photo to a listing; gives the id of the file."""
    given = {"listingId": listing, "kind": "PHOTO", "uploadIds": [(await uploaded(sam, photograph(), "a.png"))["id"]]}
    added = await done(sam, "listingFilesAdd", "listing { photos { id } }", **given)
    photo: str = added["listing"]["photos"][0]["id"]
    return photo


async def owner(sam: Client, cast: Cast, who: Client, role: str = "VENDOR") -> None:
    """Let somebody be the vendor of 12 Quay Street."""
    await tenant(sam, cast, who, role)


def pounds(amount: int) -> dict[str, str]:
    """An amount in pounds."""
    return {"amount": str(amount), "currency": "GBP"}


async def offered(sam: Client, listing: str, who: Client, amount: int = 320_000) -> str:
    """Let somebody ask about a listing, unless they have, and make an offer; gives its id."""
    await act(sam, "enquiryCreate", listingId=listing, contactId=who.id)
    wanted = {"listingId": listing, "amount": pounds(amount), "position": "CHAIN_FREE"}
    offer: str = (await done(who, "offerCreate", "offer { id }", **wanted))["offer"]["id"]
    return offer
