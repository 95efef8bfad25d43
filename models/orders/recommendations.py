"""Recommendations: work that staff propose on an order, with a price, and that the customer answers."""

from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core import text
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Refusal, RefusalCode
from models.core.money import Money
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.messages.notifications import NotificationKind
from models.orders.orders import Order


class RecommendationStatus(StrEnum):
    """Where a recommendation stands."""

    PENDING = "PENDING"
    CLARIFICATION_REQUESTED = "CLARIFICATION_REQUESTED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class RecommendationAnswer(StrEnum):
    """What a customer can say to one."""

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

    @classmethod
    async def post(
        cls, order: Order, title: str, detail: str | None, estimate: Money | None, *, by: Viewer
    ) -> "Recommendation":
        """Propose work on the order and ask the customer."""
        async with unit_of_work() as unit:
            estimate = None if estimate is None else _at_least_nothing(estimate)
            recommendation = await cls.create(
                order_id=order.id,
                title=text.line(title, "title"),
                detail=text.optional_body(detail, "detail"),
                estimate_minor=estimate.minor if estimate else None,
                currency=estimate.currency if estimate else None,
                posted_at=clock.now(),
                posted_by=by.as_actor(),
            )
            await order.touch()
            event = order.record(unit, EventKind.RECOMMENDATION_POSTED, by, recommendation_id=str(recommendation.id))
            await order.tell(
                unit,
                event,
                NotificationKind.RECOMMENDATION_POSTED,
                by,
                title=f"{order.reference}: {recommendation.title}",
                body=recommendation.detail or recommendation.title,
                template="recommendation_posted",
                title_text=recommendation.title,
                detail=recommendation.detail,
                estimate=_as_data(estimate),
            )
            return recommendation

    @property
    def estimate(self) -> Money | None:
        """What it would cost, where somebody has said."""
        if self.estimate_minor is None or self.currency is None:
            return None
        return Money(self.estimate_minor, self.currency)

    def _expect_open(self) -> None:
        if self.status not in OPEN:
            raise Refusal(RefusalCode.WRONG_STATE, f"This recommendation is {self.status.value} already.")

    async def respond(self, answer: RecommendationAnswer, comment: str | None, *, by: Viewer) -> None:
        """Answer it, for good, or ask about it. Refuses with WRONG_STATE what has its final answer."""
        async with unit_of_work() as unit:
            self._expect_open()
            comment = text.optional_body(comment, "comment", 2000)
            is_question = answer is RecommendationAnswer.ASK_CLARIFICATION
            if is_question and comment is None:
                raise Refusal(RefusalCode.REQUIRED, "Say what is unclear.", "comment")
            final: dict[str, Any] = {
                "answered_at": clock.now(),
                "answered_by": by.as_actor(),
                "answer_comment": comment,
            }
            await self.advance(status=_BECOMES[answer], **({} if is_question else final))
            order = await self.order
            await order.touch()
            event = order.record(
                unit,
                EventKind.RECOMMENDATION_ANSWERED,
                by,
                recommendation_id=str(self.id),
                answer=answer.value,
                comment=comment,
            )
            await order.tell(
                unit,
                event,
                NotificationKind.RECOMMENDATION_ANSWERED,
                by,
                title=f"{order.reference}: {self.title} — {self.status.value.replace('_', ' ').lower()}",
                body=comment or self.title,
                template="recommendation_answered",
                asked_by=UUID(self.posted_by["id"]) if self.posted_by["id"] else None,
                title_text=self.title,
                answer=answer.value,
                comment=comment,
            )

    async def reply(self, comment: str, detail: str | None, estimate: Money | None, *, by: Viewer) -> None:
        """Say more about it, and ask the customer again; what is given of `detail` and `estimate` is changed.

        Refuses with WRONG_STATE what has its final answer.
        """
        async with unit_of_work() as unit:
            self._expect_open()
            comment = text.body(comment, "comment", 2000)
            changes: dict[str, Any] = {"status": RecommendationStatus.PENDING}
            if detail is not None:
                changes["detail"] = text.optional_body(detail, "detail")
            before = self.estimate
            if estimate is not None and estimate != before:
                changes |= {"estimate_minor": _at_least_nothing(estimate).minor, "currency": estimate.currency}
            await self.advance(**changes)
            order = await self.order
            await order.touch()
            is_changed = self.estimate != before
            event = order.record(
                unit,
                EventKind.RECOMMENDATION_REPLIED,
                by,
                recommendation_id=str(self.id),
                comment=comment,
                estimate=_as_data(self.estimate) if is_changed else None,
                previous_estimate=_as_data(before) if is_changed else None,
            )
            await order.tell(
                unit,
                event,
                NotificationKind.RECOMMENDATION_REPLIED,
                by,
                title=f"{order.reference}: a reply about {self.title}",
                body=comment,
                template="recommendation_replied",
                title_text=self.title,
                comment=comment,
                estimate=_as_data(self.estimate),
            )

    async def withdraw(self, reason: str | None, *, by: Viewer) -> None:
        """Take it back; refuses with WRONG_STATE what has its final answer."""
        async with unit_of_work() as unit:
            self._expect_open()
            await self.advance(status=RecommendationStatus.WITHDRAWN)
            order = await self.order
            await order.touch()
            order.record(
                unit,
                EventKind.RECOMMENDATION_WITHDRAWN,
                by,
                recommendation_id=str(self.id),
                comment=text.optional_body(reason, "reason", 2000),
            )


def _at_least_nothing(estimate: Money) -> Money:
    if estimate.minor < 0:
        raise Refusal(RefusalCode.INVALID, "An estimate is zero or more.", ["estimate", "amount"])
    return estimate


def _as_data(estimate: Money | None) -> dict[str, Any] | None:
    return estimate.as_data() if estimate else None
