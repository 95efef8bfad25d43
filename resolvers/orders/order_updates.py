"""Changing an order, or many at once: each of them independently, so that one refusal does not undo the others."""

from typing import Any
from uuid import UUID

from execution.context import Info, viewer_of
from models.core.errors import Faults, Refusal, RefusalCode, within
from models.core.viewer import KeyScope
from models.orders.intake import revise_order
from models.orders.orders import Order
from models.orders.progress import assign_technicians, change_status
from models.places.assets import Asset
from models.places.sites import Site
from resolvers.core import external_references, ids
from resolvers.core.declare import sent_fields
from resolvers.core.forms import ORDER
from resolvers.core.ids import MAX_IDS, find_named, find_node
from resolvers.core.mutations import mutation, one_by_one
from resolvers.core.rules import REQUESTS_WORK
from resolvers.orders.inputs import OrdersUpdateInput, OrderUpdateInput, OrderUpdateItemInput
from resolvers.orders.mutations import MANAGES_ORDERS, technicians_of


@mutation(
    REQUESTS_WORK,
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=ORDER,
)
async def order_update(info: Info, input: OrderUpdateInput) -> dict[str, Any]:
    """Change the details of an order."""
    viewer = viewer_of(info)
    changes, faults = sent_fields(input, "priority", "problem_summary", "problem_detail"), Faults()
    with faults.noted():
        order = await find_node(Order, input.id, viewer, to="change", version=input.version)
    site = await find_named(Site, input.site_id, viewer, to="see", field="siteId", faults=faults)
    asset = await find_named(Asset, input.asset_id, viewer, to="see", field="assetId", faults=faults)
    with faults.noted():
        changes |= external_references.given_anew(input.external_reference, viewer)
    faults.expect_none()
    await revise_order(order, site=site, asset=asset, **changes, by=viewer)
    return {"order_id": order.id}


@mutation(
    MANAGES_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    transaction=False,
)
async def orders_update(info: Info, input: OrdersUpdateInput) -> dict[str, Any]:
    """Change the priority, the technicians or the status of many orders."""
    viewer, technicians, faults = viewer_of(info), None, Faults()
    with faults.noted():
        _expect_each_once(input)
    with faults.noted():
        if input.priority is None and input.technician_ids is None and input.status is None:
            raise Refusal(RefusalCode.REQUIRED, "Give a priority, technicians or a status.", "priority")
    with faults.noted():
        if input.comment is not None and input.status is None:
            raise Refusal(RefusalCode.INVALID, "A comment belongs to a change of the status.", "comment")
    if input.technician_ids is not None:
        technicians = await technicians_of(input.technician_ids, viewer, faults)
    faults.expect_none()

    async def change(item: OrderUpdateItemInput) -> UUID:
        # What one order refuses is told at that order, also if the fault is in what is common to all.
        with within(status="id", comment="id"):
            order = await find_node(Order, item.id, viewer, to="manage", version=item.version)
            if input.priority is not None:
                await revise_order(order, priority=input.priority, by=viewer)
            if technicians is not None:
                await assign_technicians(order, technicians, by=viewer)
            if input.status is not None:
                await change_status(order, input.status, comment=input.comment, by=viewer)
            return order.id

    results = await one_by_one(info, "orders_update", input, "items", change)
    return {
        "results": [
            {"order_id": ids.decode(item.id, "Order"), "user_errors": errors}
            for item, (_, errors) in zip(input.items, results, strict=True)
        ]
    }


def _expect_each_once(input: OrdersUpdateInput) -> None:
    """Refuse with REQUIRED no orders, with TOO_LONG more than 100, and with INVALID each that is named again."""
    if not input.items:
        raise Refusal(RefusalCode.REQUIRED, "Name at least one order.", "items")
    if len(input.items) > MAX_IDS:
        raise Refusal(RefusalCode.TOO_LONG, "Name at most {most} orders.", "items", most=MAX_IDS)
    named, faults = [item.id for item in input.items], Faults()
    for place, each in enumerate(named):
        with faults.noted():
            if each in named[:place]:
                raise Refusal(RefusalCode.INVALID, "This order is named twice.", ["items", str(place), "id"])
    faults.expect_none()
