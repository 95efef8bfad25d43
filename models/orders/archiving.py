"""Archiving assets, which stand below orders: what is worked on is not archived."""

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


def _keys_of_asset(asset: Asset) -> dict[str, Any]:
    return {"customer_id": asset.customer_id, "site_id": asset.site_id, "asset_id": str(asset.id)}


async def assets_in_use(asset_ids: Collection[UUID]) -> set[UUID]:
    """Those of the assets that `archive_asset` refuses for their orders."""
    return await with_open_orders("asset_id", asset_ids)


async def with_open_orders(column: str, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that stand in this column of orders that are not finished, drafts included."""
    return await distinct(Order, column, all_of(one_of(column, ids), Not(among("status", FINISHED))))


async def expect_no_open_orders(column: str, owner: UUID) -> None:
    """Refuse with WRONG_STATE if orders with this id in this column are not finished, drafts included."""
    if await with_open_orders(column, [owner]):
        raise Refusal(RefusalCode.WRONG_STATE, "Orders are not finished. Complete or cancel them first.", "id")
