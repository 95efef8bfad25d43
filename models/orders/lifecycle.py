"""The life of an order: one table that the code, the portal's buttons, the ribbon and the documentation are made from.

Source: the state machine of a repair shop's service desk; a customer may submit and, before work starts, cancel.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class OrderKind(StrEnum):
    """The ways in which work reaches us."""

    WALK_IN_REPAIR = "WALK_IN_REPAIR"
    SERVICE_CALL = "SERVICE_CALL"


class OrderPriority(IntEnum):
    """The urgency of an order; kept as a number so that it sorts."""

    LOW = 1
    NORMAL = 2
    HIGH = 3
    URGENT = 4


class OrderStatus(StrEnum):
    """The status of an order."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    SCHEDULED = "SCHEDULED"
    IN_PROGRESS = "IN_PROGRESS"
    AWAITING_PARTS = "AWAITING_PARTS"
    READY_FOR_RETURN = "READY_FOR_RETURN"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


FINISHED: Final = frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED})
"""The statuses in which the details of an order cannot be changed."""
UNSCHEDULED: Final = FINISHED | {OrderStatus.DRAFT}
"""The statuses in which a visit cannot be planned."""


@dataclass(frozen=True, slots=True)
class Move:
    """One legal change of status."""

    start: OrderStatus
    end: OrderStatus
    by_customer: bool = False
    needs_comment: bool = False
    only: OrderKind | None = None


MOVES: Final = (
    Move(OrderStatus.DRAFT, OrderStatus.SUBMITTED, by_customer=True),
    Move(OrderStatus.DRAFT, OrderStatus.CANCELLED, by_customer=True),
    Move(OrderStatus.SUBMITTED, OrderStatus.SCHEDULED),
    Move(OrderStatus.SUBMITTED, OrderStatus.IN_PROGRESS),
    Move(OrderStatus.SUBMITTED, OrderStatus.CANCELLED, by_customer=True),
    Move(OrderStatus.SCHEDULED, OrderStatus.IN_PROGRESS),
    Move(OrderStatus.SCHEDULED, OrderStatus.CANCELLED, by_customer=True),
    Move(OrderStatus.IN_PROGRESS, OrderStatus.AWAITING_PARTS),
    Move(OrderStatus.IN_PROGRESS, OrderStatus.READY_FOR_RETURN, only=OrderKind.WALK_IN_REPAIR),
    Move(OrderStatus.IN_PROGRESS, OrderStatus.COMPLETED),
    Move(OrderStatus.AWAITING_PARTS, OrderStatus.IN_PROGRESS),
    Move(OrderStatus.READY_FOR_RETURN, OrderStatus.COMPLETED),
    Move(OrderStatus.COMPLETED, OrderStatus.IN_PROGRESS, needs_comment=True),
)

_RIBBON: Final = (
    OrderStatus.DRAFT,
    OrderStatus.SUBMITTED,
    OrderStatus.SCHEDULED,
    OrderStatus.IN_PROGRESS,
    OrderStatus.AWAITING_PARTS,
    OrderStatus.READY_FOR_RETURN,
    OrderStatus.COMPLETED,
)


def moves_from(status: OrderStatus, kind: OrderKind, *, for_customer: bool) -> list[Move]:
    """The legal moves of an order of this kind from this status, for staff or for a customer."""
    return [
        move
        for move in MOVES
        if move.start is status and move.only in (None, kind) and (move.by_customer or not for_customer)
    ]


class StepState(StrEnum):
    """The state of a step of the ribbon."""

    DONE = "DONE"
    CURRENT = "CURRENT"
    UPCOMING = "UPCOMING"
    SKIPPED = "SKIPPED"


def ribbon(kind: OrderKind, status: OrderStatus, reached: Iterable[OrderStatus]) -> list[tuple[OrderStatus, StepState]]:
    """The steps of this kind of order with their states; `reached` are the statuses it has been in."""
    been = set(reached)
    steps = [step for step in _RIBBON if step is not OrderStatus.READY_FOR_RETURN or kind is OrderKind.WALK_IN_REPAIR]
    if status is OrderStatus.CANCELLED:
        passed = [(step, StepState.DONE if step in been else StepState.SKIPPED) for step in steps]
        return [*passed, (OrderStatus.CANCELLED, StepState.CURRENT)]
    current = steps.index(status)
    states = []
    for place, step in enumerate(steps):
        if place == current:
            states.append((step, StepState.CURRENT))
        elif place > current:
            states.append((step, StepState.UPCOMING))
        else:
            states.append((step, StepState.DONE if step in been else StepState.SKIPPED))
    return states
