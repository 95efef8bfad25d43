"""What queries of recommendations read."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from execution.context import Info, viewer_of
from models.core.rows import Row
from models.core.scope import EVERYTHING, Scope, all_of, related
from models.core.viewer import Viewer
from models.orders.attachments import Attachment
from models.orders.orders import Order
from models.orders.recommendations import Recommendation
from models.people.customers import Customer
from models.policy import visible
from resolvers.core.filters import among, of
from resolvers.core.paging import Key, Listing, Sort, page
from resolvers.core.relations import many_of
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.orders.recommendation_inputs import RecommendationWhere

_NEWEST: Final = Sort("recommendation", (Key("posted_at", datetime), Key("id", UUID)), descending=True)


@allow(SIGNED_IN)
async def recommendations(
    info: Info,
    where: RecommendationWhere | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Any:
    """A page of the recommendations that the viewer may see, newest first."""
    viewer = viewer_of(info)
    found = Listing(Recommendation, all_of(visible(Recommendation, viewer), _filter(where, viewer)), _NEWEST)
    return await page(info, found, first=first, after=after, last=last, before=before)


def _filter(where: RecommendationWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    conditions = [among("status", where.status), of(viewer, "order_id", where.order_id, Order, "orderId")]
    if where.customer_id is not None:
        own = of(viewer, "customer_id", where.customer_id, Customer, "customerId")
        conditions.append(related("order_id", "orders", "id", own))
    return all_of(*conditions)


def attachments(root: Row, info: Info) -> Awaitable[list[Row]]:
    """The files that came with a recommendation, oldest first."""
    order_by = "attachments.uploaded_at, attachments.id"
    return many_of(info, Attachment, "recommendation_id", root["id"], order=order_by)
