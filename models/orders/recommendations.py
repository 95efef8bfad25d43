"""Recommendations: work that staff propose on an order, with a price, and that the customer answers."""

from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from adapters.text.sentences import Sentence
from models.core import text
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.messages.notifications import NotificationKind
from models.orders.followers import notify_followers
from models.orders.orders import Order, touch


class RecommendationStatus(StrEnum):
    """The state of a recommendation."""

    PENDING = "PENDING"
    CLARIFICATION_REQUESTED = "CLARIFICATION_REQUESTED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class RecommendationAnswer(StrEnum):
    """A customer's possible answers."""

    APPROVE = "APPROVE"
    DECLINE = "DECLINE"
    ASK_CLARIFICATION = "ASK_CLARIFICATION"


OPEN: Final = frozenset({RecommendationStatus.PENDING, RecommendationStatus.CLARIFICATION_REQUESTED})
"""The statuses in which an answer is still awaited."""

_BECOMES: Final = {
    RecommendationAnswer.APPROVE: RecommendationStatus.APPROVED,
    RecommendationAnswer.DECLINE: RecommendationStatus.DECLINED,
    RecommendationAnswer.ASK_CLARIFICATION: RecommendationStatus.CLARIFICATION_REQUESTED,
}


class Recommendation(VersionedEntity):
    """One proposal, with one final answer."""

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="recommendations", on_delete=fields.RESTRICT
    )
    status = fields.CharEnumField(RecommendationStatus, max_length=24, default=RecommendationStatus.PENDING)
    title = fields.CharField(max_length=200)
    detail: str | None = fields.TextField(null=True)
    estimate_minor: int | None = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, null=True)
    posted_at = UtcDatetimeField()
    posted_by: dict[str, Any] = fields.JSONField()
    answered_at = UtcDatetimeField(null=True)
    answered_by: dict[str, Any] | None = fields.JSONField(null=True)
    answer_comment: str | None = fields.TextField(null=True)
    order_id: UUID

    class Meta:
        table = "recommendations"
        indexes = (("updated_at", "id"),)

    @property
    def estimate(self) -> Money | None:
        """The estimated cost; None without an estimate."""
        if self.estimate_minor is None or self.currency is None:
            return None
        return Money(self.estimate_minor, self.currency)


async def post_recommendation(
    order: Order, title: str, detail: str | None, estimate: Money | None, *, by: Viewer
) -> Recommendation:
    """Propose work on the order and ask the customer."""
    async with unit_of_work() as unit:
        recommendation = await Recommendation.create(
            order_id=order.id,
            **checked_proposal(detail, estimate, title=title),
            posted_at=clock.now(),
            posted_by=by.as_actor(),
        )
        await touch(order)
        kind, recommendation_id = EventKind.RECOMMENDATION_POSTED, str(recommendation.id)
        event = unit.record(kind, by, **order.log_keys, recommendation_id=recommendation_id)
        await notify_followers(
            unit,
            event,
            order,
            NotificationKind.RECOMMENDATION_POSTED,
            title=Sentence("{order}: {recommendation}", order=order.reference, recommendation=recommendation.title),
            body=recommendation.detail or recommendation.title,
            template="recommendation_posted",
            by=by,
            title_text=recommendation.title,
            detail=recommendation.detail,
            estimate=_as_data(estimate),
        )
        return recommendation


async def respond(
    recommendation: Recommendation, answer: RecommendationAnswer, comment: str | None, *, by: Viewer
) -> None:
    """Give the final answer, or ask for clarification. Refuses with WRONG_STATE if it has its final answer."""
    async with unit_of_work() as unit:
        _expect_open(recommendation)
        comment = text.optional_body(comment, "comment", 2000)
        is_question = answer is RecommendationAnswer.ASK_CLARIFICATION
        if is_question and comment is None:
            raise Refusal(RefusalCode.REQUIRED, "Say what is unclear.", "comment")
        final: dict[str, Any] = {
            "answered_at": clock.now(),
            "answered_by": by.as_actor(),
            "answer_comment": comment,
        }
        await recommendation.advance(status=_BECOMES[answer], **({} if is_question else final))
        order = await recommendation.order
        await touch(order)
        event = unit.record(
            EventKind.RECOMMENDATION_ANSWERED,
            by,
            **order.log_keys,
            recommendation_id=str(recommendation.id),
            answer=answer.value,
            comment=comment,
        )
        await notify_followers(
            unit,
            event,
            order,
            NotificationKind.RECOMMENDATION_ANSWERED,
            title=Sentence(
                "{order}: {recommendation} — {status}",
                order=order.reference,
                recommendation=recommendation.title,
                status=recommendation.status,
            ),
            body=comment or recommendation.title,
            template="recommendation_answered",
            asked_by=UUID(recommendation.posted_by["id"]) if recommendation.posted_by["id"] else None,
            by=by,
            title_text=recommendation.title,
            answer=answer.value,
            comment=comment,
        )


