"""Archiving sites and assets, which stand below orders: what is worked on, or lived in, is not archived."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from adapters import clock
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import distinct
from models.core.scope import Not, all_of, among, one_of
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.orders.lifecycle import FINISHED
from models.orders.orders import Order
from models.places.assets import Asset
from models.places.sites import Party, Site, not_ended


async def archive_site(site: Site, reason: str | None, *, by: Viewer) -> None:
    """Archive the site; its orders and assets stay as they are.

    Refuses with WRONG_STATE a site that is archived, has orders that are not finished, or people with roles that have
    not ended.
    """
    async with unit_of_work() as unit:
        site.expect_present()
        faults = Faults()
        with faults.noted():
            reason = text.reason(reason)
        with faults.noted():
            await expect_no_open_orders("site_id", site.id)
        with faults.noted():
            if await _with_people([site.id]):
                raise Refusal(
                    RefusalCode.WRONG_STATE,
                    "People have roles on the property that have not ended. End or remove these first.",
                    "id",
                )
        faults.expect_none()
        await site.advance(archived_at=clock.now())
        unit.record(EventKind.SITE_CHANGED, by, **_keys_of_site(site), change="ARCHIVED", detail=reason)


async def restore_site(site: Site, *, by: Viewer) -> None:
    """Restore an archived site; refuses with WRONG_STATE one that is not."""
    async with unit_of_work() as unit:
        site.expect_archived()
        await site.advance(archived_at=None)
        unit.record(EventKind.SITE_CHANGED, by, **_keys_of_site(site), change="RESTORED", detail=None)


async def archive_asset(asset: Asset, reason: str | None, *, by: Viewer) -> None:
    """Archive the asset; refuses with WRONG_STATE one that is archived, or has orders that are not finished."""
    async with unit_of_work() as unit:
        asset.expect_present()
        faults = Faults()
        with faults.noted():
            reason = text.reason(reason)
        with faults.noted():
            await expect_no_open_orders("asset_id", asset.id)
        faults.expect_none()
        await asset.advance(archived_at=clock.now())
        unit.record(EventKind.ASSET_CHANGED, by, **_keys_of_asset(asset), change="ARCHIVED", detail=reason)


async def restore_asset(asset: Asset, *, by: Viewer) -> None:
    """Restore an archived asset; refuses with WRONG_STATE one that is not."""
    async with unit_of_work() as unit:
        asset.expect_archived()
        await asset.advance(archived_at=None)
        unit.record(EventKind.ASSET_CHANGED, by, **_keys_of_asset(asset), change="RESTORED", detail=None)


def _keys_of_site(site: Site) -> dict[str, Any]:
    return {"customer_id": site.customer_id, "site_id": site.id}


def _keys_of_asset(asset: Asset) -> dict[str, Any]:
    return {"customer_id": asset.customer_id, "site_id": asset.site_id, "asset_id": str(asset.id)}


async def sites_in_use(site_ids: Collection[UUID]) -> set[UUID]:
    """Those of the sites that `archive_site` refuses for their orders, or for people's roles."""
    return await with_open_orders("site_id", site_ids) | await _with_people(site_ids)


async def assets_in_use(asset_ids: Collection[UUID]) -> set[UUID]:
    """Those of the assets that `archive_asset` refuses for their orders."""
    return await with_open_orders("asset_id", asset_ids)


async def _with_people(site_ids: Collection[UUID]) -> set[UUID]:
    return await distinct(Party, "site_id", all_of(one_of("site_id", site_ids), not_ended()))


async def with_open_orders(column: str, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that stand in this column of orders that are not finished, drafts included."""
    return await distinct(Order, column, all_of(one_of(column, ids), Not(among("status", FINISHED))))


async def expect_no_open_orders(column: str, owner: UUID) -> None:
    """Refuse with WRONG_STATE if orders with this id in this column are not finished, drafts included."""
    if await with_open_orders(column, [owner]):
        raise Refusal(RefusalCode.WRONG_STATE, "Orders are not finished. Complete or cancel them first.", "id")
