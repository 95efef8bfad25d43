"""The orders of the demo: each goes its course, from intake to return, as far as its words say."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from latchkey.demo.invoices import billing
from latchkey.demo.people import Cast
from latchkey.demo.stage import Story
from latchkey.demo.words import bakery, household, properties
from latchkey.demo.words.jobs import Answer, Job
from models.core.money import Money
from models.log.events import Visibility
from models.orders.archiving import archive_asset
from models.orders.intake import open_order
from models.orders.lifecycle import OrderKind, OrderStatus
from models.orders.notes import WorkKind, add_note, record_work
from models.orders.orders import Order
from models.orders.progress import assign_technicians, change_status, schedule_visit
from models.orders.recommendations import RecommendationAnswer, post_recommendation, reply, respond, withdraw

JOBS: Final = (*bakery.JOBS, *household.JOBS, *properties.JOBS)


def stories(cast: Cast) -> Iterator[Story]:
    """The stories of all orders, and of what is not repaired any more."""
    yield _replaced(cast, "kettle")
    yield from (_Course(cast, job).story() for job in JOBS)


async def _replaced(cast: Cast, asset: str) -> Story:
    """An asset is archived: its customer has another one."""
    yield cast.diary(20, f"{asset} replaced").at
    await archive_asset(cast.assets[asset], "Replaced by a new one.", by=cast.viewers["sam"])


class _Course:
    """One order on its way."""

    order: Order

    def __init__(self, cast: Cast, job: Job) -> None:
        self.cast = cast
        self.job = job
        self.diary = cast.diary(job.opened, job.summary)
        self.office = cast.viewers["sam"]
        self.technician = self.diary.rng.choice(["tomasz", "tomasz", "elin"])
        self.hands = cast.viewers[self.technician]
        self.customer = cast.viewers[cast.head_of(job.place)]
        self.reporter = cast.viewers[job.by] if job.by in cast.contacts else self.customer

    async def story(self) -> Story:
        """From the first word to the invoice."""
        yield self.diary.at
        await self._open()
        ends = self.job.ends
        if ends in (OrderStatus.DRAFT, OrderStatus.SUBMITTED):
            return
        if ends is OrderStatus.CANCELLED:
            yield self.diary.after(1, 4)
            await change_status(self.order, ends, comment=self.job.closing, by=self.reporter)
            return
        async for moment in self._plan():
            yield moment
        if ends is OrderStatus.SCHEDULED:
            return
        for part in (self._inspect(), self._propose(), self._wait_for_parts()):
            async for moment in part:
                yield moment
        if ends in (OrderStatus.IN_PROGRESS, OrderStatus.AWAITING_PARTS):
            return
        for part in (self._finish(), billing(self.cast, self.order, self.job, self.diary)):
            async for moment in part:
                yield moment

    async def _open(self) -> None:
        job = self.job
        self.order = await open_order(
            kind=job.kind,
            priority=job.priority,
            customer_id=None,
            site=self.cast.sites.get(job.place),
            asset=self.cast.assets.get(job.place),
            problem_summary=job.summary,
            problem_detail=job.detail,
            as_draft=job.ends is OrderStatus.DRAFT,
            by=self.cast.viewers[job.by],
        )

    async def _plan(self) -> Story:
        """A visit is planned for a service call; what was walked in goes to the bench."""
        technicians = [self.cast.staff[self.technician]]
        if self.job.kind is OrderKind.WALK_IN_REPAIR:
            yield self.diary.after(0.5, 6)
            await assign_technicians(self.order, technicians, by=self.office)
            return
        yield self.diary.after(0.3, 4)
        days = self.diary.rng.randint(1, 2)
        visit = self.diary.visit(days)
        while self.job.ends is OrderStatus.SCHEDULED and visit < self.cast.now:
            visit, days = self.diary.visit(days), days + 1
        await schedule_visit(self.order, visit, technicians, by=self.office)
        if self.job.ends is not OrderStatus.SCHEDULED:
            self.diary.go_to(visit)

    async def _inspect(self) -> Story:
        """The technician looks at it, and says what it is."""
        yield self.diary.after(0.1, 0.4)
        if self.job.kind is OrderKind.SERVICE_CALL:
            await record_work(self.order, WorkKind.SITE_VISIT, "Arrived on site.", occurred_at=None, by=self.hands)
        await change_status(self.order, OrderStatus.IN_PROGRESS, by=self.hands)
        yield self.diary.after(0.3, 1.2)
        if self.job.finding:
            await add_note(self.order, self.job.finding, Visibility.EVERYONE, by=self.hands)
        if self.job.internal:
            yield self.diary.after(0.1, 0.5)
            await add_note(self.order, self.job.internal, Visibility.STAFF_ONLY, by=self.hands)

    async def _propose(self) -> Story:
        """Further work is recommended, and mostly answered."""
        offer = self.job.offer
        if offer is None:
            return
        yield self.diary.after(0.2, 1)
        estimate = Money.of(Decimal(offer.price), "GBP") if offer.price else None
        recommendation = await post_recommendation(self.order, offer.title, offer.detail, estimate, by=self.hands)
        if offer.answer is Answer.PENDING:
            return
        yield self.diary.after(0.5, 9)
        if offer.answer is Answer.WITHDRAWN:
            await withdraw(recommendation, offer.words, by=self.hands)
            return
        first, *more = _ANSWERS[offer.answer]
        await respond(recommendation, first, offer.words, by=self.customer)
        for answer in more:
            yield self.diary.after(0.5, 3)
            await reply(recommendation, f"On your question: {offer.detail}", None, None, by=self.hands)
            yield self.diary.after(0.5, 6)
            await respond(recommendation, answer, "Thank you, then please go ahead.", by=self.customer)

    async def _wait_for_parts(self) -> Story:
        if self.job.part is None:
            return
        name, _ = self.job.part
        yield self.diary.after(0.2, 2)
        await change_status(self.order, OrderStatus.AWAITING_PARTS, comment=f"We have ordered: {name}.", by=self.hands)
        await record_work(self.order, WorkKind.PARTS_ORDERED, name, occurred_at=None, by=self.hands)
        if self.job.reply:
            yield self.diary.after(0.5, 6)
            await add_note(self.order, self.job.reply, Visibility.EVERYONE, by=self.reporter)
        if self.job.ends is OrderStatus.AWAITING_PARTS:
            return
        yield self.diary.after(10, 26)
        await record_work(self.order, WorkKind.PARTS_RECEIVED, name, occurred_at=None, by=self.hands)
        yield self.diary.after(0.3, 5)
        await change_status(self.order, OrderStatus.IN_PROGRESS, by=self.hands)

    async def _finish(self) -> Story:
        """It is done and goes back; what comes back again is opened again."""
        closing = self.job.closing
        yield self.diary.after(0.5, 3)
        if self.job.kind is OrderKind.WALK_IN_REPAIR:
            await change_status(self.order, OrderStatus.READY_FOR_RETURN, comment=closing, by=self.hands)
            if self.job.ends is OrderStatus.READY_FOR_RETURN:
                return
            yield self.diary.after(2, 14)
            closing = "Collected."
        await change_status(self.order, OrderStatus.COMPLETED, comment=closing, by=self.hands)
        if self.job.reopened:
            yield self.diary.after(10, 20)
            await change_status(self.order, OrderStatus.IN_PROGRESS, comment=self.job.reopened, by=self.office)
            yield self.diary.after(2, 9)
            await change_status(self.order, OrderStatus.COMPLETED, comment="Mended under warranty.", by=self.hands)


_ANSWERS: Final = {
    Answer.APPROVED: [RecommendationAnswer.APPROVE],
    Answer.DECLINED: [RecommendationAnswer.DECLINE],
    Answer.ASKED: [RecommendationAnswer.ASK_CLARIFICATION],
    Answer.EXPLAINED: [RecommendationAnswer.ASK_CLARIFICATION, RecommendationAnswer.APPROVE],
}
