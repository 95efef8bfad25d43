"""Progress of orders: their status, the time of the work, and the technicians."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from adapters import clock
from adapters.text.sentences import Sentence
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.viewer import Permission, Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.log.writing import next_numbers
from models.messages.notifications import NotificationKind
from models.orders.followers import notify_followers, notify_of_status
from models.orders.lifecycle import FINISHED, UNSCHEDULED, OrderStatus, moves_from
from models.orders.orders import Order, OrderTechnician, expect_in_use, touch
from models.people.staff import StaffMember

FURTHEST_VISIT: Final = timedelta(days=3653)
"""A visit further away is taken for a typing error; beyond the calendar no time zone can tell the hour."""


async def change_status(order: Order, to: OrderStatus, *, comment: str | None = None, by: Viewer) -> None:
    """Move the order along; refuses with WRONG_STATE, and the legal moves, one that the lifecycle does not know."""
    async with unit_of_work() as unit:
        before = order.status
        moves = moves_from(before, order.kind, for_customer=not by.may(Permission.MANAGE_ORDERS))
        move = next((move for move in moves if move.end is to), None)
        if move is None:
            raise _illegal_move(before, to, [move.end for move in moves])
        comment = text.optional_body(comment, "comment", 2000)
        if before in FINISHED:
            await expect_in_use(order)
        if move.needs_comment and comment is None:
            raise Refusal(RefusalCode.REQUIRED, "Say in a comment why the order is opened again.", "comment")
        changes: dict[str, Any] = {"status": to, "updated_at": clock.now()}
        if to is OrderStatus.SUBMITTED and order.number is None:
            changes["number"] = await next_numbers("order")
        if OrderStatus.COMPLETED in (before, to):
            changes["completed_at"] = clock.now() if to is OrderStatus.COMPLETED else None
        await order.advance(**changes)
        event = unit.record(
            EventKind.ORDER_STATUS_CHANGED,
            by,
            **order.log_keys,
            from_status=before.value,
            to_status=to.value,
            comment=comment,
        )
        await notify_of_status(unit, event, order, comment, by=by)


def _illegal_move(start: OrderStatus, end: OrderStatus, allowed: list[OrderStatus]) -> Refusal:
    facts = {"start": start, "end": end, "allowed": allowed}
    if not allowed:
        return Refusal(RefusalCode.WRONG_STATE, "From “{start}” you cannot move an order on.", "status", **facts)
    return Refusal(
        RefusalCode.WRONG_STATE,
        "From “{start}” you cannot move an order to “{end}”, only to: {allowed}.",
        "status",
        **facts,
    )


async def schedule_visit(
    order: Order, at: datetime, technicians: Sequence[StaffMember] | None, *, comment: str | None = None, by: Viewer
) -> None:
    """Set the time of the work and, if they are not None, who does it; a submitted order becomes scheduled."""
    async with unit_of_work() as unit:
        if order.status in UNSCHEDULED:
            raise Refusal(
                RefusalCode.WRONG_STATE, "An order that is “{status}” cannot be scheduled.", status=order.status
            )
        faults = Faults()
        with faults.noted():
            expect_visit(at, comment)
        with faults.noted():
            for technician in technicians or ():
                expect_active(technician)
        faults.expect_none()
        if order.status is OrderStatus.SUBMITTED:
            await change_status(order, OrderStatus.SCHEDULED, comment=comment, by=by)
        await order.advance(scheduled_for=at, updated_at=clock.now())
        if technicians is not None:
            await assign_technicians(order, technicians, by=by)
        event = unit.record(EventKind.ORDER_SCHEDULED, by, **order.log_keys, scheduled_for=at.isoformat())
        await notify_followers(
            unit,
            event,
            order,
            NotificationKind.VISIT_SCHEDULED,
            title=Sentence("A visit is planned for {order}", order=order.reference),
            body=order.problem_summary,
            template="visit_scheduled",
            by=by,
            scheduled_for=at.isoformat(),
        )


def expect_visit(at: datetime, comment: str | None) -> None:
    """Refuse with all faults of the time of a visit and of the comment on it."""
    faults = Faults()
    with faults.noted():
        if abs(at - clock.now()) > FURTHEST_VISIT:
            raise Refusal(RefusalCode.INVALID, "Plan a visit within ten years from today.", "scheduledFor")
    with faults.noted():
        text.optional_body(comment, "comment", 2000)
    faults.expect_none()


def expect_active(technician: StaffMember, field: Sequence[str] = ("technicianIds",)) -> None:
    """Refuse with INVALID a member of staff who is not active."""
    if not technician.is_active:
        raise Refusal(RefusalCode.INVALID, "Choose active members of staff.", field)


async def assign_technicians(order: Order, technicians: Sequence[StaffMember], *, by: Viewer) -> None:
    """Say who works on the order, in place of who did; refuses with INVALID staff who are not active."""
    async with unit_of_work() as unit:
        for technician in technicians:
            expect_active(technician)
        await OrderTechnician.filter(order_id=order.id).delete()
        await OrderTechnician.bulk_create(
            [OrderTechnician(order_id=order.id, staff_id=staff_id) for staff_id in {one.id for one in technicians}]
        )
        await touch(order)
        technician_ids = [str(technician.id) for technician in technicians]
        unit.record(EventKind.ORDER_ASSIGNED, by, **order.log_keys, technician_ids=technician_ids)
