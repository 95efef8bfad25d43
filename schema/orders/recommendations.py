"""Recommendations."""

from datetime import datetime

import strawberry

from models.orders.orders import Order as OrderRow
from models.orders.recommendations import RecommendationStatus
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.orders import recommendations
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import LazyAttachment, LazyOrder
from schema.core.types import Actor, Money, Node


@object_type
class Recommendation(Node):
    """Work that staff propose on an order, with a price, and that the customer answers."""

    id: strawberry.ID = global_id("Recommendation")
    version: int = column("Counts the changes to this row; send it back with a change.")
    order: LazyOrder = relation(one(OrderRow, "order_id"), "The order that it is about.", ("order_id",))
    status: RecommendationStatus = column("Where it stands.")
    title: str = column("What is proposed, in one line.")
    detail: str | None = column("What is proposed, at length.")
    estimate: Money | None = relation(
        values.money("estimate_minor"), "What it would cost.", ("estimate_minor", "currency")
    )
    attachments: list[LazyAttachment] = relation(
        recommendations.attachments, "The pictures and files that show what is proposed, oldest first.", ("id",)
    )
    posted_at: datetime = column("When it was proposed.")
    posted_by: Actor = column("Who proposed it.")
    answered_at: datetime | None = column("When the customer approved or declined it; null until then.")
    answered_by: Actor | None = column("Who approved or declined it.")
    answer_comment: str | None = column(
        "What was said with the answer. Questions and replies are in the timeline of the order."
    )
