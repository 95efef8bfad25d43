"""Orders that a program knows by ids of its own: the inputs and the mutation."""

from typing import Any, Final
from uuid import UUID

import strawberry

from execution.context import Info, viewer_of
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.viewer import KeyScope, Permission, Viewer
from models.orders.intake import checked_problem, revise_order
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from models.orders.orders import Order
from models.orders.progress import change_status
from models.places.assets import Asset
from models.places.sites import Site
from models.policy import find
from resolvers.core import ids
from resolvers.core.declare import IDEMPOTENCY_KEY, about, input_type
from resolvers.core.ids import find_named
from resolvers.core.mutations import mutation
from resolvers.core.rules import permission_or_key
from resolvers.core.upserts import UpsertOutcome, Written, expect_given, upsert_each
from resolvers.orders.inputs import OrderCreateInput
from resolvers.orders.mutations import create_order

_OF_NEW: Final = "An order keeps it: of one that is there, give the same or nothing."


@input_type
class OrderUpsertItemInput:
    """An order as it is to be. Of an order that is there, omitted fields and null keep their values."""

    external_reference: str = about("The id in the program's own system, at most 100 characters in one line.")
    kind: OrderKind | None = about(f"The kind of order, required for a new one. {_OF_NEW}")
    priority: OrderPriority | None = about("The urgency; NORMAL for a new order, by default.")
    customer_id: strawberry.ID | None = about(
        f"The customer; required for a new order only if the viewer acts for several. {_OF_NEW}"
    )
    site_id: strawberry.ID | None = about("The site of the work.")
    asset_id: strawberry.ID | None = about("The asset to be worked on.")
    problem_summary: str | None = about("The problem in one line of at most 200 characters, required for a new order.")
    problem_detail: str | None = about("The problem at length; empty for none.")
    as_draft: bool = about("True keeps a new order as a draft; false submits it, and one that was a draft.", False)


@input_type
class OrdersUpsertInput:
    """Orders that are to be as given."""

    items: list[OrderUpsertItemInput] = about("The orders, 1 to 200, each with another external reference.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@mutation(
    permission_or_key(Permission.MANAGE_ORDERS),
    keys=KeyScope.WRITE_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    transaction=False,
)
async def orders_upsert(info: Info, input: OrdersUpsertInput) -> dict[str, Any]:
    """Create orders, or change them where they differ."""
    viewer = viewer_of(info)

    async def write(item: OrderUpsertItemInput, order_id: UUID | None) -> Written:
        if order_id is None:
            return (await create_order(_new(item), viewer)).id, UpsertOutcome.CREATED
        order = await find(Order, order_id, viewer, to="change", field="externalReference")
        changes = await _changes(order, item, viewer)
        if changes:
            await revise_order(order, **changes, by=viewer)
        submits = order.status is OrderStatus.DRAFT and not item.as_draft
        if submits:
            await change_status(order, OrderStatus.SUBMITTED, by=viewer)
        return order.id, UpsertOutcome.CHANGED if changes or submits else UpsertOutcome.UNCHANGED

    return await upsert_each(info, "orders_upsert", input, input.items, Order, write)


def _new(item: OrderUpsertItemInput) -> OrderCreateInput:
    expect_given(item, kind="kind", problem_summary="problemSummary")
    assert item.kind is not None
    assert item.problem_summary is not None
    return OrderCreateInput(
        kind=item.kind,
        priority=item.priority or OrderPriority.NORMAL,
        customer_id=item.customer_id,
        site_id=item.site_id,
        asset_id=item.asset_id,
        new_asset=None,
        upload_ids=None,
        problem_summary=item.problem_summary,
        problem_detail=item.problem_detail,
        external_reference=item.external_reference,
        as_draft=item.as_draft,
        idempotency_key=None,
    )


async def _changes(order: Order, item: OrderUpsertItemInput, viewer: Viewer) -> dict[str, Any]:
    """The arguments of `revise_order` with which the order becomes as given; refuses with INVALID what it keeps."""
    faults, changes = Faults(), dict[str, Any]()
    with faults.noted():
        if item.kind is not None and item.kind is not order.kind:
            raise Refusal(RefusalCode.INVALID, "An order keeps its kind.", "kind")
    with faults.noted():
        if item.customer_id and ids.decode(item.customer_id, "Customer") != order.customer_id:
            raise Refusal(RefusalCode.INVALID, "An order keeps its customer.", "customerId")
    site = await find_named(Site, item.site_id, viewer, to="see", field="siteId", faults=faults)
    asset = await find_named(Asset, item.asset_id, viewer, to="see", field="assetId", faults=faults)
    with faults.noted():
        changes |= checked_problem(item.problem_summary, item.problem_detail)
    faults.expect_none()
    changes |= {"priority": item.priority} if item.priority is not None else {}
    changes = {name: value for name, value in changes.items() if value != getattr(order, name)}
    changes |= {"site": site} if site is not None and site.id != order.site_id else {}
    changes |= {"asset": asset} if asset is not None and asset.id != order.asset_id else {}
    return changes
