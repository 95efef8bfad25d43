"""Whether the viewer may do something to an order or a recommendation now: what the pages' buttons are shown by.

Each asks the predicates that the verb asks too.
"""

from collections.abc import Callable
from typing import Final

from execution.context import Info, viewer_of
from models.core.rows import Row
from models.core.viewer import Permission, Viewer
from models.orders.lifecycle import FINISHED, UNSCHEDULED, OrderStatus
from models.orders.orders import Order
from models.orders.property_marks import orders_at_no_property
from models.orders.recommendations import OPEN
from models.permissions import answers_for, changes_order, writes_on_order
from resolvers.core.relations import by_id
from resolvers.core.values import by_viewer, unless
from resolvers.orders.orders import statuses_for


def can_move(to: OrderStatus) -> Callable[..., bool]:
    """The resolver of whether the viewer may move an order to a status."""

    def told(viewer: Viewer, root: Row) -> bool:
        return to.value in statuses_for(viewer, root)

    return by_viewer(told)


@by_viewer
def can_update(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may change the details of an order."""
    return root["status"] not in FINISHED and changes_order(viewer, root)


@by_viewer
def can_write(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may add notes and files to an order."""
    return writes_on_order(viewer, root)


@by_viewer
def can_manage(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may do to an order what staff may do in every status."""
    return viewer.may(Permission.MANAGE_ORDERS)


@by_viewer
def can_schedule(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may plan a visit."""
    return root["status"] not in UNSCHEDULED and viewer.may(Permission.MANAGE_ORDERS)


def _marks(viewer: Viewer, root: Row) -> bool:
    return root["site_id"] is not None and viewer.may(Permission.MANAGE_ORDERS)


can_mark_of_property: Final = unless(lambda _, ids: orders_at_no_property(ids), _marks)


async def can_respond(root: Row, info: Info) -> bool:
    """Whether the viewer may answer a recommendation."""
    order = await by_id(info, Order, root["order_id"], ("customer_id",)) if root["status"] in OPEN else None  # type: ignore[misc]
    return order is not None and answers_for(viewer_of(info), order["customer_id"])


@by_viewer
def can_reply(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may reply to questions about a recommendation, and withdraw it."""
    return root["status"] in OPEN and viewer.may(Permission.MANAGE_ORDERS)
