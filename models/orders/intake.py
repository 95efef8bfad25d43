"""Taking orders in, and changing what they say."""

from types import EllipsisType
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from adapters import clock
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.references import reference_columns
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.log.writing import next_numbers
from models.orders.followers import notify_of_status
from models.orders.lifecycle import FINISHED, OrderKind, OrderPriority, OrderStatus
from models.orders.orders import Order, expect_in_use
from models.places.assets import Asset, expect_same_customer
from models.places.sites import Site


async def open_order(
    *,
    kind: OrderKind,
    priority: OrderPriority,
    customer_id: UUID | None,
    site: Site | None,
    asset: Asset | None,
    problem_summary: str,
    problem_detail: str | None = None,
    external_reference: str | None = None,
    as_draft: bool = False,
    by: Viewer,
) -> Order:
    """Take an order in, as a draft or submitted with a number; refuses with REQUIRED if nobody would own it.

    Refuses with WRONG_STATE if the customer, the site or the asset is archived.
    """
    async with unit_of_work() as unit:
        customer_id = customer_id or (site.customer_id if site else None) or (asset.customer_id if asset else None)
        faults, problem, order_id, reference = Faults(), dict[str, Any](), uuid7(), dict[str, Any]()
        with faults.noted():
            if customer_id is None and site is None:
                raise Refusal(RefusalCode.REQUIRED, "Say for which customer, or for which property.", "customerId")
        with faults.noted():
            expect_same_customer(customer_id, site)
        with faults.noted():
            _expect_asset_of(customer_id, asset)
        with faults.noted():
            problem = checked_problem(problem_summary, problem_detail)
        with faults.noted():
            reference = await reference_columns(Order, order_id, external_reference, by=by)
        faults.expect_none()
        now = clock.now()
        order = await Order.create(
            id=order_id,
            number=None if as_draft else await next_numbers("order"),
            kind=kind,
            priority=priority,
            status=OrderStatus.DRAFT if as_draft else OrderStatus.SUBMITTED,
            customer_id=customer_id,
            site_id=site.id if site else asset.site_id if asset else None,
            asset_id=asset.id if asset else None,
            **problem,
            **reference,
            created_at=now,
            created_by=by.as_actor(),
            creator_id=by.actor_id,
            updated_at=now,
        )
        # Only now: whoever archives one of them meanwhile waits for this order to be there, and then finds it.
        await expect_in_use(order)
        event = unit.record(EventKind.ORDER_CREATED, by, **order.log_keys, to_status=order.status.value)
        if not as_draft:
            await notify_of_status(unit, event, order, None, by=by)
        return order


async def revise_order(
    order: Order,
    *,
    priority: OrderPriority | None = None,
    site: Site | None = None,
    asset: Asset | None = None,
    problem_summary: str | None = None,
    problem_detail: str | None = None,
    external_reference: str | EllipsisType | None = ...,
    by: Viewer,
) -> None:
    """Change what is given and, but for the external reference, not None.

    Refuses with WRONG_STATE to change anything else than that of an order that is finished, and with NOT_UNIQUE that of
    another order.
    """
    async with unit_of_work() as unit:
        others = (priority, site, asset, problem_summary, problem_detail)
        if order.status in FINISHED and (external_reference is ... or any(each is not None for each in others)):
            raise Refusal(
                RefusalCode.WRONG_STATE, "An order that is “{status}” cannot be changed.", status=order.status
            )
        changes: dict[str, Any] = {"updated_at": clock.now()}
        if priority is not None:
            changes["priority"] = priority
        faults = Faults()
        with faults.noted():
            if site is not None:
                site.expect_present("siteId")
            expect_same_customer(order.customer_id, site)
        with faults.noted():
            if asset is not None:
                asset.expect_present("assetId")
            _expect_asset_of(order.customer_id, asset)
        with faults.noted():
            changes |= checked_problem(problem_summary, problem_detail)
        with faults.noted():
            if external_reference is not ...:
                changes |= await reference_columns(Order, order.id, external_reference, by=by)
        faults.expect_none()
        changes |= {"site_id": site.id} if site else {}
        changes |= {"asset_id": asset.id} if asset else {}
        await order.advance(**changes)
        unit.record(EventKind.ORDER_UPDATED, by, **order.log_keys, change="details")


def checked_problem(summary: str | None, detail: str | None) -> dict[str, Any]:
    """The columns of what an order says, as far as it is not None; refuses with all faults of it."""
    faults, columns = Faults(), dict[str, Any]()
    if summary is not None:
        with faults.noted():
            columns["problem_summary"] = text.line(summary, "problemSummary")
    if detail is not None:
        with faults.noted():
            columns["problem_detail"] = text.optional_body(detail, "problemDetail")
    faults.expect_none()
    return columns


def _expect_asset_of(customer_id: UUID | None, asset: Asset | None) -> None:
    if asset is not None and asset.customer_id is not None and asset.customer_id != customer_id:
        raise Refusal(RefusalCode.INVALID, "The asset belongs to another customer.", "assetId")
