"""Orders as clients make and move them, for tests that need one to watch."""

from typing import Any

from tests.support.mutations import done
from tests.support.server import Client

STATUS_STREAM = """subscription($after: EventCursor) { orderEvents(
  after: $after, kinds: [ORDER_STATUS_CHANGED]) {
  cursor ... on OrderStatusChanged { fromStatus toStatus order { number status } actor { name } } } }"""


async def new_order(by: Client, **given: Any) -> str:
    """Submit an order, for a walk-in repair unless `given` says otherwise; gives its id."""
    usual = {"kind": "WALK_IN_REPAIR", "problemSummary": "It squeaks", "newAsset": {"name": "Mixer"}}
    order: str = (await done(by, "orderCreate", "order { id }", **usual | given))["order"]["id"]
    return order


async def order_at(by: Client, site: str) -> str:
    """Submit an order for a service call at a property, about an asset there; gives its id."""
    boiler = {"name": "Boiler"}
    return await new_order(by, kind="SERVICE_CALL", problemSummary="The boiler is cold", siteId=site, newAsset=boiler)


async def move(by: Client, order: str, status: str) -> None:
    """Change the status of an order."""
    await done(by, "orderStatusChange", id=order, status=status)


async def orders_with_history(sam: Client, ann: Client, site: str, count: int) -> str:
    """Submit orders, start the work on each and write a note on it; gives the id of the last."""
    last = ""
    for _ in range(count):
        last = await new_order(ann, kind="SERVICE_CALL", siteId=site, newAsset={"name": "Oven", "serialNumber": "O-1"})
        await move(sam, last, "IN_PROGRESS")
        await done(sam, "noteAdd", orderId=last, body="Looked at it")
    return last
