"""The orders that a viewer sees, and their entries, files and recommendations."""

from collections.abc import Callable

from models.core.scope import EVERYTHING, Not, Scope, all_of, among, any_of, equals, present, related
from models.core.viewer import SEES_ORDERS, Viewer
from models.log.events import Visibility
from models.orders import tenures


def orders(viewer: Viewer) -> Scope:
    """The orders that a viewer sees: those of their customers, and those that a role on a property shows."""
    if viewer.is_staff:
        return EVERYTHING
    return any_of(viewer.of_customers(SEES_ORDERS), tenures.orders(viewer))


def entries(moment: str) -> Callable[[Viewer], Scope]:
    """Entries of an order, in the tables whose column `moment` is the time when they were added."""

    def seen(viewer: Viewer) -> Scope:
        if viewer.is_staff:
            return EVERYTHING
        own = related("order_id", "orders", "id", viewer.of_customers(SEES_ORDERS))
        through_roles = tenures.of_orders(viewer, "order_id", moment, equals("of_property", True))
        shown = EVERYTHING if viewer.sees_internal else among("visibility", [Visibility.EVERYONE])
        return all_of(shown, any_of(own, through_roles))

    return seen


def attachments(viewer: Viewer) -> Scope:
    """Attachments of a recommendation are visible to those who see the recommendation."""
    proposed = related("recommendation_id", "recommendations", "id", recommendations(viewer))
    return all_of(entries("uploaded_at")(viewer), any_of(Not(present("recommendation_id")), proposed))


def recommendations(viewer: Viewer) -> Scope:
    """Recommendations are visible to staff and to the order's customer."""
    if viewer.is_staff:
        return EVERYTHING
    return related("order_id", "orders", "id", viewer.of_customers(SEES_ORDERS))
