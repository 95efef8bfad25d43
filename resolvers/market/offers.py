"""The queries of offers."""

from collections.abc import Callable, Collection
from typing import Any, Final
from uuid import UUID

import settings
from execution.context import Info, viewer_of
from execution.paging import Listing as Paged
from execution.sorting import Sort
from models.core.rows import Row, distinct, select
from models.core.scope import EVERYTHING, Scope, all_of, any_of, one_of
from models.core.viewer import Viewer
from models.market.listings import Listing
from models.market.offers import BESIDE_ACCEPTED, CONTRACTS, NOT_TAKEN, OPEN, STANDS, Offer, OfferStatus
from models.market.rights import answers_offers, manages
from models.people.contacts import Contact
from models.policy import visible
from resolvers.core import values
from resolvers.core.connections import paged
from resolvers.core.filters import in_ids, in_range, in_values
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import by_times, chosen
from resolvers.market.offer_inputs import OfferSort, OfferSortField, OfferWhere

_SORTS: Final = by_times(OfferSortField, "created_at")
_NEWEST: Final = Sort("offer-CREATED_AT", _SORTS[OfferSortField.CREATED_AT], descending=True)


def listing(viewer: Viewer, where: OfferWhere | None = None, sort: OfferSort | None = None) -> Paged:
    """The offers that the viewer may see, newest first unless they are sorted."""
    condition = all_of(visible(Offer, viewer), _filter(where, viewer))
    return Paged(Offer, condition, chosen("offer", _SORTS, sort, _NEWEST), is_filtered=where is not None)


offers: Final = allow(SIGNED_IN)(paged(listing))


def _filter(where: OfferWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("status", where.status),
        in_ids(viewer, "listing_id", where.listing_id, Listing, "listingId"),
        in_ids(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        in_range("updated_at", where.updated_at),
    )


async def open_count(root: Row, info: Info) -> int | None:
    """The number of offers for a listing that stand; None for applicants, unless the operator shows it to them."""
    viewer = viewer_of(info)
    if not (answers_offers(viewer, root["site_id"]) or viewer.is_staff or settings.get().applicants_see_offer_count):
        return None

    async def load(keys: list[UUID]) -> list[int]:
        rows = await select(Offer, ("id", "listing_id"), all_of(one_of("listing_id", keys), STANDS))
        return [sum(row["listing_id"] == key for row in rows) for key in keys]

    counted: int = await info.context.loader("open offers", lambda: load).load(root["id"])
    return counted


def _while(*statuses: OfferStatus, may: Callable[[Viewer, Row], bool], unless: Scope) -> Callable[[Row, Info], Any]:
    """The resolver of whether viewers who may do something to an offer can: in these statuses, and not if `unless`."""

    async def hinders(_: Viewer, keys: Collection[UUID]) -> set[UUID]:
        return await distinct(Offer, "id", all_of(one_of("id", keys), unless))

    return values.unless(hinders, lambda viewer, root: root["status"] in statuses and may(viewer, root))


def _acts(viewer: Viewer, root: Row) -> bool:
    return root["contact_id"] == viewer.contact_id or manages(viewer, root)


def _answers(viewer: Viewer, root: Row) -> bool:
    return answers_offers(viewer, root["site_id"])


can_raise: Final = _while(OfferStatus.MADE, may=_acts, unless=NOT_TAKEN)
can_withdraw: Final = _while(*OPEN, may=_acts, unless=CONTRACTS)
can_accept: Final = _while(OfferStatus.MADE, may=_answers, unless=any_of(NOT_TAKEN, BESIDE_ACCEPTED))
can_decline: Final = _while(*OPEN, may=_answers, unless=CONTRACTS)
