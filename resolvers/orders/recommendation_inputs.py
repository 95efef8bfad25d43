"""Enums and inputs of recommendations."""

from enum import StrEnum

import strawberry

from models.orders.recommendations import RecommendationAnswer, RecommendationStatus
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import DateTimeRange, MoneyInput, SortDirection

describe(
    RecommendationStatus,
    "The statuses of recommendations.",
    PENDING="Awaiting the customer's answer.",
    CLARIFICATION_REQUESTED="The customer has asked a question about it. They may also answer before staff reply.",
    APPROVED="The customer approved it.",
    DECLINED="The customer declined it.",
    WITHDRAWN="Staff withdrew it.",
)
describe(
    RecommendationAnswer,
    "The answers that a customer can give to a recommendation.",
    APPROVE="Approve it, which is final.",
    DECLINE="Decline it, which is final.",
    ASK_CLARIFICATION="Ask a question about it, in the comment.",
)


class RecommendationSortField(StrEnum):
    """The fields that recommendations can be sorted by."""

    POSTED_AT = "POSTED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    RecommendationSortField,
    "The fields that recommendations can be sorted by.",
    POSTED_AT="Time at which it was made.",
    UPDATED_AT="Time of the last change.",
)


@input_type
class RecommendationSort:
    """A sort order of recommendations."""

    field: RecommendationSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class RecommendationWhere:
    """A filter of recommendations; all given conditions have to be met."""

    status: list[RecommendationStatus] | None = about("With one of these statuses.")
    order_id: list[strawberry.ID] | None = about("On one of these orders, at most 100.")
    customer_id: list[strawberry.ID] | None = about("On orders of one of these customers, at most 100.")
    posted_at: DateTimeRange | None = about("Made in this range.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


@input_type
class RecommendationCreateInput:
    """Work to recommend on an order."""

    order_id: strawberry.ID = about("The order.")
    title: str = about("The recommended work in one line.")
    detail: str | None = about("The recommended work at length.")
    estimate: MoneyInput | None = about("The estimated price.")
    upload_ids: list[strawberry.ID] | None = about("Finished uploads to attach, such as pictures of the problem.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class RecommendationWithdrawInput:
    """A recommendation to withdraw."""

    id: strawberry.ID = about("The recommendation.")
    version: int | None = about(VERSION)
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class RecommendationReplyInput:
    """A reply to a question about a recommendation, with any changes to the recommendation."""

    id: strawberry.ID = about("The recommendation.")
    version: int | None = about(VERSION)
    comment: str = about("The reply.")
    detail: str | None = about(
        "The recommended work at length, which replaces the present detail; if omitted, it does not change."
    )
    estimate: MoneyInput | None = about(
        "The estimated price, which replaces the present estimate; if omitted, it does not change."
    )
    upload_ids: list[strawberry.ID] | None = about("Finished uploads to attach in addition to those already there.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class RecommendationRespondInput:
    """An answer to a recommendation, or a question about it."""

    id: strawberry.ID = about("The recommendation.")
    version: int | None = about(VERSION)
    answer: RecommendationAnswer = about("The answer.")
    comment: str | None = about("A comment; required to ask for clarification.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
