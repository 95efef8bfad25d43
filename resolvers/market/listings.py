"""The queries of listings."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.compiled import shapes
from execution.compiled.shapes import shaped
from execution.context import Info, viewer_of
from execution.paging import Listing as Paged
from execution.sorting import Key, Sort
from models.core.errors import Refusal, RequestError
from models.core.money import Money
from models.core.rows import Row
from models.core.scope import (
    EVERYTHING,
    Compared,
    Not,
    Scope,
    all_of,
    among,
    any_of,
    equals,
    one_of,
    related,
)
from models.core.search import containing
from models.core.viewer import Viewer
from models.log.events import LISTING_KINDS, Event
from models.market.listing_files import ListingFile, ListingFileKind
from models.market.listing_states import CLOSED, ListingKind, ListingStatus, ribbon
from models.market.listings import PREFIX, Listing, ListingMove, listing_reference
from models.market.rights import manages, statuses_for
from models.places.sites import Site
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import fulfils, in_days, in_ids, in_range, in_values, normalised_search
from resolvers.core.relations import found, key_of_reference, many_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import chosen
from resolvers.core.values import by_viewer
from resolvers.market.inputs import ListingRef, ListingSort, ListingSortField, ListingWhere, PriceRange

_SORTS: Final = {
    ListingSortField.CREATED_AT: (Key("created_at", datetime), Key("id", UUID)),
    ListingSortField.UPDATED_AT: (Key("updated_at", datetime), Key("id", UUID)),
    ListingSortField.PRICE: (Key("price_minor", int, empty=0), Key("id", UUID)),
}
_NEWEST: Final = Sort("listing-CREATED_AT", _SORTS[ListingSortField.CREATED_AT], descending=True)
_NEWEST_ACTIVITY: Final = Sort("listing-activity", (Key("position", int),), descending=True)
_OF_LISTINGS: Final = f"""(SELECT events.*, listings.id AS listing_id FROM listings JOIN events
  ON events.site_id = listings.site_id AND events.data ->> 'listing_id' = CAST(listings.id AS VARCHAR(36))
  WHERE events.kind IN ({", ".join(f"'{kind}'" for kind in LISTING_KINDS)})) AS events"""
"""Events of listings, each with the id of the listing that its data names."""


def listing(
    viewer: Viewer, where: ListingWhere | None = None, search: str | None = None, sort: ListingSort | None = None
) -> Paged:
    """The listings that the viewer may see, filtered, searched and sorted."""
    condition = all_of(visible(Listing, viewer), _filter(where, viewer), _search(search, viewer))
    order = chosen("listing", _SORTS, sort, _NEWEST)
    return Paged(Listing, condition, order, is_filtered=where is not None or search is not None)


listings: Final = allow(SIGNED_IN)(paged(listing))


def _filter(where: ListingWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    conditions = [
        in_values("kind", where.kind),
        in_values("status", where.status),
        in_ids(viewer, "site_id", where.site_id, Site, "siteId"),
        in_days("marketing_started_on", where.marketing_started_on),
        in_range("updated_at", where.updated_at),
        fulfils(Not(among("status", CLOSED)), where.is_open),
    ]
    if where.party_role is not None:
        conditions.append(one_of("site_id", viewer.properties(*where.party_role)))
    if where.min_bedrooms is not None:
        conditions.append(Compared("bedrooms", ">=", where.min_bedrooms))
    if where.price is not None:
        conditions.append(_in_prices(where.price))
    return all_of(*conditions)


def _in_prices(prices: PriceRange) -> Scope:
    conditions = [equals("currency", prices.currency)]
    try:
        if prices.gte is not None:
            conditions.append(Compared("price_minor", ">=", Money.of(prices.gte, prices.currency).minor))
        if prices.lte is not None:
            conditions.append(Compared("price_minor", "<=", Money.of(prices.lte, prices.currency).minor))
    except Refusal as refusal:
        raise RequestError.of("BAD_USER_INPUT", refusal.sentence) from None
    return all_of(*conditions)


def _search(search: str | None, viewer: Viewer) -> Scope:
    words = normalised_search(search)
    if words is None:
        return EVERYTHING
    at_property = all_of(containing("search_words", words), visible(Site, viewer))
    return any_of(containing("search_words", words), related("site_id", "sites", "id", at_property))


def _key(viewer: Viewer, by: ListingRef) -> tuple[str, Any] | None:
    return key_of_reference(Listing, by.id or None, by.reference or None, PREFIX)


@allow(SIGNED_IN)
@shaped(shapes.Found(Listing, _key))
async def one_listing(info: Info, by: ListingRef) -> Row | None:
    """One listing, by id or reference; None if the viewer sees no such listing."""
    return await found(info, Listing, _key(viewer_of(info), by))


def reference(root: Row) -> str:
    """The number of a listing as people write it."""
    return listing_reference(root["number"])


def history(viewer: Viewer) -> Paged:
    """The events of listings that the viewer may see, newest first."""
    return Paged(Event, visible(Event, viewer), _NEWEST_ACTIVITY, source=_OF_LISTINGS)


next_statuses: Final = by_viewer(lambda viewer, root: [end.value for end in statuses_for(viewer, root)])


@by_viewer
def can_manage(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may change a listing that is not over."""
    return manages(viewer, root) and root["status"] not in CLOSED


@by_viewer
def can_move(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may move a listing to some status."""
    return bool(statuses_for(viewer, root))


_MOVES: Final = ("status", "moved_at")


def _steps(root: Row, moves: list[Row]) -> list[Row]:
    reached = {ListingStatus(move["status"]): move["moved_at"] for move in moves}
    steps = ribbon(ListingKind(root["kind"]), ListingStatus(root["status"]), reached)
    passed = ("DONE", "CURRENT")
    return [
        {"status": step.value, "state": state.value, "reached_at": reached.get(step) if state in passed else None}
        for step, state in steps
    ]


@shaped(
    shapes.Made(shapes.Rows(ListingMove, "listing_id", "listing_moves.moved_at", lambda _: EVERYTHING), _MOVES, _steps)
)
async def status_ribbon(root: Row, info: Info) -> list[Row]:
    """The life of this kind of listing, with the steps that it has passed."""
    order = "listing_moves.moved_at"
    moves = await many_of(info, ListingMove, "listing_id", root["id"], order=order, where=EVERYTHING, columns=_MOVES)
    return _steps(root, moves)


def files_of(kind: ListingFileKind) -> Callable[..., Any]:
    """The resolver of the files of a listing of one kind, in their order; whoever sees the listing sees them."""
    order, of_kind = "listing_files.position", among("kind", [kind])

    @shaped(shapes.Rows(ListingFile, "listing_id", order, lambda _: of_kind))
    async def resolve(root: Row, info: Info) -> list[Row]:
        return await many_of(info, ListingFile, "listing_id", root["id"], order=order, where=of_kind)

    return resolve
