"""The words of one order of the demo: its subject, its course, its recommendation and its invoice."""

from dataclasses import dataclass
from enum import Enum

from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus


class Answer(Enum):
    """The fate of a recommendation."""

    PENDING = "nobody has answered yet"
    ASKED = "the customer asked for clarification"
    APPROVED = "approved"
    EXPLAINED = "approved after a question"
    DECLINED = "declined"
    WITHDRAWN = "taken back"


class Bill(Enum):
    """The fate of an order's invoice."""

    NONE = "there is none"
    DRAFT = "still being written"
    PENDING = "awaits approval"
    HELD = "held, and not released"
    DECLINED = "declined"
    VOID = "taken back"
    APPROVED = "approved, not paid"
    PARTLY_PAID = "approved, paid in part"
    PAID = "approved and paid"
    CREDITED = "approved, paid, and credited in full"
    RELEASED = "held, released, approved and paid"


@dataclass(frozen=True)
class Offer:
    """A recommendation. `price` is in pounds; `words` go with the answer, or are the question."""

    title: str
    detail: str
    price: str | None
    answer: Answer
    words: str | None = None


@dataclass(frozen=True)
class Job:
    """One order: where it stands, what is said on the way, and how far it has come.

    `opened` counts working days back from today. `place` names an asset or a site, `by` the person who reports it,
    `part` what has to be ordered and its price in pounds.
    """

    opened: int
    place: str
    by: str
    summary: str
    detail: str
    ends: OrderStatus = OrderStatus.COMPLETED
    kind: OrderKind = OrderKind.SERVICE_CALL
    priority: OrderPriority = OrderPriority.NORMAL
    finding: str | None = None
    internal: str | None = None
    part: tuple[str, str] | None = None
    reply: str | None = None
    offer: Offer | None = None
    closing: str | None = None
    reopened: str | None = None
    bill: Bill = Bill.NONE
