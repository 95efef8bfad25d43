"""Orders imported from another system: they keep their numbers and dates, and nobody is notified of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from adapters.database.client import fetch_returning
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.log.writing import next_numbers
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from models.orders.orders import Order

NEVER_SUBMITTED: Final = (OrderStatus.DRAFT, OrderStatus.CANCELLED)
"""The statuses of orders that may have no number."""


@dataclass(frozen=True, slots=True)
class Job:
    """An order as it was, in another system."""

    number: int | None
    reference: str | None
    status: OrderStatus
    kind: OrderKind
    priority: OrderPriority
    customer_id: UUID | None
    site_id: UUID | None
    asset_id: UUID | None
    summary: str
    detail: str | None
    created_at: datetime
    updated_at: datetime
    scheduled_for: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order that is in the database already, or comes there with what is imported."""

    customer_id: UUID | None
    created_at: datetime
    number: int | None = None

    @classmethod
    def of(cls, order: Order) -> "KnownOrder":
        """Of an order in the database."""
        return cls(order.customer_id, order.created_at, order.number)


async def known_orders(
    references: Collection[str], numbers: Collection[int]
) -> tuple[dict[str, KnownOrder], dict[int, KnownOrder]]:
    """The orders with these references, by reference, and those with these numbers, by number."""
    # An export names drafts, which have no number, by their identifiers.
    drafts = await Order.filter(id__in={key for reference in references if (key := _as_id(reference))})
    referenced = await Order.filter(external_reference__in=references)
    numbered = await Order.filter(number__in=numbers)
    return (
        {str(order.id): KnownOrder.of(order) for order in drafts}
        | {order.external_reference: KnownOrder.of(order) for order in referenced if order.external_reference},
        {order.number: KnownOrder.of(order) for order in numbered if order.number},
    )


def _as_id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


async def import_orders(jobs: Sequence[Job], *, by: Viewer) -> None:
    """Add orders as they were: with their dates, their status, and the numbers that they have; others get new ones.

    Later orders get higher numbers. A number or reference that is taken raises IntegrityError.
    """
    async with unit_of_work() as unit:
        await _move_numbers_beyond(max((job.number for job in jobs if job.number), default=0))
        lacking = sum(job.number is None and job.status not in NEVER_SUBMITTED for job in jobs)
        last = await next_numbers("order", lacking) if lacking else 0
        fresh = iter(range(last - lacking + 1, last + 1))
        orders = [_order(job, fresh, by) for job in jobs]
        await Order.bulk_create(orders)
        for job, order in zip(jobs, orders, strict=True):
            _record(unit, job, order, by)


async def _move_numbers_beyond(number: int) -> None:
    await fetch_returning(
        """UPDATE counters SET value = CASE WHEN value < :number THEN :number ELSE value END
        WHERE name = 'order' RETURNING value""",
        {"number": number},
    )


def _order(job: Job, fresh: Iterator[int], by: Viewer) -> Order:
    is_numbered = job.number is not None or job.status in NEVER_SUBMITTED
    return Order(
        number=job.number if is_numbered else next(fresh),
        external_reference=job.reference,
        kind=job.kind,
        priority=job.priority,
        status=job.status,
        customer_id=job.customer_id,
        site_id=job.site_id,
        asset_id=job.asset_id,
        problem_summary=job.summary,
        problem_detail=job.detail,
        scheduled_for=job.scheduled_for,
        created_at=job.created_at,
        created_by=by.as_actor(),
        creator_id=by.actor_id,
        updated_at=job.updated_at,
        completed_at=job.completed_at,
    )


def _record(unit: UnitOfWork, job: Job, order: Order, by: Viewer) -> None:
    """Two entries in the timeline: taken in when it was, and moved to its status when that was last heard of."""

    def happened(kind: EventKind, at: datetime, **data: Any) -> None:
        unit.record(kind, by, **order.log_keys, occurred_at=at, **data)

    first = OrderStatus.DRAFT if order.number is None else OrderStatus.SUBMITTED
    happened(EventKind.ORDER_CREATED, job.created_at, to_status=first.value)
    if job.status is not first:
        moved_at = job.completed_at or job.updated_at
        happened(EventKind.ORDER_STATUS_CHANGED, moved_at, from_status=first.value, to_status=job.status.value)