async def reply(
    recommendation: Recommendation, comment: str, detail: str | None, estimate: Money | None, *, by: Viewer
) -> None:
    """Say more about it, and ask the customer again; `detail` and `estimate` change if they are not None.

    Refuses with WRONG_STATE if it has its final answer.
    """
    async with unit_of_work() as unit:
        _expect_open(recommendation)
        changes, before = checked_proposal(detail, estimate, comment=comment), recommendation.estimate
        comment = changes.pop("comment")
        await recommendation.advance(status=RecommendationStatus.PENDING, **changes)
        order = await recommendation.order
        await touch(order)
        is_changed = recommendation.estimate != before
        event = unit.record(
            EventKind.RECOMMENDATION_REPLIED,
            by,
            **order.log_keys,
            recommendation_id=str(recommendation.id),
            comment=comment,
            estimate=_as_data(recommendation.estimate) if is_changed else None,
            previous_estimate=_as_data(before) if is_changed else None,
        )
        await notify_followers(
            unit,
            event,
            order,
            NotificationKind.RECOMMENDATION_REPLIED,
            title=Sentence(
                "{order}: a reply about {recommendation}", order=order.reference, recommendation=recommendation.title
            ),
            body=comment,
            template="recommendation_replied",
            by=by,
            title_text=recommendation.title,
            comment=comment,
            estimate=_as_data(recommendation.estimate),
        )


async def withdraw(recommendation: Recommendation, reason: str | None, *, by: Viewer) -> None:
    """Take it back; refuses with WRONG_STATE if it has its final answer."""
    async with unit_of_work() as unit:
        _expect_open(recommendation)
        await recommendation.advance(status=RecommendationStatus.WITHDRAWN)
        order = await recommendation.order
        await touch(order)
        unit.record(
            EventKind.RECOMMENDATION_WITHDRAWN,
            by,
            **order.log_keys,
            recommendation_id=str(recommendation.id),
            comment=text.optional_body(reason, "reason", 2000),
        )


def _expect_open(recommendation: Recommendation) -> None:
    if recommendation.status not in OPEN:
        raise Refusal(
            RefusalCode.WRONG_STATE, "This recommendation is “{status}” already.", status=recommendation.status
        )


def checked_proposal(
    detail: str | None, estimate: Money | None, *, title: str | None = None, comment: str | None = None
) -> dict[str, Any]:
    """The columns and words of a recommendation, as far as they are not None; refuses with all faults of them."""
    faults, written = Faults(), dict[str, Any]()
    with faults.noted():
        written |= {} if title is None else {"title": text.line(title, "title")}
    with faults.noted():
        written |= {} if comment is None else {"comment": text.body(comment, "comment", 2000)}
    with faults.noted():
        written |= {} if detail is None else {"detail": text.optional_body(detail, "detail")}
    with faults.noted():
        expect_estimate(estimate)
    faults.expect_none()
    return written | ({"estimate_minor": estimate.minor, "currency": estimate.currency} if estimate else {})


def expect_estimate(estimate: Money | None) -> None:
    """Refuse with INVALID an estimate below zero."""
    if estimate is not None and estimate.minor < 0:
        raise Refusal(RefusalCode.INVALID, "An estimate is zero or more.", ["estimate", "amount"])


def _as_data(estimate: Money | None) -> dict[str, Any] | None:
    return estimate.as_data() if estimate else None
