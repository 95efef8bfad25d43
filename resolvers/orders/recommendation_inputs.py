"""Enums and inputs of recommendations."""

import strawberry

from models.orders.recommendations import RecommendationAnswer, RecommendationStatus
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import MoneyInput

describe(
    RecommendationStatus,
    "Where a recommendation stands.",
    PENDING="Waiting for the customer's answer.",
    CLARIFICATION_REQUESTED="The customer has asked something about it. They may answer before the reply, too.",
    APPROVED="The customer said yes.",
    DECLINED="The customer said no.",
    WITHDRAWN="Staff took it back.",
)
describe(
    RecommendationAnswer,
    "What a customer can say to a recommendation.",
    APPROVE="Yes, for good.",
    DECLINE="No, for good.",
    ASK_CLARIFICATION="Something is unclear; the comment says what.",
)


@input_type
class RecommendationWhere:
    """Which recommendations: those that fulfil every condition that is given."""

    status: list[RecommendationStatus] | None = about("In one of these statuses.")
    order_id: strawberry.ID | None = about("On this order.")
    customer_id: strawberry.ID | None = about("On orders of this customer.")


@input_type
class RecommendationCreateInput:
    """Work to propose on an order."""

    order_id: strawberry.ID = about("The order.")
    title: str = about("What is proposed, in one line.")
    detail: str | None = about("What is proposed, at length.")
    estimate: MoneyInput | None = about("What it would cost.")
    upload_ids: list[strawberry.ID] | None = about("Finished uploads that show what is proposed, such as pictures.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class RecommendationWithdrawInput:
    """A recommendation to take back."""

    id: strawberry.ID = about("The recommendation.")
    version: int | None = about(VERSION)
    reason: str | None = about("Why.")


@input_type
class RecommendationReplyInput:
    """What staff say to a question about a recommendation, and what changes with it."""

    id: strawberry.ID = about("The recommendation.")
    version: int | None = about(VERSION)
    comment: str = about("The reply.")
    detail: str | None = about("What is proposed, at length, in place of what it said; left out, it stays.")
    estimate: MoneyInput | None = about("What it would cost, in place of what it said; left out, it stays.")
    upload_ids: list[strawberry.ID] | None = about("Finished uploads to show besides those that are there.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class RecommendationRespondInput:
    """An answer to a recommendation, or a question about it."""

    id: strawberry.ID = about("The recommendation.")
    version: int | None = about(VERSION)
    answer: RecommendationAnswer = about("The answer.")
    comment: str | None = about("What to say about it; required to ask for clarification.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
