"""The queries of recommendations."""

from datetime import datetime
from typing import Final
from uuid import UUID

from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.scope import EVERYTHING, Scope, all_of, related
from models.core.viewer import KeyScope, Viewer
from models.orders.attachments import Attachment
from models.orders.orders import Order
from models.orders.recommendations import Recommendation
from models.people.customers import Customer
from models.policy import visible
from resolvers.core.connections import paged
from resolvers.core.filters import in_ids, in_range, in_values
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import chosen
from resolvers.orders.recommendation_inputs import RecommendationSort, RecommendationSortField, RecommendationWhere

_SORTS: Final = {
    RecommendationSortField.POSTED_AT: (Key("posted_at", datetime), Key("id", UUID)),
    RecommendationSortField.UPDATED_AT: (Key("updated_at", datetime), Key("id", UUID)),
}
_NEWEST: Final = Sort("recommendation-POSTED_AT", _SORTS[RecommendationSortField.POSTED_AT], descending=True)
_OLDEST_ATTACHMENT: Final = Sort("recommendation-attachment", (Key("uploaded_at", datetime), Key("id", UUID)))


@allow(SIGNED_IN, keys=KeyScope.READ_ORDERS)
@paged
def recommendations(
    viewer: Viewer, where: RecommendationWhere | None = None, sort: RecommendationSort | None = None
) -> Listing:
    """The recommendations that the viewer may see, newest first unless they are sorted."""
    condition = all_of(visible(Recommendation, viewer), _filter(where, viewer))
    return Listing(
        Recommendation, condition, chosen("recommendation", _SORTS, sort, _NEWEST), is_filtered=where is not None
    )


def _filter(where: RecommendationWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    conditions = [
        in_values("status", where.status),
        in_ids(viewer, "order_id", where.order_id, Order, "orderId"),
        in_range("posted_at", where.posted_at),
        in_range("updated_at", where.updated_at),
    ]
    if where.customer_id is not None:
        own = in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId")
        conditions.append(related("order_id", "orders", "id", own))
    return all_of(*conditions)


def attachments(viewer: Viewer) -> Listing:
    """The files of a recommendation, oldest first."""
    return Listing(Attachment, visible(Attachment, viewer), _OLDEST_ATTACHMENT)
