"""Archiving sites: a place that is worked on, lived in or offered is not archived."""

from collections.abc import Collection
from uuid import UUID

from adapters import clock
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import distinct
from models.core.scope import Not, all_of, one_of, present
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.market.listings import Listing
from models.orders.archiving import expect_no_open_orders, with_open_orders
from models.places.sites import Party, Site, not_ended
from models.tenancies.rows import GOES_ON, Tenancy


async def archive_site(site: Site, reason: str | None, *, by: Viewer) -> None:
    """Archive the site; its orders, assets, documents and earlier tenancies stay as they are.

    Refuses with WRONG_STATE a site that is archived, has orders that are not finished, people with roles or tenancies
    that have not ended, or open listings.
    """
    async with unit_of_work() as unit:
        site.expect_present()
        own, faults = [site.id], Faults()
        with faults.noted():
            reason = text.reason(reason)
        with faults.noted():
            await expect_no_open_orders("site_id", site.id)
        with faults.noted():
            if await _with_people(own):
                raise Refusal(
                    RefusalCode.WRONG_STATE,
                    "People have roles on the property that have not ended. End or remove these first.",
                    "id",
                )
        with faults.noted():
            if await _with_tenancies(own):
                raise Refusal(
                    RefusalCode.WRONG_STATE, "The property has tenancies that have not ended. End them first.", "id"
                )
        with faults.noted():
            if await _with_listings(own):
                raise Refusal(
                    RefusalCode.WRONG_STATE, "The property has open listings. Withdraw or complete them first.", "id"
                )
        faults.expect_none()
        await site.advance(archived_at=clock.now())
        unit.record(EventKind.SITE_CHANGED, by, **site.log_keys, change="ARCHIVED", detail=reason)


async def restore_site(site: Site, *, by: Viewer) -> None:
    """Restore an archived site; refuses with WRONG_STATE one that is not."""
    async with unit_of_work() as unit:
        site.expect_archived()
        await site.advance(archived_at=None)
        unit.record(EventKind.SITE_CHANGED, by, **site.log_keys, change="RESTORED", detail=None)


async def sites_in_use(site_ids: Collection[UUID]) -> set[UUID]:
    """Those of the sites that `archive_site` refuses for what goes on there."""
    in_use = await with_open_orders("site_id", site_ids)
    for find in (_with_people, _with_tenancies, _with_listings):
        in_use |= await find(site_ids)
    return in_use


async def _with_people(site_ids: Collection[UUID]) -> set[UUID]:
    return await distinct(Party, "site_id", all_of(one_of("site_id", site_ids), not_ended()))


async def _with_tenancies(site_ids: Collection[UUID]) -> set[UUID]:
    return await distinct(Tenancy, "site_id", all_of(one_of("site_id", site_ids), GOES_ON))


async def _with_listings(site_ids: Collection[UUID]) -> set[UUID]:
    return await distinct(Listing, "site_id", all_of(one_of("site_id", site_ids), Not(present("closed_at"))))
