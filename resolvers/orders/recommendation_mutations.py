"""The mutations of recommendations."""

from typing import Any, Final

from adapters.text.sentences import Sentence
from execution.context import Info, viewer_of
from models.core.errors import Faults
from models.core.money import Money
from models.core.viewer import Right
from models.log.events import Visibility
from models.orders.orders import Order
from models.orders.recommendations import (
    Recommendation,
    checked_proposal,
    expect_estimate,
    post_recommendation,
    reply,
    respond,
    withdraw,
)
from resolvers.core.forms import COMMENT, REASON
from resolvers.core.ids import find_node
from resolvers.core.inputs import MoneyInput
from resolvers.core.mutations import mutation
from resolvers.core.rules import Rule
from resolvers.orders.mutations import MANAGES_ORDERS, attach, uploads_of
from resolvers.orders.recommendation_inputs import (
    RecommendationCreateInput,
    RecommendationReplyInput,
    RecommendationRespondInput,
    RecommendationWithdrawInput,
)

ANSWERS: Final = Rule(
    Sentence("Requires the right RECOMMENDATIONS."), lambda viewer: bool(viewer.customers_with(Right.RECOMMENDATIONS))
)


@mutation(
    MANAGES_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=lambda given: checked_proposal(given.detail, None, title=given.title),
)
async def recommendation_create(info: Info, input: RecommendationCreateInput) -> dict[str, Any]:
    """Recommend work on an order."""
    viewer = viewer_of(info)
    estimate, faults = None, Faults()
    with faults.noted():
        order = await find_node(Order, input.order_id, viewer, to="manage", field="orderId")
    with faults.noted():
        estimate = _estimate(input.estimate)
    uploads = await uploads_of(input.upload_ids, viewer, faults)
    faults.expect_none()
    recommendation = await post_recommendation(order, input.title, input.detail, estimate, by=viewer)
    await attach(order, uploads, Visibility.EVERYONE, viewer, recommendation_id=recommendation.id)
    return {"recommendation_id": recommendation.id, "order_id": recommendation.order_id}


def _estimate(amount: MoneyInput | None) -> Money | None:
    estimate = Money.of(amount.amount, amount.currency, "estimate") if amount else None
    expect_estimate(estimate)
    return estimate


@mutation(
    ANSWERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=COMMENT,
)
async def recommendation_respond(info: Info, input: RecommendationRespondInput) -> dict[str, Any]:
    """Approve, decline or ask about a recommendation."""
    viewer = viewer_of(info)
    recommendation = await find_node(Recommendation, input.id, viewer, to="respond", version=input.version)
    await respond(recommendation, input.answer, input.comment, by=viewer)
    return {"recommendation_id": recommendation.id, "order_id": recommendation.order_id}


@mutation(
    MANAGES_ORDERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=lambda given: checked_proposal(given.detail, None, comment=given.comment),
)
async def recommendation_reply(info: Info, input: RecommendationReplyInput) -> dict[str, Any]:
    """Reply to a question about a recommendation."""
    viewer = viewer_of(info)
    estimate, faults = None, Faults()
    with faults.noted():
        recommendation = await find_node(Recommendation, input.id, viewer, to="manage", version=input.version)
    with faults.noted():
        estimate = _estimate(input.estimate)
    uploads = await uploads_of(input.upload_ids, viewer, faults)
    faults.expect_none()
    await reply(recommendation, input.comment, input.detail, estimate, by=viewer)
    order = await recommendation.order
    await attach(order, uploads, Visibility.EVERYONE, viewer, recommendation_id=recommendation.id)
    return {"recommendation_id": recommendation.id, "order_id": recommendation.order_id}


@mutation(
    MANAGES_ORDERS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE", form=REASON
)
async def recommendation_withdraw(info: Info, input: RecommendationWithdrawInput) -> dict[str, Any]:
    """Withdraw a recommendation."""
    viewer = viewer_of(info)
    recommendation = await find_node(Recommendation, input.id, viewer, to="manage", version=input.version)
    await withdraw(recommendation, input.reason, by=viewer)
    return {"recommendation_id": recommendation.id, "order_id": recommendation.order_id}
