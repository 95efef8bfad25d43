"""The market of the demo: a house for sale, whose first buyer falls through, and a flat that is let."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from latchkey.demo.people import Cast
from latchkey.demo.stage import Diary, Story
from models.core.money import Money
from models.core.viewer import Viewer
from models.market.appointments import book_viewing, complete_viewing, confirm_viewing
from models.market.enquiries import Enquiry, EnquirySource, close_enquiry, open_enquiry
from models.market.feedback import record_feedback, release_feedback
from models.market.listing_states import ListingKind, ListingStatus, PriceQualifier
from models.market.listings import Listing, add_listing
from models.market.negotiation import accept_offer, decline_offer, make_offer, raise_offer, withdraw_offer
from models.market.offers import BuyerPosition, Offer
from models.market.progress import move_listing
from models.market.requirements import add_requirement
from models.market.viewing_news import remind_of_viewing
from models.market.viewings import Attendance, Interest, Viewing

HOUSE: Final = {
    "headline": "Three-bedroom house with a garage and an orchard",
    "area": "Keynsham",
    "description": "A house of 1934 at the end of a close, with six apple trees, a garage and a view over the Chew.",
    "bedrooms": 3,
    "bathrooms": 1,
    "receptions": 2,
}
FLAT: Final = {
    "headline": "Two-bedroom flat on the harbour",
    "area": "Bristol",
    "description": "On the third floor, with a lift and a balcony to the south.",
    "bedrooms": 2,
    "bathrooms": 1,
    "receptions": 1,
}


def stories(cast: Cast) -> Iterator[Story]:
    """The stories of both listings."""
    yield _for_sale(cast)
    yield _to_let(cast)


async def _for_sale(cast: Cast) -> Story:
    """Yuki finds the house by what she wants, and views it; Omar is quicker, and falls through; she offers again."""
    sam, helen, yuki = (cast.viewers[key] for key in ("sam", "helen", "yuki"))
    diary = cast.diary(54, "house for sale")
    yield diary.at
    limits = {"areas": ["Keynsham", "Saltford"], "max_price": _pounds(400_000), "min_bedrooms": 3}
    await add_requirement(cast.contacts["yuki"], ListingKind.FOR_SALE, by=yuki, **limits)
    yield diary.after(4, 9)
    price = {"price": _pounds(385_000), "price_qualifier": PriceQualifier.OFFERS_OVER}
    house = await add_listing(cast.sites["orchard"], ListingKind.FOR_SALE, by=sam, **HOUSE, **price)
    yield diary.after(20, 30)
    await move_listing(house, ListingStatus.ON_THE_MARKET, by=sam)
    yield diary.after(3, 8)
    await open_enquiry(house, cast.contacts["yuki"], "Is the garage included?", source=EnquirySource.PORTAL, by=yuki)
    yield diary.after(9, 20)
    await open_enquiry(house, cast.contacts["omar"], None, source=EnquirySource.PHONE, by=sam)
    async for moment in _viewed(cast, house, diary, "yuki", "The garden is all we hoped for.", Interest.INTERESTED):
        yield moment
    async for moment in _viewed(cast, house, diary, "omar", "A good size, and the road is quiet.", Interest.UNDECIDED):
        yield moment
    yield diary.after(8, 16)
    low = await make_offer(
        house, cast.contacts["yuki"], _pounds(365_000), BuyerPosition.MORTGAGE_AGREED, "The garage included", by=yuki
    )
    yield diary.after(6, 12)
    await decline_offer(low, "We will wait for a little more.", by=helen)
    yield diary.go_to(cast.diary(20, "another offer").at)
    first = await make_offer(
        house, cast.contacts["omar"], _pounds(380_000), BuyerPosition.PROPERTY_UNDER_OFFER, None, by=sam
    )
    yield diary.after(3, 9)
    await accept_offer(first, None, by=helen)
    yield diary.go_to(cast.diary(12, "withdrawal").at)
    await withdraw_offer(await Offer.get(id=first.id), "The chain below has broken.", by=sam)
    yield diary.after(8, 16)
    house = await Listing.get(id=house.id)
    again = await make_offer(
        house, cast.contacts["yuki"], _pounds(372_000), BuyerPosition.MORTGAGE_AGREED, "Subject to a survey", by=yuki
    )
    yield diary.go_to(cast.diary(3, "another viewing").at)
    viewing = await book_viewing(
        house, [cast.contacts["yuki"]], diary.visit(5), 45, "With her surveyor.", accompanied_by=None, by=yuki
    )
    yield diary.after(1, 3)
    await confirm_viewing(viewing, cast.staff["sam"], by=sam)
    yield diary.after(4, 8)
    await raise_offer(again, _pounds(378_000), by=yuki)


async def _to_let(cast: Cast) -> Story:
    """Lena telephones, views the flat and takes it; when she moves in she is its tenant, and no applicant any more."""
    sam, ada = cast.viewers["sam"], cast.viewers["ada"]
    diary = cast.diary(62, "flat to let")
    yield diary.at
    price = {"price": _pounds(1150), "price_qualifier": PriceQualifier.PER_MONTH}
    flat = await add_listing(cast.sites["harbour"], ListingKind.TO_LET, by=sam, **FLAT, **price)
    yield diary.after(4, 8)
    await move_listing(flat, ListingStatus.ON_THE_MARKET, by=sam)
    yield diary.after(6, 12)
    enquiry = await open_enquiry(flat, cast.contacts["lena"], None, source=EnquirySource.PHONE, by=sam)
    async for moment in _viewed(cast, flat, diary, "lena", "Bright, and close to work.", Interest.INTERESTED):
        yield moment
    yield diary.after(4, 8)
    offer = await make_offer(flat, cast.contacts["lena"], _pounds(1150), BuyerPosition.OTHER, "From the 1st on", by=sam)
    yield diary.after(2, 8)
    await accept_offer(offer, None, by=ada)
    yield diary.after(4, 10)
    await move_listing(await Listing.get(id=flat.id), ListingStatus.LET_AGREED, by=sam)
    yield diary.go_to(cast.diary(32, "moving in").at)
    await move_listing(await Listing.get(id=flat.id), ListingStatus.LET, by=sam)
    yield diary.after(1, 2)
    await close_enquiry(await Enquiry.get(id=enquiry.id), "She has moved in.", by=sam)


async def _viewed(
    cast: Cast, listing: Listing, diary: Diary, applicant: str, feedback: str, interest: Interest
) -> Story:
    """A viewing takes place, and its owners read what the applicant says of it."""
    sam = cast.viewers["sam"]
    yield diary.after(4, 9)
    listing, starts_at = await Listing.get(id=listing.id), diary.visit(3)
    viewing = await book_viewing(
        listing, [cast.contacts[applicant]], starts_at, 30, None, accompanied_by=cast.staff["sam"], by=sam
    )
    yield diary.go_to(viewing.remind_at or starts_at)
    await remind_of_viewing(viewing.id)
    diary.go_to(starts_at)
    yield diary.after(0.6, 1)
    await complete_viewing(await Viewing.get(id=viewing.id), by=sam)
    yield diary.after(2, 6)
    attendance = await Attendance.get(viewing_id=viewing.id)
    await record_feedback(attendance, feedback, interest, by=_who_says(cast, applicant))
    yield diary.after(1, 4)
    await release_feedback(attendance, by=sam)


def _who_says(cast: Cast, applicant: str) -> Viewer:
    """The person who writes an applicant's words down: themselves, if they are in the portal."""
    return cast.viewers[applicant if applicant == "yuki" else "sam"]


def _pounds(amount: int) -> Money:
    return Money.of(Decimal(amount), "GBP")
