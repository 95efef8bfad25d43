"""The stage: stories that say when each of their steps happens, played together in the order of time."""

import heapq
from collections.abc import AsyncGenerator, Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from adapters import clock
from models.log.unit_of_work import UnitOfWork

Story: TypeAlias = AsyncGenerator[datetime, None]
"""Yields the moment of its next step, and goes on when that moment has come."""

ZONE: Final = ZoneInfo("Europe/London")
OPENS, CLOSES = time(8), time(17, 30)


class Diary:
    """The moments of one story, one after another: at working hours, and never in the future."""

    def __init__(self, now: datetime, opened: int, rng: Random) -> None:
        """Begins on the `opened`th working day before today."""
        self.now = now
        self.rng = rng
        self.at = now
        if opened > 0:
            day = _workday_before(now, opened)
            self.at = day + timedelta(minutes=rng.randint(0, 8 * 60), seconds=rng.randint(0, 59))

    def after(self, at_least: float, at_most: float) -> datetime:
        """The next moment, so many working hours later; what would be too late comes a part of the time until now."""
        left = timedelta(hours=self.rng.uniform(at_least, at_most))
        moment = self.at
        while left > (until_closing := max(_on_day(moment, CLOSES) - moment, timedelta())):
            left -= until_closing
            moment = _next_opening(moment)
        return self.go_to(moment + left)

    def go_to(self, moment: datetime) -> datetime:
        """Makes `moment` the next one, or where that is too late a moment between the last one and now."""
        if moment > self.now - timedelta(minutes=20):
            moment = self.at + (self.now - self.at) * 0.4
        self.at = moment
        return moment

    def visit(self, days: int) -> datetime:
        """A time for a visit, so many working days after the last moment, at a full or half hour."""
        day = self.at
        for _ in range(days):
            day = _next_opening(day)
        return _on_day(day, OPENS) + timedelta(minutes=30 * self.rng.randint(1, 16))


def _on_day(moment: datetime, at: time) -> datetime:
    """That hour, in the operator's zone, of the day of `moment`."""
    return datetime.combine(moment.astimezone(ZONE).date(), at, ZONE).astimezone(UTC)


def _next_opening(moment: datetime) -> datetime:
    day = _on_day(moment, OPENS) + timedelta(days=1)
    while day.astimezone(ZONE).weekday() > 4:
        day += timedelta(days=1)
    return _on_day(day, OPENS)


def _workday_before(now: datetime, count: int) -> datetime:
    day = _on_day(now, OPENS)
    while count:
        day -= timedelta(days=1)
        count -= day.astimezone(ZONE).weekday() < 5
    return _on_day(day, OPENS)


async def play(unit: UnitOfWork, stories: Iterable[Story], progress: Callable[[datetime], None]) -> None:
    """Play all stories to their ends, under a moved clock, always the step that comes first of all; each finds the rows
    that those before it have added to the unit of work."""
    waiting = [(await anext(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        moment, number, story = heapq.heappop(waiting)
        with clock.moved_to(moment):
            upcoming = await anext(story, None)
            await unit.write_rows()
        if upcoming is not None:
            heapq.heappush(waiting, (upcoming, number, story))
        progress(moment)
