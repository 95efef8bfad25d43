"""Whether the viewer may do something to an order or a recommendation now: what the pages' buttons are shown by.

Each asks the predicates that the verb asks too.
"""

from collections.abc import Callable

from execution.context import Info, viewer_of
from models.core.rows import Row
from models.core.viewer import Permission
from models.orders.lifecycle import FINISHED, UNSCHEDULED, OrderStatus
from models.orders.orders import Order
from models.orders.recommendations import OPEN
from models.permissions import answers_for, changes_order, writes_on_order
from resolvers.core.relations import by_id
from resolvers.orders.orders import next_statuses

Ability = Callable[[Row, Info], bool]


def can_move(to: OrderStatus) -> Ability:
    """The resolver of whether the viewer may move an order to a status."""

    def resolve(root: Row, info: Info) -> bool:
        return to.value in next_statuses(root, info)

    return resolve


def can_update(root: Row, info: Info) -> bool:
    """Whether the viewer may change the details of an order."""
    return root["status"] not in FINISHED and changes_order(viewer_of(info), root)


def can_write(root: Row, info: Info) -> bool:
    """Whether the viewer may add notes and files to an order."""
    return writes_on_order(viewer_of(info), root)


def can_manage(root: Row, info: Info) -> bool:
    """Whether the viewer may do to an order what staff may do in every status."""
    return viewer_of(info).may(Permission.MANAGE_ORDERS)


def can_schedule(root: Row, info: Info) -> bool:
    """Whether the viewer may plan a visit."""
    return root["status"] not in UNSCHEDULED and can_manage(root, info)


async def can_respond(root: Row, info: Info) -> bool:
    """Whether the viewer may answer a recommendation."""
    order = await by_id(info, Order, root["order_id"], ("customer_id",)) if root["status"] in OPEN else None  # type: ignore[misc]
    return order is not None and answers_for(viewer_of(info), order["customer_id"])


def can_reply(root: Row, info: Info) -> bool:
    """Whether the viewer may reply to questions about a recommendation, and withdraw it."""
    return root["status"] in OPEN and can_manage(root, info)
