"""Progress of listings: from the first photograph to the keys, by the table of `listing_states`."""

from typing import Any

from adapters import clock
from adapters.text.sentences import Sentence
from models.core import text
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.market.listing_states import CLOSED, ListingStatus, moves_from
from models.market.listings import Listing, ListingMove
from models.market.matching import match_listing
from models.market.telling import followers_of, tell
from models.messages.notifications import NotificationKind


async def move_listing(listing: Listing, to: ListingStatus, *, comment: str | None = None, by: Viewer) -> None:
    """Move the listing along; refuses with WRONG_STATE, and the legal moves, one that its life does not know.

    Its key dates follow: the day when marketing began, and that of exchange and of completion if none was given.
    """
    async with unit_of_work() as unit:
        before, allowed = listing.status, moves_from(listing.status, listing.kind)
        if to not in allowed:
            raise _illegal_move(before, to, allowed)
        comment = text.optional_body(comment, "comment", text.MAX_REASON_LENGTH)
        if before is ListingStatus.WITHDRAWN:
            (await listing.site).expect_present("id")
            await _expect_only_one(listing)
        now = clock.now()
        changes: dict[str, Any] = {"status": to, "closed_at": now if to in CLOSED else None}
        day = (await listing.site).today
        if to is ListingStatus.ON_THE_MARKET and listing.marketing_started_on is None:
            changes["marketing_started_on"] = day
        if to is ListingStatus.EXCHANGED:
            changes["exchange_on"] = listing.exchange_on or day
        if to is ListingStatus.COMPLETED:
            changes["completion_on"] = listing.completion_on or day
        await listing.advance(**changes)
        await ListingMove.create(listing_id=listing.id, status=to, moved_at=now)
        event = unit.record(
            EventKind.LISTING_STATUS_CHANGED,
            by,
            **listing.log_keys,
            from_status=before.value,
            to_status=to.value,
            comment=comment,
        )
        if to is ListingStatus.ON_THE_MARKET:
            await match_listing(unit, listing)
        await tell(
            unit,
            event,
            listing,
            NotificationKind.LISTING_STATUS_CHANGED,
            followers_of(listing),
            title=Sentence("{listing} is now “{status}”", listing=listing.headline, status=to),
            body=comment or listing.headline,
            template="listing_status_changed",
            by=by,
            status=to.value,
            comment=comment,
        )


async def _expect_only_one(listing: Listing) -> None:
    others = Listing.filter(site_id=listing.site_id, kind=listing.kind, closed_at=None)
    if await others.exists():
        raise Refusal(RefusalCode.WRONG_STATE, "The property has another open listing of this kind.", "id")


def _illegal_move(start: ListingStatus, end: ListingStatus, allowed: list[ListingStatus]) -> Refusal:
    if not allowed:
        return Refusal(RefusalCode.WRONG_STATE, "From “{start}” you cannot move a listing on.", "status", start=start)
    return Refusal(
        RefusalCode.WRONG_STATE,
        "From “{start}” you cannot move a listing to “{end}”, only to: {moves}.",
        "status",
        start=start,
        end=end,
        moves=allowed,
    )
